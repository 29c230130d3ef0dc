import { setMaxListeners } from 'node:events';
import type { Logger } from '../logger.js';
import { byOperations, byPermission, byPerson, type Candidate, type Way } from './administrator-ways.js';
import type { AskConfluence } from './ask-confluence.js';
import type { ConnectCaller } from './caller.js';
import type { People } from './confluence-people.js';

/** In which way it became known that somebody administers the site: three of Confluence's, and the operator's word. */
export type WayOfKnowing = 'operations' | 'permission' | 'person' | 'operator';

/** Who administers a site's Confluence. */
export interface Administrators {
  /**
   * Which way says that the caller is an administrator, asked anew each time; undefined where none does, for whatever reason, within 5 s.
   * Never throws for what Confluence answers or doesn't. Whoever acts on `operator` writes it into the audit log.
   */
  ask(caller: ConnectCaller, signal: AbortSignal): Promise<Known | undefined>;
}

export interface Known {
  readonly by: WayOfKnowing;
}

export interface AdministratorsParts {
  readonly ask: AskConfluence;
  readonly groupsOf: People['groupsOf'];
  /** Atlassian account ids whom the operator calls administrators, of whichever site. */
  readonly adminAccountIds: readonly string[];
  readonly logger: Logger;
}

/** Milliseconds for each way, 5 s in all: one that hangs leaves the next ones their time. */
const SHARES = { operations: 2_000, permission: 1_500, person: 1_500 } as const;

export function createAdministrators({ ask, groupsOf, adminAccountIds, logger }: AdministratorsParts): Administrators {
  const ways: Readonly<Record<keyof typeof SHARES, Way>> = {
    operations: byOperations(ask),
    permission: byPermission(ask, groupsOf),
    person: byPerson,
  };

  async function says(by: keyof typeof SHARES, candidate: Candidate, signal: AbortSignal): Promise<boolean> {
    try {
      return await within(SHARES[by], signal, (own) => ways[by](candidate, own));
    } catch (error) {
      logger.info({ tenant: candidate.caller.tenant.clientKey, way: by, err: error }, 'Confluence did not tell whether somebody administers it');
      return false;
    }
  }

  return {
    async ask(caller, signal) {
      const { accountId, tenant } = caller;
      if (accountId === undefined) return undefined;
      for (const by of ['operations', 'permission', 'person'] as const) {
        if (await says(by, { caller, accountId }, signal)) return { by };
      }
      if (!adminAccountIds.includes(accountId)) return undefined;
      // Last, so that it decides only where Confluence did not: then somebody should look why.
      logger.warn({ tenant: tenant.clientKey }, 'somebody administers the site by ADMIN_ACCOUNT_IDS alone: Confluence did not say that they do');
      return { by: 'operator' };
    },
  };
}

/** Rejects once the time is over, also where `work` doesn't mind its signal. */
async function within<T>(milliseconds: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  // Several calls at once listen.
  setMaxListeners(0, ending.signal);
  const over = new Promise<never>((_resolve, reject) => {
    ending.signal.addEventListener('abort', () => reject(new Error('there was no time left')), { once: true });
  });
  // Not AbortSignal.any() with a timeout in it, which Node 20 may collect as garbage and never sets off: https://github.com/nodejs/node/issues/57736
  const timer = setTimeout(() => ending.abort(), milliseconds);
  const onAbort = () => ending.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work(ending.signal), over]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
