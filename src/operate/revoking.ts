import { createAudit } from '../audit/audit.js';
import { createGitLab } from '../gitlab/gitlab.js';
import { createLogger } from '../logger.js';
import { createQueue } from '../queue/queue.js';
import { SEALED_COLUMNS } from '../sealed-columns.js';
import type { Settings } from '../settings.js';
import { createSites } from '../sites/sites.js';
import type { Database } from '../storage/database.js';
import { checkHome, readHome } from '../storage/home.js';
import { createInvalidation } from '../storage/invalidation.js';
import { findWrongKeys } from '../storage/key-check.js';
import { openRedis, type RedisConnection } from '../storage/redis.js';
import { createSealer } from '../storage/sealing.js';
import { Refused } from './command.js';
import type { RevokeParts } from './revoke-all.js';

export interface RevokingParts extends RevokeParts {
  readonly redis: RedisConnection | undefined;
}

/**
 * Gives `work` what it takes to end links and revoke tokens beside the app, which hears of it through Redis where there is one.
 * @throws ElsewhereError on a copy, whose tokens are another app's; Refused where the keys don't open the tokens
 */
export async function whileRevoking<T>(settings: Settings, database: Database, work: (parts: RevokingParts) => Promise<T>): Promise<T> {
  await checkHome(database, settings);
  if (!(await readHome(database))) throw new Refused('Nothing was done: nobody has served this database yet, so it may be a copy, whose tokens are those of another app. Start the app on it once, then run this again.');
  const logger = createLogger('silent');
  const sealer = createSealer(settings.encryptionKeys);
  const wrong = await findWrongKeys(database, sealer, SEALED_COLUMNS);
  if (wrong.length > 0) throw new Refused(`Nothing was done: ENCRYPTION_KEYS doesn't open what is sealed with ${wrong.map((id) => `"${id}"`).join(', ')}, so that tokens could not be revoked.`);
  const redis = settings.redisUrl === undefined ? undefined : openRedis(settings.redisUrl, logger);
  const gitlab = createGitLab({ settings, logger, redis });
  try {
    await redis?.ready(2_000);
    const common = { database, sealer, settings, logger, clock: Date.now };
    const invalidation = createInvalidation({ redis, logger });
    return await work({ ...common, redis, invalidation, gitlab, sites: createSites({ ...common, invalidation, preset: gitlab.preset }), audit: createAudit(common), queue: createQueue({ database, logger }) });
  } finally {
    await gitlab.close();
    redis?.close();
  }
}
