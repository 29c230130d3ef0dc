import type { HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { SectionModel } from '../../../views/macros/section.js';
import type { Phrase } from '../../../views/parts/value.js';
import type { Words } from '../../../views/words/words.js';
import type { CommitThing } from '../../gitlab/things/code.js';
import type { Setting } from './card.js';
import { textAt } from '../content/place.js';
import { describe, describeMarkdown } from '../content/prose.js';
import { pipelineStatus } from './statuses.js';
import { changeRow, changesPhrase, committer, moreThere } from './commit-words.js';
import { code, moment, phrase, shortSha, text } from './phrases.js';

/** The first lines of a commit's card, and of its chip. */
export function headOfCommit({ title, webUrl }: CommitThing, words: Words): HeadModel {
  return { icon: 'commit', kind: words.say('kinds.commit'), tone: 'neutral', title, url: webUrl, badges: [] };
}

/** A commit with its message and the files that it changes. Pure. */
export function commitCard(thing: CommitThing, setting: Setting, foot: PlainCardModel['foot']): PlainCardModel {
  const { words } = setting;
  return {
    kind: 'plain',
    head: headOfCommit(thing, words),
    foot,
    about: [[text(thing.fullPath)], [code(shortSha(thing.sha), thing.webUrl)], authored(thing, words), ...committed(thing, words)],
    facts: factsOf(thing, words),
    sections: [...messageSection(thing, setting), ...filesSection(thing, words)],
  };
}

function authored({ author, authoredAt }: CommitThing, words: Words): Phrase {
  if (authoredAt === undefined) return phrase(words, 'code.authoredUndated', { author: committer(author) });
  return phrase(words, 'code.authored', { time: moment(authoredAt), author: committer(author) });
}

function committed({ committer: name }: CommitThing, words: Words): Phrase[] {
  return name === undefined ? [] : [[text(words.say('code.committedBy', { name }))]];
}

function factsOf({ pipeline, stats, fileCount, parents }: CommitThing, words: Words): PlainFact[] {
  return [
    ...(pipeline ? [{ name: words.say('cards.pipeline'), value: [{ is: 'status' as const, status: pipelineStatus(pipeline, words), url: pipeline.webUrl }] }] : []),
    ...(stats || fileCount !== undefined ? [{ name: words.say('cards.changes'), value: changesPhrase(stats, fileCount, words) }] : []),
    ...(parents.length > 0 ? [{ name: words.say('code.parents', { count: parents.length }), value: parents.flatMap((one, index) => [...(index > 0 ? [text(' ')] : []), code(shortSha(one.sha), one.webUrl)]) }] : []),
  ];
}

function messageSection({ descriptionHtml, description, webUrl }: CommitThing, setting: Setting): SectionModel[] {
  const place = textAt(webUrl, setting);
  const prose = describe(descriptionHtml, place) ?? (description === undefined ? undefined : describeMarkdown(description, place));
  return prose ? [{ is: 'prose', title: undefined, prose }] : [];
}

function filesSection({ files, fileCount = 0, webUrl }: CommitThing, words: Words): SectionModel[] {
  if (files.length === 0) return [];
  const rows = files.map((file) => changeRow(file, words));
  return [{ is: 'rows', title: words.say('code.changedFiles'), rows, more: moreThere(fileCount - files.length, webUrl, words) }];
}
