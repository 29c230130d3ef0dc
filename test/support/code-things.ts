import type { BranchThing, CommitSummary, CommitThing, ComparisonThing, FolderThing, ReleaseThing, SnippetThing, TagThing, WikiThing } from '../../src/gitlab/things/code.js';
import { alice, bob } from './things.js';

/** Things of a repository for tests of what is made of them; each builder takes what a test is about. */

const web = 'https://gitlab.example.com/acme/orbit';
const place = { instance: 'default', fullPath: 'acme/orbit' };
const SHA = '4f1c2a9be07d5c3e8a6b1d2f3c4e5a6b7c8d9e0f';

export const summary: CommitSummary = {
  sha: SHA,
  title: 'Keep the session',
  webUrl: `${web}/-/commit/${SHA}`,
  author: { name: 'Alice Adams', person: alice },
  authoredAt: '2026-11-20T16:40:00Z',
};

export function folder(about: Partial<FolderThing> = {}): FolderThing {
  const entries = [
    { kind: 'folder', name: 'docs', webUrl: `${web}/-/tree/main/src/docs` },
    { kind: 'file', name: 'app.ts', webUrl: `${web}/-/blob/main/src/app.ts` },
    { kind: 'submodule', name: 'vendor', webUrl: undefined },
  ] as const;
  return { kind: 'folder', ...place, webUrl: `${web}/-/tree/main/src`, ref: 'main', path: 'src', entries, cut: false, lastCommit: summary, readme: { path: 'src/README.md', webUrl: `${web}/-/blob/main/src/README.md`, markdown: '# Sources\n\n[up](../a.md)' }, ...about };
}

export function commit(about: Partial<CommitThing> = {}): CommitThing {
  return {
    kind: 'commit',
    ...place,
    ...summary,
    descriptionHtml: '<p>It was lost.</p>',
    description: undefined,
    committer: undefined,
    parents: [{ sha: 'a'.repeat(40), webUrl: `${web}/-/commit/${'a'.repeat(40)}` }],
    stats: { additions: 12, deletions: 3 },
    files: [{ change: 'renamed', path: 'src/b.ts', oldPath: 'src/a.ts', additions: undefined, deletions: undefined }],
    fileCount: 1,
    pipeline: { status: 'success', label: 'passed', webUrl: `${web}/-/pipelines/901` },
    ...about,
  };
}

export function comparison(about: Partial<ComparisonThing> = {}): ComparisonThing {
  return {
    kind: 'comparison',
    ...place,
    webUrl: `${web}/-/compare/v1...v2`,
    from: 'v1',
    to: 'v2',
    straight: false,
    same: false,
    commitCount: 3,
    commitsCut: false,
    mergeRequests: [{ iid: 34, title: 'Send people on', webUrl: `${web}/-/merge_requests/34`, author: bob, labels: [], mergedAt: '2026-11-20T16:40:00Z' }],
    mergeRequestsCut: false,
    commits: [summary],
    otherCommits: 1,
    files: [{ change: 'added', path: 'src/b.ts', oldPath: undefined, additions: 4, deletions: 0 }],
    ...about,
  };
}

export function branch(about: Partial<BranchThing> = {}): BranchThing {
  return { kind: 'branch', ...place, webUrl: `${web}/-/tree/main`, name: 'main', isDefault: true, isProtected: true, isMerged: false, commit: summary, ...about };
}

export function tag(about: Partial<TagThing> = {}): TagThing {
  return { kind: 'tag', ...place, webUrl: `${web}/-/tags/v2`, name: 'v2', message: 'The second', createdAt: '2026-11-20T16:40:00Z', isProtected: false, commit: summary, releaseUrl: `${web}/-/releases/v2`, ...about };
}

export function release(about: Partial<ReleaseThing> = {}): ReleaseThing {
  return {
    kind: 'release',
    ...place,
    webUrl: `${web}/-/releases/v2`,
    name: 'Orbit 2',
    tag: 'v2',
    tagUrl: `${web}/-/tags/v2`,
    releasedAt: '2026-11-20T16:40:00Z',
    upcoming: false,
    author: bob,
    descriptionHtml: '<p>Higher.</p>',
    milestones: [{ title: '2.0', webUrl: `${web}/-/milestones/2` }],
    commit: summary,
    assets: [{ kind: 'link', name: 'orbit.zip', url: 'https://downloads.example.org/orbit.zip' }],
    ...about,
  };
}

export function snippet(about: Partial<SnippetThing> = {}): SnippetThing {
  return {
    kind: 'snippet',
    ...place,
    id: 7,
    webUrl: `${web}/-/snippets/7`,
    title: 'Restart it',
    visibility: 'private',
    author: alice,
    createdAt: '2026-11-03T09:12:00Z',
    updatedAt: '2026-11-04T09:12:00Z',
    descriptionHtml: '<p>Twice.</p>',
    files: [{ path: 'restart.py', size: 30, text: 'def restart():\n    pass', withheld: undefined, lineCount: 2 }],
    ...about,
  };
}

export function wiki(about: Partial<WikiThing> = {}): WikiThing {
  return { kind: 'wiki', ...place, level: 'project', webUrl: `${web}/-/wikis/how/to`, slug: 'how/to', title: 'How to', html: '<p>Like <a href="/acme/orbit/-/wikis/home">this</a>.</p>', ...about };
}
