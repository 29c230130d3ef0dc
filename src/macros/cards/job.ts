import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { RowModel, SectionModel } from '../../../views/macros/section.js';
import type { Phrase } from '../../../views/parts/value.js';
import type { MessageKey, Words } from '../../../views/words/words.js';
import type { JobArtifact, JobThing } from '../../gitlab/things/ci.js';
import type { Setting } from './card.js';
import { jobStatus } from './ci-status.js';
import { wordsForDuration } from './durations.js';
import { linesOfLog } from './log.js';
import { code, moment, percent, phrase, quiet, standingBack, text } from './phrases.js';
import { started } from './pipeline.js';
import { said, type State } from './said.js';
import { wordsForSize } from './sizes.js';

const RETRIED: State = { word: 'states.retried', tone: 'neutral', icon: 'retry' };

/** The first lines of a job's card, and of its chip. */
export function headOfJob(thing: JobThing, words: Words): HeadModel {
  const status = jobStatus(thing, words);
  return { icon: 'job', kind: words.say('kinds.job'), tone: status.tone, title: thing.name, url: thing.webUrl, badges: thing.retried ? [status, said(RETRIED, words)] : [status] };
}

export function jobCard(thing: JobThing, { words, now }: Pick<Setting, 'words' | 'now'>, foot: FootModel): PlainCardModel {
  return {
    kind: 'plain',
    head: headOfJob(thing, words),
    foot,
    about: [[text(thing.fullPath)], [text(words.say('pipelines.job', { id: String(thing.id) }))], started(thing, words)],
    facts: factsOf(thing, words),
    notice: thing.failureMessage === undefined ? undefined : [text(thing.failureMessage)],
    sections: [...logSection(thing, words), ...artifactSection(thing.artifacts, words, now)],
  };
}

function factsOf(thing: JobThing, words: Words): PlainFact[] {
  const { stage, pipeline, ref, commit, duration, queuedDuration, coverage, exitCode } = thing;
  const fact = (name: MessageKey, value: Phrase | undefined): PlainFact[] => (value ? [{ name: words.say(name), value }] : []);
  return [
    ...fact('pipelines.stage', stage === undefined ? undefined : [text(stage)]),
    ...fact('pipelines.pipeline', pipeline && [text(pipeline.name, pipeline.webUrl)]),
    ...fact('pipelines.ref', ref === undefined ? undefined : [code(ref)]),
    ...fact('pipelines.commit', commit && [code(commit.name, commit.webUrl)]),
    ...fact('pipelines.duration', duration === undefined ? undefined : [text(wordsForDuration(duration, words))]),
    ...fact('pipelines.queued', queuedDuration === undefined ? undefined : [text(wordsForDuration(queuedDuration, words))]),
    ...fact('pipelines.coverage', coverage === undefined ? undefined : [text(percent(coverage, words))]),
    ...fact('pipelines.exitCode', exitCode === undefined || exitCode === 0 ? undefined : [code(String(exitCode))]),
  ];
}

function logSection({ logHtml, erasedAt, name, webUrl }: JobThing, words: Words): SectionModel[] {
  if (erasedAt !== undefined) return [{ is: 'code', title: words.say('pipelines.log'), url: webUrl, code: undefined, note: words.say('pipelines.logErased') }];
  const lines = logHtml === undefined ? [] : linesOfLog(logHtml);
  if (lines.length === 0) return [];
  return [{ is: 'code', title: words.say('pipelines.logEnd'), url: webUrl, code: { lines, firstLine: undefined, label: words.say('pipelines.logEndOf', { name }) }, note: undefined }];
}

function artifactSection(artifacts: readonly JobArtifact[], words: Words, now: number): SectionModel[] {
  return artifacts.length === 0 ? [] : [{ is: 'rows', title: words.say('pipelines.artifacts'), rows: artifacts.map((artifact) => rowOf(artifact, words, now)) }];
}

function rowOf(artifact: JobArtifact, words: Words, now: number): RowModel {
  return { icon: 'archive', main: [text(artifact.name)], end: keptWords(artifact, words, now) };
}

function keptWords({ size: bytes, expireAt }: JobArtifact, words: Words, now: number): Phrase {
  const size = wordsForSize(bytes, words);
  if (expireAt === undefined) return [quiet(size)];
  if (Date.parse(expireAt) < now) return [quiet(words.say('pipelines.artifactExpired', { size }))];
  return phrase(words, 'pipelines.artifactUntil', { size, quiet: standingBack, time: moment(expireAt) });
}
