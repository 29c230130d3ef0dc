import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Invalidation } from '../../storage/invalidation.js';
import type { Caller } from '../calls/client.js';
import type { HttpAnswer } from '../calls/http-client.js';

/** Remembers who was told to wait, so that nobody asks again before the time: asking counts against GitLab's limits too. */
export interface LimitMemory {
  /** Epoch milliseconds; undefined when the caller may ask now. */
  retryAt(caller: Caller): number | undefined;
  /** Takes note of what an answer says of the limits. */
  learn(caller: Caller, answer: Pick<HttpAnswer, 'status' | 'headers'>): void;
  /** Who of an instance's callers wait now. */
  waiting(instanceId: string): Waiting;
}

/** Epoch milliseconds; undefined where nobody waits. */
export interface Waiting {
  /** For all who ask from this server. */
  readonly everybody: number | undefined;
  /** For some of them, each by themselves: the last. */
  readonly some: number | undefined;
}

/**
 * So many GitLab users told to wait within so short a time, of more than one site where more than one asks: it is this server's address
 * that is limited, not they. Whoever has several tokens, or several of one site, must not have all others wait.
 */
const USERS = 3;
const CLOSE_MS = 10_000;
const ASKED_MS = 60 * 60_000;
/** What another instance of the app says of the address is heeded for so long; by then this one has seen for itself. */
const LONGEST_TOLD_MS = 60_000;
const MOST_INSTANCES = 2_000;
const MOST_NOTED = 50;

const TOLD = 'gitlab-limits';

/** What is known of one GitLab's callers. */
interface Standing {
  /** When somebody last got an answer. */
  answeredAt: number;
  /** Who was told to wait since then, by who they are in GitLab. */
  readonly told: Map<string, { readonly site: string | undefined; readonly at: number }>;
  /** The last that asked, and until when it counts as one of several. */
  site: string | undefined;
  severalUntil: number;
}

/** Bounded, and told to the app's other instances where they can be reached: forgetting early costs one refused call. */
export function createLimitMemory(clock: () => number, invalidation?: Pick<Invalidation, 'on' | 'announce'>): LimitMemory {
  const moments = new LRUCache<string, number>({ max: 10_000 });
  const standings = new LRUCache<string, Standing>({ max: MOST_INSTANCES });
  invalidation?.on(TOLD, (name) => {
    const [, moment, key] = /^(\d{1,15}) (.+)$/.exec(name) ?? [];
    if (moment !== undefined && key !== undefined) hear(key, Number(moment));
  });
  const note = (key: string, moment: number) => {
    moments.set(key, moment);
    invalidation?.announce(TOLD, `${moment} ${key}`);
  };

  function hear(key: string, moment: number): void {
    if (!key.endsWith(` ${EVERYBODY}`)) return void moments.set(key, Math.min(moment, clock() + LONGEST_WAIT_MS));
    // Whoever was answered just now knows better. What this process has found itself is told to it as well, and holds longer.
    const { answeredAt } = standingOf(key.slice(0, -EVERYBODY.length - 1));
    if (answeredAt <= clock() - CLOSE_MS) moments.set(key, Math.max(moments.get(key) ?? 0, Math.min(moment, clock() + LONGEST_TOLD_MS)));
  }

  function standingOf(instanceId: string): Standing {
    const standing = standings.get(instanceId) ?? { answeredAt: -Infinity, told: new Map(), site: undefined, severalUntil: -Infinity };
    standings.set(instanceId, standing);
    return standing;
  }

  function saw({ instance, crowd }: Caller): Standing {
    const standing = standingOf(instance.id);
    if (crowd === undefined) return standing;
    if (standing.site !== undefined && standing.site !== crowd) standing.severalUntil = clock() + ASKED_MS;
    standing.site = crowd;
    return standing;
  }

  function isWidespread(caller: Caller, { told, severalUntil }: Standing): boolean {
    for (const [person, { at }] of told) if (at <= clock() - CLOSE_MS) told.delete(person);
    if (told.size < MOST_NOTED) told.set(personOf(caller), { site: caller.crowd, at: clock() });
    const sites = new Set([...told.values()].map(({ site }) => site));
    return told.size >= USERS && (sites.size > 1 || severalUntil <= clock());
  }

  return {
    retryAt(caller) {
      const moment = Math.max(moments.get(keyOf(caller, whoIs(caller))) ?? 0, moments.get(keyOf(caller, EVERYBODY)) ?? 0);
      return moment > clock() ? moment : undefined;
    },
    learn(caller, { status, headers }) {
      const standing = saw(caller);
      // Whoever is answered shows that the address is not limited: a few who are can't have everybody wait.
      if (status >= 200 && status < 300) {
        standing.told.clear();
        standing.answeredAt = clock();
        moments.delete(keyOf(caller, EVERYBODY));
      }
      // A 429 without a time is one feature's own limit, not the caller's.
      const retryAt = status === 429 || isUsedUp(headers) ? readRetryAt(headers, clock()) : undefined;
      if (retryAt === undefined) return;
      const who = whoIs(caller);
      note(keyOf(caller, who), retryAt);
      if (status === 429 && isWidespread(caller, standing)) note(keyOf(caller, EVERYBODY), retryAt);
    },
    waiting(instanceId) {
      const everybody = `${instanceId} ${EVERYBODY}`;
      const own = [...moments.entries()].filter(([key, moment]) => key.startsWith(`${instanceId} `) && key !== everybody && moment > clock());
      const all = moments.peek(everybody) ?? 0;
      return { everybody: all > clock() ? all : undefined, some: own.length === 0 ? undefined : Math.max(...own.map(([, moment]) => moment)) };
    },
  };
}

const EVERYBODY = 'everybody';

/** Whom GitLab knows them as; those of a site of whom that isn't known, such as who look by a shared token, are one. */
function personOf(caller: Caller): string {
  if (caller.accessToken === undefined) return 'nobody';
  if (caller.user !== undefined) return `user ${caller.user}`;
  return caller.crowd === undefined ? `token ${whoIs(caller)}` : `site ${caller.crowd}`;
}

function keyOf({ instance }: Caller, who: string): string {
  return `${instance.id} ${who}`;
}

/** A name for the owner of the token that tells nothing of it. */
export function whoIs({ accessToken }: Pick<Caller, 'accessToken'>): string {
  return accessToken === undefined ? 'nobody' : createHash('sha256').update(accessToken).digest('base64url');
}

/** A name for the owner of the token, or for the crowd of those who have none. */
export function waiterName(caller: Pick<Caller, 'accessToken' | 'crowd'>): string {
  return caller.accessToken === undefined ? `nobody ${caller.crowd ?? ''}` : whoIs(caller);
}

/** The last call that the limit allowed: newer versions say so on every answer, with the time at which they count anew. */
function isUsedUp(headers: Headers): boolean {
  return headers.get('ratelimit-remaining') === '0' && headers.has('ratelimit-reset');
}

const DEFAULT_WAIT_MS = 60_000; // GitLab counts by the minute
const LONGEST_WAIT_MS = 15 * 60_000;

/**
 * When to ask again by the answer's `Retry-After` (seconds or a date) or `RateLimit-Reset` (epoch seconds), never later
 * than in 15 minutes (https://docs.gitlab.com/security/rate_limits/#response-headers); undefined without either.
 */
export function readRetryAt(headers: Headers, now: number): number | undefined {
  const moment = readMoment(headers.get('retry-after') ?? '', now) ?? readReset(headers.get('ratelimit-reset') ?? '');
  return moment === undefined ? undefined : Math.min(Math.max(moment, now + 1000), now + LONGEST_WAIT_MS);
}

function readMoment(after: string, now: number): number | undefined {
  if (/^\d{1,9}$/.test(after)) return now + Number(after) * 1000;
  // `Date.parse` makes dates out of almost anything, so only HTTP's own form is given to it.
  const date = /^[A-Z][a-z]{2}, .+ GMT$/.test(after) ? Date.parse(after) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}

function readReset(reset: string): number | undefined {
  return /^\d{1,12}$/.test(reset) ? Number(reset) * 1000 : undefined;
}

/** A minute where the answer says nothing. */
export function retryAtOrDefault(headers: Headers, now: number): number {
  return readRetryAt(headers, now) ?? now + DEFAULT_WAIT_MS;
}
