import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { FLEET_PATHS } from '../../demo/gitlab/world/fleet.js';
import { endChildren } from '../support/child.js';
import { onPostgres } from '../support/databases.js';
import { linkAs } from '../support/linked.js';
import { describeWithRedis } from '../support/redis.js';
import { startCluster, type Cluster } from './cluster.js';
import { askFrame, PRIVATE, until } from './frames.js';
import { isLong } from './length.js';

const SECONDS = isLong ? 60 : 5;
/** What a reader waits at most. */
const LONGEST_MS = 8_000;
/** After failures in a row nobody asks for a while, twice as long each time. */
const TRIED_AGAIN_MS = isLong ? 90_000 : 20_000;
const PATHS = FLEET_PATHS.flat();

jest.setTimeout(TRIED_AGAIN_MS + SECONDS * 1_000 + 40_000);

describeWithRedis('two instances whose GitLab', (redisUrl) => onPostgres('for a while', (on) => {
  let cluster: Cluster;
  let next = 0;
  beforeAll(async () => {
    cluster = await startCluster(on, redisUrl);
    await linkAs(cluster, 'dana', 'alice');
  });
  afterAll(async () => {
    await cluster.close();
    await endChildren();
  });
  afterEach(async () => {
    Object.assign(cluster.gitlab.switches, { hang: false, status500: false, status429: undefined });
    await until(TRIED_AGAIN_MS, () => askAll(), (answers) => answers.every(({ outcome }) => outcome === 'shown'));
  });

  const askAll = (path = unseen()) => Promise.all(cluster.instances.map((instance) => askFrame(cluster, 'dana', path, instance)));
  /** Something that no copy is kept of. */
  const unseen = () => PATHS[(next += 1)] ?? '';
  /** What the instances answer while it lasts, a thing each time that nobody has seen. */
  async function askForAWhile() {
    const answers: Awaited<ReturnType<typeof askAll>> = [];
    for (const end = performance.now() + SECONDS * 1_000; performance.now() < end; await pause(500)) answers.push(...(await askAll()));
    return answers;
  }

  test.each(['hang', 'status500'] as const)('fails (%s): what was seen shows, what was not says so in time, it is asked less and less, and all is as before once it is well [T25b, T25c]', async (how) => {
    expect((await askAll(PRIVATE)).map(({ outcome }) => outcome)).toEqual(['shown', 'shown']);
    cluster.gitlab.switches[how] = true;
    cluster.gitlab.calls.length = 0;
    expect((await askAll(PRIVATE)).map(({ outcome }) => outcome)).toEqual(['shown', 'shown']);
    const answers = await askForAWhile();
    expect(answers.filter(({ status, outcome }) => status !== 200 || outcome !== 'unavailable')).toEqual([]);
    // Half a second is the machine's.
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(LONGEST_MS + 500);
    if (how === 'status500' && isLong) expect(cluster.gitlab.calls.length).toBeLessThan(answers.length / 2);
    for (const { url } of cluster.instances) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  test('answers 429 with a time: neither instance asks again for that person before it, whichever of them was told [T25a]', async () => {
    const [one, two] = cluster.instances;
    if (!one || !two) throw new Error('There are not two instances.');
    cluster.gitlab.switches.status429 = { retryAfterSeconds: SECONDS };
    cluster.gitlab.calls.length = 0;
    expect((await askFrame(cluster, 'dana', unseen(), one)).outcome).toBe('unavailable');
    const told = performance.now();
    const calls = cluster.gitlab.calls.length;
    expect(calls).toBeGreaterThan(0);
    // A moment for the one to tell the other.
    await pause(200);
    while (performance.now() < told + SECONDS * 1_000 - 1_000) {
      expect((await askAll()).map(({ outcome }) => outcome)).toEqual(['unavailable', 'unavailable']);
      await pause(500);
    }
    expect(cluster.gitlab.calls.length).toBe(calls);
  });
}));
