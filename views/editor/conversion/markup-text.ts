import type { MarkupNode } from './markup.js';

/** Of XML; storage format knows HTML's too, of which addresses hold none. */
const ENTITIES: ReadonlyMap<string, string> = new Map([['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', "'"], ['nbsp', '\u00a0']]);

/** Written text as it is meant; undefined where it holds an entity that is not known here. */
export function decode(written: string): string | undefined {
  let known = true;
  const text = written.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (_all, decimal?: string, hex?: string, name?: string) => {
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : undefined;
    const meant = code === undefined ? ENTITIES.get(name ?? '') : code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    known &&= meant !== undefined;
    return meant ?? '';
  });
  return known ? text : undefined;
}

/** Text as it may stand in an element or an attribute. */
export function encode(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** What is to be read in these nodes, markup left out; what is not known here stays as written. */
export function textOf(nodes: readonly MarkupNode[], text: string): string {
  const parts: string[] = [];
  const left = [...nodes].reverse();
  for (let node = left.pop(); node; node = left.pop()) {
    if (node.is === 'element') for (let index = node.children.length - 1; index >= 0; index -= 1) left.push(node.children[index] as MarkupNode);
    else if (node.is === 'text') parts.push(decode(text.slice(node.from, node.to)) ?? text.slice(node.from, node.to));
    else if (node.is === 'cdata') parts.push(text.slice(node.from + 9, node.to - 3));
  }
  return parts.join('');
}
