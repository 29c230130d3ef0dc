import type { GitLabInstance } from '../../src/gitlab/instance.js';
import type { FileThing, IssueThing, MergeRequestThing, Person, ProjectThing } from '../../src/gitlab/things/things.js';

/** GitLab things for tests of what is made of them; each builder takes what a test is about. */

export const instance: GitLabInstance = {
  id: 'default',
  baseUrl: 'https://gitlab.example.com',
  oauth: { clientId: 'client', clientSecret: undefined },
  unlinkedContent: 'public',
};

const web = 'https://gitlab.example.com/acme/orbit';

export const alice: Person = { name: 'Alice Adams', username: 'alice', webUrl: 'https://gitlab.example.com/alice' };
export const bob: Person = { name: 'Bob Brown', username: 'bob', webUrl: 'https://gitlab.example.com/bob' };

const discussed = {
  instance: 'default',
  fullPath: 'acme/orbit',
  descriptionHtml: '<p dir="auto">Some users stay on the login page.</p>',
  labels: [
    { title: 'bug', color: '#d9534f' },
    { title: 'priority::high', color: '#fc9403' },
  ],
  assignees: [alice],
  author: bob,
  milestone: { title: 'Release 2.4', webUrl: `${web}/-/milestones/3` },
  createdAt: '2026-11-03T09:12:00Z',
  updatedAt: '2026-11-20T16:40:00Z',
  closedAt: undefined,
  upvotes: 2,
  taskCompletion: { count: 5, completedCount: 2 },
} as const;

export function issue(about: Partial<IssueThing> = {}): IssueThing {
  return {
    ...discussed,
    kind: 'issue',
    iid: 12,
    reference: 'acme/orbit#12',
    webUrl: `${web}/-/issues/12`,
    title: 'Login does not go on after a password reset',
    type: 'Issue',
    state: 'opened',
    confidential: false,
    dueDate: '2026-12-01',
    userNotesCount: 4,
    ...about,
  };
}

export function mergeRequest(about: Partial<MergeRequestThing> = {}): MergeRequestThing {
  return {
    ...discussed,
    kind: 'merge-request',
    iid: 34,
    reference: 'acme/orbit!34',
    webUrl: `${web}/-/merge_requests/34`,
    title: 'Send people on after a password reset',
    state: 'opened',
    draft: false,
    sourceBranch: 'fix/password-reset',
    targetBranch: 'main',
    sourceProject: undefined,
    reviewers: [bob],
    approved: true,
    approvedBy: [bob],
    mergeStatus: 'mergeable',
    pipeline: { status: 'success', label: 'passed', webUrl: `${web}/-/pipelines/901` },
    diffStats: { additions: 48, deletions: 12, fileCount: 3 },
    userNotesCount: 7,
    mergedAt: undefined,
    ...about,
  };
}

export function file(about: Partial<FileThing> = {}): FileThing {
  const sha = '4f1c2a9be07d5c3e8a6b1d2f3c4e5a6b7c8d9e0f';
  return {
    kind: 'file',
    instance: 'default',
    fullPath: 'acme/orbit',
    path: 'src/session.ts',
    name: 'session.ts',
    ref: 'main',
    sha,
    webUrl: `${web}/-/blob/main/src/session.ts#L10-12`,
    permalink: `${web}/-/blob/${sha}/src/session.ts#L10-12`,
    size: 2_451,
    language: 'typescript',
    text: 'export function open(id: string): Session {\n  return new Session(id); // never null\n}',
    withheld: undefined,
    lines: { from: 10, to: 12 },
    lineCount: 120,
    ...about,
  };
}

export function project(about: Partial<ProjectThing> = {}): ProjectThing {
  return {
    kind: 'project',
    instance: 'default',
    fullPath: 'acme/orbit',
    name: 'Orbit',
    nameWithNamespace: 'Acme / Orbit',
    webUrl: web,
    descriptionHtml: '<p dir="auto">Keeps satellites where they belong.</p>',
    visibility: 'private',
    archived: false,
    topics: ['space', 'typescript'],
    stars: 17,
    forks: 3,
    openIssues: 8,
    openMergeRequests: 2,
    lastActivityAt: '2026-11-22T08:00:00Z',
    defaultBranch: 'main',
    readme: { path: 'README.md', webUrl: `${web}/-/blob/main/README.md`, markdown: '# Orbit\n\nRun `npm start`.\n' },
    ...about,
  };
}
