import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { endChildren } from '../support/child.js';
import { onPostgres } from '../support/databases.js';
import { linkAs } from '../support/linked.js';
import { describeWithRedis } from '../support/redis.js';
import { startCluster, type Cluster } from './cluster.js';
import { askFrame, PRIVATE, PUBLIC, type FrameAnswer } from './frames.js';
import { isLong } from './length.js';

jest.setTimeout(120_000);
// What must come within seconds is asked of a machine that does other things too: what is broken is so each time.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

/** How many readers there are at a time. */
const READERS = isLong ? 12 : 4;

describeWithRedis('with Redis', (redisUrl) => onPostgres('a rolling restart', (on) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster(on, redisUrl);
    await linkAs(cluster, 'dana', 'alice');
  });
  afterAll(async () => {
    await cluster.close();
    await endChildren();
  });

  test('fails no request: each instance ends when another has taken its place', async () => {
    const answers: FrameAnswer[] = [];
    const failures: unknown[] = [];
    let reading = true;
    const read = async (reader: number) => {
      for (let turn = 0; reading; turn += 1) {
        const [viewer, path] = (reader + turn) % 2 === 0 ? ['dana', PRIVATE] : ['uma', PUBLIC];
        await askFrame(cluster, viewer ?? '', path).then((answer) => answers.push(answer), (error: unknown) => failures.push(error));
      }
    };
    const readers = Array.from({ length: READERS }, (_, reader) => read(reader));
    for (const old of [...cluster.instances]) {
      await cluster.start();
      await cluster.kill(old, 'SIGTERM');
      expect(await old.child.ended).toMatchObject({ code: 0 });
    }
    reading = false;
    await Promise.all(readers);
    expect(failures).toEqual([]);
    expect(answers.filter(({ status, outcome }) => status !== 200 || outcome !== 'shown')).toEqual([]);
    expect(answers.length).toBeGreaterThan(2 * READERS);
  });
}));
