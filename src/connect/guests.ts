import { LRUCache } from 'lru-cache';
import type { ConnectCaller } from './caller.js';
import type { People } from './confluence-people.js';

/** Whether somebody is a guest of the site. Whom Confluence doesn't tell of counts as one, and so do anonymous readers. Never rejects. */
export type IsGuest = (caller: ConnectCaller, signal: AbortSignal) => Promise<boolean>;

/** How long an answer counts: becoming a guest takes effect after so long at most. */
const KEPT_MS = 5 * 60_000;
/** And how long it counts that there was none. */
const UNKNOWN_MS = 15_000;
const MOST = 20_000;

export function createGuests({ people, clock }: { readonly people: Pick<People, 'person'>; readonly clock: () => number }): IsGuest {
  const known = new LRUCache<string, { readonly isGuest: boolean }>({ max: MOST, perf: { now: clock }, ttlResolution: 0 });
  return async ({ tenant, accountId }, signal) => {
    if (accountId === undefined) return true;
    const name = `${tenant.clientKey} ${tenant.epoch} ${accountId}`;
    const remembered = known.get(name);
    if (remembered) return remembered.isGuest;
    const person = await people.person(tenant, accountId, signal);
    const isGuest = person?.isGuest ?? true;
    known.set(name, { isGuest }, { ttl: person ? KEPT_MS : UNKNOWN_MS });
    return isGuest;
  };
}
