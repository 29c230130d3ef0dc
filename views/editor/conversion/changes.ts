import type { FoundLink, Stretch } from './found-links.js';
import { encode } from './markup-text.js';

/** What is to be done about a link. */
export interface Change {
  readonly link: FoundLink;
  readonly to: 'inline' | 'block';
}

/** One of our macros in storage format. */
export function macroIn({ link: { url, lines }, to }: Change): string {
  const name = to === 'block' ? 'gitlab-for-confluence-link' : 'gitlab-for-confluence-inline';
  const more = to === 'block' && lines !== undefined ? `<ac:parameter ac:name="lines">${encode(lines)}</ac:parameter>` : '';
  return `<ac:structured-macro ac:name="${name}" ac:schema-version="1"><ac:parameter ac:name="url"><ri:url ri:value="${encode(url)}" /></ac:parameter>${more}</ac:structured-macro>`;
}

/** Where a change can be made; undefined where such a macro can't stand there. */
export function stretchOf({ link, to }: Change): Stretch | undefined {
  return to === 'block' ? link.block : link.inline;
}

/** The page with these changes made and every other character as it was. @throws RangeError where two changes are of the same place, or there is no such place */
export function changePage(storage: string, changes: readonly Change[]): string {
  const sorted = changes.map((change) => ({ change, stretch: stretchOf(change) })).sort((left, right) => (left.stretch?.from ?? 0) - (right.stretch?.from ?? 0));
  const parts: string[] = [];
  let end = 0;
  for (const { change, stretch } of sorted) {
    if (!stretch || stretch.from < end || stretch.to > storage.length) throw new RangeError('The page can’t be changed there.');
    parts.push(storage.slice(end, stretch.from), macroIn(change));
    end = stretch.to;
  }
  return parts.join('') + storage.slice(end);
}

/** Macros of other apps that are known to show what is in Git, or any address; of others nobody can say what they are for. */
const SHOWS = /git|markdown|snippet|code|include|widget|iframe|embed/i;

/** What is proposed: how it was shown until now, and to be done where nothing that its author wrote is lost. */
export function propose(link: FoundLink): Change & { readonly wanted: boolean } {
  const to = link[link.shown] ? link.shown : link.block ? 'block' : 'inline';
  return { link, to, wanted: !link.ownWords && (link.is !== 'macro' || SHOWS.test(link.name)) };
}
