import { startChild } from './support/child.js';
import { createDriver, mustShow } from './support/drive.js';
import { startFiftyMacros } from './support/fifty-macros.js';
import type { PageQuestions } from './support/page-process.js';
import { interleaved, type Bench } from './support/results.js';

const WARM_UP = 60;
const VISITS = 20;

/** A viewer who saw the page a moment ago; beside it Express alone, which sends one frame's bytes as many times. */
export const pageWarm: Bench = {
  about: '50 macros of one page, 6 requests at a time, GitLab 100 ms away; warm',
  async run() {
    const fifty = await startFiftyMacros();
    const bare = startChild<PageQuestions>(new URL('./support/page-process.js', import.meta.url), { environment: { NODE_ENV: 'production' } });
    const driver = createDriver();
    try {
      const page = fifty.addPage({ id: '50' });
      const [viewer = ''] = await fifty.product.linked(1);
      await fifty.visit(viewer, page);
      const [first] = page.blocks;
      const answer = await driver.get(fifty.product.frameUrl(viewer, (first && 'url' in first && first.url) || '', page));
      mustShow([answer]);
      const bareUrl = `${await bare.ask('serve', { html: answer.body.toString('utf8'), tenant: undefined })}/macros/link`;
      let requests = 0;
      const subjects = {
        async ours() {
          const visit = await fifty.visit(viewer, page);
          requests += visit.requests;
          return visit.ms;
        },
        async bare() {
          const started = performance.now();
          await driver.getAll(page.blocks.map(() => bareUrl));
          return performance.now() - started;
        },
      };
      await interleaved(WARM_UP, subjects);
      const { ours, bare: alone } = await interleaved(VISITS, subjects);
      const roundTrip = await fifty.roundTrip();
      return [
        { name: 'GitLab requests, all visits', value: requests, most: 0, unit: 'requests' },
        { name: `wall, median of ${VISITS} visits (${ours.toFixed(1)} ms), to one round trip (${roundTrip.toFixed(0)} ms)`, value: ours / roundTrip, most: 0.2, unit: 'x' },
        { name: `the same of Express alone (${alone.toFixed(1)} ms)`, value: alone / roundTrip, unit: 'x' },
      ];
    } finally {
      driver.close();
      await bare.stop();
      await fifty.close();
    }
  },
};
