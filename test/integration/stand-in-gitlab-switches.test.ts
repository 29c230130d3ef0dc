import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';

describe("the stand-in GitLab's switches", () => {
  let gitlab: StandInGitLab;
  beforeEach(async () => {
    gitlab = await startGitLab();
    gitlab.addApplication({ clientId: 'browser', redirectUris: ['http://localhost:3000/'], scopes: ['read_api'] });
  });
  afterEach(() => gitlab.close());

  const api = (init?: RequestInit) => fetch(`${gitlab.url}/api/v4/projects/101`, init);
  const refresh = (refreshToken: string) =>
    fetch(`${gitlab.url}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: 'browser' }) });
  const flip = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${gitlab.url}/-/stand-in`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(fields) });

  test('429 with its wait, 500, and back to normal', async () => {
    gitlab.switches.status429 = { retryAfterSeconds: 7 };
    const limited = await api();
    expect([limited.status, limited.headers.get('retry-after'), await limited.text()]).toEqual([429, '7', 'Retry later\n']);
    gitlab.switches.status429 = undefined;
    gitlab.switches.status500 = true;
    expect((await api()).status).toBe(500);
    gitlab.switches.status500 = false;
    expect((await api()).status).toBe(200);
  });

  test('so many requests an address, then 429 in plain text until the window is over; answers say how many are left', async () => {
    gitlab.switches.limit = { requests: 2, seconds: 3_600 };
    expect((await api()).headers.get('ratelimit-remaining')).toBe('1');
    expect((await refresh('unknown')).headers.get('ratelimit-remaining')).toBe('0');
    const refused = await api();
    expect([refused.status, await refused.text(), refused.headers.get('ratelimit-observed')]).toEqual([429, 'Retry later\n', '3']);
    const wait = Number(refused.headers.get('retry-after'));
    expect([wait > 0, Math.abs(Number(refused.headers.get('ratelimit-reset')) - Date.now() / 1000 - wait) < 3]).toEqual([true, true]);
    gitlab.switches.limit = undefined;
    expect((await api()).status).toBe(200);
  });

  test('each may bear upon the API or upon OAuth alone', async () => {
    gitlab.switches.status500 = true;
    gitlab.switches.reach = 'oauth';
    expect([(await api()).status, (await refresh('unknown')).status]).toEqual([200, 500]);
    gitlab.switches.reach = 'api';
    expect([(await api()).status, (await refresh('unknown')).status]).toEqual([500, 400]);
  });

  test('a hanging request ends with the stand-in at the latest', async () => {
    gitlab.switches.hang = true;
    const outcome = api().then(() => 'answered', () => 'ended');
    while (gitlab.calls.length === 0) await new Promise(setImmediate);
    await gitlab.close();
    expect(await outcome).toBe('ended');
  });

  test('a dropped token answer is committed all the same', async () => {
    const grant = gitlab.issueToken('alice', { clientId: 'browser' });
    gitlab.switches.dropTokenResponse = true;
    await expect(refresh(grant.refreshToken)).rejects.toThrow();
    gitlab.switches.dropTokenResponse = false;
    const second = await refresh(grant.refreshToken);
    expect([second.status, await second.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_grant' })]);
  });

  test('pages and redirects send COOP when told to', async () => {
    const coop = async (path: string) => (await fetch(`${gitlab.url}${path}`, { redirect: 'manual' })).headers.get('cross-origin-opener-policy');
    const [page, redirect] = ['/users/sign_in', '/oauth/authorize'];
    expect([await coop(page), await coop(redirect)]).toEqual([null, null]);
    gitlab.switches.coop = true;
    expect([await coop(page), await coop(redirect)]).toEqual(['same-origin', null]);
    Object.assign(gitlab.switches, { coop: false, coopOn302: true });
    expect([await coop(page), await coop(redirect)]).toEqual([null, 'same-origin']);
  });

  test('their page changes them, for itself only', async () => {
    const grant = gitlab.issueToken('alice', { clientId: 'browser' });
    await flip({ latencyMs: '0', status429: '5', coop: 'on', reach: 'api', tokenLatencyMs: 'nonsense' });
    expect(gitlab.switches).toEqual({ latencyMs: 0, tokenLatencyMs: 0, status429: { retryAfterSeconds: 5 }, status500: false, hang: false, dropTokenResponse: false, coop: true, coopOn302: false, reach: 'api' });
    expect(await (await fetch(`${gitlab.url}/-/stand-in`)).text()).toContain('name="status429" value="5"');
    expect((await flip({ hang: 'on' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(gitlab.switches.hang).toBe(false);
    await flip({ revoke: 'alice' });
    expect((await refresh(grant.refreshToken)).status).toBe(400);
  });

  test('calls are noted, with what they carried', async () => {
    await api({ headers: { authorization: 'Bearer abc' } });
    expect(gitlab.calls).toEqual([expect.objectContaining({ method: 'GET', path: '/api/v4/projects/101', authorization: 'Bearer abc' })]);
    await refresh('some');
    expect(gitlab.calls[1]?.body).toEqual({ grant_type: 'refresh_token', refresh_token: 'some', client_id: 'browser' });
  });
});
