import { mergeRequestPath, pipelinePath } from '../paths.js';
import { absoluteUrl } from '../reader.js';
import type { MergeRequest, Pipeline, Project, User } from '../world/model.js';
import { connection, type Paging } from './connection.js';
import { issuable } from './issues.js';
import { gid, time, type Node, type Scope } from './scope.js';

export function mergeRequest(scope: Scope, project: Project, given: MergeRequest): Node {
  const path = mergeRequestPath(scope.root, project, given);
  const branchExists = (name: string) => project.repository.branches.has(name);
  const projectNode = () => scope.nodes.project(scope, project);
  const additions = sum(given.changes.map((change) => change.additions));
  const deletions = sum(given.changes.map((change) => change.deletions));
  return {
    ...issuable(scope, project, given),
    __typename: 'MergeRequest',
    id: gid('MergeRequest', given.id),
    state: given.state,
    draft: given.draft,
    author: person(scope, given, given.author, 'MergeRequestAuthor'),
    assignees: (paging: Paging) => connection(given.assignees, paging, (user) => person(scope, given, user, 'MergeRequestAssignee')),
    reviewers: (paging: Paging) => connection(given.reviews, paging, ({ user }) => person(scope, given, user, 'MergeRequestReviewer')),
    approved: given.approved,
    approvedBy: (paging: Paging) => connection(given.reviews.filter(({ state }) => state === 'APPROVED'), paging, ({ user }) => scope.nodes.user(scope, user)),
    mergedAt: time(given.mergedAt),
    mergeUser: given.mergeUser ? scope.nodes.user(scope, given.mergeUser) : null,
    mergeable: given.mergeStatus === 'MERGEABLE',
    conflicts: given.mergeStatus === 'CONFLICT',
    detailedMergeStatus: given.mergeStatus,
    sourceBranch: given.sourceBranch,
    sourceBranchExists: branchExists(given.sourceBranch),
    targetBranch: given.targetBranch,
    targetBranchExists: branchExists(given.targetBranch),
    project: projectNode,
    projectId: project.id,
    sourceProject: projectNode,
    sourceProjectId: project.id,
    targetProject: projectNode,
    targetProjectId: project.id,
    squash: false,
    diffHeadSha: given.headSha,
    commitCount: given.commits,
    diffStats: ({ path: only }: { path?: string | null }) => given.changes.filter((change) => (only ?? change.path) === change.path),
    diffStatsSummary: { additions, deletions, changes: additions + deletions, fileCount: given.changes.length },
    hasCi: given.pipeline !== undefined,
    headPipeline: given.pipeline ? pipeline(scope, project, given.pipeline) : null,
    resolvableDiscussionsCount: given.discussions.resolvable,
    resolvedDiscussionsCount: given.discussions.resolved,
    reference: ({ full }: { full: boolean }) => `${full ? project.fullPath : ''}!${given.iid}`,
    webPath: path,
    webUrl: absoluteUrl(scope, path),
  };
}

function person(scope: Scope, given: MergeRequest, user: User, typename: string): Node {
  const review = given.reviews.find((one) => one.user === user);
  return {
    ...scope.nodes.user(scope, user, typename),
    mergeRequestInteraction: {
      approved: review?.state === 'APPROVED',
      reviewed: review !== undefined && review.state !== 'UNREVIEWED',
      reviewState: review?.state ?? null,
      canMerge: false,
      canUpdate: false,
    },
  };
}

/** GitLab's words for people beside its words for machines. */
const STATUS_WORDS: Record<Pipeline['status'], string> = {
  CREATED: 'created', PENDING: 'pending', RUNNING: 'running', FAILED: 'failed', SUCCESS: 'passed', CANCELED: 'canceled', SKIPPED: 'skipped', MANUAL: 'manual action',
};

function pipeline(scope: Scope, project: Project, given: Pipeline): Node {
  const path = pipelinePath(scope.root, project, given);
  const warned = given.status === 'SUCCESS' && given.warnings;
  const group = warned ? 'success-with-warnings' : given.status.toLowerCase();
  const label = warned ? 'passed with warnings' : STATUS_WORDS[given.status];
  const complete = ['FAILED', 'SUCCESS', 'CANCELED', 'SKIPPED'].includes(given.status);
  const finishedAt = complete ? given.createdAt + (given.duration ?? 0) * 1000 : undefined;
  return {
    id: gid('Ci::Pipeline', given.id),
    iid: String(given.iid),
    status: given.status,
    warnings: given.warnings,
    active: !complete,
    complete,
    coverage: given.coverage ?? null,
    duration: given.duration ?? null,
    ref: given.ref,
    sha: given.sha,
    path,
    project: () => scope.nodes.project(scope, project),
    user: scope.nodes.user(scope, given.user),
    createdAt: time(given.createdAt),
    updatedAt: time(finishedAt ?? given.createdAt),
    finishedAt: time(finishedAt),
    detailedStatus: {
      id: `${group}-${given.id}-${given.id}`,
      name: given.status,
      group,
      icon: warned ? 'status_warning' : `status_${group}`,
      label,
      text: warned ? 'Warning' : label.charAt(0).toUpperCase() + label.slice(1),
      tooltip: label,
      hasDetails: true,
      detailsPath: path,
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
