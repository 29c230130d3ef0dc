import { createRows, createSiteData, type RowsParts } from './accounts/site-data.js';
import { purgeAuditOf } from './audit/purge.js';
import { TENANT_CHANGED } from './connect/caller.js';
import { createEndings } from './connect/endings.js';
import { endInstallationsOf } from './connect/forge/installations-table.js';
import { createPurge } from './connect/purge.js';
import { purgeEmbeds } from './embeds/embeds.js';
import { createSharedCopies } from './macros/copies/shared-copies.js';
import { createPageTable } from './macros/page-knowledge/page-table.js';
import { createSiteChanges } from './sites/changes.js';
import type { RedisConnection } from './storage/redis.js';

export interface EraseParts extends RowsParts {
  readonly redis: RedisConnection | undefined;
}

export interface Erased {
  readonly links: number;
  /** Tokens of any site that GitLab has not taken back yet. */
  readonly waiting: number;
}

/** How long GitLab is told of revoked tokens; the rest is left to the app. */
const REVOKE_MS = 60_000;

/**
 * Removes everything that is kept of a tenant, and tells GitLab to revoke its tokens. Safe while the app serves; what is cut short
 * is finished by the app. Undefined where the tenant is installed: then nothing happens, unless its rights are to be ended too.
 * @throws AppError 503 when something could not be removed
 */
export async function eraseSite(parts: EraseParts, clientKey: string, evenIfInstalled: boolean): Promise<Erased | undefined> {
  const { database, invalidation, redis, sealer, logger, clock } = parts;
  const endings = createEndings(database, clock);
  const rows = createRows(parts);
  let links: number | undefined;

  if (evenIfInstalled) {
    await database.ofAllTenants.write(async (transaction) => {
      // Forge goes on signing for them, and what is forgotten of an installation is asked for anew: the next frame would bring the site back.
      await endInstallationsOf(database, clientKey, null, transaction);
      await endings.end(clientKey, null, transaction);
    });
  }
  await endings.hasten(clientKey);
  invalidation.announce(TENANT_CHANGED, clientKey);
  const purge = createPurge({ endings, logger, onUninstalled: async () => {
    links = await createSiteData(database, rows).purge(clientKey);
    await purgeAuditOf(database, clientKey);
    await createSiteChanges({ database, sealer, clock }).purge(clientKey);
    if (redis) await createSharedCopies({ redis, sealer, logger }).purge({ tenant: clientKey });
    await createPageTable({ database, sealer, logger, clock }).purge(clientKey);
    await purgeEmbeds(database, clientKey);
  } });
  await purge.run(clientKey);
  if (links === undefined) return undefined;
  await rows.revocations.revokeNow(AbortSignal.timeout(REVOKE_MS));
  return { links, waiting: await rows.revocations.countWaiting() };
}
