/** A piece of XML as it is written; positions are those of the text. */
export interface MarkupElement {
  readonly is: 'element';
  readonly name: string;
  /** Values as written, entities and all. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly from: number;
  readonly to: number;
  readonly children: readonly MarkupNode[];
}

export type MarkupNode = MarkupElement | { readonly is: 'text' | 'cdata' | 'comment'; readonly from: number; readonly to: number };

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly from: number;
  readonly children: MarkupNode[];
}

const MOST_DEPTH = 200;
const NAME = /[A-Za-z_][\w:.-]*/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const TAG_END = /\s*(\/?)>/y;

/**
 * Reads storage format, which is XML without a root. Undefined for what is not well-formed: what cannot be read for certain
 * must not be changed. Takes time by the text's length alone.
 */
export function readMarkup(text: string): readonly MarkupNode[] | undefined {
  const root: Open = { name: '', attributes: new Map(), from: 0, children: [] };
  const open: Open[] = [root];
  for (let at = 0; at < text.length; ) {
    const parent = open[open.length - 1] ?? root;
    const marked = markedSection(text, at);
    if (marked) {
      if (marked.to === undefined) return undefined;
      parent.children.push({ is: marked.is, from: at, to: marked.to });
      at = marked.to;
    } else if (text.startsWith('</', at)) {
      const end = text.indexOf('>', at);
      if (open.length === 1 || end < 0 || text.slice(at + 2, end).trimEnd() !== parent.name) return undefined;
      open.pop();
      open.at(-1)?.children.push({ is: 'element', ...parent, to: end + 1 });
      at = end + 1;
    } else if (text[at] === '<') {
      const tag = readTag(text, at);
      if (!tag || open.length > MOST_DEPTH) return undefined;
      const { name, attributes, to, isEmpty } = tag;
      if (isEmpty) parent.children.push({ is: 'element', name, attributes, from: at, to, children: [] });
      else open.push({ name, attributes, from: at, children: [] });
      at = to;
    } else {
      const next = text.indexOf('<', at);
      const to = next < 0 ? text.length : next;
      parent.children.push({ is: 'text', from: at, to });
      at = to;
    }
  }
  return open.length === 1 ? root.children : undefined;
}

/** A comment or CDATA section that begins here; without an end where there is none. */
function markedSection(text: string, at: number): { readonly is: 'comment' | 'cdata'; readonly to: number | undefined } | undefined {
  const section = text.startsWith('<!--', at) ? ({ is: 'comment', close: '-->' } as const) : text.startsWith('<![CDATA[', at) ? ({ is: 'cdata', close: ']]>' } as const) : undefined;
  if (!section) return undefined;
  const end = text.indexOf(section.close, at + (section.is === 'comment' ? 4 : 9));
  return { is: section.is, to: end < 0 ? undefined : end + 3 };
}

function readTag(text: string, at: number): { readonly name: string; readonly attributes: ReadonlyMap<string, string>; readonly to: number; readonly isEmpty: boolean } | undefined {
  const name = matchAt(NAME, text, at + 1)?.[0];
  if (name === undefined) return undefined;
  const attributes = new Map<string, string>();
  let position = at + 1 + name.length;
  for (let match = matchAt(ATTRIBUTE, text, position); match; match = matchAt(ATTRIBUTE, text, position)) {
    attributes.set(match[1] ?? '', match[2] ?? match[3] ?? '');
    position += match[0].length;
  }
  const end = matchAt(TAG_END, text, position);
  return end ? { name, attributes, to: position + end[0].length, isEmpty: end[1] === '/' } : undefined;
}

function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}
