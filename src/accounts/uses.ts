import { LRUCache } from 'lru-cache';
import type { Database } from '../storage/database.js';
import type { Invalidation } from '../storage/invalidation.js';
import type { Links } from './links.js';
import { newestFirst, type Recents } from './recents.js';
import type { LinkRow } from './tables.js';
import { LINK_ENDED, linkName, type LinkKey, type Seen } from './viewer.js';

/** What links are used for, noted in passing: nobody waits for it, and each link is written of once in some minutes. */
export interface Uses {
  /** The tokens of the link are used now. */
  used(row: LinkRow): void;
  /** When it was used last, as far as that is not written yet. */
  unwritten(link: LinkKey): Date | undefined;
  /** A macro shows the thing at this address to the owner of the link. */
  saw(link: LinkKey, url: string): void;
  /** What was shown to the owner of the link lately, the newest first. */
  recent(link: LinkKey): Promise<readonly Seen[]>;
  /** Writes what has waited long enough. */
  writeDue(): Promise<void>;
  /** Writes everything. */
  writeAll(): Promise<void>;
}

export interface UsesParts {
  readonly database: Database;
  readonly links: Pick<Links, 'touch'>;
  readonly recents: Recents;
  readonly invalidation: Invalidation;
  readonly clock: () => number;
}

/** Of one life of one link, since it was written of last. */
interface Noted {
  readonly link: LinkKey;
  readonly since: number;
  readonly seen: Map<string, number>;
}

const HOUR_MS = 3_600_000;
const WAIT_MS = 2 * 60_000;
const MOST_NOTED = 10_000;
const MOST_SEEN = 50;
/** In characters. */
const LONGEST_URL = 2_000;
const AT_ONCE = 50;

export function createUses({ database, links, recents, invalidation, clock }: UsesParts): Uses {
  const noted = new LRUCache<string, Noted>({ max: MOST_NOTED });
  invalidation.on(LINK_ENDED, (name) => noted.delete(name));

  function note(link: LinkKey): Noted {
    const name = linkName(link);
    const known = noted.get(name);
    if (known?.link.version === link.version) return known;
    const made: Noted = { link, since: clock(), seen: new Map() };
    noted.set(name, made);
    return made;
  }

  const lastUseOf = ({ since, seen }: Noted) => new Date(Math.max(since, ...seen.values()));

  /** Several links of a site in one transaction. A life that has ended meanwhile is written of no more. */
  async function write(some: readonly Noted[]): Promise<void> {
    // All processes lock rows in the same order.
    const all = [...some].sort((left, right) => (linkName(left.link) < linkName(right.link) ? -1 : 1));
    for (const one of all) noted.delete(linkName(one.link));
    for (const [clientKey, own] of bySite(all)) {
      for (let from = 0; from < own.length; from += AT_ONCE) await writeSome(clientKey, own.slice(from, from + AT_ONCE));
    }
  }

  function writeSome(clientKey: string, some: readonly Noted[]): Promise<void> {
    return database.ofTenant(clientKey).write(async (transaction) => {
      for (const one of some) {
        if (await links.touch(one.link, lastUseOf(one), transaction)) await recents.add(one.link, seenOf(one.seen), transaction);
      }
    });
  }

  return {
    used(row) {
      if (row.lastUsedAt === null || row.lastUsedAt.getTime() < clock() - HOUR_MS) note(keyOf(row));
    },
    unwritten(link) {
      const own = noted.get(linkName(link));
      return own?.link.version === link.version ? lastUseOf(own) : undefined;
    },
    saw(link, url) {
      if (url.length > LONGEST_URL) return;
      const { seen } = note(link);
      seen.delete(url);
      seen.set(url, clock());
      const [oldest] = seen.keys();
      if (seen.size > MOST_SEEN && oldest !== undefined) seen.delete(oldest);
    },
    async recent(link) {
      const own = noted.get(linkName(link));
      const fresh = own?.link.version === link.version ? seenOf(own.seen) : [];
      return newestFirst([...fresh, ...(await recents.find(link))]);
    },
    async writeDue() {
      const due = [...noted.values()].filter(({ since }) => since <= clock() - WAIT_MS);
      if (due.length > 0) await write(due);
    },
    writeAll: () => write([...noted.values()]),
  };
}

function keyOf({ clientKey, accountId, instanceId, version }: LinkRow): LinkKey {
  return { clientKey, accountId, instanceId, version };
}

function bySite(all: readonly Noted[]): ReadonlyMap<string, readonly Noted[]> {
  const sites = new Map<string, Noted[]>();
  for (const one of all) sites.set(one.link.clientKey, [...(sites.get(one.link.clientKey) ?? []), one]);
  return sites;
}

function seenOf(seen: ReadonlyMap<string, number>): Seen[] {
  return [...seen].map(([url, at]) => ({ url, at }));
}
