import type { Job, Pipeline } from './world/ci.js';
import type { Group, Issue, MergeRequest, Project } from './world/model.js';
import type { Epic } from './world/plans.js';

/** Paths of web pages, with the relative root; what a name holds besides letters is percent-encoded, slashes stay. */
export const projectPath = (root: string, project: Project) => `${root}/${project.fullPath}`;

export function issuePath(root: string, project: Project, issue: Issue): string {
  return `${projectPath(root, project)}/-/${issue.type === 'TASK' ? 'work_items' : 'issues'}/${issue.iid}`;
}

export function mergeRequestPath(root: string, project: Project, mergeRequest: MergeRequest): string {
  return `${projectPath(root, project)}/-/merge_requests/${mergeRequest.iid}`;
}

export function pipelinePath(root: string, project: Project, pipeline: Pipeline): string {
  return `${projectPath(root, project)}/-/pipelines/${pipeline.id}`;
}

export function jobPath(root: string, project: Project, job: Job): string {
  return `${projectPath(root, project)}/-/jobs/${job.id}`;
}

export function epicPath(root: string, group: Group, epic: Epic): string {
  return `${root}/groups/${group.fullPath}/-/epics/${epic.iid}`;
}

/** `kind` is GitLab's word in the URL: `blob`, `raw`, `tree`, `blame`, `commits`, `edit`. */
export function filePath(root: string, project: Project, kind: string, ref: string, path: string): string {
  const words = path === '' ? encodePath(ref) : `${encodePath(ref)}/${encodePath(path)}`;
  return `${projectPath(root, project)}/-/${kind}/${words}`;
}

export function commitPath(root: string, project: Project, sha: string): string {
  return `${projectPath(root, project)}/-/commit/${sha}`;
}

export function groupMilestonePath(root: string, group: Group, iid: number): string {
  return `${root}/groups/${group.fullPath}/-/milestones/${iid}`;
}

export function milestonePath(root: string, project: Project, iid: number): string {
  return `${projectPath(root, project)}/-/milestones/${iid}`;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
