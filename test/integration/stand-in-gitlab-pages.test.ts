import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';

const CALLBACK = 'http://localhost:3000/oauth/callback';

describe("the stand-in GitLab's pages", () => {
  let gitlab: StandInGitLab;
  beforeAll(async () => {
    gitlab = await startGitLab({ relativeRoot: '/gitlab' });
    gitlab.addApplication({ clientId: 'server', clientSecret: 'kept', name: 'A server', redirectUris: [CALLBACK], scopes: ['read_api'] });
    gitlab.addApplication({ clientId: 'browser', name: 'A browser', redirectUris: [CALLBACK], scopes: ['read_api'] });
  });
  afterAll(() => gitlab.close());

  const at = (path: string) => (path.startsWith('http') ? path : new URL(path, gitlab.url).href);
  const open = (path: string, cookie = '') => fetch(at(path), { redirect: 'manual', headers: { cookie } });
  const post = (path: string, fields: Record<string, string>, cookie = '') => fetch(at(path), { method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams(fields) });
  const signIn = async (username: string, returnTo = '/gitlab/') => {
    const answer = await post('/gitlab/users/sign_in', { username, return_to: returnTo });
    return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', location: answer.headers.get('location') };
  };
  const authorizeUrl = (clientId: string, changes: Record<string, string> = {}) =>
    `/gitlab/oauth/authorize?${new URLSearchParams({ client_id: clientId, redirect_uri: CALLBACK, response_type: 'code', scope: 'read_api', state: 'kept', ...changes })}`;
  const fieldsOf = (html: string, button: string) => {
    const form = html.split('<form').find((part) => part.includes(button)) ?? '';
    return Object.fromEntries([...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
  };

  test('lead from signing in to the consent and back to the application', async () => {
    const first = await open(authorizeUrl('server'));
    expect(first.headers.get('location')).toBe(`/gitlab/users/sign_in?return_to=${encodeURIComponent(authorizeUrl('server'))}`);
    const { cookie, location } = await signIn('alice', authorizeUrl('server'));
    expect(location).toBe(authorizeUrl('server'));
    const consent = await (await open(authorizeUrl('server'), cookie)).text();
    expect(consent).toContain('A server wants to use your account');
    const allowed = await post('/gitlab/oauth/authorize', fieldsOf(consent, 'authorize-button'), cookie);
    expect(allowed.headers.get('location')).toMatch(/^http:\/\/localhost:3000\/oauth\/callback\?code=[0-9a-f]{64}&state=kept$/);
    const denied = await post('/gitlab/oauth/authorize', fieldsOf(consent, 'deny-button'), cookie);
    expect(denied.headers.get('location')).toContain('error=access_denied');
    const forged = await post('/gitlab/oauth/authorize', { ...fieldsOf(consent, 'authorize-button'), authenticity_token: 'guessed' }, cookie);
    expect(forged.status).toBe(422);
  });

  test('ask a confidential application once and a public one every time', async () => {
    const { cookie } = await signIn('carol');
    for (const clientId of ['server', 'browser']) gitlab.issueToken('carol', { clientId });
    const again = await (await open(authorizeUrl('server'), cookie)).text();
    expect(again).toMatch(/window\.location = "http:\/\/localhost:3000\/oauth\/callback\?code=[0-9a-f]{64}&state=kept"/);
    expect(await (await open(authorizeUrl('browser'), cookie)).text()).toContain('A browser wants to use your account');
    gitlab.revokeAllTokens('carol');
    expect(await (await open(authorizeUrl('server'), cookie)).text()).toContain('wants to use your account');
  });

  test('tell the person what can not be asked for, and never the application', async () => {
    const { cookie } = await signIn('alice');
    for (const changes of [{ client_id: 'nobody' }, { redirect_uri: 'https://elsewhere.example/' }, { scope: 'api' }, { scope: '' }]) {
      const answer = await open(authorizeUrl('server', changes), cookie);
      expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
      expect(await answer.text()).toContain('An error has occurred');
    }
  });

  test('send nobody to another site after signing in', async () => {
    for (const returnTo of ['https://elsewhere.example/', '//elsewhere.example/', '/elsewhere', '/gitlab/../..//elsewhere.example']) {
      const { location } = await signIn('alice', returnTo);
      expect(new URL(location ?? '', gitlab.url).origin).toBe(new URL(gitlab.url).origin);
    }
  });

  test('stand at the web URL of every thing, for whoever may see it', async () => {
    const alice = (await signIn('alice')).cookie;
    const bob = (await signIn('bob')).cookie;
    const status = async (path: string, cookie?: string) => (await open(`/gitlab/${path}`, cookie)).status;
    for (const path of ['', 'alice', 'groups/harbourlight', 'harbourlight/tideboard', 'harbourlight/tideboard/-/issues/18', 'harbourlight/tideboard/-/work_items/26', 'harbourlight/tideboard/-/merge_requests/42', 'harbourlight/tideboard/-/pipelines/70042', 'harbourlight/tideboard/-/milestones/5', 'harbourlight/tideboard/-/blob/feature/rings/src/rings.ts', 'harbourlight/tideboard/-/raw/main/docs/tide-ring.png', 'harbourlight/tideboard/-/blob/main/docs/what%20next%3F.md', 'harbourlight/tideboard/-/blob/main/docs/%C3%AEle%20%231.md', 'uploads/-/system/user/avatar/11/avatar.png']) {
      expect([path, await status(path)]).toEqual([path, 200]);
    }
    for (const path of ['harbourlight/platform/berths/-/issues/3', 'harbourlight/platform/berths/-/merge_requests/11', 'harbourlight/tideboard/-/issues/30']) {
      expect([path, await status(path), await status(path, bob), await status(path, alice)]).toEqual([path, 302, 404, 200]);
    }
    expect((await open('/gitlab/harbourlight/tide-clock/-/issues/18')).headers.get('location')).toBe('/gitlab/harbourlight/tideboard/-/issues/18');
  });
});
