import { setTimeout as pause } from 'node:timers/promises';
import type { Switches } from '../demo/gitlab/switches.js';
import { startChild } from './support/child.js';
import { createDriver, mustShow } from './support/drive.js';
import type { GitLabQuestions } from './support/gitlab-process.js';
import { startProduct } from './support/product.js';
import type { Bench, Result } from './support/results.js';

const REQUESTS = 300;
const ISSUES = [24, 30, 18];
/** Each round has readers of its own, to whom nothing was shown yet. */
const READERS = REQUESTS / ISSUES.length;
const ROUNDS = 7;
const TROUBLES: readonly (readonly [string, Partial<Switches>])[] = [
  ['hangs', { hang: true }],
  ['answers 429', { status429: { retryAfterSeconds: 60 } }],
  ['answers 500', { status500: true }],
];
const WELL = { hang: false, status429: undefined, status500: false };

/** Readers of one GitLab while another one, which others of the same site read at the same time, is in trouble. */
export const neighbours: Bench = {
  about: 'frames of one GitLab instance while another is in trouble and asked for all the while: 95th percentile, with both well = 1',
  async run() {
    const other = startChild<GitLabQuestions>(new URL('./support/gitlab-process.js', import.meta.url));
    const otherUrl = await other.ask('url');
    const product = await startProduct({ silent: true, people: READERS * ROUNDS + 100, environment: { BENCH_PACE: '100' }, alsoReach: [new URL(otherUrl).host] });
    const [driver, crowd] = [createDriver(4), createDriver(8)];
    try {
      const { clientKey } = product.confluence.installation();
      const id = await product.app.ask('addInstance', { clientKey, baseUrl: otherUrl });
      const readers = await product.linked(READERS * ROUNDS, 'alice', { id, url: otherUrl, gitlab: other });
      const sufferers = await product.linked(100);
      let round = 0;
      const urls = () => Array.from({ length: REQUESTS }, (_, index) => product.frameUrl(readers[round * READERS + (index % READERS)] ?? '', `${otherUrl}/harbourlight/tideboard/-/issues/${ISSUES[Math.floor(index / READERS)]}`));
      const p95 = async () => {
        const answers = await driver.getAll(urls());
        round += 1;
        mustShow(answers);
        return answers.map(({ ms }) => ms).sort((left, right) => left - right)[Math.floor(REQUESTS * 0.95)] ?? 0;
      };
      const besideTrouble = async () => {
        let measuring = true;
        const suffering = (async () => {
          for (let turn = 0; measuring; turn += 1) {
            const asked = sufferers.slice(0, 8).map((viewer, index) => product.frameUrl(viewer, `${product.gitlabUrl}/harbourlight/tideboard/-/issues/${ISSUES[(turn + index) % ISSUES.length]}`));
            await crowd.getAll(asked).catch(() => pause(50));
          }
        })();
        const measured = await p95();
        measuring = false;
        await product.gitlab.ask('set', WELL);
        await suffering;
        return measured;
      };
      await p95();
      const results: Result[] = [];
      for (const [trouble, switches] of TROUBLES) {
        await product.gitlab.ask('set', WELL);
        const well = await besideTrouble();
        await product.gitlab.ask('set', switches);
        const ill = await besideTrouble();
        results.push({ name: `while the other ${trouble} (${ill.toFixed(0)} ms to ${well.toFixed(0)} ms)`, value: ill / well, most: 1.5, unit: 'x' });
      }
      return results;
    } finally {
      driver.close();
      crowd.close();
      await other.stop();
      await product.close();
    }
  },
};
