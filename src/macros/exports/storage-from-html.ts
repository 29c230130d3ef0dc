import { parseDocument } from 'htmlparser2';
import { codeBlock, link, status, xml, type StatusColour } from './storage-text.js';

type Node = ReturnType<typeof parseDocument>['children'][number];
type Element = Extract<Node, { attribs: Record<string, string> }>;

/** What says nothing on paper, or is said otherwise there. */
const LEFT_OUT = new Set(['svg', 'button', 'script', 'style', 'template', 'summary', 'fieldset', 'input', 'iframe', 'annotation']);
const LEFT_OUT_CLASSES = ['foot', 'unseen', 'code-numbers', 'list-more', 'avatar', 'anchor'];
/** Kept as they are, within a line. */
const INLINE = new Map([['strong', 'strong'], ['b', 'strong'], ['em', 'em'], ['i', 'em'], ['code', 'code'], ['del', 'del'], ['s', 'del'], ['sub', 'sub'], ['sup', 'sup'], ['kbd', 'code'], ['samp', 'code'], ['u', 'u']]);
const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'legend']);
/** What stands side by side on a screen, by class, and what parts it in a line of text. */
const PARTED = new Map([['byline', ' · '], ['labels', ' · '], ['branches', ' → '], ['people', ', '], ['label', '::']]);
const BLOCKS = new Set(['p', 'div', 'section', 'article', 'header', 'figure', 'details', 'main', 'nav', 'aside', 'figcaption', 'address']);
const COLOURS: ReadonlyMap<string, StatusColour> = new Map([
  ['tone-success', 'Green'], ['tone-information', 'Blue'], ['tone-danger', 'Red'], ['tone-warning', 'Yellow'], ['tone-discovery', 'Purple'],
]);

/** Collects what stands on one level: words become a paragraph as soon as a block follows them. */
class Writer {
  #blocks = '';
  #line = '';

  words(text: string): void {
    this.#line += text;
  }

  block(text: string): void {
    this.endLine();
    this.#blocks += text;
  }

  endLine(): void {
    const line = this.#line.trim();
    this.#line = '';
    if (line !== '') this.#blocks += `<p>${line}</p>`;
  }

  /** Words alone stay without a paragraph around them. */
  cell(): string {
    if (this.#blocks === '') return this.#line.trim();
    return this.end();
  }

  end(): string {
    this.endLine();
    return this.#blocks;
  }
}

/**
 * HTML that our views have rendered, as Confluence storage format: text, lists, tables, code, states and links; no picture, script
 * or style. Well-formed whatever the HTML holds. https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html
 */
export function storageFromHtml(html: string): string {
  const writer = new Writer();
  for (const node of parseDocument(html).children) write(node, writer);
  return writer.end();
}

function write(node: Node, writer: Writer): void {
  if (node.type === 'text') return writer.words(xml('data' in node ? node.data.replace(/\s+/g, ' ') : ''));
  if (!isElement(node) || isLeftOut(node)) return;
  const { name } = node;
  if (hasClass(node, 'badge')) return writer.words(` ${status(textOf(node), colourOf(node))} `);
  const parted = partsOf(node);
  if (parted !== undefined) return name === 'span' ? writer.words(` ${parted} `) : writer.block(wrap('p', parted));
  if (INLINE.has(name)) return writer.words(wrap(INLINE.get(name) ?? '', inlineOf(node.children)));
  if (HEADINGS.has(name)) return writer.block(wrap('p', wrap('strong', inlineOf(node.children))));
  if (BLOCKS.has(name)) return writeBlock(node, writer);
  switch (name) {
    case 'a':
      return writer.words(link(node.attribs['href'], inlineOf(node.children)));
    case 'img':
      return writer.words(xml(node.attribs['alt'] ?? ''));
    case 'br':
      return writer.words('<br />');
    case 'hr':
      return writer.block('<hr />');
    case 'pre':
      return writer.block(codeBlock(textOf(node)));
    case 'blockquote':
      return writer.block(wrap('blockquote', contentOf(node)));
    case 'ul':
    case 'ol':
      return writer.block(wrap(name, elementsIn(node, 'li').map((item) => wrap('li', cellOf(item))).join('')));
    case 'dl':
      return writer.block(tableOf(factsOf(node)));
    case 'table':
      return writer.block(tableOf(elementsBelow(node, 'tr').map((row) => row.children.filter(isElement).filter((cell) => cell.name === 'td' || cell.name === 'th'))));
    default:
      for (const child of node.children) write(child, writer);
  }
}

function writeBlock(node: Element, writer: Writer): void {
  if (hasClass(node, 'code')) return writer.block(codeBlock(codeOf(node), firstLineOf(node)));
  writer.endLine();
  for (const child of node.children) write(child, writer);
  writer.endLine();
}

/** A definition list as rows of a name and what it is. */
function factsOf(node: Element): Element[][] {
  const names = elementsBelow(node, 'dt');
  const values = elementsBelow(node, 'dd');
  return names.map((name, index) => [name, values[index]].filter((each) => each !== undefined));
}

function tableOf(rows: readonly (readonly Element[])[]): string {
  const cells = (row: readonly Element[]) => row.map((cell) => wrapAlways(cell.name === 'th' || cell.name === 'dt' ? 'th' : 'td', cellOf(cell))).join('');
  const filled = rows.filter((row) => row.length > 0);
  return filled.length === 0 ? '' : `<table><tbody>${filled.map((row) => `<tr>${cells(row)}</tr>`).join('')}</tbody></table>`;
}

function contentOf(node: Element): string {
  const writer = new Writer();
  for (const child of node.children) write(child, writer);
  return writer.end();
}

function cellOf(node: Element): string {
  const writer = new Writer();
  for (const child of node.children) write(child, writer);
  return writer.cell();
}

/** Everything within one line: what would be a block there gives its words. */
function inlineOf(nodes: readonly Node[]): string {
  return nodes.map(inline).join('').replace(/\s+/g, ' ').trim();
}

function inline(node: Node): string {
  if (node.type === 'text') return xml('data' in node ? node.data : '');
  if (!isElement(node) || isLeftOut(node)) return '';
  if (hasClass(node, 'badge')) return ` ${status(textOf(node), colourOf(node))} `;
  const parted = partsOf(node);
  if (parted !== undefined) return ` ${parted} `;
  const inside = node.children.map(inline).join('');
  if (node.name === 'a') return link(node.attribs['href'], inside);
  if (node.name === 'img') return xml(node.attribs['alt'] ?? '');
  if (node.name === 'br') return ' ';
  const kept = INLINE.get(node.name);
  return kept === undefined ? `${inside}${BLOCKS.has(node.name) ? ' ' : ''}` : wrap(kept, inside);
}

/** The parts of what stands side by side, as one line; undefined for anything else. */
function partsOf(node: Element): string | undefined {
  const between = [...PARTED].find(([name]) => hasClass(node, name))?.[1];
  return between === undefined ? undefined : node.children.map((child) => inlineOf([child])).filter((text) => text !== '').join(between);
}

const wrap = (name: string, inside: string) => (inside === '' ? '' : `<${name}>${inside}</${name}>`);
const wrapAlways = (name: string, inside: string) => `<${name}>${inside}</${name}>`;

function isElement(node: Node): node is Element {
  return 'attribs' in node;
}

function hasClass({ attribs }: Element, name: string): boolean {
  return (attribs['class'] ?? '').split(' ').includes(name);
}

function isLeftOut(node: Element): boolean {
  return LEFT_OUT.has(node.name) || LEFT_OUT_CLASSES.some((name) => hasClass(node, name));
}

function colourOf(node: Element): StatusColour {
  return [...COLOURS].find(([tone]) => hasClass(node, tone))?.[1] ?? 'Grey';
}

function elementsIn(node: Element, name: string): Element[] {
  return node.children.filter(isElement).filter((child) => child.name === name);
}

function elementsBelow(node: Element, name: string): Element[] {
  return node.children.filter(isElement).flatMap((child) => (child.name === name ? [child] : elementsBelow(child, name)));
}

function textOf(node: Node): string {
  if (node.type === 'text') return 'data' in node ? node.data : '';
  if (!isElement(node) || node.name === 'svg' || hasClass(node, 'code-numbers')) return '';
  return node.children.map(textOf).join('');
}

const codeOf = (node: Element) => textOf(node).replace(/\n$/, '');

function firstLineOf(node: Element): number | undefined {
  const numbers = node.children.filter(isElement).find((child) => hasClass(child, 'code-numbers'));
  const first = numbers && /^\d+/.exec(numbers.children.map((child) => ('data' in child ? child.data : '')).join(''))?.[0];
  return first === undefined ? undefined : Number(first);
}
