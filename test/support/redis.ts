import { beforeAll, describe } from '@jest/globals';
import { Redis } from 'ioredis';

const URL = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379';

/** Runs a suite against the Redis of this machine; where none answers it is skipped by name, unless REQUIRE_SUITES is set. */
export function describeWithRedis(name: string, suite: (redisUrl: string) => void): void {
  if (answers) describe(name, () => suite(URL));
  else if (process.env.REQUIRE_SUITES === undefined) describe.skip(`${name} (no Redis answers)`, () => suite(URL));
  else describe(name, () => beforeAll(() => Promise.reject(new Error('Redis is required and does not answer'))));
}

async function findRedis(): Promise<boolean> {
  const client = new Redis(URL, { lazyConnect: true, connectTimeout: 1_000, maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}

const answers = await findRedis();
