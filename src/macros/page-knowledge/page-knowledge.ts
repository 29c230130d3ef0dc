import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import type { ConnectCaller, Tenant } from '../../connect/caller.js';
import { KEEPING } from '../../keeping.js';
import type { Logger } from '../../logger.js';
import { isKnown, withFrame, type KnownPage } from './known-page.js';
import { keyOfMacro, type PageMacro } from './page-macros.js';
import { createPageMemory } from './page-memory.js';
import { createPageReader, isUnread, type PageReaderParts, type Reading } from './page-reader.js';
import { createPageTable, type PageTableParts } from './page-table.js';

/** The page that a macro's frame is in. */
export interface MacroPage {
  readonly pageId: string;
  readonly version: number;
  /** Key of the space that it is in, where that is told. */
  readonly space?: string;
  /** Confluence signed it (the address of a frame): only then is anything learned from it. */
  readonly signed: boolean;
}

/** Remembers which macros of ours a page of a site shows, so that the first frame of a viewer can fetch for all of them. */
export interface PageKnowledge {
  /**
   * The macros that the page shows, `shown` (the one asking) among them. They say nothing of what anybody may see: each is
   * fetched with the asking viewer's own rights. A page version that is seen for the first time is read from Confluence as the app
   * user, for which the first frames wait 1 s at most. Never rejects; knows of no more than `shown` where nothing is known.
   */
  macrosOf(caller: ConnectCaller, page: MacroPage, shown: PageMacro, signal: AbortSignal): Promise<readonly PageMacro[]>;
  /** Tells of a frame that nothing was fetched for: it is learned from as well, and nobody waits for that. */
  saw(caller: ConnectCaller, page: MacroPage, shown: PageMacro): void;
  /** Removes what is known of a site's pages. */
  purgeTenant(clientKey: string): Promise<void>;
  /** Removes pages that nobody has looked at for 90 days. */
  forgetOld(): Promise<void>;
  /** Writes what is not written yet. */
  stop(): Promise<void>;
}

export interface PageKnowledgeParts extends PageTableParts, Pick<PageReaderParts, 'assumptions'> {
  readonly confluence: PageReaderParts['confluence'];
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** For the frames of a page that is just being read; what they then don't know they fetch one by one. */
const WAIT_MS = 1_000;
/** A browser asks for some frames at once: of a page that they alone can tell of, each waits until no other comes. */
const GATHER = { quietMs: 20, most: 5 };
const FORGET_MS = KEEPING.pageDays * 24 * 3_600_000;

export function createPageKnowledge(parts: PageKnowledgeParts): PageKnowledge {
  const { logger, clock } = parts;
  const table = createPageTable(parts);
  const memory = createPageMemory({ table, logger, clock });
  const reader = createPageReader({ ...parts, memory });

  async function learn({ tenant }: ConnectCaller, { pageId, version }: MacroPage, shown: PageMacro, signal?: AbortSignal) {
    const reading = isUnread(await memory.recall(tenant, pageId), version) ? reader.read(tenant, pageId, version) : undefined;
    if (reading) await waitFor(reading, clock(), signal);
    let isNews = false;
    const known = memory.learn(tenant, pageId, (before) => {
      const page = withFrame(before, version, shown);
      isNews = page !== before;
      return page;
    });
    return isNews && known.learned !== 'read' ? gather(tenant, pageId, known) : known;
  }

  async function gather(tenant: Tenant, pageId: string, first: KnownPage): Promise<KnownPage> {
    let known = first;
    for (let times = 0; times < GATHER.most; times += 1) {
      await pause(GATHER.quietMs);
      // What came while the timer was due is read after it.
      await setImmediate();
      const now = memory.peek(tenant, pageId) ?? known;
      if (now === known) break;
      known = now;
    }
    return known;
  }

  return {
    async macrosOf(caller, page, shown, signal) {
      try {
        const known = page.signed ? await learn(caller, page, shown, signal) : await memory.recall(caller.tenant, page.pageId);
        const macros = new Map([...(known?.macros ?? [])].map(([key, seen]) => [key, seen.macro]));
        return [...macros.set(keyOfMacro(shown), shown).values()];
      } catch (error) {
        logger.warn({ tenant: caller.tenant.clientKey, err: error }, 'what a page shows is not known now');
        return [shown];
      }
    },
    saw(caller, page, shown) {
      if (!page.signed || isKnown(memory.peek(caller.tenant, page.pageId), page.version, shown)) return;
      learn(caller, page, shown).catch((error: unknown) => {
        logger.warn({ tenant: caller.tenant.clientKey, err: error }, 'what a page shows could not be learned');
      });
    },
    async purgeTenant(clientKey) {
      memory.forgetTenant(clientKey);
      await table.purge(clientKey);
    },
    forgetOld: () => table.forget(new Date(clock() - FORGET_MS)),
    async stop() {
      await reader.stop();
      await memory.close();
    },
  };
}

/** Resolves when the reading is done, has taken long enough, or nobody waits any more. */
function waitFor({ done, startedAt }: Reading, now: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, startedAt + WAIT_MS - now));
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    signal?.addEventListener('abort', end, { once: true });
    void done.then(() => {
      signal?.removeEventListener('abort', end);
      end();
    });
  });
}
