import { setTimeout as pause } from 'node:timers/promises';
import { GitLabError } from '../gitlab/errors.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import { OAuthError, type GitLabOAuth } from '../gitlab/oauth.js';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import type { Sealer } from '../storage/sealing.js';
import type { Links } from './links.js';
import type { Revocations } from './revocations.js';
import { openLinkTokens, type TokenPair } from './sealed-tokens.js';
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
  /** Ends waiting for other processes, and waits for calls under way: their tokens must be stored. */
  stop(): Promise<void>;
}

interface Parts {
  readonly database: Database;
  readonly links: Links;
  readonly revocations: Revocations;
  readonly revokeSoon: () => void;
  readonly sealer: Sealer;
  readonly oauth: Pick<GitLabOAuth, 'refresh'>;
  readonly logger: Logger;
  readonly clock: () => number;
}

const CALL_MS = 20_000;
/** Two calls and what is around them. */
const LEASE_MS = 2 * CALL_MS + 10_000;
/** How long GitLab is left alone after a refresh that failed: surely undone, outcome unknown, our credentials refused. */
const PAUSE_MS = { unavailable: 5_000, lost: 60_000, invalid_client: 60_000 };
const LONGEST_PAUSE_MS = 600_000;
const ALARM_MS = 300_000;

export function createRefresher(parts: Parts): Refresher {
  const running = new Map<string, Promise<LinkRow | undefined>>();
  const stopping = new AbortController();
  const owner = makeId();
  const alarm = createAlarm(parts);

  async function run(seen: LinkRow, instance: GitLabInstance): Promise<LinkRow | undefined> {
    for (let wait = 50; ; wait = Math.min(wait * 2, 1_000)) {
      if (await parts.links.lease(seen, owner, parts.clock() + LEASE_MS)) return renew(parts, seen, instance, owner, alarm);
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

/** Runs under the lease. */
async function renew(parts: Parts, seen: LinkRow, instance: GitLabInstance, owner: string, alarm: Alarm): Promise<LinkRow | undefined> {
  const { links, clock } = parts;
  const asked = { lost: seen.lostTries };
  try {
    const refreshToken = openLinkTokens(parts.sealer, seen)?.refreshToken;
    if (refreshToken === undefined) return await bury(parts, seen, owner);
    return await store(parts, seen, await ask(parts, instance, refreshToken, asked));
  } catch (error) {
    const failure = error instanceof OAuthError ? error.failure : undefined;
    if (failure === 'invalid_grant') return bury(parts, seen, owner);
    if (failure === 'invalid_client' || failure === 'refused') alarm(instance, error);
    const retryAt = retryMoment(error, asked.lost, clock());
    await links.release(seen, owner, retryAt, asked.lost);
    parts.logger.warn({ instance: instance.id, failure: failure ?? 'error', err: error }, 'tokens could not be refreshed');
    if (error instanceof GitLabError && error.failure === 'limited') throw error;
    throw notNow('GitLab gave no new token', retryAt, error);
  }
}

/** One call; a second one with the same token when nobody knows what became of the first, and never a third. */
async function ask({ oauth }: Parts, instance: GitLabInstance, refreshToken: string, asked: { lost: number }): Promise<TokenPair> {
  const call = () => oauth.refresh(instance, { refreshToken, signal: AbortSignal.timeout(CALL_MS) });
  const secondTry = asked.lost === 0;
  try {
    return await call();
  } catch (error) {
    if (!isLost(error)) throw error;
    asked.lost += 1;
    if (!secondTry) throw error;
  }
  try {
    return await call();
  } catch (error) {
    if (isLost(error)) asked.lost += 1;
    throw error;
  }
}

/** The new pair is committed before anybody uses it. When the link was removed or replaced meanwhile, it is revoked. */
async function store({ database, links, revocations, revokeSoon, logger }: Parts, seen: LinkRow, fresh: TokenPair): Promise<LinkRow | undefined> {
  if (await insist(() => links.renew(seen, fresh), logger)) {
    logger.debug({ tenant: seen.clientKey, instance: seen.instanceId }, 'tokens refreshed');
    return links.find(seen);
  }
  const { instanceId, instanceUrl } = seen;
  await database.write((transaction) => revocations.queue([{ instanceId, instanceUrl, pair: fresh }], transaction));
  revokeSoon();
  logger.info({ tenant: seen.clientKey, instance: instanceId }, 'the link changed during a refresh; its result is revoked');
  return links.find(seen);
}

/** GitLab says the grant is over. If another process has put newer tokens in place meanwhile, those count. */
async function bury({ links, logger }: Parts, seen: LinkRow, owner: string): Promise<LinkRow | undefined> {
  if (await links.bury(seen, owner)) logger.info({ tenant: seen.clientKey, instance: seen.instanceId }, 'link is dead, the person has to reconnect');
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

function retryMoment(error: unknown, lost: number, now: number): number {
  if (error instanceof GitLabError) return error.retryAt ?? now + PAUSE_MS.unavailable;
  if (isLost(error)) return now + Math.min(PAUSE_MS.lost * 2 ** Math.max(0, lost - 2), LONGEST_PAUSE_MS);
  const failure = error instanceof OAuthError ? error.failure : undefined;
  return now + (failure === 'unavailable' ? PAUSE_MS.unavailable : PAUSE_MS.invalid_client);
}

/** Our own time limit ends a call as an abort: then nobody knows its outcome either. */
function isLost(error: unknown): boolean {
  if (error instanceof OAuthError) return error.failure === 'lost';
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

function isSame(now: LinkRow, seen: LinkRow): boolean {
  return now.version === seen.version && now.cas === seen.cas;
}

function notNow(why: string, retryAt?: number, cause?: unknown): GitLabError {
  return new GitLabError('unavailable', `the tokens could not be refreshed: ${why}`, retryAt === undefined ? { cause } : { retryAt, cause });
}

type Alarm = (instance: GitLabInstance, error: unknown) => void;

/** What the operator has to mend, once in a while and not for every viewer. Nobody's link is touched by it. */
function createAlarm({ logger, clock }: Parts): Alarm {
  const last = new Map<string, number>();
  return (instance, error) => {
    if ((last.get(instance.id) ?? Number.NEGATIVE_INFINITY) > clock() - ALARM_MS) return;
    last.set(instance.id, clock());
    logger.error({ instance: instance.id, err: error }, 'GitLab refuses this app: check GITLAB_CLIENT_ID and GITLAB_CLIENT_SECRET');
  };
}
