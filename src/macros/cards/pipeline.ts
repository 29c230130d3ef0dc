import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { ColumnModel, RowModel, SectionModel } from '../../../views/macros/section.js';
import type { Phrase } from '../../../views/parts/value.js';
import type { MessageKey, Words } from '../../../views/words/words.js';
import type { JobThing, PipelineJob, PipelineStage, PipelineThing } from '../../gitlab/things/ci.js';
import { pipelineStatus } from './statuses.js';
import { jobStatus } from './ci-status.js';
import { wordsForDuration } from './durations.js';
import { code, moment, named, percent, phrase, quiet, shortSha, standingBack, text } from './phrases.js';

/** The first lines of a pipeline's card, and of its chip. */
export function headOfPipeline(thing: PipelineThing, words: Words): HeadModel {
  const status = pipelineStatus(thing, words);
  const title = thing.name ?? thing.commit?.name ?? numbered(thing, words);
  return { icon: 'pipeline', kind: words.say('kinds.pipeline'), tone: status.tone, title, url: thing.webUrl, badges: [status] };
}

export function pipelineCard(thing: PipelineThing, words: Words, foot: FootModel): PlainCardModel {
  return {
    kind: 'plain',
    head: headOfPipeline(thing, words),
    foot,
    about: [[text(thing.fullPath)], [text(numbered(thing, words))], whereOf(thing, words), started(thing, words)],
    facts: factsOf(thing, words),
    notice: thing.failureReason === undefined ? undefined : [text(thing.failureReason)],
    sections: sectionsOf(thing, words),
  };
}

function numbered({ id }: PipelineThing, words: Words): string {
  return words.say('pipelines.title', { id: String(id) });
}

function whereOf({ ref, refUrl, sha, commit }: PipelineThing, words: Words): Phrase {
  const [branch, at] = [ref === undefined ? undefined : code(ref, refUrl), sha === undefined ? undefined : code(shortSha(sha), commit?.webUrl)];
  if (branch && at) return phrase(words, 'pipelines.refAtCommit', { ref: branch, commit: at });
  return [branch, at].filter((value) => value !== undefined);
}

/** When a pipeline or job began, and who started it. */
export function started({ createdAt, user }: Pick<PipelineThing | JobThing, 'createdAt' | 'user'>, words: Words): Phrase {
  const time = moment(createdAt);
  return user ? phrase(words, 'pipelines.startedBy', { time, person: named(user) }) : phrase(words, 'pipelines.started', { time });
}

function factsOf(thing: PipelineThing, words: Words): PlainFact[] {
  const { duration, coverage, source, mergeRequest, commit, name } = thing;
  return [
    ...(duration === undefined ? [] : [{ name: words.say('pipelines.duration'), value: [text(wordsForDuration(duration, words))] }]),
    ...(coverage === undefined ? [] : [{ name: words.say('pipelines.coverage'), value: [text(percent(coverage, words))] }]),
    ...(source === undefined ? [] : [{ name: words.say('pipelines.source'), value: [text(sourceWords(source, words))] }]),
    ...(mergeRequest ? [{ name: words.say('pipelines.mergeRequest'), value: [text(mergeRequest.name, mergeRequest.webUrl)] }] : []),
    ...(commit && name !== undefined ? [{ name: words.say('pipelines.commit'), value: [text(commit.name, commit.webUrl)] }] : []),
  ];
}

/** https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable */
const SOURCES: ReadonlyMap<string, MessageKey> = new Map(Object.entries<MessageKey>({
  push: 'pipelines.byPush',
  web: 'pipelines.byPerson',
  schedule: 'pipelines.bySchedule',
  api: 'pipelines.byApi',
  trigger: 'pipelines.byTrigger',
  pipeline: 'pipelines.byProject',
  parent_pipeline: 'pipelines.byParent',
  merge_request_event: 'pipelines.byMergeRequest',
}));

function sourceWords(source: string, words: Words): string {
  const known = SOURCES.get(source);
  return known === undefined ? source.replaceAll('_', ' ') : words.say(known);
}

function sectionsOf({ stages, hasMoreJobs, webUrl }: PipelineThing, words: Words): SectionModel[] {
  const failed = stages.flatMap(({ jobs }) => jobs.filter(({ status, allowFailure }) => status === 'failed' && !allowFailure));
  const more = hasMoreJobs ? [text(words.say('pipelines.moreJobs'), `${webUrl}/builds`)] : undefined;
  return [
    ...(failed.length > 0 ? [{ is: 'rows' as const, title: words.say('pipelines.failed'), rows: failed.map((job) => rowOf(job, words)) }] : []),
    ...(stages.length > 0 ? [{ is: 'columns' as const, title: words.say('pipelines.stages'), columns: stages.map((stage) => columnOf(stage, words)), more }] : []),
  ];
}

function columnOf({ name, jobs, ...status }: PipelineStage, words: Words): ColumnModel {
  return { title: name, status: pipelineStatus(status, words), rows: jobs.map((job) => rowOf(job, words)) };
}

function rowOf(job: PipelineJob, words: Words): RowModel {
  const status = jobStatus(job, words);
  return {
    icon: status.icon,
    iconLabel: status.text,
    tone: status.tone,
    main: nameOf(job, words),
    ...(job.duration === undefined ? {} : { end: [quiet(wordsForDuration(job.duration, words))] }),
  };
}

function nameOf({ name, webUrl, downstream }: PipelineJob, words: Words): Phrase {
  const job = text(name, webUrl);
  if (!downstream) return [job];
  const state = pipelineStatus(downstream, words).text.toLocaleLowerCase(words.locale);
  return phrase(words, 'pipelines.starts', { job, pipeline: text(downstream.name, downstream.webUrl), state, quiet: standingBack });
}
