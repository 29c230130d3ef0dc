import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createBudget, type Budget } from '../../src/gitlab/limits/budget.js';
import { createLogger } from '../../src/logger.js';
import { openRedis, type RedisConnection } from '../../src/storage/redis.js';
import { INSTANCE } from '../support/gitlab-answers.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { describeWithRedis } from '../support/redis.js';

const logger = createLogger('silent');
/** What one viewer may have at once: a second's share and the burst. */
const AT_ONCE = 8 + 60;

describeWithRedis('the budget of two instances of the app', (redisUrl) => {
  let proxy: Proxy;
  let connections: RedisConnection[];
  let url: URL;
  beforeEach(async () => {
    proxy = await startProxy({ host: new URL(redisUrl).hostname, port: Number(new URL(redisUrl).port || 6379) });
    connections = [];
    url = new URL(`https://${randomUUID()}.example/api/graphql`);
  });
  afterEach(async () => {
    for (const connection of connections) connection.close();
    await proxy.close();
  });

  async function budgetOf(): Promise<Budget> {
    const redis = openRedis(`redis://127.0.0.1:${proxy.port}`, logger);
    connections.push(redis);
    await new Promise((done) => redis.commands.once('ready', done));
    return createBudget({ redis, logger, clock: Date.now });
  }

  /** How many of so many takes of one viewer go through before the time is up. */
  async function take(budget: Budget, count: number, milliseconds: number): Promise<number> {
    const signal = AbortSignal.timeout(milliseconds);
    const caller = { instance: INSTANCE, accessToken: 'ann', signal };
    const taken = await Promise.all(Array.from({ length: count }, () => budget.take(caller, url).then(() => 1, () => 0)));
    return taken.reduce((sum: number, one) => sum + one, 0);
  }

  test('is one', async () => {
    const [one, two] = [await budgetOf(), await budgetOf()];
    const passed = (await Promise.all([take(one, 60, 900), take(two, 60, 900)])).reduce((sum, some) => sum + some);
    expect(passed).toBeGreaterThanOrEqual(AT_ONCE);
    // The window of a second may begin anew meanwhile.
    expect(passed).toBeLessThanOrEqual(AT_ONCE + 16);
  });

  test.each(['breaks off', 'goes silent'] as const)('is each one’s own while Redis %s, and nobody waits for it', async (how) => {
    const budget = await budgetOf();
    expect(await take(budget, 1, 900)).toBe(1);
    if (how === 'breaks off') await proxy.cut();
    else proxy.freeze();
    const started = performance.now();
    expect(await take(budget, 1, 2_000)).toBe(1);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
