import type { HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel } from '../../../views/macros/plain-card.js';
import type { SectionModel } from '../../../views/macros/section.js';
import type { SnippetFile, SnippetThing, WikiThing } from '../../gitlab/things/code.js';
import type { Setting } from './card.js';
import { highlight } from '../content/highlight.js';
import { textAt } from '../content/place.js';
import { describe } from '../content/prose.js';
import { projectStatuses } from './statuses.js';
import { count, moment, text } from './phrases.js';

/** The first lines of a snippet's card, and of its chip. */
export function headOfSnippet({ title, webUrl, visibility }: SnippetThing): HeadModel {
  return { icon: 'snippet', kind: 'Snippet', tone: 'neutral', title, url: webUrl, badges: projectStatuses({ visibility, archived: false }) };
}

/** A snippet with its files, highlighted. Pure. */
export function snippetCard(thing: SnippetThing, setting: Setting, foot: PlainCardModel['foot']): PlainCardModel {
  const { fullPath, id, createdAt, author, files } = thing;
  const description = describe(thing.descriptionHtml, textAt(thing.webUrl, setting));
  return {
    kind: 'plain',
    head: headOfSnippet(thing),
    foot,
    about: [[text(`${fullPath ?? ''}$${id}`)], [text('Created '), moment(createdAt), ...(author ? [text(' by '), text(author.name, author.webUrl)] : [])], [text(count(files.length, 'file'))]],
    facts: [],
    sections: [...(description ? [{ is: 'prose' as const, title: undefined, prose: description }] : []), ...files.map(fileSection)],
  };
}

function fileSection(file: SnippetFile): SectionModel {
  const { path, text: content, lineCount = 0 } = file;
  if (content === undefined) return { is: 'code', title: path, code: undefined, note: file.withheld === 'binary' ? 'This file is not text.' : 'This file is too big to show here.' };
  const { lines } = highlight(content, { path, language: undefined });
  const left = lineCount - lines.length;
  const note = lines.length === 0 ? 'This file is empty.' : left > 0 ? `The first ${lines.length} lines are shown; ${left} more are in GitLab.` : undefined;
  return { is: 'code', title: path, code: lines.length === 0 ? undefined : { firstLine: 1, lines, label: path }, note };
}

/** The first lines of a wiki page's card, and of its chip. */
export function headOfWiki({ title, webUrl }: WikiThing): HeadModel {
  return { icon: 'book', kind: 'Wiki page', tone: 'neutral', title, url: webUrl, badges: [] };
}

/** A wiki page as GitLab renders it. Pure. */
export function wikiCard(thing: WikiThing, setting: Setting, foot: PlainCardModel['foot']): PlainCardModel {
  const prose = describe(thing.html, textAt(thing.webUrl, setting));
  return {
    kind: 'plain',
    head: headOfWiki(thing),
    foot,
    about: [[text(`Wiki of ${thing.fullPath}`)], ...(thing.slug.includes('/') ? [[text(thing.slug)]] : [])],
    facts: [],
    notice: prose ? undefined : [text('This page is empty.')],
    sections: prose ? [{ is: 'prose', title: undefined, prose }] : [],
  };
}
