import { describe, expect, test } from '@jest/globals';
import { HttpFailure } from '../../src/gitlab/calls/http-client.js';
import { loadEnvironment } from '../../src/gitlab/queries/environment.js';
import { loadEpic } from '../../src/gitlab/queries/epic.js';
import { loadIteration } from '../../src/gitlab/queries/iteration.js';
import type { Reference } from '../../src/gitlab/references/reference.js';
import { loadAlone } from '../support/alone.js';
import { answeringClient, jsonAnswer, variablesOf } from '../support/gitlab-answers.js';

const at = { instance: 'default', fullPath: 'acme/web' } as const;
const OLDER = { data: null, errors: [{ message: "Field 'x' doesn't exist on type 'Y'", extensions: { code: 'undefinedField' } }] };
const PIPELINE = { id: 'gid://gitlab/Ci::Pipeline/7', status: 'SUCCESS', createdAt: '2026-01-01T10:00:00Z' };
const JOB = { allowFailure: false, shortSha: '4f1c2a9b', createdAt: '2026-01-01T10:00:00Z', status: 'SUCCESS', name: 'unit' };

describe('a GitLab that is older than the question', () => {
  test('is asked once more for what it knows', async () => {
    const pipeline = answeringClient(OLDER, { data: { project: { fullPath: 'acme/web', pipeline: PIPELINE } } });
    expect(await loadAlone(pipeline.client, pipeline.caller, { kind: 'pipeline', ...at, id: 7 })).toMatchObject({ id: 7, status: 'success', stages: [], hasMoreJobs: false });
    const job = answeringClient(OLDER, { data: { project: { fullPath: 'acme/web', job: JOB } } });
    expect(await loadAlone(job.client, job.caller, { kind: 'job', ...at, id: 8 })).toMatchObject({ id: 8, name: 'unit', logHtml: undefined, artifacts: [] });
    const group = answeringClient(OLDER, { data: { group: { fullPath: 'acme', name: 'acme' } } });
    expect(await loadAlone(group.client, group.caller, { kind: 'group', instance: 'default', fullPath: 'acme' })).toMatchObject({ name: 'acme', projectCount: undefined, subgroups: [] });
    const person = answeringClient(OLDER, OLDER, OLDER, { data: { group: null, user: { username: 'ada', name: 'Ada', state: 'active' } } });
    expect(await loadAlone(person.client, person.caller, { kind: 'namespace', instance: 'default', fullPath: 'ada' })).toMatchObject({ kind: 'user', webUrl: 'https://git.example/gitlab/ada' });
    expect([pipeline, job, group, person].map(({ asked }) => asked.length)).toEqual([2, 2, 2, 4]);
  });

  test('tells a note by REST, in Markdown, with what it is on', async () => {
    const project = { fullPath: 'acme/web', mergeRequest: { title: 'Add search', state: 'merged', webUrl: null, draft: false } };
    const note = { body: '**Why?**', author: { name: 'Ada', username: 'ada' }, created_at: '2026-01-01T10:00:00Z', resolvable: true, resolved: false, position: { new_path: 'a.ts', new_line: 3 } };
    const { client, caller, asked } = answeringClient(OLDER, OLDER, { data: { project } }, jsonAnswer(200, note));
    expect(await loadAlone(client, caller, { kind: 'merge-request', ...at, iid: 7, note: 99 })).toMatchObject({
      on: { state: 'merged', reference: 'acme/web!7' },
      comment: { body: { markdown: '**Why?**' }, resolved: false, position: { path: 'a.ts', line: 3 } },
    });
    expect(asked[3]?.url.pathname).toBe('/gitlab/api/v4/projects/acme%2Fweb/merge_requests/7/notes/99');
  });

  test('that knows no issues any more tells a comment’s issue as a work item', async () => {
    const item = { iid: '7', title: 'Login', state: 'OPEN', webUrl: null, confidential: false, workItemType: { name: 'Issue' } };
    const { client, caller, asked } = answeringClient(OLDER, OLDER, OLDER, { data: { project: { fullPath: 'acme/web', workItems: { nodes: [item] } } } }, jsonAnswer(404, {}));
    expect(await loadAlone(client, caller, { kind: 'issue', ...at, iid: 7, note: 99 })).toMatchObject({ on: { type: 'Issue', title: 'Login' }, comment: undefined });
    expect(asked[3]?.body).toContain('workItems(iids: $keys');
  });

  test('tells an epic by its old address', async () => {
    const epic = { title: 'Search', description: 'Find **all** of it', state: 'opened', created_at: '2026-01-01T10:00:00Z', updated_at: '2026-01-02T10:00:00Z', labels: ['big'], web_url: 'https://git.example/gitlab/groups/acme/-/epics/5' };
    for (const first of [OLDER, { data: { group: { fullPath: 'acme', workItem: null } } }]) {
      const { client, caller, asked } = answeringClient(first, jsonAnswer(200, epic));
      const found = await loadEpic(client, caller, { kind: 'epic', level: 'group', instance: 'default', fullPath: 'acme', iid: 5 });
      expect(found).toMatchObject({ kind: 'epic', type: 'Epic', reference: 'acme&5', labels: [{ title: 'big' }], descriptionMarkdown: 'Find **all** of it' });
      expect(asked[1]?.url.pathname).toBe('/gitlab/api/v4/groups/acme/epics/5');
    }
  });
});

test('a log whose last lines are too large is left out', async () => {
  const { client, caller } = answeringClient(new HttpFailure('too-large', 'said the test'), { data: { project: { fullPath: 'acme/web', job: JOB } } });
  expect(await loadAlone(client, caller, { kind: 'job', ...at, id: 8 })).toMatchObject({ name: 'unit', logHtml: undefined });
});

describe('what is hidden', () => {
  test('is a missing place, which may have been renamed, or a missing thing', async () => {
    const pipeline = { kind: 'pipeline', ...at, id: 7 } as const;
    const without = answeringClient({ data: { project: null } }, { data: { project: { fullPath: 'acme/web', pipeline: null } } });
    expect(await loadAlone(without.client, without.caller, pipeline)).toBeUndefined();
    await expect(loadAlone(without.client, without.caller, pipeline)).rejects.toMatchObject({ failure: 'not-found' });
  });

  test('leaves no latest pipeline where the default branch is hidden', async () => {
    const { client, caller } = answeringClient({ data: { project: { fullPath: 'acme/web', repository: null } } });
    await expect(loadAlone(client, caller, { kind: 'latest-pipeline', ...at })).rejects.toMatchObject({ failure: 'not-found' });
  });

  test('leaves an epic that is nowhere not found, where the edition has none', async () => {
    const { client, caller } = answeringClient({ data: { group: { fullPath: 'acme', workItem: null } } }, jsonAnswer(404, { error: '404 Not Found' }));
    await expect(loadEpic(client, caller, { kind: 'epic', level: 'group', instance: 'default', fullPath: 'acme', iid: 5 })).rejects.toMatchObject({ failure: 'not-found' });
  });
});

describe('an answer of another shape', () => {
  test('is no answer', async () => {
    const odd = { data: { project: { fullPath: 'acme/web', pipeline: { ...PIPELINE, status: 5 }, job: { ...JOB, trace: { htmlSummary: [] } } } } };
    const first = answeringClient(odd, odd);
    await expect(loadAlone(first.client, first.caller, { kind: 'pipeline', ...at, id: 7 })).rejects.toMatchObject({ failure: 'unavailable' });
    await expect(loadAlone(first.client, first.caller, { kind: 'job', ...at, id: 7 })).rejects.toMatchObject({ failure: 'unavailable' });
    const second = answeringClient(jsonAnswer(200, { id: 'x' }), jsonAnswer(200, { not: 'a list' }));
    await expect(loadEnvironment(second.client, second.caller, { kind: 'environment', ...at, id: 7 })).rejects.toMatchObject({ failure: 'unavailable' });
    await expect(loadIteration(second.client, second.caller, { kind: 'iteration', level: 'project', ...at, id: 7 })).rejects.toMatchObject({ failure: 'unavailable' });
  });

  const place = { ...at, level: 'project' } as const;
  test.each<Reference>([
    ...(['issues', 'work-items', 'merge-requests', 'pipelines', 'releases'] as const).map((of): Reference => ({ kind: 'list', ...place, of, filter: {} })),
    ...(['changes', 'commits', 'pipelines'] as const).map((tab): Reference => ({ kind: 'merge-request', ...at, iid: 7, tab })),
    ...[undefined, 5].map((id): Reference => ({ kind: 'board', ...place, ...(id === undefined ? {} : { id }) })),
    ...[undefined, 'v1'].map((tag): Reference => ({ kind: 'release', ...at, ...(tag === undefined ? {} : { tag }) })),
    ...(['folder', 'file'] as const).map((kind): Reference => ({ kind, ...at, refAndPath: 'main/src' })),
    { kind: 'file', ...at, refAndPath: 'main/src', pin: '4f1c2a9' },
    { kind: 'group', instance: 'default', fullPath: 'acme/web' },
    { kind: 'user', instance: 'default', username: 'acme/web' },
    { kind: 'issue', ...at, iid: 7 },
    { kind: 'pipeline', ...at, id: 7 },
    { kind: 'latest-pipeline', ...at, ref: 'main' },
    { kind: 'job', ...at, id: 7 },
    { kind: 'snippet', ...at, id: 7 },
    { kind: 'snippet', instance: 'default', id: 7 },
  ])('is what has the place, and of what was asked for nothing: %j', async (reference) => {
    const only = { fullPath: 'acme/web', username: 'acme/web' };
    const bare = { data: { project: only, group: only, user: only, snippets: {} } };
    const empty = { data: { ...bare.data, project: { ...only, repository: { folder: {} }, pipelines: {}, releases: {}, release: {}, boards: {}, list: {}, mergeRequest: {}, snippets: {} } } };
    for (const answer of [bare, empty]) {
      const { client, caller } = answeringClient(...Array.from({ length: 6 }, () => answer));
      await expect(loadAlone(client, caller, reference)).rejects.toMatchObject({ failure: 'unavailable' });
    }
  });

  test('of one job leads nowhere outside of the instance', async () => {
    const job = { ...JOB, id: 'gid://gitlab/Ci::Build/1', stage: { name: 'test' }, webPath: '//evil.example/x' };
    const stages = { nodes: [{ name: 'test', status: 'success' }] };
    const { client, caller } = answeringClient({ data: { project: { fullPath: 'acme/web', pipeline: { ...PIPELINE, path: 'https://evil.example/', stages, jobs: { nodes: [job] } } } } });
    const found = await loadAlone(client, caller, { kind: 'pipeline', ...at, id: 7 });
    expect(found).toMatchObject({ webUrl: 'https://git.example/gitlab/acme/web/-/pipelines/7', stages: [{ jobs: [{ webUrl: undefined }] }] });
  });
});

describe('a milestone', () => {
  const MILESTONE = { id: 12, iid: 3, title: '1.0', state: 'active', web_url: null };

  test('shows without its progress where this can’t be told', async () => {
    const { client, caller, asked } = answeringClient(jsonAnswer(200, [MILESTONE]), jsonAnswer(503, {}));
    expect(await loadAlone(client, caller, { kind: 'milestone', level: 'project', ...at, iid: 3 })).toMatchObject({ title: '1.0', issues: undefined, webUrl: 'https://git.example/gitlab/acme/web/-/milestones/3' });
    expect(asked[0]?.url.search).toBe('?iids[]=3');
    expect(variablesOf(asked[1])).toEqual({ path: 'gid://gitlab/Milestone/12', title: '1.0' });
  });

  test('of a token that died in between is no milestone: the link is to be renewed', async () => {
    const { client, caller } = answeringClient(jsonAnswer(200, [MILESTONE]), jsonAnswer(401, { errors: [{ message: 'Invalid token' }] }));
    await expect(loadAlone(client, { ...caller, accessToken: 'dead' }, { kind: 'milestone', level: 'project', ...at, iid: 3 })).rejects.toMatchObject({ failure: 'unauthorized' });
  });
});

test('iterations are looked through for three pages and no further', async () => {
  const page = Array.from({ length: 100 }, (_, id) => ({ id }));
  const { client, caller, asked } = answeringClient(...[1, 2, 3].map(() => jsonAnswer(200, page)));
  await expect(loadIteration(client, caller, { kind: 'iteration', level: 'group', instance: 'default', fullPath: 'acme', id: 7_777 })).rejects.toMatchObject({ failure: 'not-found' });
  expect(asked).toHaveLength(3);
});

test.each(['javascript:alert(1)', 'https://user:secret@pier.example/', 'ftp://pier.example', 'nonsense'])('an environment at %s leads nowhere', async (external_url) => {
  const { client, caller } = answeringClient(jsonAnswer(200, { id: 4, name: 'pier', state: 'available', external_url }));
  expect(await loadEnvironment(client, caller, { kind: 'environment', ...at, id: 4 })).toMatchObject({ externalUrl: undefined });
});
