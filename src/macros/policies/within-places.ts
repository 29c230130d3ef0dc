import type { GitLabInstance } from '../../gitlab/instance.js';
import type { PipelineStage, PipelineThing } from '../../gitlab/things/ci.js';
import type { MergeRequestTab } from '../../gitlab/things/merge-request-tab.js';
import type { MergeRequestThing, Thing } from '../../gitlab/things/things.js';
import { allowsAddress, allowsPlace, type Policies } from '../../sites/policies.js';

/** Which groups and projects may be told of, by their paths and by the addresses of what is in them. */
export interface Within {
  readonly path: (fullPath: string) => boolean;
  /** False where nobody can tell what is there. */
  readonly address: (url: string | undefined) => boolean;
}

/** The thing without what it tells of others where the policies let nothing be shown from. Pure. */
export function withinPlaces(thing: Thing, policies: Pick<Policies, 'places'>, instance: GitLabInstance): Thing {
  return withoutOthers(thing, {
    path: (fullPath) => allowsPlace(policies, instance.id, fullPath),
    address: (url) => allowsAddress(policies, url, instance),
  });
}

interface Addressed {
  readonly webUrl: string | undefined;
}

/** The thing without what it tells of others that are not within. Pure. */
export function withoutOthers(thing: Thing, within: Within): Thing {
  const isWithin = ({ webUrl }: Addressed) => within.address(webUrl);
  switch (thing.kind) {
    case 'issue':
    case 'work-item':
    case 'epic':
      return { ...thing, parent: thing.parent && isWithin(thing.parent) ? thing.parent : undefined, movedTo: thing.movedTo && isWithin(thing.movedTo) ? thing.movedTo : undefined };
    case 'merge-request':
      return mergeRequest(thing, within);
    case 'list':
      return { ...thing, rows: thing.rows.filter(isWithin).map((row) => (row.pipeline ? { ...row, pipeline: linked(row.pipeline, within) } : row)) };
    case 'group':
      return { ...thing, subgroups: thing.subgroups.filter(isWithin), projects: thing.projects.filter(isWithin) };
    case 'pipeline':
      return pipeline(thing, within);
    default:
      return thing;
  }
}

/** A fork may be private, and its pipelines are in it. */
function mergeRequest(thing: MergeRequestThing, within: Within): MergeRequestThing {
  const { sourceProject, pipeline: newest, tab } = thing;
  return {
    ...thing,
    sourceProject: sourceProject !== undefined && within.path(sourceProject) ? sourceProject : undefined,
    pipeline: newest && linked(newest, within),
    ...(tab ? { tab: tabWithin(tab, within) } : {}),
  };
}

function tabWithin(tab: MergeRequestTab, within: Within): MergeRequestTab {
  switch (tab.is) {
    case 'changes':
      return tab;
    case 'commits':
      return { ...tab, commits: tab.commits.map((commit) => linked(commit, within)) };
    case 'pipelines':
      return { ...tab, pipelines: tab.pipelines.map((one) => linked(one, within)) };
  }
}

function pipeline(thing: PipelineThing, within: Within): PipelineThing {
  const { mergeRequest: wanted } = thing;
  return { ...thing, mergeRequest: wanted && within.address(wanted.webUrl) ? wanted : undefined, stages: thing.stages.map((stage) => stageWithin(stage, within)) };
}

function stageWithin(stage: PipelineStage, within: Within): PipelineStage {
  return { ...stage, jobs: stage.jobs.map((job) => ({ ...job, downstream: job.downstream && within.address(job.downstream.webUrl) ? job.downstream : undefined })) };
}

/** Its address names where it is. */
function linked<T extends Addressed>(one: T, within: Within): T {
  return one.webUrl === undefined || within.address(one.webUrl) ? one : { ...one, webUrl: undefined };
}
