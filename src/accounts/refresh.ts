import { setTimeout as pause } from 'node:timers/promises';
import type { Audit } from '../audit/audit.js';
import { GitLabError, OAuthError } from '../gitlab/errors.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import type { GitLabOAuth, TokenPair } from '../gitlab/oauth/oauth.js';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import type { Sealer } from '../storage/sealing.js';
import { NO_TELEMETRY, type Telemetry } from '../telemetry/telemetry.js';
import type { Links } from './links.js';
import { askForTokens, CALL_MS, createAlarm, retryMoment, type Alarm } from './refresh-call.js';
import type { Revocations } from './revocations.js';
import { openLinkTokens } from './sealed-tokens.js';
import { makeId } from './secrets.js';
import type { LinkRow } from './tables.js';

/**
 * Renews the tokens of a link, once whatever the concurrency. GitLab's refresh tokens work once and without grace: of two that
 * use one, one gets nothing, and a pair that is not stored is lost.
 */
export interface Refresher {
  /**
   * The link as it stands afterwards, undefined when there is none any more. Goes on when the caller stops waiting.
   * @throws GitLabError `unavailable` or `limited`; the link then is as it was.
   */
  refresh(seen: LinkRow, instance: GitLabInstance): Promise<LinkRow | undefined>;
  /** Ends waiting for other processes, and waits for calls under way (20 s at most): their tokens must be stored. */
  stop(): Promise<void>;
}

interface Parts {
  readonly database: Database;
  readonly links: Links;
  readonly revocations: Revocations;
  readonly revokeSoon: () => void;
  readonly sealer: Sealer;
  readonly oauth: Pick<GitLabOAuth, 'refresh'>;
  readonly audit: Pick<Audit, 'note'>;
  readonly logger: Logger;
  readonly clock: () => number;
  readonly telemetry?: Telemetry;
}

/** What the refreshing of one process has in common. */
interface Desk extends Omit<Parts, 'telemetry'> {
  /** Names this process in leases. */
  readonly owner: string;
  readonly stopping: AbortSignal;
  readonly alarm: Alarm;
  readonly telemetry: Telemetry;
}

/** Two calls and what is around them. */
const LEASE_MS = 2 * CALL_MS + 10_000;

export function createRefresher(parts: Parts): Refresher {
  const running = new Map<string, Promise<LinkRow | undefined>>();
  const stopping = new AbortController();
  const desk: Desk = { telemetry: NO_TELEMETRY, ...parts, owner: makeId(), stopping: stopping.signal, alarm: createAlarm(parts) };

  async function run(seen: LinkRow, instance: GitLabInstance): Promise<LinkRow | undefined> {
    for (let wait = 50; ; wait = Math.min(wait * 2, 1_000)) {
      if (await parts.links.lease(seen, desk.owner, parts.clock() + LEASE_MS)) return renewAndTell(desk, seen, instance);
      const now = await parts.links.find(seen);
      if (!now || !isSame(now, seen)) return now;
      if (now.retryAt && now.retryAt.getTime() > parts.clock()) throw notNow('not to be asked yet', now.retryAt.getTime());
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => {
        throw notNow('this process is stopping');
      });
    }
  }

  return {
    refresh(seen, instance) {
      const key = JSON.stringify([seen.clientKey, seen.accountId, seen.instanceId, seen.version, seen.cas]);
      const known = running.get(key);
      if (known) return known;
      const mine = run(seen, instance).finally(() => running.delete(key));
      mine.catch(() => undefined);
      running.set(key, mine);
      return mine;
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled(running.values());
    },
  };
}

async function renewAndTell(desk: Desk, seen: LinkRow, instance: GitLabInstance): Promise<LinkRow | undefined> {
  const { metrics, tracing } = desk.telemetry;
  return tracing.step('refresh tokens', 'own', async (end) => {
    const note = (result: 'renewed' | 'dead' | 'later') => {
      metrics.refreshed(result);
      end({ facts: { result }, failed: result === 'later' });
    };
    try {
      const { result, link } = await renew(desk, seen, instance);
      note(result);
      return link;
    } catch (error) {
      note('later');
      throw error;
    }
  });
}

interface Renewal {
  readonly result: 'renewed' | 'dead';
  readonly link: LinkRow | undefined;
}

/** Runs under the lease. */
async function renew(desk: Desk, seen: LinkRow, instance: GitLabInstance): Promise<Renewal> {
  const { links, clock, owner, alarm, sealer, logger } = desk;
  const asked = { lost: seen.lostTries };
  try {
    const refreshToken = openLinkTokens(sealer, seen)?.refreshToken;
    if (refreshToken === undefined) return { result: 'dead', link: await bury(desk, seen) };
    return { result: 'renewed', link: await store(desk, seen, instance, await askForTokens(desk, instance, refreshToken, asked)) };
  } catch (error) {
    const failure = error instanceof OAuthError ? error.failure : undefined;
    if (failure === 'invalid_grant') return { result: 'dead', link: await bury(desk, seen) };
    if (failure === 'invalid_client' || failure === 'refused') alarm(instance, error);
    const retryAt = retryMoment(error, asked.lost, clock());
    await links.release(seen, owner, retryAt, asked.lost);
    logger.warn({ instance: instance.id, failure: failure ?? 'error', err: error }, 'tokens could not be refreshed');
    if (error instanceof GitLabError && error.failure === 'limited') throw error;
    if (error instanceof OAuthError && error.limited) throw new GitLabError('limited', 'GitLab limits refreshing', { retryAt, cause: error });
    throw notNow('GitLab gave no new token', retryAt, error);
  }
}

/** The new pair is committed before anybody uses it. When the link was removed or replaced meanwhile, it is revoked. */
async function store({ database, links, revocations, revokeSoon, logger }: Desk, seen: LinkRow, { oauth: application }: GitLabInstance, fresh: TokenPair): Promise<LinkRow | undefined> {
  if (await insist(() => links.renew(seen, fresh), logger)) {
    logger.debug({ tenant: seen.clientKey, instance: seen.instanceId }, 'tokens refreshed');
    return links.find(seen);
  }
  const { clientKey, instanceId, instanceUrl } = seen;
  await database.ofTenant(clientKey).write((transaction) => revocations.keep([{ instanceId, instanceUrl, pair: fresh, application }], transaction));
  revokeSoon();
  logger.info({ tenant: clientKey, instance: instanceId }, 'the link changed during a refresh; its result is revoked');
  return links.find(seen);
}

/** GitLab says the grant is over. If another process has put newer tokens in place meanwhile, those count. */
async function bury({ links, audit, logger, owner }: Desk, seen: LinkRow): Promise<LinkRow | undefined> {
  if (await links.bury(seen, owner)) {
    const { clientKey, accountId, instanceId } = seen;
    audit.note({ clientKey, action: 'reconnect-needed', subject: accountId, instanceId });
    logger.info({ tenant: clientKey, instance: instanceId }, 'link is dead, the person has to reconnect');
  }
  return links.find(seen);
}

/** The old pair is dead by now, so a database that stumbles is asked again before the new one is given up. */
async function insist(write: () => Promise<boolean>, logger: Logger): Promise<boolean> {
  for (const wait of [100, 500, 2_000]) {
    try {
      return await write();
    } catch (error) {
      logger.error({ err: error }, 'new tokens could not be stored, trying again');
      await pause(wait);
    }
  }
  return write();
}

function isSame(now: LinkRow, seen: LinkRow): boolean {
  return now.version === seen.version && now.cas === seen.cas;
}

function notNow(why: string, retryAt?: number, cause?: unknown): GitLabError {
  return new GitLabError('unavailable', `the tokens could not be refreshed: ${why}`, retryAt === undefined ? { cause } : { retryAt, cause });
}
