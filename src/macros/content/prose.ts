import type { ProseProps, SafeHtml } from '../../../views/parts/prose.js';
import { escapeHtml } from './html.js';
import { renderMarkdown } from './markdown.js';
import type { TextPlace } from './place.js';
import { sanitise } from './sanitise.js';
import { within } from './within.js';

/** Thousands of tags within each other, or code that its grammar stumbles over, cost far more than what people write: then it is tried without colours and formulas. */
const MAX_MILLISECONDS = 90;
const MAX_PLAIN_MILLISECONDS = 50;
/** Characters that can't hold so many tags; watching over their time would take more of it than they do. */
const FEW = 4_096;

/** GitLab's HTML as a text to show, or undefined where there is nothing to read; a sentence in its place where making it safe takes too long. */
export function describe(html: string | undefined, place: TextPlace): ProseProps | undefined {
  return html === undefined ? undefined : proseOf(inTime(html, place, (plain) => sanitise(html, place, plain)));
}

/** True for files that are shown as the text that they mean. */
export function isMarkdown(path: string): boolean {
  return /\.(?:md|mkd|mkdn|mdown|markdown)$/i.test(path);
}

/** A Markdown file as a text to show. */
export function describeMarkdown(text: string, place: TextPlace): ProseProps | undefined {
  return proseOf(inTime(text, place, (plain) => renderMarkdown(text, place, plain)));
}

function inTime(text: string, { words }: TextPlace, work: (plain: boolean) => SafeHtml): SafeHtml {
  if (text.length <= FEW && !/<pre|```|~~~/i.test(text)) return work(false);
  return within(MAX_MILLISECONDS, () => work(false)) ?? within(MAX_PLAIN_MILLISECONDS, () => work(true)) ?? (`<p>${escapeHtml(words.say('prose.tooLong'))}</p>` as SafeHtml);
}

/** About what fits without folding; counted on the server, so that nothing moves once the page is there. */
const LONG_TEXT = 700;
const MANY_BLOCKS = 10;

function proseOf(html: SafeHtml): ProseProps | undefined {
  const text = html.replace(/<[^>]*>/g, '').trim();
  if (text === '' && !/<(?:input|img|svg)\b/.test(html)) return undefined;
  const blocks = html.match(/<(?:p|li|tr|pre|h[2-6]|blockquote|hr|br|img)\b/g)?.length ?? 0;
  const lines = html.match(/<pre[\s\S]*?<\/pre>/g)?.reduce((sum, pre) => sum + pre.split('\n').length, 0) ?? 0;
  return { html, long: text.length > LONG_TEXT || blocks + lines > MANY_BLOCKS };
}
