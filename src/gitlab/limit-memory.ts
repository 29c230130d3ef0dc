import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Caller } from './client.js';

/** Remembers who was told to wait, so that nobody asks again before the time: asking counts against GitLab's limits too. */
export interface LimitMemory {
  /** Epoch milliseconds; undefined when the caller may ask now. */
  retryAt(caller: Caller): number | undefined;
  remember(caller: Caller, retryAt: number): void;
}

/** In this process only, and bounded: forgetting early costs one refused call. */
export function createLimitMemory(clock: () => number): LimitMemory {
  const moments = new LRUCache<string, number>({ max: 10_000 });
  return {
    retryAt(caller) {
      const moment = moments.get(keyOf(caller));
      return moment !== undefined && moment > clock() ? moment : undefined;
    },
    remember: (caller, retryAt) => void moments.set(keyOf(caller), retryAt),
  };
}

function keyOf({ instance, accessToken }: Caller): string {
  const who = accessToken === undefined ? 'nobody' : createHash('sha256').update(accessToken).digest('base64url');
  return `${instance.id} ${who}`;
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
