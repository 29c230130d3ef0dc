import { Parser } from 'htmlparser2';
import type { Words } from '../../../views/words/words.js';
import { parseUrl } from '../../urls.js';
import type { Rule } from './elements.js';
import { escapeHtml, startTag, type Attributes } from './html.js';
import type { Reading } from './reading.js';

const ELSEWHERE = { rel: 'noopener noreferrer nofollow', target: '_blank' };

/** A link: out of the frame, or between a footnote and its mark. One that leads nowhere keeps its words; GitLab's anchors of headings are empty and go. */
export function anchor(attributes: Attributes, names: readonly string[], reading: Reading): Rule {
  if (names.includes('anchor')) return { replacement: 'nothing' };
  const written = reading.place.asWritten ? writtenReference(attributes, reading) : undefined;
  const start = startOfAnchor(written === undefined ? attributes : { ...attributes, title: '' }, reading);
  reading.links += 1;
  const finish = (shown: string) => {
    const content = written === undefined ? shown : escapeHtml(written);
    return content.trim() === '' ? '' : start === undefined ? `<span>${content}</span>` : `${start}${content}</a>`;
  };
  return { replacement: { finish }, onEnd: () => void (reading.links -= 1) };
}

/**
 * The words of a link that GitLab made of a reference, as they stood in the source: it names titles and states in their place
 * (https://docs.gitlab.com/user/markdown/#show-the-issue-merge-request-or-epic-title-in-the-reference). Undefined for other links.
 */
function writtenReference(attributes: Attributes, { place }: Reading): string | undefined {
  const { 'data-original': original, 'data-reference-type': type } = attributes;
  if (original === undefined && type === undefined) return undefined;
  const url = parseUrl(place.link(attributes['href'] ?? '') ?? '');
  return wordsIn(original ?? '') || (url ? `${url.pathname}${url.search}${url.hash}` : '');
}

/** GitLab keeps the words of a link as HTML. */
function wordsIn(html: string): string {
  let words = '';
  new Parser({ ontext: (text) => void (words += text) }).end(html);
  return words.trim();
}

function startOfAnchor(attributes: Attributes, { place, footnotes }: Reading): string | undefined {
  const target = attributes['href'] ?? '';
  const note = target.startsWith('#') ? footnotes.idOf(target.slice(1)) : undefined;
  if (note !== undefined) return startTag('a', { href: `#${note}`, id: footnotes.idOf(attributes['id']), 'aria-label': labelOf(attributes, place.words) });
  const href = place.link(target);
  return href === undefined ? undefined : startTag('a', { href, title: attributes['title'] || undefined, ...ELSEWHERE });
}

/** GitLab says where the arrow below a footnote leads. */
function labelOf(attributes: Attributes, words: Words): string | undefined {
  return 'data-footnote-backref' in attributes || (attributes['class'] ?? '').includes('footnote-backref') ? words.say('prose.backToText') : undefined;
}

/** Of one text; each address has to be made, and the others stay links. */
const MAX_PICTURES = 100;

/** A picture that an address of ours shows, or else its text as a link: a frame loads nothing foreign. */
export function picture(attributes: Attributes, reading: Reading): string {
  const { place, links } = reading;
  // GitLab loads pictures lazily: `src` is a blank pixel then, and `data-src` the picture.
  const source = attributes['data-src'] ?? attributes['src'] ?? '';
  const alt = attributes['alt']?.trim() ?? '';
  const shown = (reading.pictures += 1) > MAX_PICTURES ? undefined : place.picture(source);
  const href = links > 0 ? undefined : place.link(attributes['data-canonical-src'] ?? source);
  const drawn = shown === undefined ? sourceOf(attributes) : undefined;
  if (drawn !== undefined) return `<pre><code>${escapeHtml(drawn)}</code></pre>`;
  if (shown === undefined) return asWords(alt || place.words.say('prose.image'), href);
  const image = startTag('img', { class: 'picture', src: shown, alt: alt || place.words.say('prose.picture'), width: pixels(attributes['width']), height: pixels(attributes['height']), loading: 'lazy', decoding: 'async' });
  return href === undefined ? image : `${startTag('a', { href, ...ELSEWHERE })}${image}</a>`;
}

/** Diagrams that another server draws (PlantUML, Kroki) carry their source: https://docs.gitlab.com/administration/integration/kroki/ */
function sourceOf(attributes: Attributes): string | undefined {
  const [, base64] = /^data:text\/plain;base64,([A-Za-z0-9+/=]{1,20000})$/.exec(attributes['data-diagram-src'] ?? '') ?? [];
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8');
}

function asWords(words: string, href: string | undefined): string {
  const text = escapeHtml(words);
  return href === undefined ? `<span class="picture">${text}</span>` : `${startTag('a', { href, ...ELSEWHERE, class: 'picture' })}${text}</a>`;
}

function pixels(value: string | undefined): string | undefined {
  return /^([1-9]\d{0,3})(?:px)?$/.exec(value ?? '')?.[1];
}

/** Films and sounds are links. GitLab itself puts one behind each of them. */
export function film(attributes: Attributes, reading: Reading): Rule {
  const href = reading.media > 0 || reading.links > 0 ? undefined : reading.place.link(attributes['data-src'] ?? attributes['src'] ?? '');
  const words = escapeHtml(attributes['data-title']?.trim() || attributes['title']?.trim() || reading.place.words.say('prose.recording'));
  return { replacement: { finish: () => (href === undefined ? '' : `${startTag('a', { href, ...ELSEWHERE })}${words}</a>`) } };
}
