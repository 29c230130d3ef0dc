import type { MarkdownIt, StateCore, StateInline, Token } from 'markdown-it';
import { escapeHtml } from '../html.js';

const EMOJI: Readonly<Record<string, string>> = { tada: '🎉', anchor: '⚓', ocean: '🌊', warning: '⚠️' };

/** What GitLab's flavour has besides tables and task lists, in GitLab's own HTML: https://docs.gitlab.com/user/markdown/ */
export function addFlavour(parser: MarkdownIt): void {
  parser.inline.ruler.before('backticks', 'math', readMath);
  parser.inline.ruler.before('link', 'inline_diff', readInlineDiff);
  parser.inline.ruler.before('link', 'emoji', readEmoji);
  parser.core.ruler.push('alerts', makeAlerts);
  parser.renderer.rules.code_inline = (tokens, index) => inlineCode(tokens[index]?.content ?? '');
  parser.renderer.rules.html_block = (tokens, index) => keepKnown(tokens[index]?.content ?? '');
  parser.renderer.rules.html_inline = (tokens, index) => htmlInline(tokens[index]);
}

const OWN = { own: true };

/** HTML that the renderer itself made, told apart from what the author wrote. */
export function pushOwn(state: StateInline, html: string): void {
  const token = state.push('html_inline', '', 0);
  token.content = html;
  token.meta = OWN;
}

export function markOwn(token: Token): Token {
  token.meta = OWN;
  return token;
}

function htmlInline(token: Token | undefined): string {
  const content = token?.content ?? '';
  return token?.meta === OWN ? content : keepKnown(content);
}

/** Authors may fold and press keys; the rest of their HTML shows as text. */
function keepKnown(html: string): string {
  return html.split(/(<\/?(?:details|summary|kbd|sub|sup)>|<br>)/).map((piece, index) => (index % 2 === 1 ? piece : escapeHtml(piece))).join('');
}

function readMath(state: StateInline, silent: boolean): boolean {
  const match = /^\$(`?)([^\s$](?:[^$\n]{0,300}[^\s$])?)\1\$(?!\d)/.exec(state.src.slice(state.pos, state.pos + 310));
  if (state.src.charCodeAt(state.pos) !== 0x24 || !match) return false;
  if (!silent) pushOwn(state, `<code data-math-style="inline" class="code math js-render-math">${escapeHtml(match[2] ?? '')}</code>`);
  state.pos += match[0].length;
  return true;
}

function readInlineDiff(state: StateInline, silent: boolean): boolean {
  const match = /^\{([+-])([^{}\n]{1,200})\1\}/.exec(state.src.slice(state.pos, state.pos + 210));
  if (state.src.charCodeAt(state.pos) !== 0x7b || !match) return false;
  if (!silent) pushOwn(state, `<span class="idiff left right ${match[1] === '+' ? 'addition' : 'deletion'}">${escapeHtml(match[2] ?? '')}</span>`);
  state.pos += match[0].length;
  return true;
}

function readEmoji(state: StateInline, silent: boolean): boolean {
  const name = /^:([a-z_]{2,30}):/.exec(state.src.slice(state.pos, state.pos + 32))?.[1];
  if (state.src.charCodeAt(state.pos) !== 0x3a || name === undefined || !EMOJI[name]) return false;
  if (!silent) pushOwn(state, `<gl-emoji title="${name}" data-name="${name}" data-unicode-version="6.0">${EMOJI[name]}</gl-emoji>`);
  state.pos += name.length + 2;
  return true;
}

/** A colour in backticks gets a sample of it. */
function inlineCode(text: string): string {
  const chip = /^#(?:[0-9a-f]{3}){1,2}$|^(?:rgb|hsl)\([\d\s,%.]{5,40}\)$/i.test(text) ? `<span class="gfm-color_chip"><span style="background-color: ${text};"></span></span>` : '';
  return `<code>${escapeHtml(text)}${chip}</code>`;
}

function makeAlerts({ tokens }: StateCore): void {
  tokens.forEach((token, index) => {
    const inline = token.type === 'blockquote_open' ? tokens[index + 2] : undefined;
    const kind = /^\[!(note|tip|important|warning|caution)\](?:\n|$)/i.exec(inline?.content ?? '')?.[1]?.toLowerCase();
    const close = tokens.find((other, at) => at > index && other.type === 'blockquote_close' && other.level === token.level);
    if (!inline || kind === undefined || !close) return;
    token.tag = close.tag = 'div';
    token.attrSet('class', `markdown-alert markdown-alert-${kind}`);
    inline.children = (inline.children ?? []).slice((inline.children ?? []).findIndex(({ type }) => type === 'softbreak') + 1);
    alertTitles.set(token, `<p class="markdown-alert-title">${kind.charAt(0).toUpperCase()}${kind.slice(1)}</p>`);
  });
}

/** What stands in front of an alert's text. */
export const alertTitles = new WeakMap<Token, string>();
