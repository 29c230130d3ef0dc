import { LRUCache } from 'lru-cache';
import { tooMany } from '../errors.js';
import type { LinkRow } from './tables.js';

/** Counts one more of a person's requests. @throws AppError 429 where they were too many in ten minutes */
export type PersonLimit = (person: Pick<LinkRow, 'clientKey' | 'accountId'>) => void;

const WINDOW_MS = 10 * 60_000;
const MOST_PEOPLE = 10_000;

/** In this process alone, which is enough for what costs a look into the database: what costs more is counted there. */
export function createPersonLimit(most: number, clock: () => number): PersonLimit {
  const counts = new LRUCache<string, number>({ max: MOST_PEOPLE, ttl: WINDOW_MS, perf: { now: clock }, ttlResolution: 0 });
  return ({ clientKey, accountId }) => {
    const name = `${clientKey} ${accountId}`;
    const before = counts.get(name) ?? 0;
    if (before >= most) throw tooMany({ say: 'checksTooMany' }, Math.max(1, Math.ceil(counts.getRemainingTTL(name) / 1_000)));
    counts.set(name, before + 1, { noUpdateTTL: true });
  };
}
