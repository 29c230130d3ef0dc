import MarkdownIt, { type StateCore } from 'markdown-it';
import type { SafeHtml } from '../../views/parts/prose.js';
import type { ResolveLink } from './links.js';
import { sanitise } from './sanitise.js';
import { within } from './within.js';

/** Characters of a README that are read. */
const MAX_MARKDOWN = 64 * 1024;
const MAX_MILLISECONDS = 200;

const markdown = new MarkdownIt({ html: true, linkify: true, maxNesting: 40 });
markdown.core.ruler.push('task-list', showTasks);

/** A README's Markdown (CommonMark with tables, strikethrough and task lists) as safe HTML; undefined when it takes too long. */
export function renderMarkdown(text: string, resolve: ResolveLink): SafeHtml | undefined {
  return within(MAX_MILLISECONDS, () => sanitise(markdown.render(text.slice(0, MAX_MARKDOWN)), resolve));
}

/** `- [x] text` becomes a box: https://github.github.com/gfm/#task-list-items-extension- */
function showTasks(state: StateCore): void {
  state.tokens.forEach((token, index) => {
    if (token.type !== 'inline' || state.tokens[index - 2]?.type !== 'list_item_open') return;
    const first = token.children?.[0];
    const mark = first?.type === 'text' ? /^\[([ xX])\] /.exec(first.content) : null;
    if (!first || !mark) return;
    first.content = first.content.slice(mark[0].length);
    const box = new state.Token('html_inline', '', 0);
    box.content = `<input type="checkbox"${mark[1] === ' ' ? '' : ' checked'}> `;
    token.children?.unshift(box);
  });
}
