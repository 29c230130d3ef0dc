import type { EditorHost } from '../host.js';
import { draftOf, type DraftState } from './draft.js';
import { findLinks, type FoundLink } from './found-links.js';
import { readPage, type StoredPage } from './stored-page.js';

/** What there is on the page around that could become a macro, or why that is not known. */
export type Looked =
  | { readonly state: 'found'; readonly page: StoredPage; readonly links: readonly FoundLink[]; readonly draft: DraftState }
  /** There is no published page, or nothing on it. */
  | { readonly state: 'nothing' }
  /** It may not be read; it can't be read for certain; Confluence or we can't be asked. */
  | { readonly state: 'refused' | 'unclear' | 'failed' };

type Host = Pick<EditorHost, 'ask' | 'page'>;

/** Reads the page as its author. Never rejects. */
export async function lookAtPage(host: Host, baseUrls: readonly string[]): Promise<Looked> {
  try {
    const id = await host.page.id();
    if (id === undefined) return { state: 'nothing' };
    const read = await readPage(host.page, id);
    if (read.state !== 'read') return { state: read.state === 'absent' ? 'nothing' : read.state };
    const found = findLinks(read.page.storage, baseUrls);
    if (!found) return { state: 'unclear' };
    if (found.length === 0) return { state: 'nothing' };
    const [links, draft] = await Promise.all([shown(host, found), draftOf(host.page, read.page)]);
    return links.length === 0 ? { state: 'nothing' } : { state: 'found', page: read.page, links, draft };
  } catch {
    return { state: 'failed' };
  }
}

/** Those that a macro has something to show of. */
async function shown(host: Host, links: readonly FoundLink[]): Promise<readonly FoundLink[]> {
  const known = new Set<string>();
  for (const urls of portions([...new Set(links.map(({ url }) => url))])) {
    const { kinds } = (await host.ask('/api/editor/meanings', { urls })) as { readonly kinds: readonly (string | null)[] };
    for (const [index, url] of urls.entries()) if (kinds[index]) known.add(url);
  }
  return links.filter(({ url }) => known.has(url));
}

const MOST_URLS = 100;
/** Our API takes 16 KiB. */
const MOST_BYTES = 15_000;

/** One address has 2,000 characters at most, so that each fits. */
function portions(urls: readonly string[]): readonly (readonly string[])[] {
  const made: string[][] = [];
  let room = 0;
  for (const url of urls) {
    const bytes = new TextEncoder().encode(JSON.stringify(url)).length + 1;
    const last = made.at(-1);
    if (last && bytes <= room && last.length < MOST_URLS) last.push(url);
    else made.push([url]);
    room = (made.at(-1) === last ? room : MOST_BYTES) - bytes;
  }
  return made;
}
