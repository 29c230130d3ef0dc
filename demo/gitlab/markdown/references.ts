import type { StateCore, Token } from 'markdown-it';
import { escapeHtml } from '../html.js';
import { markOwn } from './flavour.js';
import type { MarkdownPlace } from './markdown.js';

/** What a short reference means. */
export interface ReferenceTarget {
  readonly kind: 'issue' | 'merge_request' | 'user';
  readonly path: string;
  readonly title: string;
  readonly id: number;
}

const REFERENCE = /(?<![\w/&#!@])([#!]\d+(?:\+s?(?!\w))?|@[a-z][\w.-]*\w)(?!\w)/i;
const CLASSES = { issue: 'gfm gfm-issue', merge_request: 'gfm gfm-merge_request', user: 'gfm gfm-project_member js-user-link' };

/** Turns `#12`, `!5`, `#12+` and `@alice` in running text into links, where the viewer may know what they mean. */
export function linkReferences(state: StateCore, place: MarkdownPlace): void {
  for (const block of state.tokens) {
    if (block.type !== 'inline' || !block.children) continue;
    let insideLink = 0;
    block.children = block.children.flatMap((token) => {
      insideLink += token.type === 'link_open' ? 1 : token.type === 'link_close' ? -1 : 0;
      return token.type === 'text' && insideLink === 0 ? split(state, token, place) : [token];
    });
  }
}

function split(state: StateCore, token: Token, place: MarkdownPlace): Token[] {
  const parts = token.content.split(REFERENCE);
  if (parts.length === 1) return [token];
  return parts.map((part, index) => {
    const target = index % 2 === 1 ? place.target(part.replace(/\+s?$/, '')) : undefined;
    const piece = target ? markOwn(new state.Token('html_inline', '', 0)) : new state.Token('text', '', 0);
    piece.content = target ? anchor(part, target) : part;
    return piece;
  });
}

function anchor(text: string, { kind, path, title, id }: ReferenceTarget): string {
  const [, short, format] = /^(.*?)(\+s?)?$/.exec(text) ?? [];
  const shown = format === undefined ? text : `${title} (${short})`;
  const data = `data-reference-type="${kind}" data-original="${escapeHtml(text)}" data-link="false" data-link-reference="false" data-${kind.replace('_', '-')}="${id}"${format === undefined ? '' : ` data-reference-format="${format}"`}`;
  return `<a href="${escapeHtml(path)}" ${data} title="${escapeHtml(title)}" class="${CLASSES[kind]}">${escapeHtml(shown)}</a>`;
}
