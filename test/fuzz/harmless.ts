import assert from 'node:assert/strict';

const GLOBAL = ['class', 'dir'];
/** What our pages may hold of a text, element by element, besides `class` and `dir`. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(['p', 'blockquote', 'div', 'section', 'summary', 'ul', 'dl', 'dt', 'dd', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'h2', 'h3', 'h4', 'h5', 'h6', 'b', 'cite', 'code', 'del', 'em', 'i', 'ins', 'kbd', 'mark', 'q', 's', 'samp', 'small', 'strong', 'sub', 'sup', 'u', 'var', 'pre', 'br', 'hr'].map((name) => [name, []])),
  a: ['href', 'title', 'rel', 'target', 'id', 'aria-label'],
  abbr: ['title'],
  details: ['open'],
  div: ['data-diagram'],
  img: ['src', 'alt', 'width', 'height', 'loading', 'decoding'],
  input: ['type', 'disabled', 'checked', 'aria-label'],
  li: ['id'],
  ol: ['start', 'reversed'],
  span: ['tabindex'],
  table: ['tabindex'],
  td: ['colspan', 'rowspan', 'scope'],
  th: ['colspan', 'rowspan', 'scope'],
  svg: ['aria-hidden', 'focusable'],
  rect: ['width', 'height', 'fill'],
};
const EMPTY = new Set(['br', 'hr', 'img', 'input']);
/** MathML that draws and does nothing else. https://w3c.github.io/mathml-core/ */
const MATH = /^(?:math|semantics|annotation|m(?:row|i|n|o|s|text|space|frac|sqrt|root|sub|sup|subsup|under|over|underover|multiscripts|prescripts|table|tr|td|style|padded|phantom|enclose|error|action|labeledtr))$/;
const MATH_ATTRIBUTES = /^(?:xmlns|display|encoding|mathvariant|mathcolor|mathbackground|mathsize|stretchy|fence|separator|form|lspace|rspace|minsize|maxsize|symmetric|largeop|movablelimits|accent|accentunder|linethickness|width|height|depth|voffset|rowspacing|columnspacing|columnalign|rowalign|columnlines|rowlines|displaystyle|scriptlevel|notation|side|align|columnspan|rowspan|frame|linebreak)$/;
const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)>/y;

/**
 * Reads it as nobody could read otherwise: every `<` begins a tag that is written in full, and every element ends. Then there is
 * nothing in it that runs, loads from elsewhere or leads to anything but the web. @throws AssertionError
 */
export function checkHarmless(html: string, kind: 'bare' | 'rich'): void {
  const open: string[] = [];
  for (let at = html.search(/[<>]/); at >= 0; ) {
    TAG.lastIndex = at;
    const [tag, slash, name = '', attributes = ''] = TAG.exec(html) ?? [];
    assert.ok(tag !== undefined, `no tag of ours: ${html.slice(at, at + 80)}`);
    if (slash) assert.equal(open.pop(), name, 'an element ends that was not the last to begin');
    else {
      checkAttributes(name, attributes, kind);
      if (!EMPTY.has(name)) open.push(name);
    }
    const next = html.slice(at + tag.length).search(/[<>]/);
    at = next < 0 ? -1 : at + tag.length + next;
  }
  assert.deepEqual(open, [], 'elements that do not end');
}

function checkAttributes(name: string, attributes: string, kind: 'bare' | 'rich'): void {
  const allowed = Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : undefined;
  assert.ok(allowed !== undefined || MATH.test(name), `the element ${name}`);
  for (const [, attribute = '', value = ''] of attributes.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)) {
    const known = allowed ? allowed.includes(attribute) || GLOBAL.includes(attribute) : MATH_ATTRIBUTES.test(attribute);
    assert.ok(known, `the attribute ${attribute} of ${name}`);
    if (attribute === 'href') assert.match(value, /^(?:https?:\/\/|mailto:|#note-[0-9a-f]{8}-\d+$)/);
    if (attribute === 'src') assert.ok(kind === 'rich' && value === '/pictures?of=x', `a picture from ${value}`);
    if (attribute === 'data-diagram') assert.ok(kind === 'rich' && value === '/diagram?for=x');
    if (attribute === 'id') assert.match(value, /^note-[0-9a-f]{8}-\d+$/);
    if (attribute === 'target') assert.ok(value === '_blank' && attributes.includes(' rel="noopener noreferrer nofollow"'));
  }
}
