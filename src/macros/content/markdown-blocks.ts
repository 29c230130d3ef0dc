import type { Env, StateCore, Token } from 'markdown-it';
import type { MessageKey, Words } from '../../../views/words/words.js';

/** What a rendering is told of its reader. */
export interface SpokenEnv extends Env {
  readonly words: Words;
}

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

const ALERTS: ReadonlyMap<string, MessageKey> = new Map(Object.entries<MessageKey>({
  note: 'prose.note',
  tip: 'prose.tip',
  important: 'prose.important',
  warning: 'prose.warning',
  caution: 'prose.caution',
}));

/** `> [!note]` makes a box of a quotation: https://docs.gitlab.com/user/markdown/#alerts */
export function showAlerts(state: StateCore): void {
  const { tokens } = state;
  const { words } = state.env as SpokenEnv;
  tokens.forEach((token, index) => {
    const inline = token.type === 'blockquote_open' && tokens[index + 1]?.type === 'paragraph_open' ? tokens[index + 2] : undefined;
    const [mark, kind = '', title = ''] = ALERT.exec(inline?.content ?? '') ?? [];
    const close = mark === undefined ? undefined : tokens.find((other, at) => at > index && other.type === 'blockquote_close' && other.level === token.level);
    if (!inline || mark === undefined || !close) return;
    const name = kind.toLowerCase();
    const known = ALERTS.get(name);
    token.tag = close.tag = 'div';
    token.attrSet('class', `markdown-alert markdown-alert-${name}`);
    inline.children = dropMark(inline.children ?? []);
    const heading = new state.Token('html_inline', '', 0);
    heading.content = `<strong>${state.md.utils.escapeHtml(title.trim() || (known === undefined ? name : words.say(known)))}</strong><br>`;
    inline.children.unshift(heading);
  });
}

/** What follows the mark's own line. */
function dropMark(children: readonly Token[]): Token[] {
  const end = children.findIndex(({ type }) => type === 'softbreak' || type === 'hardbreak');
  return end < 0 ? [] : children.slice(end + 1);
}
