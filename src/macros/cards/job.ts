import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { RowModel, SectionModel } from '../../../views/macros/section.js';
import type { Status } from '../../../views/parts/badge.js';
import type { Phrase } from '../../../views/parts/value.js';
import type { JobArtifact, JobThing } from '../../gitlab/things/ci.js';
import { jobStatus } from './ci-status.js';
import { wordsForDuration } from './durations.js';
import { linesOfLog } from './log.js';
import { code, moment, percent, quiet, text } from './phrases.js';
import { wordsForSize } from './sizes.js';

const RETRIED: Status = { text: 'Retried', tone: 'neutral', icon: 'retry' };

/** The first lines of a job's card, and of its chip. */
export function headOfJob(thing: JobThing): HeadModel {
  const status = jobStatus(thing);
  return { icon: 'job', kind: 'Job', tone: status.tone, title: thing.name, url: thing.webUrl, badges: thing.retried ? [status, RETRIED] : [status] };
}

export function jobCard(thing: JobThing, foot: FootModel, now: number): PlainCardModel {
  return {
    kind: 'plain',
    head: headOfJob(thing),
    foot,
    about: [[text(thing.fullPath)], [text(`Job #${thing.id}`)], whenOf(thing)],
    facts: factsOf(thing),
    notice: thing.failureMessage === undefined ? undefined : [text(thing.failureMessage)],
    sections: [...logSection(thing), ...artifactSection(thing.artifacts, now)],
  };
}

function whenOf({ createdAt, user }: JobThing): Phrase {
  return [text('Started '), moment(createdAt), ...(user ? [text(' by '), text(user.name, user.webUrl)] : [])];
}

function factsOf(thing: JobThing): PlainFact[] {
  const { stage, pipeline, ref, commit, duration, queuedDuration, coverage, exitCode } = thing;
  const fact = (name: string, value: Phrase | undefined): PlainFact[] => (value ? [{ name, value }] : []);
  return [
    ...fact('Stage', stage === undefined ? undefined : [text(stage)]),
    ...fact('Pipeline', pipeline && [text(pipeline.name, pipeline.webUrl)]),
    ...fact('Ref', ref === undefined ? undefined : [code(ref)]),
    ...fact('Commit', commit && [code(commit.name, commit.webUrl)]),
    ...fact('Duration', duration === undefined ? undefined : [text(wordsForDuration(duration))]),
    ...fact('Queued', queuedDuration === undefined ? undefined : [text(wordsForDuration(queuedDuration))]),
    ...fact('Coverage', coverage === undefined ? undefined : [text(percent(coverage))]),
    ...fact('Exit code', exitCode === undefined || exitCode === 0 ? undefined : [code(String(exitCode))]),
  ];
}

function logSection({ logHtml, erasedAt, name, webUrl }: JobThing): SectionModel[] {
  if (erasedAt !== undefined) return [{ is: 'code', title: 'Log', url: webUrl, code: undefined, note: 'The log has been erased.' }];
  const lines = logHtml === undefined ? [] : linesOfLog(logHtml);
  return lines.length === 0 ? [] : [{ is: 'code', title: 'End of the log', url: webUrl, code: { lines, firstLine: undefined, label: `End of the log of ${name}` }, note: undefined }];
}

function artifactSection(artifacts: readonly JobArtifact[], now: number): SectionModel[] {
  return artifacts.length === 0 ? [] : [{ is: 'rows', title: 'Artifacts', rows: artifacts.map((artifact) => rowOf(artifact, now)) }];
}

function rowOf({ name, size, expireAt }: JobArtifact, now: number): RowModel {
  const kept: Phrase = expireAt === undefined ? [] : Date.parse(expireAt) < now ? [quiet(', expired')] : [quiet(', until '), moment(expireAt)];
  return { icon: 'archive', main: [text(name)], end: [quiet(wordsForSize(size)), ...kept] };
}
