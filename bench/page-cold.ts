import { median, type Bench } from './support/results.js';
import { startFiftyMacros } from './support/fifty-macros.js';

/** A server that has run for a while has compiled what it does. */
const WARM_UP = 40;
const VISITS = 9;

/** Viewers who have seen nothing of a page that the app knows. */
export const pageCold: Bench = {
  about: '50 macros of one page, 6 requests at a time, GitLab 100 ms away; page known, viewer cold',
  async run() {
    const fifty = await startFiftyMacros({ people: WARM_UP + VISITS });
    try {
      const page = fifty.addPage({ id: '50' });
      const viewers = await fifty.product.linked(WARM_UP + VISITS);
      const visits = [];
      for (const viewer of viewers) visits.push(await fifty.visit(viewer, page));
      const measured = visits.slice(WARM_UP);
      const ms = median(measured.map((visit) => visit.ms));
      const roundTrip = await fifty.roundTrip();
      return [
        { name: 'GitLab requests, most of any viewer', value: Math.max(...measured.map(({ requests }) => requests)), most: 3, unit: 'requests' },
        { name: `wall, median of ${VISITS} viewers (${ms.toFixed(0)} ms), to one round trip (${roundTrip.toFixed(0)} ms)`, value: ms / roundTrip, most: 1.8, unit: 'x' },
      ];
    } finally {
      await fifty.close();
    }
  },
};
