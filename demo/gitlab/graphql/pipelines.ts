import { logHtml } from '../log-html.js';
import { commitPath, filePath, jobPath, pipelinePath } from '../paths.js';
import type { Job, Pipeline } from '../world/ci.js';
import type { Project } from '../world/model.js';
import { canReadLog } from '../world/visibility.js';
import { connection, type Paging } from './connection.js';
import { gid, time, type Node, type Scope } from './scope.js';

/** GitLab's words for people beside its words for machines. */
const STATUS_WORDS: Record<Pipeline['status'], string> = {
  CREATED: 'created', PENDING: 'pending', RUNNING: 'running', FAILED: 'failed', SUCCESS: 'passed', CANCELED: 'canceled', SKIPPED: 'skipped', MANUAL: 'manual action',
};

/** Every pipeline of a project, newest first. */
export function pipelinesOf(project: Project): Pipeline[] {
  return [...(project.pipelines ?? []), ...project.mergeRequests.flatMap((one) => one.pipeline ?? [])].sort((left, right) => right.createdAt - left.createdAt);
}

export function pipeline(scope: Scope, project: Project, given: Pipeline): Node {
  const path = pipelinePath(scope.root, project, given);
  const complete = ['FAILED', 'SUCCESS', 'CANCELED', 'SKIPPED'].includes(given.status);
  const finishedAt = complete ? given.createdAt + (given.duration ?? 0) * 1000 : undefined;
  const head = project.repository.commits.get(given.sha);
  const mergeRequest = project.mergeRequests.find((one) => one.pipeline === given);
  const jobs = given.jobs ?? [];
  return {
    __typename: 'Pipeline',
    id: gid('Ci::Pipeline', given.id),
    iid: String(given.iid),
    name: given.name ?? null,
    source: given.source ?? 'push',
    failureReason: given.failureReason ?? null,
    status: given.status,
    warnings: given.warnings,
    active: !complete,
    complete,
    coverage: given.coverage ?? null,
    duration: given.duration ?? null,
    ref: given.ref,
    refPath: filePath(scope.root, project, 'tree', given.ref, ''),
    sha: given.sha,
    path,
    project: () => scope.nodes.project(scope, project),
    user: scope.nodes.user(scope, given.user),
    commit: head ? { title: head.title, sha: head.sha, shortId: head.sha.slice(0, 8), webPath: commitPath(scope.root, project, head.sha) } : null,
    mergeRequest: mergeRequest ? () => scope.nodes.mergeRequest(scope, project, mergeRequest) : null,
    totalJobs: jobs.length,
    stages: (paging: Paging) => connection([...new Set(jobs.map(({ stage }) => stage))], paging, (name) => stageNode(given, name)),
    jobs: ({ retried, statuses, ...paging }: Paging & { retried?: boolean | null; statuses?: string[] | null }) => {
      const fits = (one: Job) => (retried ?? one.retried ?? false) === (one.retried ?? false) && (statuses?.includes(one.status) ?? true);
      return connection(jobs.filter(fits), paging, (one) => job(scope, project, given, one));
    },
    createdAt: time(given.createdAt),
    updatedAt: time(finishedAt ?? given.createdAt),
    finishedAt: time(finishedAt),
    detailedStatus: detailedStatus(given, given.id, path),
  };
}

function detailedStatus({ status, warnings }: { status: Pipeline['status']; warnings?: boolean }, id: number, path: string): Node {
  const warned = status === 'SUCCESS' && (warnings ?? false);
  const group = warned ? 'success-with-warnings' : status.toLowerCase();
  const label = warned ? 'passed with warnings' : STATUS_WORDS[status];
  return {
    id: `${group}-${id}-${id}`,
    name: status,
    group,
    icon: warned ? 'status_warning' : `status_${group}`,
    label,
    text: warned ? 'Warning' : label.charAt(0).toUpperCase() + label.slice(1),
    tooltip: label,
    hasDetails: true,
    detailsPath: path,
  };
}

/** The worst that the newest runs of a stage's jobs came to. */
function stageNode(given: Pipeline, name: string): Node {
  const jobs = (given.jobs ?? []).filter((one) => one.stage === name && !one.retried);
  const has = (status: Job['status']) => jobs.some((one) => one.status === status && !one.allowFailure);
  const status = (['FAILED', 'RUNNING', 'PENDING', 'MANUAL', 'SKIPPED'] as const).find(has) ?? 'SUCCESS';
  const warnings = jobs.some((one) => one.status === 'FAILED' && one.allowFailure);
  return { id: gid('Ci::Stage', `${given.id}${name.length}`), name, status: status.toLowerCase(), detailedStatus: detailedStatus({ status, warnings }, given.id, '') };
}

export function job(scope: Scope, project: Project, within: Pipeline, given: Job): Node {
  const { world, viewer, root } = scope;
  const path = jobPath(root, project, given);
  const begun = !['CREATED', 'SKIPPED', 'MANUAL', 'PENDING'].includes(given.status);
  return {
    id: gid('Ci::Build', given.id),
    name: given.name,
    status: given.status,
    detailedStatus: detailedStatus(given, given.id, path),
    stage: stageNode(within, given.stage),
    allowFailure: given.allowFailure ?? false,
    retried: given.retried ?? false,
    webPath: path,
    refName: within.ref,
    shortSha: within.sha.slice(0, 8),
    commitPath: commitPath(root, project, within.sha),
    createdAt: time(within.createdAt),
    finishedAt: begun && given.duration !== undefined ? time(within.createdAt + given.duration * 1000) : null,
    duration: given.duration ?? null,
    queuedDuration: given.queued ?? null,
    coverage: given.coverage ?? null,
    failureMessage: given.failureMessage ?? null,
    exitCode: given.exitCode ?? null,
    erasedAt: null,
    downstreamPipeline: null,
    artifacts: (paging: Paging) =>
      connection(given.artifacts ?? [], paging, (one) => ({ name: one.name, fileType: one.fileType, size: String(one.size), expireAt: time(one.expireAt) })),
    pipeline: () => pipeline(scope, project, within),
    trace: given.log !== undefined && canReadLog(world, viewer, project, given) ? { htmlSummary: ({ lastLines }: { lastLines: number }) => logHtml(given.log ?? '', lastLines) } : null,
  };
}
