import { expect, test } from '@jest/globals';
import { HttpFailure } from '../../src/gitlab/calls/http-client.js';
import { loadAlone } from '../support/alone.js';
import { MOST_NODES } from '../../src/gitlab/queries/parts.js';
import { answeringClient } from '../support/gitlab-answers.js';

const PROJECT_REFERENCE = { kind: 'project', instance: 'default', fullPath: 'acme/web' } as const;
const PROJECT = {
  ...{ fullPath: 'acme/web', name: 'Web', nameWithNamespace: 'Acme / Web', webUrl: 'https://git.example/gitlab/acme/web', descriptionHtml: '<p>Site</p>' },
  ...{ visibility: 'internal', archived: false, topics: ['web'] },
  ...{ starCount: 5, forksCount: 2, openIssuesCount: 3, openMergeRequestsCount: 1, lastActivityAt: '2026-05-01T00:00:00Z' },
  repository: {
    rootRef: 'trunk',
    readme: { nodes: [{ path: 'README', rawSize: '1', rawTextBlob: 'x' }, { path: 'README.md', rawSize: '4', rawTextBlob: '# Hi' }] },
  },
};

async function read(changes: object): Promise<unknown> {
  const { client, caller } = answeringClient({ data: { project: { ...PROJECT, ...changes } } });
  return loadAlone(client, caller, PROJECT_REFERENCE);
}

test('a project is read with its activity and its best README', async () => {
  expect(await read({})).toEqual({
    ...{ kind: 'project', instance: 'default', fullPath: 'acme/web', name: 'Web', nameWithNamespace: 'Acme / Web' },
    ...{ webUrl: 'https://git.example/gitlab/acme/web', descriptionHtml: '<p>Site</p>', visibility: 'internal' },
    ...{ archived: false, topics: ['web'], stars: 5, forks: 2, openIssues: 3, openMergeRequests: 1, lastActivityAt: '2026-05-01T00:00:00Z' },
    defaultBranch: 'trunk',
    readme: { path: 'README.md', webUrl: 'https://git.example/gitlab/acme/web/-/blob/trunk/README.md', markdown: '# Hi' },
  });
});

test('a project is read without what this viewer may not see', async () => {
  const hidden = { descriptionHtml: null, archived: null, topics: null, openIssuesCount: null, openMergeRequestsCount: null, lastActivityAt: null };
  expect(await read({ ...hidden, visibility: null, repository: null })).toMatchObject({
    ...{ archived: false, topics: [], openIssues: undefined, visibility: undefined, defaultBranch: undefined, readme: undefined },
  });
});

test('a README that is large, empty or no text is left out', async () => {
  for (const blob of [{ rawSize: '1000001', rawTextBlob: 'x' }, { rawSize: '0', rawTextBlob: '' }, { rawSize: '9', rawTextBlob: null }]) {
    expect(await read({ repository: { rootRef: 'main', readme: { nodes: [{ path: 'README.md', ...blob }] } } })).toMatchObject({ readme: undefined });
  }
});

test('an answer that its README makes too large is asked for again without', async () => {
  const { client, caller, asked } = answeringClient(new HttpFailure('too-large', 'too large'), { data: { project: { ...PROJECT, repository: { rootRef: 'trunk' } } } });
  expect(await loadAlone(client, caller, PROJECT_REFERENCE)).toMatchObject({ name: 'Web', readme: undefined });
  expect(asked.map(({ body }) => body?.includes('README.md'))).toEqual([true, false]);
});

test('a README that GitLab fails to read leaves the rest', async () => {
  const errors = [{ message: 'Gitaly is busy', path: ['project', 'repository', 'readme'] }];
  const { client, caller } = answeringClient({ data: { project: { ...PROJECT, repository: { rootRef: 'trunk', readme: null } } }, errors });
  expect(await loadAlone(client, caller, PROJECT_REFERENCE)).toMatchObject({ name: 'Web', readme: undefined });
});

test('a project that is null is for the caller to look for', async () => {
  const { client, caller } = answeringClient({ data: { project: null } });
  expect(await loadAlone(client, caller, PROJECT_REFERENCE)).toBeUndefined();
});

test('of a list no more is read than a card could show', async () => {
  const answer = await read({ topics: Array.from({ length: 50_000 }, () => 'x') });
  expect(answer).toMatchObject({ topics: { length: MOST_NODES } });
});

test('a project is read from a GitLab that does not count merge requests yet', async () => {
  const older = { data: null, errors: [{ message: "Field 'openMergeRequestsCount' doesn't exist on type 'Project'", extensions: { code: 'undefinedField' } }] };
  const { openMergeRequestsCount: _unknown, ...known } = PROJECT;
  const { client, caller } = answeringClient(older, { data: { project: known } });
  expect(await loadAlone(client, caller, PROJECT_REFERENCE)).toMatchObject({ name: 'Web', stars: 5, openIssues: 3, openMergeRequests: undefined });
});
