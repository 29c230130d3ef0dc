import { mergeRequestPath } from '../paths.js';
import { absoluteUrl } from '../reader.js';
import type { Commit, MergeRequest, Project, User } from '../world/model.js';
import { connection, type Paging } from './connection.js';
import { issuable } from './issues.js';
import { pipeline } from './pipelines.js';
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
    mergeCommitSha: given.mergeCommitSha ?? null,
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
    // Not every branch has its commits in the world, and those of a merged one are the target's.
    commitCount: commitsOf(project, given).length || given.commits,
    commits: (paging: Paging) => connection(commitsOf(project, given), paging, (one) => scope.nodes.commit(scope, project, one)),
    pipelines: (paging: Paging) => connection(given.pipeline ? [given.pipeline] : [], paging, (one) => pipeline(scope, project, one)),
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

/** What the branch has that the target's history has not, newest first. */
function commitsOf({ repository: { commits, branches } }: Project, given: MergeRequest): Commit[] {
  const back = (from: string | undefined): Commit[] => {
    const found = from === undefined ? undefined : commits.get(from);
    return found ? [found, ...back(found.parent)] : [];
  };
  const known = new Set(back(branches.get(given.targetBranch)).map(({ sha }) => sha));
  return back(given.headSha).filter(({ sha }) => !known.has(sha));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
