import type { PageHost } from '../host.js';
import { readDraft, type StoredPage } from './stored-page.js';

/** Whether somebody has edited the page without publishing that. */
export type DraftState = 'none' | 'edited' | 'unknown';

const ANSWER_MS = 6_000;

/** Never rejects, and never takes long: Confluence may have no answer to this. */
export async function draftOf(host: PageHost, page: StoredPage): Promise<DraftState> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'unknown'>((resolve) => {
    timer = setTimeout(() => resolve('unknown'), ANSWER_MS);
  });
  const draft = await Promise.race([readDraft(host, page.id), late]);
  clearTimeout(timer);
  if (draft === 'unknown') return 'unknown';
  return draft === undefined || isSameText(draft, page) ? 'none' : 'edited';
}

/** What an editor writes for itself, and what it leaves where somebody has only looked. */
const BOOKKEEPING = /\s(?:ac:local-id|local-id|ac:macro-id|ac:schema-version|ri:version-at-save)="[^"<]*"/g;
const EMPTY_PARAGRAPH = /<p(?:\s[^<>]*)?(?:\/>|>(?:\s|&nbsp;|<br ?\/>)*<\/p>)/g;

/** Whether two texts say the same: a draft stays after it was published, so that there is one means nothing. */
export function isSameText(left: Pick<StoredPage, 'title' | 'storage'>, right: Pick<StoredPage, 'title' | 'storage'>): boolean {
  const plain = ({ storage }: Pick<StoredPage, 'storage'>) => storage.replace(BOOKKEEPING, '').replace(EMPTY_PARAGRAPH, '').replace(/\s+/g, ' ').trim();
  return left.title === right.title && plain(left) === plain(right);
}
