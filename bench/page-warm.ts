import { startFiftyMacros } from './support/fifty-macros.js';
import { median, type Bench } from './support/results.js';

const WARM_UP = 40;
const VISITS = 20;

/** A viewer who saw the page a moment ago. */
export const pageWarm: Bench = {
  about: '50 macros of one page, 6 requests at a time, GitLab 100 ms away; warm',
  async run() {
    const fifty = await startFiftyMacros();
    try {
      const page = fifty.addPage({ id: '50' });
      const [viewer = ''] = await fifty.product.linked(1);
      await fifty.visit(viewer, page);
      const visits = [];
      for (let index = 0; index < WARM_UP + VISITS; index += 1) visits.push(await fifty.visit(viewer, page));
      const measured = visits.slice(WARM_UP);
      const ms = median(measured.map((visit) => visit.ms));
      const roundTrip = await fifty.roundTrip();
      return [
        { name: 'GitLab requests, all visits', value: visits.reduce((sum, { requests }) => sum + requests, 0), most: 0, unit: 'requests' },
        { name: `wall, median of ${VISITS} visits (${ms.toFixed(1)} ms), to one round trip (${roundTrip.toFixed(0)} ms)`, value: ms / roundTrip, most: 0.2, unit: 'x' },
      ];
    } finally {
      await fifty.close();
    }
  },
};
