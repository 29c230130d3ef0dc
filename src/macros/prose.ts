import type { ProseProps, SafeHtml } from '../../views/parts/prose.js';
import type { Readme } from '../gitlab/things.js';
import { linksInRepository, type ResolveLink } from './links.js';
import { renderMarkdown } from './markdown.js';
import { sanitise } from './sanitise.js';
import { within } from './within.js';
import { parseUrl } from '../urls.js';

/** Thousands of tags within each other cost far more than the same length of text that people wrote. */
const MAX_MILLISECONDS = 200;
const WITHHELD = '<p>This text takes too long to prepare for showing it here. It can be read in GitLab.</p>' as SafeHtml;

/** GitLab's HTML as a text to show, or undefined where there is nothing to read; a sentence in its place where making it safe takes too long. */
export function describe(html: string | undefined, resolve: ResolveLink): ProseProps | undefined {
  return html === undefined ? undefined : proseOf(within(MAX_MILLISECONDS, () => sanitise(html, resolve)) ?? WITHHELD);
}

/** A README as a text to show; what is not Markdown stays at GitLab. */
export function describeReadme(readme: Readme): ProseProps | undefined {
  const folder = parseUrl('.', readme.webUrl)?.href;
  if (folder === undefined || !/\.(md|mkd|mkdn|mdown|markdown)$/i.test(readme.path)) return undefined;
  const depth = readme.path.split('/').length - 1;
  const root = new URL('../'.repeat(depth) || '.', folder).href;
  return proseOf(renderMarkdown(readme.markdown, linksInRepository(folder, root)) ?? WITHHELD);
}

/** About what fits without folding; counted on the server, so that nothing moves once the page is there. */
const LONG_TEXT = 700;
const MANY_BLOCKS = 10;

function proseOf(html: SafeHtml): ProseProps | undefined {
  const text = html.replace(/<[^>]*>/g, '').trim();
  if (text === '' && !html.includes('<input')) return undefined;
  const blocks = html.match(/<(?:p|li|tr|pre|h[2-6]|blockquote|hr|br)\b/g)?.length ?? 0;
  const lines = html.match(/<pre[\s\S]*?<\/pre>/g)?.reduce((sum, pre) => sum + pre.split('\n').length, 0) ?? 0;
  return { html, long: text.length > LONG_TEXT || blocks + lines > MANY_BLOCKS };
}
