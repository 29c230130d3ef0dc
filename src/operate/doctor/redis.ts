import { createLogger } from '../../logger.js';
import { reasonOf } from '../../reason.js';
import type { Settings } from '../../settings.js';
import { openRedis } from '../../storage/redis.js';
import { ok, problem, type Finding } from './finding.js';

const READY_MS = 3_000;
const SEVERAL = 'Several instances need one, to count together what they ask GitLab and to hear of each other.';

/** Whether the Redis that the settings name answers. */
export async function examineRedis({ redisUrl }: Pick<Settings, 'redisUrl'>): Promise<Finding> {
  if (redisUrl === undefined) return ok('Redis', 'none is set, which is right for one instance.', SEVERAL);
  const redis = openRedis(redisUrl, createLogger('silent'));
  try {
    await redis.ready(READY_MS);
    const started = performance.now();
    await redis.commands.ping();
    return ok('Redis', `it answers in ${Math.ceil(performance.now() - started)} ms.`);
  } catch (error) {
    return problem('Redis', `it does not answer: ${reasonOf(error)}.`, 'Check REDIS_URL, and that Redis is up. Until it is, every instance goes by what it knows itself.');
  } finally {
    redis.close();
  }
}
