import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';

const BOARD = 'harbourlight/tideboard';
const BERTHS = 'harbourlight/platform/berths';
const FORECAST = 'harbourlight/platform/forecast';

describe("the stand-in GitLab's GraphQL API", () => {
  let gitlab: StandInGitLab;
  beforeAll(async () => {
    gitlab = await startGitLab({ relativeRoot: '/gitlab' });
  });
  afterAll(() => gitlab.close());

  const post = (body: unknown, token?: string) =>
    fetch(`${gitlab.url}/api/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
  const ask = async (query: string, username?: string, variables: Record<string, unknown> = {}) => {
    const response = await post({ query, variables }, username === undefined ? undefined : gitlab.issueToken(username).accessToken);
    return (await response.json()) as { data?: Record<string, unknown>; errors?: { message: string }[] };
  };
  test('null is the answer for what a viewer must not see', async () => {
    const seen = async (fullPath: string, username?: string) => (await ask(`{ project(fullPath: "${fullPath}") { fullPath } }`, username)).data?.project !== null;
    const all = (fullPath: string) => Promise.all([undefined, 'bob', 'mira', 'alice', 'carol'].map((username) => seen(fullPath, username)));
    expect(await all(BOARD)).toEqual([true, true, true, true, true]);
    expect(await all(FORECAST)).toEqual([false, false, true, true, true]);
    expect(await all(BERTHS)).toEqual([false, false, true, true, true]);
    expect(await all('harbourlight/office/payroll')).toEqual([false, false, false, false, true]);
  });

  test('a confidential issue shows to its members only, and leaves lists and counts for the others', async () => {
    const query = `{ project(fullPath: "${BOARD}") { openIssuesCount issue(iid: "30") { title } issues(iids: ["18", "30"]) { nodes { iid } } } }`;
    expect((await ask(query, 'bob')).data).toEqual({ project: { openIssuesCount: 5, issue: null, issues: { nodes: [{ iid: '18' }] } } });
    expect((await ask(query, 'alice')).data).toMatchObject({ project: { openIssuesCount: 6, issue: { title: 'The debug page shows the key of the gauge' } } });
  });

  test('a guest of a private project sees its issues, but neither code nor merge requests', async () => {
    const query = `{ project(fullPath: "${BERTHS}") { issue(iid: "3") { iid } mergeRequest(iid: "11") { iid } repository { rootRef } openMergeRequestsCount } }`;
    expect((await ask(query, 'mira')).data).toEqual({ project: { issue: { iid: '3' }, mergeRequest: null, repository: null, openMergeRequestsCount: null } });
    expect((await ask(query, 'alice')).data).toMatchObject({ project: { mergeRequest: { iid: '11' }, repository: { rootRef: 'main' } } });
  });

  test('a description comes as HTML of its place: references, uploads, tasks, tables and code', async () => {
    const { data } = await ask(`{ project(fullPath: "${BOARD}") { issue(iid: "18") { descriptionHtml taskCompletionStatus { count completedCount } } } }`);
    const { issue } = data?.project as { issue: { descriptionHtml: string; taskCompletionStatus: unknown } };
    expect(issue.taskCompletionStatus).toEqual({ count: 4, completedCount: 2 });
    for (const part of [
      'href="/gitlab/harbourlight/tideboard/-/merge_requests/42"',
      'data-src="/gitlab/-/project/101/uploads/5f2a90c17be34d5e8a61c0d2f7b49e13/tide-ring.png"',
      'class="task-list-item-checkbox" disabled checked',
      '<table data-sourcepos=',
      'class="code highlight js-syntax-highlight language-typescript"',
      'rel="nofollow noreferrer noopener"',
    ]) expect(issue.descriptionHtml).toContain(part);
  });

  test('a branch, a tag and a commit give the file as it was there', async () => {
    const blob = async (argumentsOf: string) => {
      const { data } = await ask(`{ project(fullPath: "${BOARD}") { repository { blobs(paths: ["src/clock.ts"], ${argumentsOf}) { nodes { rawTextBlob permalinkPath rawSize } } } } }`);
      const { nodes } = (data?.project as { repository: { blobs: { nodes: { rawTextBlob: string; permalinkPath: string; rawSize: string }[] } } }).repository.blobs;
      return nodes[0];
    };
    expect((await blob('ref: "main"'))?.rawTextBlob).toContain('timeZone');
    expect((await blob('ref: "v1.4.0", refType: TAGS'))?.rawTextBlob).toContain('offsetHours');
    expect((await blob('ref: "3b9e5d0"'))?.permalinkPath).toBe('/gitlab/harbourlight/tideboard/-/blob/3b9e5d02c7418fa6e0d92b6475c1a8f3d06e4b27/src/clock.ts');
    expect(await blob('ref: "v1.4.0", refType: HEADS')).toBeUndefined();
    expect(await blob('ref: "nowhere"')).toBeUndefined();
  });

  test('a bad token is told, with 401', async () => {
    const dead = gitlab.issueToken('alice').accessToken;
    const narrow = gitlab.issueToken('alice', { scopes: ['read_user'] }).accessToken;
    gitlab.revokeAllTokens('alice');
    for (const token of ['nonsense', dead, narrow]) {
      const response = await post({ query: '{ currentUser { username } }' }, token);
      expect([response.status, await response.json()]).toEqual([401, { errors: [{ message: 'Invalid token' }] }]);
    }
  });

  test('an array is answered as one, within one budget', async () => {
    const query = '{ queryComplexity { score limit } echo(text: "a") }';
    expect(await (await post([{ query }, { query: '{ nonsense }' }])).json()).toEqual([
      { data: { queryComplexity: { score: 4, limit: 200 }, echo: '"nil" says: a' } },
      { errors: [expect.objectContaining({ message: 'Cannot query field "nonsense" on type "Query".' })] },
    ]);
    const dear = `{ ${Array.from({ length: 60 }, (_, index) => `a${index}: echo(text: "x")`).join(' ')} }`;
    const refused = { errors: [{ message: 'Query has complexity of 240, which exceeds max complexity of 200' }] };
    expect(await (await post([dear, dear, dear, dear].map((text) => ({ query: text })))).json()).toEqual([refused, refused, refused, refused]);
  });

  test('what is too long, too deep or no JSON object is refused', async () => {
    const long = await post({ query: `{ echo(text: "${'x'.repeat(10_000)}") }` });
    expect([long.status, await long.json()]).toEqual([422, { errors: [{ message: 'Query too large' }] }]);
    const deep = `{ project(fullPath: "${BOARD}") { group { ${'parent { '.repeat(14)} fullPath ${'}'.repeat(14)} } } }`;
    expect((await ask(deep)).errors).toEqual([{ message: 'Query has depth of 17, which exceeds max depth of 15' }]);
    expect((await post({ query: '{ echo(text: "a") }', variables: 'x' })).status).toBe(422);
  });
});
