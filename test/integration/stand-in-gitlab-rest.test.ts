import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';

const HOUR = 3_600_000;

describe("the stand-in GitLab's REST API", () => {
  const time = { now: Date.UTC(2026, 10, 23, 9) };
  let gitlab: StandInGitLab;
  beforeAll(async () => {
    gitlab = await startGitLab({ clock: () => time.now });
  });
  afterAll(() => gitlab.close());

  const get = (path: string, token?: string, init: RequestInit = {}) =>
    fetch(`${gitlab.url}/api/v4${path}`, { redirect: 'manual', ...init, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  const tokenOf = (username: string, scopes?: readonly string[]) => gitlab.issueToken(username, scopes ? { scopes } : {}).accessToken;

  test('says who a token belongs to, and nothing without one', async () => {
    expect(await (await get('/user', tokenOf('alice'))).json()).toMatchObject({ id: 11, username: 'alice', name: 'Alice Arden', state: 'active' });
    const nobody = await get('/user');
    expect([nobody.status, await nobody.json()]).toEqual([401, { message: '401 Unauthorized' }]);
  });

  test('tells an expired, a revoked, an unknown and a narrow token apart, as GitLab does', async () => {
    const [expired, revoked] = [tokenOf('mira'), tokenOf('bob')];
    time.now += 2 * HOUR + 1000;
    gitlab.revokeAllTokens('bob');
    const fresh = tokenOf('bob');
    gitlab.revokeAllTokens('bob');
    const answers = await Promise.all([expired, revoked, fresh, 'nonsense', tokenOf('alice', ['openid'])].map((token) => get('/user', token)));
    expect(await Promise.all(answers.map(async (answer) => [answer.status, await answer.json()]))).toEqual([
      [401, { error: 'invalid_token', error_description: 'Token is expired. You can either do re-authorization or token refresh.' }],
      [401, { error: 'invalid_token', error_description: 'Token is expired. You can either do re-authorization or token refresh.' }],
      [401, { error: 'invalid_token', error_description: 'Token was revoked. You have to re-authorize from the user.' }],
      [401, { message: '401 Unauthorized' }],
      [403, { error: 'insufficient_scope', error_description: 'The request requires higher privileges than provided by the access token.', scope: 'api read_api read_user' }],
    ]);
    expect(answers[2]?.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('a token to read the API reads, and one to read the person reads the person', async () => {
    const reads = tokenOf('alice');
    expect((await get('/projects/101', reads, { method: 'POST' })).status).toBe(403);
    expect((await get('/projects/101', tokenOf('alice', ['read_user']))).status).toBe(403);
    expect((await get('/user', tokenOf('alice', ['read_user']))).status).toBe(200);
  });

  test('a blocked person is refused', async () => {
    const token = tokenOf('mira');
    const mira = gitlab.world.users.find(({ username }) => username === 'mira');
    if (mira) mira.state = 'blocked';
    expect((await get('/user', token)).status).toBe(403);
    if (mira) mira.state = 'active';
  });

  test('a project is found by number and by path; hidden and absent look the same', async () => {
    for (const id of ['101', 'harbourlight%2Ftideboard', 'HarbourLight%2FTideBoard']) expect(await (await get(`/projects/${id}`)).json()).toMatchObject({ id: 101, path_with_namespace: 'harbourlight/tideboard' });
    for (const id of ['103', 'harbourlight%2Fplatform%2Fberths', '999', 'no%2Fsuch']) {
      const answer = await get(`/projects/${id}`, tokenOf('bob'));
      expect([answer.status, await answer.json()]).toEqual([404, { message: '404 Project Not Found' }]);
    }
    expect((await get('/projects/103', tokenOf('alice'))).status).toBe(200);
  });

  test('a renamed project is sent on to its number', async () => {
    const answer = await get('/projects/harbourlight%2Ftide-clock/repository/files/README.md?ref=main');
    expect([answer.status, answer.headers.get('location')]).toEqual([301, `${gitlab.url}/api/v4/projects/101/repository/files/README.md?ref=main`]);
  });

  test('files come encoded and raw, at a branch with slashes too', async () => {
    const path = '/projects/101/repository/files/src%2Frings.ts';
    const file = (await (await get(`${path}?ref=feature%2Frings`)).json()) as { content: string; size: number; commit_id: string };
    const raw = await get(`${path}/raw?ref=feature%2Frings`);
    expect(Buffer.from(file.content, 'base64').toString()).toBe(await raw.text());
    expect(raw.headers.get('x-gitlab-commit-id')).toBe(file.commit_id);
    const head = await get(`${path}?ref=feature%2Frings`, undefined, { method: 'HEAD' });
    expect(head.headers.get('x-gitlab-size')).toBe(String(file.size));
    expect(await (await get(`${path}?ref=main`)).json()).toEqual({ message: '404 File Not Found' });
    expect(await (await get(`${path}?ref=nowhere`)).json()).toEqual({ message: '404 Commit Not Found' });
    expect((await get('/projects/103/repository/files/README.md', tokenOf('mira'))).status).toBe(403);
  });
});
