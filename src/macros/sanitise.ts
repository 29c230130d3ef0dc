import sanitizeHtml from 'sanitize-html';
import { classOf } from './foreign-classes.js';
import type { SafeHtml } from '../../views/parts/prose.js';
import type { ResolveLink } from './links.js';

/** What is read of one description or README, in characters; the rest is left to GitLab. */
export const MAX_HTML = 128 * 1024;

const TEXT = ['p', 'br', 'hr', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'div', 'section', 'details', 'summary'];
const INLINE = ['a', 'abbr', 'b', 'cite', 'code', 'del', 'em', 'i', 'ins', 'kbd', 'mark', 'q', 's', 'samp', 'small', 'span', 'strong', 'sub', 'sup', 'u', 'var'];
const LISTS = ['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'input'];
const TABLES = ['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'pre'];

/** Whose text is no prose: it goes with the tag. */
const DROPPED_WHOLE = [
  ...['script', 'style', 'textarea', 'option', 'select', 'xmp', 'noscript', 'noembed', 'noframes', 'template', 'title'],
  ...['iframe', 'frame', 'object', 'embed', 'applet', 'svg', 'math', 'canvas', 'audio', 'video', 'plaintext'],
];

/**
 * Foreign HTML (GitLab's rendering of what anybody may write, a README's own markup) made fit for our origin:
 * https://docs.gitlab.com/development/gitlab_flavored_markdown/. Unknown tags lose their tag, unknown attributes go, links
 * are absolute and open elsewhere, pictures become links with their text (a frame loads nothing foreign). Total; never throws.
 */
export function sanitise(html: string, resolve: ResolveLink): SafeHtml {
  let anchors = 0;
  const clean = sanitizeHtml(html.slice(0, MAX_HTML), {
    allowedTags: [...TEXT, ...INLINE, ...LISTS, ...TABLES],
    allowedAttributes: {
      '*': ['class', 'dir'],
      a: ['href', 'title', 'rel', 'target'],
      abbr: ['title'],
      details: ['open'],
      input: ['type', 'checked', 'disabled', 'aria-label'],
      ol: ['start', 'reversed'],
      table: ['tabindex'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan', 'scope'],
    },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowProtocolRelative: false,
    nonTextTags: DROPPED_WHOLE,
    nestingLimit: 60,
    parseStyleAttributes: false,
    onOpenTag: (name) => void (name === 'a' && (anchors += 1)),
    onCloseTag: (name) => void (name === 'a' && (anchors -= 1)),
    transformTags: {
      ...LOWERED_HEADINGS,
      a: (_name, attributes) => anchor(resolve(attributes['href'] ?? ''), attributes),
      img: (_name, attributes) => picture(attributes, anchors > 0 ? undefined : resolve(pictureSource(attributes))),
      input: (_name, attributes) => checkbox(attributes),
      // A wide one scrolls in its box, so the keyboard must reach it.
      table: () => ({ tagName: 'table', attribs: { tabindex: '0' } }),
      '*': (tagName, attributes) => ({ tagName, attribs: ownAttributes(tagName, attributes) }),
    },
    exclusiveFilter: (frame) => frame.tag === 'a' && frame.text.trim() === '' && frame.mediaChildren.length === 0,
  });
  return clean as SafeHtml;
}

/** The page's own title is its only first-level heading. */
const LOWERED_HEADINGS = { h1: 'h2', h2: 'h3', h3: 'h4', h4: 'h5', h5: 'h6' };

type Attributes = Record<string, string>;

function anchor(href: string | undefined, attributes: Attributes): sanitizeHtml.Tag {
  if (href === undefined) return { tagName: 'span', attribs: {} };
  const title = attributes['title'];
  return { tagName: 'a', attribs: { href, ...(title ? { title } : {}), ...ELSEWHERE } };
}

const ELSEWHERE = { rel: 'noopener noreferrer nofollow', target: '_blank' };

/** GitLab loads pictures lazily: `src` is a blank pixel then, and `data-src` the picture. */
function pictureSource(attributes: Attributes): string {
  return attributes['data-src'] ?? attributes['src'] ?? '';
}

function picture(attributes: Attributes, href: string | undefined): sanitizeHtml.Tag {
  const text = attributes['alt']?.trim() || 'image';
  const tag = href === undefined ? { tagName: 'span', attribs: {} } : anchor(href, {});
  return { ...tag, attribs: { ...tag.attribs, class: 'picture' }, text };
}

/** Task lists show their boxes; any other field becomes nothing. */
function checkbox(attributes: Attributes): sanitizeHtml.Tag {
  if (attributes['type']?.toLowerCase() !== 'checkbox') return { tagName: 'span', attribs: {} };
  const done = 'checked' in attributes;
  return {
    tagName: 'input',
    attribs: { type: 'checkbox', disabled: '', ...(done ? { checked: '' } : {}), 'aria-label': done ? 'Done' : 'To do' },
  };
}

function ownAttributes(tagName: string, attributes: Attributes): Attributes {
  const { class: theirs, dir, ...rest } = attributes;
  const ours = classOf(tagName, theirs ?? '', attributes['align'] ?? attributes['style'] ?? '');
  return {
    ...rest,
    ...(ours === undefined ? {} : { class: ours }),
    ...(dir !== undefined && ['auto', 'ltr', 'rtl'].includes(dir) ? { dir } : {}),
  };
}
