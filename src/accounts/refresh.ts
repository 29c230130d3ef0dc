import { setTimeout as pause } from 'node:timers/promises';
import type { Audit } from '../audit/audit.js';
import { GitLabError, OAuthError } from '../gitlab/errors.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import type { GitLabOAuth, TokenPair } from '../gitlab/oauth/oauth.js';
import type { Sealer } from '../storage/sealing.js';
import { NO_TELEMETRY, type Telemetry } from '../telemetry/telemetry.js';
import { discard, type DiscardParts } from './discard.js';
import { insist, TRY_MS } from './insist.js';
import type { Links } from './links.js';
import { askForTokens, CALL_MS, createAlarm, retryMoment, type Alarm } from './refresh-call.js';
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
  /** Ends waiting for other processes, and waits for calls under way (20 s at most) and until their tokens are stored (30 s at most, where the database is away). */
  stop(): Promise<void>;
}

interface Parts extends DiscardParts {
  readonly links: Links;
  readonly sealer: Sealer;
  readonly oauth: Pick<GitLabOAuth, 'refresh' | 'revoke'>;
  readonly audit: Pick<Audit, 'note'>;
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
/** How long a database that is away is waited for with new tokens; less where the lease ends sooner. */
const INSIST_MS = 25_000;

export function createRefresher(parts: Parts): Refresher {
  const running = new Map<string, Promise<LinkRow | undefined>>();
  const stopping = new AbortController();
  const desk: Desk = { telemetry: NO_TELEMETRY, ...parts, owner: makeId(), stopping: stopping.signal, alarm: createAlarm(parts) };

  async function run(seen: LinkRow, instance: GitLabInstance): Promise<LinkRow | undefined> {
    for (let wait = 50; ; wait = Math.min(wait * 2, 1_000)) {
      const leaseUntil = parts.clock() + LEASE_MS;
      if (await parts.links.lease(seen, desk.owner, leaseUntil)) return renewAndTell(desk, seen, instance, leaseUntil);
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

async function renewAndTell(desk: Desk, seen: LinkRow, instance: GitLabInstance, leaseUntil: number): Promise<LinkRow | undefined> {
  const { metrics, tracing } = desk.telemetry;
  return tracing.step('refresh tokens', 'own', async (end) => {
    const note = (result: 'renewed' | 'dead' | 'later') => {
      metrics.refreshed(result);
      end({ facts: { result }, failed: result === 'later' });
    };
    try {
      const { result, link } = await renew(desk, seen, instance, leaseUntil);
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
async function renew(desk: Desk, seen: LinkRow, instance: GitLabInstance, leaseUntil: number): Promise<Renewal> {
  const fresh = await ask(desk, seen, instance);
  if (!fresh) return { result: 'dead', link: await bury(desk, seen) };
  const until = Math.min(desk.clock() + INSIST_MS, leaseUntil - TRY_MS);
  return { result: 'renewed', link: await store(desk, seen, instance, fresh, until) };
}

/** A new pair; undefined when the grant is over. What failed otherwise gives the lease back. */
async function ask(desk: Desk, seen: LinkRow, instance: GitLabInstance): Promise<TokenPair | undefined> {
  const { links, clock, owner, alarm, sealer, logger } = desk;
  const asked = { lost: seen.lostTries };
  try {
    const refreshToken = openLinkTokens(sealer, seen)?.refreshToken;
    return refreshToken === undefined ? undefined : await askForTokens(desk, instance, refreshToken, asked);
  } catch (error) {
    const failure = error instanceof OAuthError ? error.failure : undefined;
    if (failure === 'invalid_grant') return undefined;
    if (failure === 'invalid_client' || failure === 'refused') alarm(instance, error);
    const retryAt = retryMoment(error, asked.lost, clock());
    await links.release(seen, owner, retryAt, asked.lost);
    logger.warn({ instance: instance.id, failure: failure ?? 'error', err: error }, 'tokens could not be refreshed');
    if (error instanceof GitLabError && error.failure === 'limited') throw error;
    if (error instanceof OAuthError && error.limited) throw new GitLabError('limited', 'GitLab limits refreshing', { retryAt, cause: error });
    throw notNow('GitLab gave no new token', retryAt, error);
  }
}

/**
 * The new pair is committed before anybody uses it; the old one is dead by now, so a database that is away is waited for, also while
 * this process is stopping. When the link was removed or replaced meanwhile, the new pair is revoked.
 */
async function store(desk: Desk, seen: LinkRow, instance: GitLabInstance, pair: TokenPair, until: number): Promise<LinkRow | undefined> {
  const { links, logger } = desk;
  const { clientKey, instanceId } = seen;
  const about = { tenant: clientKey, instance: instanceId };
  const isStored = await insist(desk, until, () => links.renew(seen, pair)).catch((error: unknown) => {
    logger.error({ ...about, err: error }, 'new tokens are lost, the person has to reconnect');
    throw error;
  });
  if (isStored) {
    logger.debug(about, 'tokens refreshed');
    return links.find(seen);
  }
  await discard(desk, { clientKey, instance, pair }, until);
  logger.info(about, 'the link changed during a refresh; its result is revoked');
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

function isSame(now: LinkRow, seen: LinkRow): boolean {
  return now.version === seen.version && now.cas === seen.cas;
}

function notNow(why: string, retryAt?: number, cause?: unknown): GitLabError {
  return new GitLabError('unavailable', `the tokens could not be refreshed: ${why}`, retryAt === undefined ? { cause } : { retryAt, cause });
}
