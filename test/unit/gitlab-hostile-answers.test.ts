import { describe, expect, test } from '@jest/globals';
import { loadSearch } from '../../src/gitlab/queries/lists/search.js';
import { loadAlone } from '../support/alone.js';
import { answeringClient, jsonAnswer, variablesOf } from '../support/gitlab-answers.js';

const PLACE = { instance: 'default', fullPath: 'acme/web' };

/** Milliseconds of the processor's time. */
async function cost(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return process.cpuUsage(before).user / 1000;
}

describe('ids of GitLab’s that are none', () => {
  const endless = `${'1'.repeat(100 * 1024)}x`;

  test('take no time in the list of pipelines', async () => {
    const row = { id: endless, iid: '7', status: 'SUCCESS', createdAt: '2026-11-01T00:00:00Z', updatedAt: null };
    const { client, caller } = answeringClient({ data: { project: { fullPath: 'acme/web', list: { nodes: [row], pageInfo: { hasNextPage: false, endCursor: null }, count: 1 } } } });
    let thing: unknown;
    // Measured: 10 s where every digit is tried as the first.
    expect(await cost(async () => (thing = await loadAlone(client, caller, { kind: 'list', ...PLACE, level: 'project', of: 'pipelines', filter: {} })))).toBeLessThan(2_000);
    expect(thing).toMatchObject({ rows: [{ reference: '#7' }] });
  });

  test('take no time in what a search finds', async () => {
    const { client, caller } = answeringClient(
      jsonAnswer(200, [{ project_id: 5, path: 'a.md', ref: 'main' }]),
      { data: { projects: { nodes: [{ id: endless, fullPath: 'evil' }, { id: 'gid://gitlab/Project/5', fullPath: 'acme/web' }] } } },
    );
    let thing: unknown;
    expect(await cost(async () => (thing = await loadSearch(client, caller, { kind: 'search', instance: 'default', search: 'x', scope: 'blobs' })))).toBeLessThan(2_000);
    expect(thing).toMatchObject({ rows: [{ webUrl: 'https://git.example/gitlab/acme/web/-/blob/main/a.md' }] });
  });
});

describe('a comparison', () => {
  const commit = (id: string, committed_date: string) => ({ id, title: `T${id}`, message: `T${id}`, author_name: 'Ann', committed_date, parent_ids: ['p'], web_url: `https://git.example/gitlab/acme/web/-/commit/${id}` });

  test.each(['9999-12-31T23:59:59Z', '+275760-09-13T00:00:00Z', '-271821-04-20T00:00:00Z', '0001-01-01T00:00:00Z'])('does not fall for a commit whose author dated it %s', async (date) => {
    const commits = [commit('a1', '2026-11-20T10:00:00Z'), commit('b2', date)];
    const { client, caller, asked } = answeringClient(jsonAnswer(200, { commit: { id: 'b2' }, commits, diffs: [], compare_same_ref: false }), { data: { project: { fullPath: 'acme/web', mergeRequests: { nodes: [], pageInfo: { hasNextPage: false } } } } });
    expect(await loadAlone(client, caller, { kind: 'comparison', ...PLACE, from: 'v1', to: 'v2', straight: false })).toMatchObject({ kind: 'comparison' });
    expect(variablesOf(asked[1])).toMatchObject({ after: '2026-11-19T10:00:00.000Z', before: '2026-11-21T10:00:00.000Z' });
  });
});
