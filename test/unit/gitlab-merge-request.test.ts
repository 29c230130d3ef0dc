import { expect, test } from '@jest/globals';
import { loadAlone } from '../support/alone.js';
import { answeringClient } from '../support/gitlab-answers.js';

const MR = { kind: 'merge-request', instance: 'default', fullPath: 'acme/web', iid: 7 } as const;
const ADA = { name: 'Ada L.', username: 'ada', webUrl: null };
const BARE = {
  iid: '7',
  ...{ title: 'Add search', state: 'opened', draft: false, webUrl: null, descriptionHtml: null, sourceBranch: 'feature/search', targetBranch: 'main' },
  ...{ sourceProject: { fullPath: 'acme/web' }, createdAt: '2026-01-01T10:00:00Z', updatedAt: '2026-02-01T10:00:00Z', closedAt: null, mergedAt: null },
  ...{ approved: true, approvedBy: { nodes: [] }, detailedMergeStatus: 'MERGEABLE', upvotes: 1, userNotesCount: 2, taskCompletionStatus: null },
  ...{ diffStatsSummary: null, headPipeline: null, author: ADA, assignees: null, reviewers: null, labels: null, milestone: null },
};

async function read(changes: object, errors?: unknown): Promise<unknown> {
  const data = { project: { fullPath: 'acme/web', mergeRequests: { nodes: [{ ...BARE, ...changes }] } } };
  const { client, caller } = answeringClient(errors === undefined ? { data } : { data, errors });
  return loadAlone(client, caller, MR);
}

test('a merge request is read with branches, approvals, pipeline and changes', async () => {
  const thing = await read({
    ...{ draft: true, approvedBy: { nodes: [ADA] }, reviewers: { nodes: [ADA] }, diffStatsSummary: { additions: 10, deletions: 2, fileCount: 3 } },
    headPipeline: { status: 'SUCCESS', path: '/gitlab/acme/web/-/pipelines/5', detailedStatus: { label: 'passed with warnings' } },
    ...{ state: 'merged', mergedAt: '2026-02-01T10:00:00Z', sourceProject: { fullPath: 'ada/web' } },
  });
  const ada = { name: 'Ada L.', username: 'ada', webUrl: 'https://git.example/gitlab/ada' };
  expect(thing).toEqual({
    ...{ kind: 'merge-request', instance: 'default', fullPath: 'acme/web', iid: 7, reference: 'acme/web!7' },
    ...{ webUrl: 'https://git.example/gitlab/acme/web/-/merge_requests/7', title: 'Add search', state: 'merged', draft: true, descriptionHtml: undefined },
    ...{ sourceBranch: 'feature/search', targetBranch: 'main', sourceProject: 'ada/web', labels: [], assignees: [], reviewers: [ada], author: ada },
    ...{ milestone: undefined, approved: true, approvedBy: [ada], mergeStatus: 'mergeable', upvotes: 1, userNotesCount: 2 },
    pipeline: { status: 'success', label: 'passed with warnings', webUrl: 'https://git.example/gitlab/acme/web/-/pipelines/5' },
    diffStats: { additions: 10, deletions: 2, fileCount: 3 },
    ...{ createdAt: '2026-01-01T10:00:00Z', updatedAt: '2026-02-01T10:00:00Z', closedAt: undefined, mergedAt: '2026-02-01T10:00:00Z' },
    taskCompletion: undefined,
  });
});

test('a branch of the same project names no other project, nor does one that is gone', async () => {
  expect(await read({})).toMatchObject({ sourceProject: undefined, pipeline: undefined, diffStats: undefined });
  expect(await read({ sourceProject: null })).toMatchObject({ sourceProject: undefined });
});

test('a pipeline that GitLab fails to tell leaves the rest', async () => {
  const errors = [{ message: 'Gitaly is busy', path: ['project', 'mergeRequests', 'nodes', 0, 'headPipeline', 'status'] }];
  expect(await read({ headPipeline: null }, errors)).toMatchObject({ title: 'Add search', pipeline: undefined });
});

test('any other error makes the whole unavailable', async () => {
  await expect(read({}, [{ message: 'Timeout', path: ['project', 'mergeRequests', 'nodes', 0, 'title'] }])).rejects.toMatchObject({ failure: 'unavailable' });
  await expect(read({}, [{ message: 'Timeout' }])).rejects.toMatchObject({ failure: 'unavailable' });
});

test('a state that no card knows is unavailable', async () => {
  await expect(read({ state: 'all' })).rejects.toMatchObject({ failure: 'unavailable' });
});
