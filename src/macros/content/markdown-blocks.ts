import type { StateCore, Token } from 'markdown-it';

/** `- [x] text` becomes a box: https://github.github.com/gfm/#task-list-items-extension- */
export function showTasks(state: StateCore): void {
  state.tokens.forEach((token, index) => {
    if (token.type !== 'inline' || state.tokens[index - 2]?.type !== 'list_item_open') return;
    const first = token.children?.[0];
    const mark = first?.type === 'text' ? /^\[([ xX~])\] /.exec(first.content) : null;
    if (!first || !mark) return;
    first.content = first.content.slice(mark[0].length);
    const box = new state.Token('html_inline', '', 0);
    box.content = `<input type="checkbox"${mark[1] === ' ' ? '' : mark[1] === '~' ? ' data-inapplicable' : ' checked'}> `;
    token.children?.unshift(box);
  });
}

const ALERT = /^\[!(note|tip|important|warning|caution)\][ \t]*([^\n]{0,200})(?:\n|$)/i;

/** `> [!note]` makes a box of a quotation: https://docs.gitlab.com/user/markdown/#alerts */
export function showAlerts(state: StateCore): void {
  const { tokens } = state;
  tokens.forEach((token, index) => {
    const inline = token.type === 'blockquote_open' && tokens[index + 1]?.type === 'paragraph_open' ? tokens[index + 2] : undefined;
    const [mark, kind = '', title = ''] = ALERT.exec(inline?.content ?? '') ?? [];
    const close = mark === undefined ? undefined : tokens.find((other, at) => at > index && other.type === 'blockquote_close' && other.level === token.level);
    if (!inline || mark === undefined || !close) return;
    const name = kind.toLowerCase();
    token.tag = close.tag = 'div';
    token.attrSet('class', `markdown-alert markdown-alert-${name}`);
    inline.children = dropMark(inline.children ?? []);
    const heading = new state.Token('html_inline', '', 0);
    heading.content = `<strong>${state.md.utils.escapeHtml(title.trim() || name.charAt(0).toUpperCase() + name.slice(1))}</strong><br>`;
    inline.children.unshift(heading);
  });
}

/** What follows the mark's own line. */
function dropMark(children: readonly Token[]): Token[] {
  const end = children.findIndex(({ type }) => type === 'softbreak' || type === 'hardbreak');
  return end < 0 ? [] : children.slice(end + 1);
}
