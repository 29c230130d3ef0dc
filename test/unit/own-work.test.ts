import { describe, expect, test } from '@jest/globals';
import type { GitLabClient } from '../../src/gitlab/calls/client.js';
import { SchemaMismatch, type GraphQLOperation } from '../../src/gitlab/calls/graphql-answer.js';
import { createOwnWork } from '../../src/gitlab/finding/own-work.js';
import { asksOf, MOST_SEEN } from '../../src/gitlab/finding/seen-things.js';
import type { Reference } from '../../src/gitlab/references/reference.js';
import { thingUrl } from '../../src/gitlab/references/thing-url.js';
import { instance } from '../support/things.js';

const HOUR = 3_600_000;
const issue = (fullPath: string, iid: number): Reference => ({ kind: 'issue', instance: 'default', fullPath, iid });
const viewer = { instance, accessToken: 't', signal: new AbortController().signal };

function scripted(answer: (operation: GraphQLOperation<unknown>, variables: object) => unknown) {
  const asked: { name: string; document: string; variables: object }[] = [];
  const graphql = async (_caller: object, operation: GraphQLOperation<unknown>, variables: object) => {
    asked.push({ name: operation.name, document: operation.document, variables });
    return answer(operation, variables);
  };
  return { asked, client: { graphql } as unknown as GitLabClient };
}

describe('the question for somebody’s own work', () => {
  test('asks a GitLab that is too old for all of it for the lists alone, and goes on so for an hour', async () => {
    let now = 0;
    const { client, asked } = scripted(({ name }) => {
      if (name === 'ownWork') throw new SchemaMismatch('Field is not there');
      return { currentUser: null, issues: { nodes: [] } };
    });
    const ownWork = createOwnWork(client, () => now);
    const wish = { userId: '1', seen: [issue('a/b', 1)] };
    const first = await ownWork(viewer, wish);
    expect(first).toMatchObject({ todos: undefined, issues: { rows: [], total: 0 } });
    await ownWork(viewer, wish);
    now = HOUR + 1;
    await ownWork(viewer, wish);
    expect(asked.map(({ name }) => name)).toEqual(['ownWork', 'leanOwnWork', 'leanOwnWork', 'ownWork', 'leanOwnWork']);
  });

  test('says twenty or more where GitLab does not count', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => ({ title: `Issue ${index}`, reference: `a/b#${index}`, webUrl: `${instance.baseUrl}/a/b/-/issues/${index}` }));
    const { client } = scripted(() => ({ issues: { nodes: rows }, currentUser: { authored: { count: 31, nodes: [] } } }));
    const { issues, mergeRequests, reviews } = await createOwnWork(client, Date.now)(viewer, { userId: '1', seen: [] });
    expect([issues?.rows.length, issues?.total, mergeRequests?.total, reviews]).toEqual([20, undefined, 31, undefined]);
  });

  test('never leads away from the instance', async () => {
    const row = { title: 'Trap', reference: 'a/b#1', webUrl: 'https://evil.example/a/b/-/issues/1' };
    const todo = { action: 'assigned', targetType: 'ISSUE', targetUrl: 'javascript:alert(1)', createdAt: '2026-01-01T00:00:00Z' };
    const { client } = scripted(() => ({ issues: { count: 1, nodes: [row] }, currentUser: { todos: { count: 1, nodes: [todo] } } }));
    const work = await createOwnWork(client, Date.now)(viewer, { userId: '1', seen: [] });
    expect(work.issues?.rows).toEqual([]);
    expect(work.todos?.rows[0]?.webUrl).toBeUndefined();
  });
});

describe('asking about things that were seen', () => {
  test('asks for nothing where there is nothing: GitLab would take an empty list for all', () => {
    expect(asksOf([])).toEqual({ declarations: '', fields: '', variables: {} });
    const { fields, variables } = asksOf([{ kind: 'project', instance: 'default', fullPath: 'a/b' }]);
    expect(variables).toEqual({ paths: ['a/b'] });
    expect(fields).not.toMatch(/issues|mergeRequests|users/);
  });

  test('asks for no more than its share, and for each project and number once', () => {
    const { variables } = asksOf(Array.from({ length: 50 }, (_, index) => issue('a/b', (index % 40) + 1)));
    expect(variables).toEqual({ paths: ['a/b'], issues: Array.from({ length: MOST_SEEN }, (_, index) => String(index + 1)) });
  });

  test('keeps numbers of one project from showing another’s', async () => {
    const node = (iid: string, title: string) => ({ iid, title, state: 'opened' });
    const { client } = scripted(() => ({
      seenProjects: { nodes: [{ fullPath: 'a/one', issues: { nodes: [node('1', 'One 1'), node('2', 'One 2')] } }, { fullPath: 'a/two', issues: { nodes: [node('1', 'Two 1')] } }] },
    }));
    const { seen } = await createOwnWork(client, Date.now)(viewer, { userId: '1', seen: [issue('a/two', 1), issue('A/One', 2), issue('a/two', 2), issue('a/hidden', 1)] });
    expect(seen?.map(({ title }) => title)).toEqual(['Two 1', 'One 2']);
  });
});

test('a thing has one address, whatever of it a link names', () => {
  const file = { kind: 'file', instance: 'default', fullPath: 'a/b', refAndPath: 'main/x.ts', lines: { from: 1, to: 2 } } as const;
  expect(thingUrl(file, instance)).toBe(`${instance.baseUrl}/a/b/-/blob/main/x.ts`);
  expect(thingUrl({ kind: 'merge-request', instance: 'default', fullPath: 'a/b', iid: 4, tab: 'changes', note: 9 }, instance)).toBe(`${instance.baseUrl}/a/b/-/merge_requests/4`);
});
