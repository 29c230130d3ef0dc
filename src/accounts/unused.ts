import type { Audit } from '../audit/audit.js';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import type { Database } from '../storage/database.js';
import type { Links } from './links.js';
import { actorOf } from './own-flow.js';

/** The end of links that nobody uses. */
export interface Unused {
  /**
   * Ends every link that was not used for `UNUSED_LINK_DAYS`, a hundred a transaction, each with an entry in its site's audit log; the
   * tokens are queued for revocation. Resolves to how many there were. Several processes may do so at once.
   */
  endUnused(signal: AbortSignal): Promise<number>;
}

export interface UnusedParts {
  readonly database: Database;
  readonly links: Pick<Links, 'purgeUnused' | 'ended'>;
  readonly audit: Pick<Audit, 'write'>;
  readonly settings: Pick<Settings, 'unusedLinkDays'>;
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

const DAY_MS = 24 * 3_600_000;

export function createUnused({ database, links, audit, settings, logger, clock }: UnusedParts): Unused {
  async function endSome(): Promise<number> {
    const gone = await database.ofAllTenants.write(async (transaction) => {
      const ended = await links.purgeUnused(new Date(clock() - settings.unusedLinkDays * DAY_MS), transaction);
      for (const owner of ended) {
        const { clientKey, actor: subject, instanceId } = actorOf(owner);
        await audit.write({ clientKey, action: 'link-unused', subject, instanceId }, transaction);
      }
      return ended;
    });
    for (const owner of gone) links.ended(owner);
    return gone.length;
  }

  return {
    async endUnused(signal) {
      if (settings.unusedLinkDays === 0) return 0;
      let count = 0;
      for (let some = 1; some > 0 && !signal.aborted; count += some) some = await endSome();
      if (count > 0) logger.info({ links: count, days: settings.unusedLinkDays }, 'links that nobody used were ended');
      return count;
    },
  };
}
