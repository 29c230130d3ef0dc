import { LRUCache } from 'lru-cache';
import type { Tenant } from '../../connect/caller.js';
import type { Logger } from '../../logger.js';
import { within } from '../../storage/deadline.js';
import { mergePages, type KnownPage } from './known-page.js';
import type { PageTable } from './page-table.js';

/** What this process knows of pages; the table is behind it. */
export interface PageMemory {
  /** What this process remembers. */
  peek(tenant: Tenant, pageId: string): KnownPage | undefined;
  /** What is known, by the table not later than a minute ago. @throws when the table doesn't answer and nothing is remembered */
  recall(tenant: Tenant, pageId: string): Promise<KnownPage | undefined>;
  /** What is known, by the table as it is now. @throws when it doesn't answer */
  recallNow(tenant: Tenant, pageId: string): Promise<KnownPage | undefined>;
  /** Remembers what `change` makes of what is known, and writes it soon. The same object back means that there is no news. */
  learn(tenant: Tenant, pageId: string, change: (known: KnownPage | undefined) => KnownPage): KnownPage;
  forgetTenant(clientKey: string): void;
  /** Writes what is not written yet, and nothing after that. Never rejects. */
  close(): Promise<void>;
}

interface Entry {
  readonly clientKey: string;
  readonly page: KnownPage | undefined;
  /** When the table was asked, epoch milliseconds. */
  readonly checkedAt: number;
}

interface Unwritten {
  readonly tenant: Tenant;
  readonly pageId: string;
  readonly page: KnownPage;
}

const CHECK_MS = 60_000;
const TOUCH_MS = 24 * 3_600_000;
const ANSWER_MS = 1_000;
/** The frames of a page come within a second or two, and are written at once. */
const WRITE_MS = 2_000;
const WRITE_AGAIN_MS = 30_000;
const MOST_UNWRITTEN = 1_000;
/** Characters. */
const MOST_TOTAL = 32 * 1024 * 1024;

export function createPageMemory({ table, logger, clock }: { table: PageTable; logger: Pick<Logger, 'warn'>; clock: () => number }): PageMemory {
  const entries = new LRUCache<string, Entry>({ maxSize: MOST_TOTAL, sizeCalculation: sizeOf });
  const asked = new Map<string, Promise<KnownPage | undefined>>();
  const unwritten = new Map<string, Unwritten>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let closed = false;

  function recallNow(tenant: Tenant, pageId: string): Promise<KnownPage | undefined> {
    const key = keyOf(tenant, pageId);
    const asking = asked.get(key) ?? ask(tenant, pageId, key).finally(() => asked.delete(key));
    asked.set(key, asking);
    return asking;
  }

  async function ask(tenant: Tenant, pageId: string, key: string): Promise<KnownPage | undefined> {
    const stored = await within(ANSWER_MS, table.find(tenant.clientKey, pageId));
    const mine = entries.get(key)?.page;
    const page = stored ? mergePages(mine, stored.page) : mine;
    entries.set(key, { clientKey: tenant.clientKey, page, checkedAt: clock() });
    if (stored && page && clock() - stored.seenAt.getTime() > TOUCH_MS) writeSoon({ tenant, pageId, page });
    return page;
  }

  function writeSoon(news: Unwritten, inMs = WRITE_MS): void {
    if (closed) return;
    if (unwritten.size < MOST_UNWRITTEN) unwritten.set(keyOf(news.tenant, news.pageId), news);
    timer ??= setTimeout(() => void flush(), inMs).unref();
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeAll);
    return writing;
  }

  async function writeAll(): Promise<void> {
    const news = [...unwritten.values()];
    unwritten.clear();
    for (const one of news) {
      await write(one).catch((error: unknown) => {
        logger.warn({ tenant: one.tenant.clientKey, err: error }, 'what was learned of a page could not be written');
        if (!unwritten.has(keyOf(one.tenant, one.pageId))) writeSoon(one, WRITE_AGAIN_MS);
      });
    }
  }

  async function write({ tenant, pageId, page }: Unwritten): Promise<void> {
    const key = keyOf(tenant, pageId);
    const together = await table.add(tenant, pageId, page);
    const mine = entries.get(key);
    if (together && mine) entries.set(key, { ...mine, page: mergePages(mine.page, together), checkedAt: clock() });
  }

  return {
    peek: (tenant, pageId) => entries.get(keyOf(tenant, pageId))?.page,
    recallNow,
    async recall(tenant, pageId) {
      const entry = entries.get(keyOf(tenant, pageId));
      if (entry && clock() - entry.checkedAt < CHECK_MS) return entry.page;
      return recallNow(tenant, pageId).catch((error: unknown) => {
        if (!entry) throw error;
        return entry.page;
      });
    },
    learn(tenant, pageId, change) {
      const key = keyOf(tenant, pageId);
      const entry = entries.get(key);
      const page = change(entry?.page);
      if (page === entry?.page) return page;
      entries.set(key, { clientKey: tenant.clientKey, page, checkedAt: entry?.checkedAt ?? 0 });
      writeSoon({ tenant, pageId, page });
      return page;
    },
    forgetTenant(clientKey) {
      for (const [key, entry] of entries.entries()) if (entry.clientKey === clientKey) entries.delete(key);
      for (const [key, { tenant }] of unwritten) if (tenant.clientKey === clientKey) unwritten.delete(key);
    },
    close() {
      closed = true;
      return flush();
    },
  };
}

/** Another install of the same site is another key. */
function keyOf({ clientKey, epoch }: Tenant, pageId: string): string {
  return JSON.stringify([clientKey, epoch, pageId]);
}

function sizeOf({ page }: Entry, key: string): number {
  let size = 200 + key.length;
  for (const macro of page?.macros.keys() ?? []) size += 2 * macro.length;
  return size;
}
