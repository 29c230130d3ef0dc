import { describe, expect, test } from '@jest/globals';
import { loadAlone } from '../support/alone.js';
import { answeringClient, variablesOf } from '../support/gitlab-answers.js';

const ISSUE = { kind: 'issue', instance: 'default', fullPath: 'Acme/Web', iid: 12 } as const;
const WORK_ITEM = { ...ISSUE, kind: 'work-item', level: 'project' } as const;

const ADA = { name: 'Ada L.', username: 'ada', webUrl: 'https://git.example/gitlab/ada' };
const BARE = {
  iid: '12',
  ...{ title: 'Crash on <b>start</b>', state: 'opened', type: 'ISSUE', confidential: false, webUrl: 'https://git.example/gitlab/acme/web/-/issues/12' },
  ...{ descriptionHtml: '', createdAt: '2026-01-01T10:00:00Z', updatedAt: '2026-02-01T10:00:00Z', closedAt: null, dueDate: null, upvotes: 0, userNotesCount: 0 },
  ...{ taskCompletionStatus: { count: 0, completedCount: 0 }, author: ADA, assignees: { nodes: [] }, labels: { nodes: [] }, milestone: null },
};

async function read(changes: object): Promise<unknown> {
  const { client, caller } = answeringClient({ data: { project: { fullPath: 'acme/web', issues: { nodes: [{ ...BARE, ...changes }] } } } });
  return loadAlone(client, caller, ISSUE);
}

describe('an issue', () => {
  test('is read with everything a card tells', async () => {
    const { client, caller, asked } = answeringClient({
      data: {
        project: {
          fullPath: 'acme/web',
          issues: { nodes: [{
            ...BARE,
            ...{ type: 'TEST_CASE', confidential: true, state: 'closed', descriptionHtml: '<p>x</p>', closedAt: '2026-02-01T10:00:00Z', dueDate: '2026-03-04T00:00:00Z' },
            ...{ upvotes: 4, userNotesCount: 7, taskCompletionStatus: { count: 3, completedCount: 1 }, assignees: { nodes: [ADA, null] } },
            labels: { nodes: [{ title: 'type::bug', color: '#F00' }] },
            milestone: { title: 'v2', webPath: '/gitlab/acme/web/-/milestones/1' },
          }] },
        },
      },
    });
    expect(await loadAlone(client, caller, ISSUE)).toEqual({
      ...{ kind: 'issue', instance: 'default', fullPath: 'acme/web', iid: 12, reference: 'acme/web#12', type: 'Test case' },
      ...{ webUrl: 'https://git.example/gitlab/acme/web/-/issues/12', title: 'Crash on <b>start</b>', state: 'closed', confidential: true },
      ...{ descriptionHtml: '<p>x</p>', labels: [{ title: 'type::bug', color: '#ff0000' }], assignees: [ADA], author: ADA },
      milestone: { title: 'v2', webUrl: 'https://git.example/gitlab/acme/web/-/milestones/1' },
      ...{ dueDate: '2026-03-04', createdAt: '2026-01-01T10:00:00Z', updatedAt: '2026-02-01T10:00:00Z' },
      ...{ closedAt: '2026-02-01T10:00:00Z', upvotes: 4, userNotesCount: 7, taskCompletion: { count: 3, completedCount: 1 } },
    });
    expect(variablesOf(asked[0])).toEqual({ path: 'Acme/Web', keys: ['12'] });
  });

  test('is read with as many labels and people as a card could show, however many an answer holds', async () => {
    const many = (node: object) => ({ nodes: Array.from({ length: 5_000 }, () => node) });
    const found = await read({ labels: many({ title: 'x', color: '#fff' }), assignees: many(ADA) });
    expect(found).toMatchObject({ labels: { length: 100 }, assignees: { length: 100 } });
  });

  test('is read when the viewer may see little of it', async () => {
    const nothing = { type: null, webUrl: null, descriptionHtml: null, upvotes: null, userNotesCount: null, taskCompletionStatus: null };
    const hidden = { author: null, assignees: null, labels: { nodes: null }, milestone: null };
    expect(await read({ ...nothing, ...hidden })).toMatchObject({
      ...{ type: 'Issue', webUrl: 'https://git.example/gitlab/acme/web/-/issues/12', descriptionHtml: undefined, author: undefined },
      ...{ assignees: [], labels: [], milestone: undefined, upvotes: undefined, taskCompletion: undefined },
    });
  });

  test.each([
    ...['https://evil.example/x', 'http://git.example/gitlab/x', 'javascript:alert(1)', 'https://user@git.example/gitlab/x', '//evil.example/x'],
    ...['https://git.example:444/x', 'data:text/html,x', '/\\evil.example/x'],
  ])('lets no answer lead away from its instance: %s [T9d]', async (url) => {
    const issue = await read({ webUrl: url, assignees: { nodes: [{ ...ADA, webUrl: url }] } });
    expect(issue).toMatchObject({ webUrl: 'https://git.example/gitlab/acme/web/-/issues/12', assignees: [{ webUrl: 'https://git.example/gitlab/ada' }] });
  });

  test('keeps no colour that is more than a colour', async () => {
    const nodes = [{ title: 'x', color: 'red;background:url(//evil.example)' }];
    expect(await read({ labels: { nodes } })).toMatchObject({ labels: [{ color: '#6699cc' }] });
  });

  test('that is null is not found, and a project that is null is for the caller to look for', async () => {
    const absent = answeringClient({ data: { project: { fullPath: 'acme/web', issues: { nodes: [] } } } });
    await expect(loadAlone(absent.client, absent.caller, ISSUE)).rejects.toMatchObject({ failure: 'not-found' });
    const moved = answeringClient({ data: { project: null } });
    await expect(loadAlone(moved.client, moved.caller, ISSUE)).resolves.toBeUndefined();
  });

  test.each([{ title: null }, { title: 5 }, { confidential: 'yes' }, { labels: [] }, { assignees: { nodes: [{}] } }])('of the wrong shape is unavailable: %j [T16d]', async (changes) => {
    await expect(read(changes)).rejects.toMatchObject({ failure: 'unavailable' });
  });
});

describe('a work item', () => {
  const BARE_ITEM = {
    iid: '12',
    ...{ title: 'Plan it', state: 'OPEN', confidential: false, webUrl: 'https://git.example/gitlab/acme/web/-/work_items/12' },
    ...{ createdAt: '2026-01-01T10:00:00Z', updatedAt: '2026-02-01T10:00:00Z', closedAt: null, author: ADA, workItemType: { name: 'Task' } },
  };
  const load = (answer: Parameters<typeof answeringClient>[0], ...more: Parameters<typeof answeringClient>) => {
    const { client, caller, asked } = answeringClient(answer, ...more);
    return { found: loadAlone(client, caller, WORK_ITEM), asked };
  };

  test('is put together from its widgets', async () => {
    const widgets = [
      {},
      { descriptionHtml: '<p>x</p>', taskCompletionStatus: { count: 2, completedCount: 2 } },
      { assignees: { nodes: [ADA] } },
      { labels: { nodes: [{ title: 'a', color: '#abcdef' }] } },
      { milestone: null },
      { dueDate: '2026-05-09' },
      { upvotes: 2 },
      null,
    ];
    const { found } = load({ data: { project: { fullPath: 'acme/web', workItems: { nodes: [{ ...BARE_ITEM, widgets }] } } } });
    expect(await found).toMatchObject({
      ...{ kind: 'work-item', type: 'Task', state: 'opened', descriptionHtml: '<p>x</p>', dueDate: '2026-05-09', upvotes: 2 },
      ...{ taskCompletion: { count: 2, completedCount: 2 }, assignees: [{ username: 'ada' }], labels: [{ title: 'a' }], milestone: undefined },
    });
  });

  test('without widgets is a bare one', async () => {
    const { found } = load({ data: { project: { fullPath: 'acme/web', workItems: { nodes: [{ ...BARE_ITEM, state: 'CLOSED', widgets: null }] } } } });
    expect(await found).toMatchObject({ state: 'closed', assignees: [], labels: [], dueDate: undefined });
  });

  test('that no list holds is not found', async () => {
    const { found } = load({ data: { project: { fullPath: 'acme/web', workItems: { nodes: [] } } } });
    await expect(found).rejects.toMatchObject({ failure: 'not-found' });
  });

  test('is read as an issue where the schema is older', async () => {
    const older = { data: null, errors: [{ message: 'Field is missing', extensions: { code: 'undefinedField', typeName: 'Project', fieldName: 'workItems' } }] };
    const { found, asked } = load(older, older, { data: { project: { fullPath: 'acme/web', issues: { nodes: [BARE] } } } });
    expect(await found).toMatchObject({ kind: 'issue', iid: 12 });
    expect(asked.map(({ body }) => /workItems|issues/.exec(body ?? '')?.[0])).toEqual(['workItems', 'workItems', 'issues']);
  });

  test('is not read as an issue after any other error', async () => {
    const { found, asked } = load({ data: null, errors: [{ message: 'Timeout' }] });
    await expect(found).rejects.toMatchObject({ failure: 'unavailable' });
    expect(asked).toHaveLength(1);
  });
});
