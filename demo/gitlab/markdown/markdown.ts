import MarkdownIt, { type Env, type StateCore, type Token } from 'markdown-it';
import { escapeHtml } from '../html.js';
import { addFlavour, alertTitles, markOwn } from './flavour.js';
import { addFootnotes, renderNotes } from './footnotes.js';
import { linkReferences, type ReferenceTarget } from './references.js';

/** What stands around a text: where its relative links start and what its references mean to this viewer. */
export interface MarkdownPlace {
  /** Relative root of the instance, `''` or `/gitlab`. */
  readonly root: string;
  /** For `/uploads/…` links; undefined outside of a project. */
  readonly projectId: number | undefined;
  /** What `#12`, `!5` or `@alice` points to; undefined where there is nothing or the viewer must not know. */
  target(reference: string): ReferenceTarget | undefined;
}

const ONE_PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const LANGUAGES: Record<string, string> = { ts: 'typescript', js: 'javascript', sh: 'shell', yml: 'yaml', py: 'python' };
const LOCATED = new Set(['paragraph_open', 'bullet_list_open', 'ordered_list_open', 'list_item_open', 'table_open', 'blockquote_open', 'heading_open']);
const DIRECTED = new Set(['paragraph_open', 'bullet_list_open', 'ordered_list_open', 'table_open', 'blockquote_open', 'heading_open']);

const parser = new MarkdownIt({ linkify: true, html: true });
addFlavour(parser);
addFootnotes(parser);
parser.core.ruler.push('references', (state) => linkReferences(state, placeOf(state.env)));
parser.core.ruler.push('gitlab', decorate);
parser.renderer.rules.image = (tokens, index, _options, env) => image(tokens[index], placeOf(env));
parser.renderer.rules.fence = (tokens, index) => codeBlock(tokens[index]);
parser.renderer.rules.link_open = (tokens, index, _options, env) => linkOpen(tokens[index], placeOf(env));
parser.renderer.rules.heading_open = (tokens, index, _options, _env, renderer) => {
  const slug = slugOf(tokens[index + 1]?.content ?? '');
  return `<${tokens[index]?.tag ?? 'h1'}${renderer.renderAttrs(tokens[index] ?? { attrs: null })}>\n<a id="user-content-${slug}" class="anchor" href="#${slug}" aria-hidden="true"></a>`;
};

parser.renderer.rules.blockquote_open = (tokens, index, options, _env, renderer) => renderer.renderToken(tokens, index, options) + (alertTitles.get(tokens[index]!) ?? '');

/** Markdown to HTML of the shape that GitLab's API answers with: lazy images, root-relative links, references as links. */
export function renderMarkdown(text: string, place: MarkdownPlace): string {
  const env = { place };
  const html = parser.render(text, env);
  return (html + renderNotes(parser, env)).trimEnd();
}

/** One line, without a paragraph around it: a title. */
export function renderTitle(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function placeOf(env: Env | undefined): MarkdownPlace {
  return env?.place as MarkdownPlace;
}

/** Adds `data-sourcepos` and `dir` to blocks, and makes check boxes of `[ ]` and `[x]`. */
function decorate(state: StateCore): void {
  const { tokens } = state;
  const lines = state.src.split('\n');
  for (const [index, token] of tokens.entries()) {
    const attributes: [string, string][] = [];
    if (token.map && LOCATED.has(token.type)) attributes.push(['data-sourcepos', `${token.map[0] + 1}:1-${token.map[1]}:${Math.max(1, lines[token.map[1] - 1]?.length ?? 1)}`]);
    if (DIRECTED.has(token.type)) attributes.push(['dir', 'auto']);
    token.attrs = [...attributes, ...(token.attrs ?? [])];
    if (token.type === 'list_item_open') makeTask(state, index);
  }
}

function makeTask({ tokens, Token }: StateCore, index: number): void {
  const item = tokens[index];
  const first = tokens[index + 2]?.children?.[0];
  const box = /^\[([ xX])\] /.exec(first?.content ?? '');
  if (!item || !first || !box) return;
  const checked = box[1] === ' ' ? '' : ' checked';
  first.content = first.content.slice(4);
  addClass(item, 'task-list-item');
  const list = tokens.slice(0, index).findLast((token) => token.type.endsWith('_list_open') && token.level < item.level);
  if (list) addClass(list, 'task-list');
  const input = markOwn(new Token('html_inline', '', 0));
  input.content = `<task-button></task-button><input type="checkbox" class="task-list-item-checkbox" disabled${checked}> `;
  tokens[index + 2]?.children?.unshift(input);
}

function addClass(token: Token, name: string): void {
  if (!token.attrs?.some(([key, value]) => key === 'class' && value === name)) token.attrs = [...(token.attrs ?? []), ['class', name]];
}

function image(token: Token | undefined, place: MarkdownPlace): string {
  const source = escapeHtml(absolute(attribute(token, 'src'), place));
  const alt = escapeHtml(token?.content ?? '');
  return `<a class="no-attachment-icon" href="${source}" target="_blank" rel="noopener noreferrer"><img src="${ONE_PIXEL}" alt="${alt}" decoding="async" class="lazy" data-src="${source}"></a>`;
}

function codeBlock(token: Token | undefined): string {
  const short = (token?.info ?? '').trim();
  if (short === 'math' || short === 'mermaid') return drawnBlock(short, token?.content ?? '');
  const language = LANGUAGES[short] ?? (short || 'plaintext');
  const lines = (token?.content ?? '').replace(/\n$/, '').split('\n');
  const body = lines.map((line, index) => `<span id="LC${index + 1}" class="line" lang="${language}">${escapeHtml(line)}</span>`).join('\n');
  return `<div class="gl-relative markdown-code-block js-markdown-code">
<pre data-canonical-lang="${escapeHtml(short)}" class="code highlight js-syntax-highlight language-${language}" v-pre="true"><code>${body}</code></pre>
<copy-code></copy-code>
</div>\n`;
}

/** Formulas and diagrams, which GitLab's own scripts draw. */
function drawnBlock(language: 'math' | 'mermaid', text: string): string {
  const style = `data-${language}-style="display"`;
  const code = language === 'math' ? `<code class="js-render-math" ${style}>` : '<code class="js-render-mermaid">';
  return `<div class="gl-relative markdown-code-block js-markdown-code">
<pre data-canonical-lang="${language}" ${style} class="code highlight js-syntax-highlight language-${language}" v-pre="true">${code}${escapeHtml(text)}</code></pre>
<copy-code></copy-code>
</div>\n`;
}

function linkOpen(token: Token | undefined, place: MarkdownPlace): string {
  const href = absolute(attribute(token, 'href'), place);
  const away = /^https?:/i.test(href) ? ' rel="nofollow noreferrer noopener" target="_blank"' : '';
  return `<a href="${escapeHtml(href)}"${away}>`;
}

function absolute(url: string, { root, projectId }: MarkdownPlace): string {
  if (url.startsWith('/uploads/') && projectId !== undefined) return `${root}/-/project/${projectId}${url}`;
  return url.startsWith('/') && !url.startsWith('//') ? `${root}${url}` : url;
}

function attribute(token: Token | undefined, name: string): string {
  return String(token?.attrs?.find(([key]) => key === name)?.[1] ?? '');
}

function slugOf(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, '').trim().replace(/ +/g, '-');
}
