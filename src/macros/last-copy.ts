import { LRUCache } from 'lru-cache';
import type { LinkKey } from '../accounts/viewer.js';
import type { Tenant } from '../connect/caller.js';
import type { Reference } from '../gitlab/reference.js';
import type { Thing } from '../gitlab/things.js';
import type { LastCopy } from './outcome.js';

/**
 * Whose eyes a copy was fetched for: one life of one person's link, a person whose link is not known (GitLab could not be asked
 * to renew its token; only copies made after `since` are of that link), or everybody of the tenant (fetched without any token).
 */
export type Eyes =
  | { readonly of: 'link'; readonly link: LinkKey }
  | { readonly of: 'person'; readonly accountId: string; readonly since: number }
  | { readonly of: 'anybody' };

/** Keeps and finds copies by whose eyes they were fetched for. */
export interface LastCopies {
  /** `copy.takenAt` is when its fetching began, so that it is never newer than the link that it was fetched with. */
  keep(tenant: Tenant, eyes: Exclude<Eyes, { of: 'person' }>, reference: Reference, copy: LastCopy): void;
  find(tenant: Tenant, eyes: Eyes, reference: Reference): LastCopy | undefined;
  /** To be called when GitLab no longer shows the thing to these eyes. */
  drop(tenant: Tenant, eyes: Eyes, reference: Reference): void;
  purgeTenant(clientKey: string): void;
}

interface Entry {
  readonly clientKey: string;
  readonly version: string | undefined;
  readonly takenAt: number;
  readonly json: string;
}

/** Characters in all, and of one thing: a page's worth of cards is some ten thousand. */
const MAX_TOTAL = 32 * 1024 * 1024;
const MAX_ONE = 512 * 1024;
/** A copy outlives the right to see it by no more than this. */
const MAX_AGE_MS = 4 * 3_600_000;

/**
 * What each viewer saw last, for the time when GitLab doesn't answer: a bounded memory of this process. An entry is found only by
 * the eyes that it was fetched for, and dies with their link and with the tenant's installation.
 */
export function createLastCopies(clock: () => number): LastCopies {
  const copies = new LRUCache<string, Entry>({
    maxSize: MAX_TOTAL,
    maxEntrySize: MAX_ONE,
    sizeCalculation: ({ json }, key) => json.length + key.length,
  });
  return {
    keep(tenant, eyes, reference, { thing, takenAt }) {
      const version = eyes.of === 'link' ? eyes.link.version : undefined;
      copies.set(keyOf(tenant, eyes, reference), { clientKey: tenant.clientKey, version, takenAt, json: JSON.stringify(thing) });
    },
    find(tenant, eyes, reference) {
      const key = keyOf(tenant, eyes, reference);
      const entry = copies.get(key);
      if (!entry || !isFor(eyes, entry) || clock() - entry.takenAt > MAX_AGE_MS) {
        copies.delete(key);
        return undefined;
      }
      return { thing: JSON.parse(entry.json) as Thing, takenAt: entry.takenAt };
    },
    drop(tenant, eyes, reference) {
      copies.delete(keyOf(tenant, eyes, reference));
    },
    purgeTenant(clientKey) {
      for (const [key, entry] of copies.entries()) if (entry.clientKey === clientKey) copies.delete(key);
    },
  };
}

function isFor(eyes: Eyes, entry: Entry): boolean {
  if (eyes.of === 'link') return entry.version === eyes.link.version;
  return eyes.of === 'person' ? entry.takenAt > eyes.since : true;
}

function keyOf({ clientKey, epoch }: Tenant, eyes: Eyes, reference: Reference): string {
  const accountId = eyes.of === 'link' ? eyes.link.accountId : eyes.of === 'person' ? eyes.accountId : null;
  return JSON.stringify([clientKey, epoch, accountId, reference]);
}
