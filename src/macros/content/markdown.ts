import MarkdownIt from 'markdown-it';
import type { SafeHtml } from '../../../views/parts/prose.js';
import { showAlerts, showTasks, type SpokenEnv } from './markdown-blocks.js';
import { addFootnotes, footnoteSection, type FootnoteEnv } from './markdown-footnotes.js';
import { addMath } from './markdown-math.js';
import type { TextPlace } from './place.js';
import { sanitise } from './sanitise.js';

/** Characters of a file that are read. */
const MAX_MARKDOWN = 64 * 1024;

const markdown = new MarkdownIt({ html: true, linkify: true, maxNesting: 40 });
markdown.core.ruler.push('task-list', showTasks);
markdown.core.ruler.push('alerts', showAlerts);
addMath(markdown);
addFootnotes(markdown);

/**
 * A Markdown file as safe HTML: CommonMark, and of GitLab's flavour tables, strikethrough, task lists, alerts, footnotes, formulas and
 * diagrams. https://docs.gitlab.com/user/markdown/
 */
export function renderMarkdown(text: string, place: TextPlace, plain = false): SafeHtml {
  const env: FootnoteEnv & SpokenEnv = { words: place.words };
  const html = markdown.render(withoutFrontMatter(text.slice(0, MAX_MARKDOWN)), env);
  return sanitise(html + footnoteSection(markdown, env), place, plain);
}

/** https://docs.gitlab.com/user/markdown/#front-matter */
function withoutFrontMatter(text: string): string {
  const [, fence = ''] = /^\uFEFF?(---|\+\+\+|;;;)[^\n]{0,20}\n/.exec(text) ?? [];
  const end = fence === '' ? -1 : text.indexOf(`\n${fence}`, 3);
  return end < 0 ? text : text.slice(end + 1 + fence.length).replace(/^[^\n]{0,20}\n?/, '');
}
