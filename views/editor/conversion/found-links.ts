import { readMarkup, type MarkupElement, type MarkupNode } from './markup.js';
import { decode, textOf } from './markup-text.js';

/** What could become one of our macros. */
export interface FoundLink {
  readonly url: string;
  /** A link, one that Confluence shows as a card by itself, or another app's macro. */
  readonly is: 'link' | 'smart-link' | 'macro';
  /** The text of a link, or the key of a macro. */
  readonly name: string;
  /** What takes the place of a macro in a sentence, and of one that stands alone; the latter only where nothing else stands in its paragraph. */
  readonly inline: Stretch | undefined;
  readonly block: Stretch | undefined;
  /** How it was shown until now. */
  readonly shown: 'inline' | 'block';
  /** Names of a macro's settings that ours has no place for; of a link, that its author gave it words of their own. */
  readonly lost: readonly string[];
  readonly ownWords: boolean;
  /** A macro's own range of lines. */
  readonly lines: string | undefined;
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const OWN_MACROS = ['gitlab-for-confluence-link', 'gitlab-for-confluence-inline', 'gitlab-for-confluence-list'] as const;

const MACRO = 'ac:structured-macro';
/** What stands in these is no text of the page, or is bound to what stands around it. */
const CLOSED = new Set(['ac:plain-text-body', 'ac:plain-text-link-body', 'ac:link', 'ac:image', 'ac:parameter', 'ac:adf-extension', 'ac:placeholder', 'code', 'pre']);
/** Where a macro can stand by itself. */
const ROOMS = new Set(['', 'ac:rich-text-body', 'ac:layout-cell', 'td', 'th', 'div']);
const MOST_FOUND = 200;
/** No address is longer, as it is shown. */
const LONGEST_TEXT = 2_100;

interface Place {
  readonly node: MarkupNode;
  readonly parent: MarkupElement | undefined;
  readonly above: MarkupElement | undefined;
}

/** Links and other apps' macros in a page's storage format, in reading order, that lead to one of these addresses; undefined where the page cannot be read for certain. */
export function findLinks(storage: string, baseUrls: readonly string[]): readonly FoundLink[] | undefined {
  const root = readMarkup(storage);
  if (!root) return undefined;
  const found: FoundLink[] = [];
  const left: Place[] = root.map((node) => ({ node, parent: undefined, above: undefined })).reverse();
  for (let place = left.pop(); place && found.length < MOST_FOUND; place = left.pop()) {
    const { node, parent } = place;
    if (node.is !== 'element' || CLOSED.has(node.name)) continue;
    const one = node.name === 'a' ? linkIn(storage, node, place, baseUrls) : node.name === MACRO ? macroIn(storage, node, place, baseUrls) : undefined;
    if (one) found.push(one);
    if (one || node.name === 'a') continue;
    for (let index = node.children.length - 1; index >= 0; index -= 1) left.push({ node: node.children[index] as MarkupNode, parent: node, above: parent });
  }
  return found;
}

function linkIn(storage: string, node: MarkupElement, place: Place, baseUrls: readonly string[]): FoundLink | undefined {
  const url = addressIn(node.attributes.get('href') ?? '', baseUrls);
  if (url === undefined || holdsElement(node.children)) return undefined;
  const name = textOf(node.children, storage).trim();
  const appearance = node.attributes.get('data-card-appearance');
  const alone = standsAlone(storage, place);
  const shown = alone && appearance !== 'inline' ? 'block' : 'inline';
  const ownWords = appearance === undefined && name !== '' && !isSame(name, url);
  return { url, is: appearance === undefined ? 'link' : 'smart-link', name, inline: node, block: alone, shown, lost: [], ownWords, lines: undefined };
}

function macroIn(storage: string, node: MarkupElement, place: Place, baseUrls: readonly string[]): FoundLink | undefined {
  const name = decode(node.attributes.get('ac:name') ?? '') ?? '';
  const inside = node.children.filter((child) => child.is === 'element');
  if (OWN_MACROS.some((own) => own === name) || inside.some((child) => child.name !== 'ac:parameter')) return undefined;
  const parameters = inside.map((child) => ({ name: decode(child.attributes.get('ac:name') ?? '') ?? '', value: valueOf(storage, child) }));
  const urls = new Set(parameters.flatMap(({ value }) => addressIn(value, baseUrls) ?? []));
  const [url] = urls;
  if (url === undefined || urls.size > 1) return undefined;
  const others = parameters.filter(({ name: key, value }) => value.trim() !== '' && addressIn(value, baseUrls) === undefined && key !== '');
  const lines = others.map(({ name: key, value }) => (/^(?:lines?|line-?range)$/i.test(key) && /^\s*\d{1,7}\s*(?:-\s*\d{1,7}\s*)?$/.test(value) ? value.replace(/\s/g, '') : undefined)).find((value) => value !== undefined);
  const inParagraph = place.parent?.name === 'p';
  const block = inParagraph ? standsAlone(storage, place) : ROOMS.has(place.parent?.name ?? '') ? node : undefined;
  const lost = others.filter(({ value }) => lines === undefined || value.replace(/\s/g, '') !== lines).map(({ name: key }) => key);
  return { url, is: 'macro', name, inline: inParagraph || !block ? node : undefined, block, shown: block ? 'block' : 'inline', lost, ownWords: false, lines };
}

/** The paragraph that this node alone stands in, where a macro may take the paragraph's place. */
function standsAlone(storage: string, { node, parent, above }: Place): Stretch | undefined {
  if (parent?.name !== 'p' || !ROOMS.has(above?.name ?? '')) return undefined;
  const others = parent.children.filter((child) => child !== node && (child.is !== 'text' || (decode(storage.slice(child.from, child.to)) ?? 'x').trim() !== ''));
  return others.length === 0 ? parent : undefined;
}

function holdsElement(nodes: readonly MarkupNode[]): boolean {
  return nodes.some((node) => node.is === 'element' && (node.name.includes(':') || holdsElement(node.children)));
}

/** The value of a macro's parameter: text, or the address in an element of its own. */
function valueOf(storage: string, { children }: MarkupElement): string {
  const url = children.find((child) => child.is === 'element' && child.name === 'ri:url');
  if (url?.is === 'element') return url.attributes.get('ri:value') ?? '';
  return children.map((child) => (child.is === 'cdata' ? storage.slice(child.from + 9, child.to - 3).replaceAll('&', '&amp;') : child.is === 'text' ? storage.slice(child.from, child.to) : '')).join('');
}

/** An address below one of these, from how an attribute has it. */
function addressIn(written: string, baseUrls: readonly string[]): string | undefined {
  const url = decode(written)?.trim();
  if (url === undefined || url.length > 2_000 || /\s/.test(url)) return undefined;
  return baseUrls.some((base) => url.toLowerCase().startsWith(`${base.toLowerCase()}/`)) ? url : undefined;
}

/** Whether a link's text is but its address, as browsers and people shorten it. */
function isSame(text: string, url: string): boolean {
  if (text.length > LONGEST_TEXT) return false;
  const plain = (address: string) => decodeSafely(address).replace(/^https?:\/\//i, '').replace(/[/…]+$|\.\.\.$/g, '').toLowerCase();
  const [short, long] = [plain(text), plain(url)];
  return short === long || (/(?:…|\.\.\.)$/.test(text) && long.startsWith(short));
}

function decodeSafely(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}
