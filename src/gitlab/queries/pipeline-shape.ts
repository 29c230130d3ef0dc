import type { GitLabInstance } from '../instance.js';
import { referenceUrl } from '../references/reference-url.js';
import type { PipelineJob, PipelineStage, PipelineThing } from '../things/ci.js';
import { nodesOf, ownUrl, readPerson } from './parts.js';
import type { PipelineAnswer, PipelineJobAnswer } from './pipeline.js';

/** A pipeline as GraphQL tells it, its jobs put into their stages and failed ones first. */
export function readPipeline(value: PipelineAnswer, fullPath: string, instance: GitLabInstance): PipelineThing {
  const id = numberOf(value.id);
  const all = newestOnce([...nodesOf(value.failed), ...nodesOf(value.jobs)]);
  return {
    kind: 'pipeline',
    instance: instance.id,
    fullPath,
    id,
    status: value.status.toLowerCase(),
    label: value.detailedStatus?.label ?? undefined,
    webUrl: ownUrl(value.path, instance) ?? referenceUrl({ kind: 'pipeline', instance: instance.id, fullPath, id }, instance),
    name: value.name || undefined,
    ref: value.ref ?? undefined,
    refUrl: ownUrl(value.refPath, instance),
    sha: value.sha ?? undefined,
    commit: value.commit?.title ? { name: value.commit.title, webUrl: ownUrl(value.commit.webPath, instance) } : undefined,
    mergeRequest: value.mergeRequest ? { name: value.mergeRequest.title, webUrl: ownUrl(value.mergeRequest.webUrl, instance) } : undefined,
    user: value.user ? readPerson(value.user, instance) : undefined,
    source: value.source ?? undefined,
    createdAt: value.createdAt,
    finishedAt: value.finishedAt ?? undefined,
    duration: value.duration ?? undefined,
    coverage: value.coverage ?? undefined,
    failureReason: value.failureReason || undefined,
    stages: stagesOf(value, all, instance),
    hasMoreJobs: value.jobs?.pageInfo?.hasNextPage ?? false,
  };
}

function newestOnce(jobs: readonly PipelineJobAnswer[]): PipelineJobAnswer[] {
  const seen = new Set<string>();
  return jobs.filter(({ id }) => {
    if (!id) return true;
    const first = !seen.has(id);
    seen.add(id);
    return first;
  });
}

function stagesOf(value: PipelineAnswer, jobs: readonly PipelineJobAnswer[], instance: GitLabInstance): PipelineStage[] {
  return nodesOf(value.stages).map(({ name, status, detailedStatus }) => ({
    name: name ?? '',
    status: (status ?? '').toLowerCase(),
    label: detailedStatus?.label ?? undefined,
    jobs: jobs
      .filter(({ stage }) => (stage?.name ?? '') === (name ?? ''))
      .map((job) => readJob(job, instance))
      .sort((left, right) => rank(left) - rank(right)),
  }));
}

const rank = ({ status, allowFailure }: PipelineJob): number => (status !== 'failed' ? 2 : allowFailure ? 1 : 0);

function readJob(value: PipelineJobAnswer, instance: GitLabInstance): PipelineJob {
  const { downstreamPipeline: started } = value;
  return {
    name: value.name ?? '',
    status: (value.status ?? '').toLowerCase(),
    label: value.detailedStatus?.label ?? undefined,
    webUrl: ownUrl(value.webPath, instance),
    allowFailure: value.allowFailure ?? false,
    duration: value.duration ?? undefined,
    downstream: started
      ? {
          status: started.status.toLowerCase(),
          label: started.detailedStatus?.label ?? undefined,
          name: started.project?.fullPath ?? 'Child pipeline',
          webUrl: ownUrl(started.path, instance),
        }
      : undefined,
  };
}

/** `gid://gitlab/Ci::Pipeline/12` to 12; 0 for what is none. */
export function numberOf(globalId: string): number {
  return Number(/\/(\d{1,15})$/.exec(globalId)?.[1] ?? 0);
}
