import { describe, expect, test } from '@jest/globals';
import { loadSearch } from '../../src/gitlab/queries/lists/search.js';
import type { ListReference } from '../../src/gitlab/references/reference.js';
import { loadAlone } from '../support/alone.js';
import { answeringClient, jsonAnswer, variablesOf } from '../support/gitlab-answers.js';

const list = (of: ListReference['of'] = 'issues', about: Partial<ListReference> = {}): ListReference =>
  ({ kind: 'list', instance: 'default', fullPath: 'acme/orbit', level: 'project', of, filter: {}, ...about });

const ROW = { title: 'Login', state: 'opened', reference: 'acme/orbit#12', webUrl: 'https://git.example/gitlab/acme/orbit/-/issues/12' };
const page = (about: object = {}) => ({ nodes: [ROW], pageInfo: { hasNextPage: true, endCursor: 'eyJpZCI6IjEifQ' }, ...about });
const project = (about: object = {}) => ({ data: { project: { fullPath: 'Acme/Orbit', list: page(), total: { count: 57 }, ...about }, group: null } });
const MISMATCH = { data: null, errors: [{ message: 'Field is not there', extensions: { code: 'undefinedField' } }] };

describe('a list from GitLab', () => {
  test('is read with its count and the cursor of what follows, spelled as GitLab spells the project', async () => {
    const { client, caller, asked } = answeringClient(project());
    expect(await loadAlone(client, caller, list('issues', { filter: { state: 'closed', labels: ['bug'], sort: 'created_date' }, page: { rows: 5, after: 'abc' } }))).toMatchObject({
      ...{ kind: 'list', fullPath: 'Acme/Orbit', total: 57, next: 'eyJpZCI6IjEifQ', problems: [] },
      ...{ webUrl: 'https://git.example/gitlab/Acme/Orbit/-/issues?state=closed&sort=created_date&label_name%5B%5D=bug' },
      rows: [{ title: 'Login', state: 'opened', reference: 'acme/orbit#12', labels: [], assignees: [] }],
    });
    expect(variablesOf(asked[0])).toEqual({ path: 'acme/orbit', path2: 'acme/orbit', first: 5, after: 'abc', state: 'closed', labelName: ['bug'], sort: 'CREATED_DESC' });
  });

  test('is asked for as issues where a version lacks work items, and the other way round', async () => {
    for (const kind of ['work-items', 'issues'] as const) {
      // Of what was asked for together nobody can say which it was.
      const { client, caller, asked } = answeringClient(MISMATCH, MISMATCH, { data: { group: null } }, project());
      expect(await loadAlone(client, caller, list(kind))).toMatchObject({ of: kind, total: 57 });
      expect(asked).toHaveLength(4);
    }
    const { client, caller } = answeringClient(MISMATCH, MISMATCH, { data: { group: null } });
    await expect(loadAlone(client, caller, list('merge-requests'))).rejects.toMatchObject({ failure: 'unavailable' });
  });

  test('is shown without a count where counting takes GitLab too long', async () => {
    const slow = { data: project({ total: null }).data, errors: [{ message: 'Timeout on validation of query', path: ['project', 'total', 'count'] }] };
    const { client, caller } = answeringClient(slow);
    expect(await loadAlone(client, caller, list())).toMatchObject({ total: undefined, rows: [{ title: 'Login' }] });
  });

  test('is that of the group where the path turns out to be one', async () => {
    const { client, caller, asked } = answeringClient({ data: { project: null, group: { fullPath: 'acme/orbit' } } }, { data: { group: { fullPath: 'acme/orbit', list: page(), total: { count: 1 } } } });
    expect(await loadAlone(client, caller, list('merge-requests'))).toMatchObject({ level: 'group', total: 1 });
    expect(asked[1]?.body).toContain('includeSubgroups: true');
  });

  test('is absent where the project is', async () => {
    const { client, caller } = answeringClient({ data: { project: null, group: null } });
    expect(await loadAlone(client, caller, list())).toBeUndefined();
  });

  test('needs a sign-in where GitLab searches for nobody in particular', async () => {
    const { client, caller } = answeringClient({ data: { project: null }, errors: [{ message: 'User must be authenticated to include the `search` argument.', path: ['project', 'list'] }] });
    await expect(loadAlone(client, caller, list('issues', { filter: { search: 'x' } }))).rejects.toMatchObject({ failure: 'not-found' });
  });

  test('neither leads away from the instance nor follows a cursor that is none', async () => {
    const hostile = page({ nodes: [{ ...ROW, webUrl: 'https://evil.example/x' }], pageInfo: { hasNextPage: true, endCursor: '"><script>'.repeat(500) } });
    const { client, caller } = answeringClient(project({ list: hostile }));
    expect(await loadAlone(client, caller, list())).toMatchObject({ next: undefined, rows: [{ webUrl: 'https://git.example/gitlab' }] });
  });

  test('holds a hundred rows at most, whatever comes', async () => {
    const { client, caller } = answeringClient(project({ list: page({ nodes: Array.from({ length: 5_000 }, () => ROW) }) }));
    expect(await loadAlone(client, caller, list())).toMatchObject({ rows: { length: 100 } });
  });

  test('puts values into variables and never into the query', async () => {
    const { client, caller, asked } = answeringClient(project());
    const hostile = '") { evil } #';
    await loadAlone(client, caller, list('issues', { filter: { search: hostile, labels: [hostile], milestone: hostile, author: hostile } }));
    const { query } = JSON.parse(asked[0]?.body ?? '{}') as { query: string };
    expect(query).not.toContain('evil');
    expect(variablesOf(asked[0])).toMatchObject({ search: hostile, labelName: [hostile], milestoneTitle: [hostile], authorUsername: hostile });
  });
});

describe('commits and searches from REST', () => {
  test('lead on by the page that GitLab names', async () => {
    const row = { id: '4f1c2a9be07d5c3e8a6b1d2f3c4e5a6b7c8d9e0f', title: 'Fix', author_name: 'Ann', committed_date: '2026-11-01T00:00:00Z', web_url: 'https://git.example/gitlab/acme/orbit/-/commit/4f1c2a9b' };
    const { client, caller, asked } = answeringClient(jsonAnswer(200, [row], { 'x-next-page': '3' }));
    expect(await loadAlone(client, caller, list('commits', { filter: { author: 'ann', createdAfter: '2026-01-01' }, page: { rows: 1, after: '2' } }))).toMatchObject({
      ...{ next: '3', total: undefined },
      rows: [{ title: 'Fix', authorName: 'Ann', reference: '4f1c2a9b', createdAt: '2026-11-01T00:00:00Z' }],
    });
    expect(asked[0]?.url.href).toBe('https://git.example/gitlab/api/v4/projects/acme%2Forbit/repository/commits?per_page=1&page=2&author=ann&since=2026-01-01T00%3A00%3A00.000Z');
  });

  test('say so where GitLab can’t search', async () => {
    const { client, caller } = answeringClient(jsonAnswer(400, { error: 'scope does not have a valid value' }));
    expect((await loadSearch(client, caller, { kind: 'search', instance: 'default', search: 'x', scope: 'blobs' })).problems).toHaveLength(1);
  });

  test('count what GitLab counts', async () => {
    const { client, caller, asked } = answeringClient(jsonAnswer(200, [{ name: 'Orbit', name_with_namespace: 'Acme / Orbit', path_with_namespace: 'acme/orbit', web_url: 'https://git.example/gitlab/acme/orbit' }], { 'x-total': '41', 'x-next-page': '' }));
    expect(await loadSearch(client, caller, { kind: 'search', instance: 'default', search: 'a&b' })).toMatchObject({ of: 'projects', total: 41, next: undefined, rows: [{ title: 'Acme / Orbit' }] });
    expect(asked[0]?.url.search).toBe('?scope=projects&search=a%26b&per_page=20&page=1');
  });
});

describe('a board from GitLab', () => {
  test('is not found among the boards of a project that is there', async () => {
    const { client, caller } = answeringClient({ data: { project: { fullPath: 'acme/orbit', boards: { nodes: [] } } } });
    await expect(loadAlone(client, caller, { kind: 'board', instance: 'default', level: 'project', fullPath: 'acme/orbit', id: 9 })).rejects.toMatchObject({ failure: 'not-found' });
  });
});
