import type { HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { SectionModel } from '../../../views/macros/section.js';
import type { Phrase } from '../../../views/parts/value.js';
import type { CommitThing } from '../../gitlab/things/code.js';
import type { Setting } from './card.js';
import { textAt } from '../content/place.js';
import { describe, describeMarkdown } from '../content/prose.js';
import { pipelineStatus } from './statuses.js';
import { by, changeRow, changesPhrase } from './commit-words.js';
import { code, moment, shortSha, text } from './phrases.js';

/** The first lines of a commit's card, and of its chip. */
export function headOfCommit({ title, webUrl }: CommitThing): HeadModel {
  return { icon: 'commit', kind: 'Commit', tone: 'neutral', title, url: webUrl, badges: [] };
}

/** A commit with its message and the files that it changes. Pure. */
export function commitCard(thing: CommitThing, setting: Setting, foot: PlainCardModel['foot']): PlainCardModel {
  const { fullPath, sha, author, authoredAt, committer } = thing;
  const when: Phrase = authoredAt === undefined ? [] : [moment(authoredAt), text(' ')];
  return {
    kind: 'plain',
    head: headOfCommit(thing),
    foot,
    about: [[text(fullPath)], [code(shortSha(sha), thing.webUrl)], [text('Authored '), ...when, ...by(author)], ...(committer === undefined ? [] : [[text(`Committed by ${committer}`)]])],
    facts: factsOf(thing),
    sections: [...messageSection(thing, setting), ...filesSection(thing)],
  };
}

function factsOf({ pipeline, stats, fileCount, parents }: CommitThing): PlainFact[] {
  return [
    ...(pipeline ? [{ name: 'Pipeline', value: [{ is: 'status' as const, status: pipelineStatus(pipeline), url: pipeline.webUrl }] }] : []),
    ...(stats || fileCount !== undefined ? [{ name: 'Changes', value: changesPhrase(stats, fileCount) }] : []),
    ...(parents.length > 0 ? [{ name: parents.length === 1 ? 'Parent' : 'Parents', value: parents.flatMap((one, index) => [...(index > 0 ? [text(' ')] : []), code(shortSha(one.sha), one.webUrl)]) }] : []),
  ];
}

function messageSection({ descriptionHtml, description, webUrl }: CommitThing, setting: Setting): SectionModel[] {
  const place = textAt(webUrl, setting);
  const prose = describe(descriptionHtml, place) ?? (description === undefined ? undefined : describeMarkdown(description, place));
  return prose ? [{ is: 'prose', title: undefined, prose }] : [];
}

function filesSection({ files, fileCount, webUrl }: CommitThing): SectionModel[] {
  if (files.length === 0) return [];
  const left = fileCount === undefined ? 0 : fileCount - files.length;
  return [{ is: 'rows', title: 'Changed files', rows: files.map(changeRow), more: left > 0 ? [text(`${left} more are `), text('in GitLab', webUrl)] : undefined }];
}
