import type { HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel } from '../../../views/macros/plain-card.js';
import type { SectionModel } from '../../../views/macros/section.js';
import type { Phrase } from '../../../views/parts/value.js';
import type { Words } from '../../../views/words/words.js';
import type { SnippetFile, SnippetThing, WikiThing } from '../../gitlab/things/code.js';
import type { Setting } from './card.js';
import { highlight } from '../content/highlight.js';
import { textAt } from '../content/place.js';
import { describe } from '../content/prose.js';
import { projectStatuses } from './statuses.js';
import { cutWords, withheldWords } from './excerpt-words.js';
import { moment, named, phrase, text } from './phrases.js';

/** The first lines of a snippet's card, and of its chip. */
export function headOfSnippet({ title, webUrl, visibility }: SnippetThing, words: Words): HeadModel {
  return { icon: 'snippet', kind: words.say('kinds.snippet'), tone: 'neutral', title, url: webUrl, badges: projectStatuses({ visibility, archived: false }, words) };
}

/** A snippet with its files, highlighted. Pure. */
export function snippetCard(thing: SnippetThing, setting: Setting, foot: PlainCardModel['foot']): PlainCardModel {
  const { fullPath, id, files } = thing;
  const { words } = setting;
  const description = describe(thing.descriptionHtml, textAt(thing.webUrl, setting));
  return {
    kind: 'plain',
    head: headOfSnippet(thing, words),
    foot,
    about: [[text(`${fullPath ?? ''}$${id}`)], createdBy(thing, words), [text(words.say('code.files', { count: files.length }))]],
    facts: [],
    sections: [...(description ? [{ is: 'prose' as const, title: undefined, prose: description }] : []), ...files.map((file) => fileSection(file, words))],
  };
}

function createdBy({ createdAt, author }: SnippetThing, words: Words): Phrase {
  const time = moment(createdAt);
  return author ? phrase(words, 'code.createdBy', { time, author: named(author) }) : phrase(words, 'code.created', { time });
}

function fileSection(file: SnippetFile, words: Words): SectionModel {
  const { path, text: content, lineCount = 0 } = file;
  if (content === undefined) return { is: 'code', title: path, code: undefined, note: withheldWords(file.withheld === 'binary' ? 'binary' : 'too-big', words) };
  const { lines } = highlight(content, { path, language: undefined });
  const note = lines.length === 0 ? words.say('code.emptyFile') : cutWords({ lines, leftOut: lineCount - lines.length }, words);
  return { is: 'code', title: path, code: lines.length === 0 ? undefined : { firstLine: 1, lines, label: path }, note };
}

/** The first lines of a wiki page's card, and of its chip. */
export function headOfWiki({ title, webUrl }: WikiThing, words: Words): HeadModel {
  return { icon: 'book', kind: words.say('kinds.wikiPage'), tone: 'neutral', title, url: webUrl, badges: [] };
}

/** A wiki page as GitLab renders it. Pure. */
export function wikiCard(thing: WikiThing, setting: Setting, foot: PlainCardModel['foot']): PlainCardModel {
  const { words } = setting;
  const prose = describe(thing.html, textAt(thing.webUrl, setting));
  return {
    kind: 'plain',
    head: headOfWiki(thing, words),
    foot,
    about: [[text(words.say('code.wikiOf', { path: thing.fullPath }))], ...(thing.slug.includes('/') ? [[text(thing.slug)]] : [])],
    facts: [],
    notice: prose ? undefined : [text(words.say('code.emptyPage'))],
    sections: prose ? [{ is: 'prose', title: undefined, prose }] : [],
  };
}
