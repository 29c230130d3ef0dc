import { LRUCache } from 'lru-cache';
import { UNTRIED, type Assumptions } from '../../assumptions/assumptions.js';
import type { Tenant } from '../../connect/caller.js';
import type { Confluence } from '../../connect/confluence.js';
import type { Logger } from '../../logger.js';
import { mergePages, readPage, unreadPage, type KnownPage } from './known-page.js';
import type { PageMemory } from './page-memory.js';
import { macrosInStorage } from './storage-format.js';

/** Reads pages from Confluence as the app user, each version once. */
export interface PageReader {
  /** Begins to read a page, or tells of the reading under way; undefined while it is not to be tried. */
  read(tenant: Tenant, pageId: string, version: number): Reading | undefined;
  stop(): Promise<void>;
}

export interface Reading {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Never rejects; what came of it is in the memory. */
  readonly done: Promise<void>;
}

export interface PageReaderParts {
  readonly confluence: Pick<Confluence, 'pageStorage'>;
  readonly memory: PageMemory;
  readonly logger: Pick<Logger, 'info'>;
  readonly clock: () => number;
  readonly assumptions?: Assumptions;
}

/** How long nobody asks again for a page that Confluence did not tell of: a minute, then twice as long each time. */
const REST_MS = { first: 60_000, most: 3_600_000 };
const MOST_RESTING = 10_000;

/** True where nobody has looked yet at what the version shows. */
export function isUnread(known: KnownPage | undefined, version: number): boolean {
  return !known || known.version < version || (known.version === version && known.learned === 'frames');
}

export function createPageReader({ confluence, memory, logger, clock, assumptions = UNTRIED }: PageReaderParts): PageReader {
  const running = new Map<string, Reading & { readonly ending: AbortController }>();
  const resting = new LRUCache<string, { readonly until: number; readonly pause: number }>({ max: MOST_RESTING });

  async function read(tenant: Tenant, pageId: string, version: number, signal: AbortSignal): Promise<void> {
    // Another instance of the app may have read it.
    if (!isUnread(await memory.recallNow(tenant, pageId), version)) return;
    const page = await confluence.pageStorage(tenant, pageId, signal);
    if (!page) {
      memory.learn(tenant, pageId, (known) => (known && known.version > version ? known : unreadPage(known, version, 'refused')));
      return;
    }
    if (page.version < version) throw new Error('Confluence answered with an older version');
    const macros = await macrosInStorage(page.storage);
    memory.learn(tenant, pageId, (known) => mergePages(known, readPage(page.version, macros)));
  }

  function rest(key: string): void {
    const pause = Math.min(REST_MS.most, 2 * (resting.get(key)?.pause ?? REST_MS.first / 2));
    resting.set(key, { until: clock() + pause, pause });
  }

  function begin(key: string, tenant: Tenant, pageId: string, version: number): Reading {
    const ending = new AbortController();
    const done = read(tenant, pageId, version, ending.signal)
      .then(() => void resting.delete(key))
      .catch((error: unknown) => {
        if (ending.signal.aborted) return;
        rest(key);
        logger.info({ tenant: tenant.clientKey, page: pageId, err: error }, 'Confluence did not tell what a page holds');
      })
      .finally(() => running.delete(key));
    const reading = { startedAt: clock(), done, ending };
    running.set(key, reading);
    return reading;
  }

  return {
    read(tenant, pageId, version) {
      if (assumptions.site(tenant).failed('app-user-reads-pages')) return undefined;
      const key = JSON.stringify([tenant.clientKey, tenant.epoch, pageId]);
      const underWay = running.get(key);
      if (underWay || clock() < (resting.get(key)?.until ?? 0)) return underWay;
      return begin(key, tenant, pageId, version);
    },
    async stop() {
      const all = [...running.values()];
      for (const { ending } of all) ending.abort();
      await Promise.all(all.map(({ done }) => done));
    },
  };
}
