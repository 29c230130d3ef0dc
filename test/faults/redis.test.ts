import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { endChildren } from '../support/child.js';
import { closeAfterEach } from '../support/closing.js';
import { onPostgres } from '../support/databases.js';
import { linkAs } from '../support/linked.js';
import { linkingAs } from '../support/linking.js';
import { describeWithRedis } from '../support/redis.js';
import { REDIS_DATABASE, startCluster, type Cluster } from './cluster.js';
import { askFrame, PRIVATE, PUBLIC, until } from './frames.js';

jest.setTimeout(60_000);
// What must come within seconds is asked of a machine that does other things too: what is broken is so each time.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

describeWithRedis('two instances whose Redis', (redisUrl) => onPostgres('is shared', (on) => {
  const later = closeAfterEach();
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster(on, redisUrl);
    await linkAs(cluster, 'dana', 'alice');
  });
  afterAll(async () => {
    await cluster.close();
    await endChildren();
  });
  afterEach(() => cluster.redis.mend());

  const askAll = () => Promise.all(cluster.instances.flatMap((instance) => [askFrame(cluster, 'dana', PRIVATE, instance), askFrame(cluster, 'uma', PUBLIC, instance), askFrame(cluster, 'uma', PRIVATE, instance)]));
  const expectAll = async () => expect((await askAll()).map(({ outcome }) => outcome)).toEqual(['shown', 'shown', 'connect', 'shown', 'shown', 'connect']);

  test.each(['breaks off', 'goes silent', 'is slow'] as const)('%s: everybody sees what they may see, a link is ended everywhere within the 2 s that rows are remembered, and people link [T24b]', async (how) => {
    await expectAll();
    if (how === 'breaks off') await cluster.redis.cut();
    else if (how === 'is slow') cluster.redis.slow(500);
    else cluster.redis.freeze();
    await expectAll();
    const [one, two] = cluster.instances;
    if (!one || !two) throw new Error('There are not two instances.');
    await linkingAs(cluster, 'gerda', { url: one.url }).link('bob');
    await until(3_000, () => askFrame(cluster, 'gerda', PUBLIC, two), ({ outcome }) => outcome === 'shown');
    const ended = await fetch(`${one.url}/api/link/disconnect`, { method: 'POST', headers: { authorization: `JWT ${cluster.confluence.contextToken('gerda')}`, 'content-type': 'application/json' }, body: '{"instance":"default"}' });
    expect(ended.status).toBe(200);
    await until(3_000, () => askFrame(cluster, 'gerda', PRIVATE, two), ({ outcome }) => outcome === 'connect');
    await cluster.redis.mend();
    await until(10_000, askAll, (answers) => answers.every(({ status }) => status === 200));
  });

  test('is flushed: budgets and copies are made anew [T24b]', async () => {
    await expectAll();
    const redis = new Redis(`${redisUrl}/${REDIS_DATABASE}`);
    later(async () => redis.disconnect());
    expect(await redis.dbsize()).toBeGreaterThan(0);
    await redis.flushdb();
    await expectAll();
    // What nobody has seen yet has to be asked of GitLab, which is counted: in Redis, some seconds after it was away last.
    let issue = 100;
    const askAnew = async () => {
      await askFrame(cluster, 'dana', `harbourlight/tideboard/-/issues/${(issue += 1)}`);
      return redis.dbsize();
    };
    await until(10_000, askAnew, (size) => size > 0);
  });
}));
