import { finishBlock, learn, readBlock } from './code-block.js';
import { colorChip } from './color-chip.js';
import { classOf, namesIn } from './foreign-classes.js';
import { escapeHtml, type Attributes } from './html.js';
import { renderMath } from './math.js';
import { anchor, film, picture } from './media.js';
import type { Reading } from './reading.js';
import type { Replacement } from './writer.js';

/** What stands in the place of a foreign element, and what happens when it ends. */
export interface Rule {
  readonly replacement: Replacement;
  readonly onEnd?: () => void;
}

const KEPT = new Set([
  ...['p', 'blockquote', 'div', 'section', 'details', 'summary', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
  ...['abbr', 'b', 'cite', 'code', 'del', 'em', 'i', 'ins', 'kbd', 'mark', 'q', 's', 'samp', 'small', 'span', 'strong', 'sub', 'sup', 'u', 'var'],
]);

/** The page's own title is its only first-level heading. */
const RENAMED: Readonly<Record<string, string>> = {
  ...{ h1: 'h2', h2: 'h3', h3: 'h4', h4: 'h5', h5: 'h6', h6: 'h6', strike: 's', tt: 'code', acronym: 'abbr' },
  ...{ article: 'div', aside: 'div', center: 'div', figcaption: 'div', figure: 'div', footer: 'div', header: 'div', main: 'div', nav: 'div', address: 'div' },
};

/** Whose text is no prose: it goes with the tag. */
const DROPPED_WHOLE = new Set([
  ...['script', 'style', 'textarea', 'option', 'select', 'xmp', 'noscript', 'noembed', 'noframes', 'template', 'title'],
  ...['iframe', 'frame', 'object', 'embed', 'applet', 'svg', 'math', 'canvas', 'plaintext'],
]);

/** Elements that hold nothing, and what they become. */
const VOID: Readonly<Record<string, (attributes: Attributes, reading: Reading) => string>> = {
  br: () => '<br>',
  hr: () => '<hr>',
  img: picture,
  input: checkbox,
};

export function isVoid(name: string): boolean {
  return Object.hasOwn(VOID, name);
}

/** HTML in the place of an element that holds nothing. */
export function voidElement(name: string, attributes: Attributes, reading: Reading): string {
  return VOID[name]?.(attributes, reading) ?? '';
}

/** The rule for an element that may hold something. Unknown ones lose their tag, and all lose what `attributesOf` does not know. */
export function ruleFor(name: string, attributes: Attributes, reading: Reading): Rule {
  if (DROPPED_WHOLE.has(name)) return { replacement: 'nothing' };
  const names = namesIn(attributes);
  if (name === 'a') return anchor(attributes, names, reading);
  if (name === 'pre') return codeBlock(attributes, names, reading);
  if (name === 'code' || name === 'span') return inlineCode(name, attributes, names, reading);
  if (name === 'video' || name === 'audio') return film(attributes, reading);
  if (name === 'gl-emoji') return { replacement: { finish: (content) => content || emojiName(attributes) } };
  const tag = Object.hasOwn(RENAMED, name) ? RENAMED[name] : KEPT.has(name) ? name : undefined;
  return { replacement: tag === undefined ? 'content' : { tag, attributes: attributesOf(tag, attributes, names, reading) } };
}

function codeBlock(attributes: Attributes, names: readonly string[], reading: Reading): Rule {
  const block = readBlock(attributes, names);
  if (reading.block) return { replacement: 'content' };
  reading.block = block;
  const finish = (content: string, text: string) => finishBlock(block, content, text, reading);
  return { replacement: { finish }, onEnd: () => void (reading.block = undefined) };
}

/** `code` and `span`: formulas, samples of colours, and the pieces of a block. */
function inlineCode(name: 'code' | 'span', attributes: Attributes, names: readonly string[], reading: Reading): Rule {
  const { block } = reading;
  const kept: Rule = { replacement: { tag: name, attributes: attributesOf(name, attributes, names, reading) } };
  if (block) {
    if (name === 'code') learn(block, readBlock(attributes, names));
    else block.coloured ||= classOf('span', names, '') !== undefined;
    return kept;
  }
  if (attributes['data-math-style'] !== undefined) {
    const display = attributes['data-math-style'] === 'display';
    const formula = (text: string) => (reading.hasTime() ? renderMath(text, display) : undefined);
    return { replacement: { finish: (_content, text) => formula(text) ?? `<code>${escapeHtml(text)}</code>` } };
  }
  const chip = name === 'span' && attributes['style'] ? colorChip(attributes['style']) : undefined;
  if (chip !== undefined) return { replacement: { finish: (content) => chip + content } };
  if (names.includes('media-container')) {
    reading.media += 1;
    return { ...kept, onEnd: () => void (reading.media -= 1) };
  }
  return kept;
}

function emojiName(attributes: Attributes): string {
  const name = attributes['data-name'] ?? '';
  return /^[\w+-]{1,64}$/.test(name) ? `:${name}:` : '';
}

/** Task lists show their boxes; any other field becomes nothing. */
function checkbox(attributes: Attributes, { place: { words } }: Reading): string {
  if (attributes['type']?.toLowerCase() !== 'checkbox') return '';
  const done = 'checked' in attributes;
  const meaning = words.say('data-inapplicable' in attributes ? 'prose.notApplicable' : done ? 'prose.done' : 'prose.toDo');
  return `<input type="checkbox" disabled${done ? ' checked' : ''} aria-label="${escapeHtml(meaning)}">`;
}

type OwnAttributes = Record<string, string | undefined>;

function attributesOf(tag: string, attributes: Attributes, names: readonly string[], reading: Reading): OwnAttributes | undefined {
  // Most have none, and there are thousands of them.
  if (tag !== 'table' && isEmpty(attributes)) return undefined;
  const { dir, title } = attributes;
  return {
    class: classOf(tag, names, attributes['align'] ?? attributes['style'] ?? ''),
    dir: dir !== undefined && ['auto', 'ltr', 'rtl'].includes(dir) ? dir : undefined,
    ...(tag === 'abbr' ? { title } : {}),
    ...(tag === 'details' && 'open' in attributes ? { open: '' } : {}),
    ...(tag === 'li' || tag === 'a' ? { id: reading.footnotes.idOf(attributes['id']) } : {}),
    ...(tag === 'ol' ? { start: digits(attributes['start']), reversed: 'reversed' in attributes ? '' : undefined } : {}),
    ...(tag === 'td' || tag === 'th' ? { colspan: digits(attributes['colspan']), rowspan: digits(attributes['rowspan']), scope: scopeOf(attributes['scope']) } : {}),
    // A wide one scrolls in its box, so the keyboard must reach it.
    ...(tag === 'table' ? { tabindex: '0' } : {}),
  };
}

function isEmpty(attributes: Attributes): boolean {
  for (const _name in attributes) return false;
  return true;
}

function digits(value: string | undefined): string | undefined {
  return /^\d{1,4}$/.test(value ?? '') ? value : undefined;
}

function scopeOf(value: string | undefined): string | undefined {
  return value !== undefined && ['col', 'row', 'colgroup', 'rowgroup'].includes(value) ? value : undefined;
}
