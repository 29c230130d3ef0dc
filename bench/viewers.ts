import { setTimeout as pause } from 'node:timers/promises';
import { createDriver, outcomeOf } from './support/drive.js';
import { startFiftyMacros, type FiftyMacros } from './support/fifty-macros.js';
import type { Bench } from './support/results.js';

const VIEWERS = 5_000;
const MINUTES = 10;
/** Of the viewers and of the time: the crowd is as dense, and passes by for less long. 1 runs all of it. */
const SHARE = Number(process.env.BENCH_SHARE ?? 0.1);
/**
 * How many times as fast as on the wall time goes: for those who come, for the minute that GitLab counts by, and for the budget.
 * At 1 the app serves more than four hundred frames a second, for which it wants a processor of its own.
 */
const PACE = Number(process.env.BENCH_PACE ?? 1);
/** What GitLab allows one address in a minute. */
const LIMIT = { requests: 2_000, seconds: 60 / PACE };
const TALLY_MS = 500;

/** Many who open the page within some minutes, each for the first time, in front of a GitLab that counts. */
export const viewers: Bench = {
  about: `50 macros of one page, opened by ${VIEWERS * SHARE} viewers within ${MINUTES * SHARE} min (${SHARE} of ${VIEWERS} in ${MINUTES} min), GitLab allowing ${LIMIT.requests} requests a minute; time ${PACE} x as fast`,
  async run() {
    const count = Math.round(VIEWERS * SHARE);
    const fifty = await startFiftyMacros({ people: count, environment: { BENCH_PACE: String(PACE) } });
    try {
      const people = await fifty.product.linked(count);
      await fifty.product.gitlab.ask('set', { limit: LIMIT });
      await fifty.product.gitlab.ask('tally');
      const { outcomes, requests, most } = await passBy(fifty, people);
      const shown = outcomes.get('shown') ?? 0;
      return [
        { name: `viewers' frames that say unavailable, of ${count * 50}`, value: outcomes.get('unavailable') ?? 0, most: 0, unit: 'frames' },
        { name: 'frames that show something else than content', value: count * 50 - shown, most: 0, unit: 'frames' },
        { name: `GitLab requests a viewer (${requests} in all)`, value: requests / count, most: 2, unit: 'requests' },
        { name: 'GitLab requests, most of any viewer', value: most, unit: 'requests' },
      ];
    } finally {
      await fifty.close();
    }
  },
};

/** Everybody comes at a moment of their own and opens the page with all its frames, six at a time. */
async function passBy(fifty: FiftyMacros, people: readonly string[]) {
  const page = fifty.addPage({ id: '5000' });
  const outcomes = new Map<string | undefined, number>();
  const arrivals = spread(people.length, (MINUTES * SHARE * 60_000) / PACE);
  const started = performance.now();
  const visits = people.map(async (viewer, index) => {
    await pause(Math.max(0, (arrivals[index] ?? 0) - (performance.now() - started)));
    const urls = page.blocks.flatMap((block) => ('macro' in block ? [fifty.product.frameUrl(viewer, block.url ?? '', page)] : []));
    const driver = createDriver(6);
    const answers = await driver.getAll(urls).catch(() => []); // an app that gives way shows as frames that are missing
    for (const answer of answers) outcomes.set(outcomeOf(answer), (outcomes.get(outcomeOf(answer)) ?? 0) + 1);
    driver.close();
  });
  const all = Promise.all(visits).then(() => true);
  // The stand-in keeps the last two thousand requests, so they are counted as they come.
  while (!(await Promise.race([all, pause(TALLY_MS, false)]))) await fifty.product.gitlab.ask('tally');
  return { outcomes, ...(await fifty.product.gitlab.ask('tally')) };
}

/** Moments as random as those at which people come, and the same in every run. */
function spread(count: number, milliseconds: number): number[] {
  let seed = 5_000;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, () => random() * milliseconds).sort((left, right) => left - right);
}
