import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { ColumnModel, RowModel, SectionModel } from '../../../views/macros/section.js';
import type { Phrase, Value } from '../../../views/parts/value.js';
import type { PipelineJob, PipelineStage, PipelineThing } from '../../gitlab/things/ci.js';
import { pipelineStatus } from './statuses.js';
import { jobStatus } from './ci-status.js';
import { wordsForDuration } from './durations.js';
import { code, moment, percent, quiet, shortSha, text } from './phrases.js';

/** The first lines of a pipeline's card, and of its chip. */
export function headOfPipeline(thing: PipelineThing): HeadModel {
  const status = pipelineStatus(thing);
  const title = thing.name ?? thing.commit?.name ?? `Pipeline #${thing.id}`;
  return { icon: 'pipeline', kind: 'Pipeline', tone: status.tone, title, url: thing.webUrl, badges: [status] };
}

export function pipelineCard(thing: PipelineThing, foot: FootModel): PlainCardModel {
  return {
    kind: 'plain',
    head: headOfPipeline(thing),
    foot,
    about: [[text(thing.fullPath)], [text(`Pipeline #${thing.id}`)], whereOf(thing), whenOf(thing)],
    facts: factsOf(thing),
    notice: thing.failureReason === undefined ? undefined : [text(thing.failureReason)],
    sections: sectionsOf(thing),
  };
}

function whereOf({ ref, refUrl, sha, commit }: PipelineThing): Phrase {
  const at: Value[] = sha === undefined ? [] : [text(ref === undefined ? '' : ' at '), code(shortSha(sha), commit?.webUrl)];
  return ref === undefined ? at : [code(ref, refUrl), ...at];
}

function whenOf({ createdAt, user }: PipelineThing): Phrase {
  return [text('Started '), moment(createdAt), ...(user ? [text(' by '), text(user.name, user.webUrl)] : [])];
}

function factsOf(thing: PipelineThing): PlainFact[] {
  const { duration, coverage, source, mergeRequest, commit, name } = thing;
  return [
    ...(duration === undefined ? [] : [{ name: 'Duration', value: [text(wordsForDuration(duration))] }]),
    ...(coverage === undefined ? [] : [{ name: 'Coverage', value: [text(percent(coverage))] }]),
    ...(source === undefined ? [] : [{ name: 'Started by', value: [text(SOURCES.get(source) ?? source.replaceAll('_', ' '))] }]),
    ...(mergeRequest ? [{ name: 'Merge request', value: [text(mergeRequest.name, mergeRequest.webUrl)] }] : []),
    ...(commit && name !== undefined ? [{ name: 'Commit', value: [text(commit.name, commit.webUrl)] }] : []),
  ];
}

/** https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable */
const SOURCES: ReadonlyMap<string, string> = new Map(Object.entries<string>({
  push: 'A push',
  web: 'A person',
  schedule: 'A schedule',
  api: 'The API',
  trigger: 'A trigger',
  pipeline: 'Another project',
  parent_pipeline: 'Its parent pipeline',
  merge_request_event: 'A merge request',
}));

function sectionsOf({ stages, hasMoreJobs, webUrl }: PipelineThing): SectionModel[] {
  const failed = stages.flatMap(({ jobs }) => jobs.filter(({ status, allowFailure }) => status === 'failed' && !allowFailure));
  const more = hasMoreJobs ? [text('More jobs in GitLab', `${webUrl}/builds`)] : undefined;
  return [
    ...(failed.length > 0 ? [{ is: 'rows' as const, title: 'Failed', rows: failed.map(rowOf) }] : []),
    ...(stages.length > 0 ? [{ is: 'columns' as const, title: 'Stages', columns: stages.map(columnOf), more }] : []),
  ];
}

function columnOf({ name, jobs, ...status }: PipelineStage): ColumnModel {
  return { title: name, status: pipelineStatus(status), rows: jobs.map(rowOf) };
}

function rowOf(job: PipelineJob): RowModel {
  const { name, webUrl, duration, downstream } = job;
  const status = jobStatus(job);
  const started: Value[] = downstream ? [text(' starts '), text(downstream.name, downstream.webUrl), quiet(` (${pipelineStatus(downstream).text.toLowerCase()})`)] : [];
  return {
    icon: status.icon,
    iconLabel: status.text,
    tone: status.tone,
    main: [text(name, webUrl), ...started],
    ...(duration === undefined ? {} : { end: [quiet(wordsForDuration(duration))] }),
  };
}

