import type { PageHost } from '../host.js';
import { changePage, type Change } from './changes.js';
import { draftOf } from './draft.js';
import { readPage, writePage, type StoredPage, type WrittenPage } from './stored-page.js';

/** What was done, with all that it takes to undo it. */
export interface Conversion {
  readonly state: 'written';
  /** Of the page, now. */
  readonly version: number;
  readonly before: StoredPage;
}

/** Nothing was written, except perhaps where that is `unsure`. */
export type Failure = Exclude<WrittenPage['state'], 'written'> | 'edited';

/** Makes the changes on the page that was `seen`, if it is that page still and nobody has edits of it that are not published. */
export async function convertPage(host: PageHost, seen: StoredPage, changes: readonly Change[], message: string): Promise<Conversion | { readonly state: Failure }> {
  const now = await readPage(host, seen.id);
  if (now.state !== 'read') return now;
  const { page } = now;
  if (page.version !== seen.version || page.storage !== seen.storage) return { state: 'conflict' };
  if ((await draftOf(host, page)) === 'edited') return { state: 'edited' };
  const written = await writePage(host, page, changePage(page.storage, changes), message);
  return written.state === 'written' ? { ...written, before: page } : written;
}

/** Puts back the text from before as another version, if nobody has made one since. */
export async function undoConversion(host: PageHost, { version, before }: Conversion, message: string): Promise<WrittenPage> {
  const now = await readPage(host, before.id);
  if (now.state !== 'read') return now;
  return now.page.version === version ? writePage(host, now.page, before.storage, message) : { state: 'conflict' };
}
