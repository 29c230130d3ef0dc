import { Writable } from 'node:stream';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { OAuthError } from '../../src/gitlab/errors.js';
import { createGitLab, type GitLab } from '../../src/gitlab/gitlab.js';
import type { GitLabInstance } from '../../src/gitlab/instance.js';
import { createLogger } from '../../src/logger.js';
import { sendJson, startScriptedServer, type ScriptedServer } from '../support/scripted-server.js';
import { testSettings } from '../support/settings.js';

const SECRETS = { code: 'canary-code', codeVerifier: 'canary-verifier', refreshToken: 'canary-refresh', accessToken: 'canary-access', clientSecret: 'canary-secret' };
const REDIRECT = 'https://app.example/oauth/callback';
const NOW = Date.parse('2026-05-01T00:00:00Z');
const PAIR = { access_token: 'new-access', token_type: 'Bearer', expires_in: 7200, refresh_token: 'new-refresh', scope: 'read_api', created_at: 1_777_593_600 };
/** Doorkeeper sends a challenge along with every error. */
const CHALLENGE = { 'www-authenticate': 'Bearer realm="Doorkeeper", error="invalid_grant", error_description="The provided authorization grant is invalid"' };

let server: ScriptedServer;
let log: string;
const open: GitLab[] = [];

beforeAll(async () => {
  server = await startScriptedServer();
});
beforeEach(() => {
  log = '';
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((gitlab) => gitlab.close()));
  for (const secret of Object.values(SECRETS)) expect(log).not.toContain(secret);
});
afterAll(() => server.close());

function make(changes: { url?: string; clientId?: string | undefined; clientSecret?: string | undefined } = {}): { gitlab: GitLab; instance: GitLabInstance } {
  const sink = new Writable({ write: (chunk, _encoding, done) => (log += String(chunk), done()) });
  const settings = testSettings({
    gitlab: { url: `${server.url}/gitlab`, privateHosts: ['127.0.0.1'], clientId: 'app-id', clientSecret: SECRETS.clientSecret, ...changes },
  });
  const gitlab = createGitLab({ settings, logger: createLogger('trace', sink), clock: () => NOW });
  open.push(gitlab);
  const instance = gitlab.preset;
  if (!instance) throw new Error('there is always one instance');
  return { gitlab, instance };
}

const signal = () => new AbortController().signal;
const exchange = ({ gitlab, instance } = make()) =>
  gitlab.oauth.exchange(instance, { code: SECRETS.code, codeVerifier: SECRETS.codeVerifier, redirectUri: REDIRECT, signal: signal() });
const refresh = ({ gitlab, instance } = make(), until = signal()) => gitlab.oauth.refresh(instance, { refreshToken: SECRETS.refreshToken, signal: until });
const revoke = ({ gitlab, instance } = make()) => gitlab.oauth.revoke(instance, { token: SECRETS.refreshToken, signal: signal() });
const failure = (promise: Promise<unknown>) =>
  promise.then(() => 'no failure', (error: unknown) => {
    expect(error).toBeInstanceOf(OAuthError);
    for (const secret of Object.values(SECRETS)) expect(String((error as OAuthError).stack)).not.toContain(secret);
    return (error as OAuthError).failure;
  });
const sentForm = () => Object.fromEntries(new URLSearchParams(server.seen[0]?.body));

describe('the authorize URL', () => {
  const request = { state: 's', codeChallenge: 'c', redirectUri: REDIRECT };

  test('asks for read_api with PKCE, and holds no secret', () => {
    const { gitlab, instance } = make();
    const url = new URL(gitlab.oauth.authorizeUrl(instance, request));
    expect(url.origin + url.pathname).toBe(`${server.url}/gitlab/oauth/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      ...{ client_id: 'app-id', response_type: 'code', scope: 'read_api', state: 's', redirect_uri: REDIRECT },
      ...{ code_challenge: 'c', code_challenge_method: 'S256' },
    });
    expect(url.href).not.toContain(SECRETS.clientSecret);
  });

  test('is not made where linking is not set up', () => {
    const { gitlab, instance } = make({ clientId: undefined });
    expect(() => gitlab.oauth.authorizeUrl(instance, request)).toThrow(OAuthError);
  });
});

describe('tokens', () => {
  const give = (json: unknown = PAIR) => server.answer((_request, response) => sendJson(response, 200, json));

  test('come for a code, which is sent once with its verifier and the exact redirect URI', async () => {
    give();
    expect(await exchange()).toEqual({ accessToken: 'new-access', refreshToken: 'new-refresh', expiresAt: NOW + 7_200_000, scope: 'read_api' });
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/gitlab/oauth/token' });
    expect(sentForm()).toEqual({
      ...{ grant_type: 'authorization_code', code: SECRETS.code, code_verifier: SECRETS.codeVerifier, redirect_uri: REDIRECT },
      ...{ client_id: 'app-id', client_secret: SECRETS.clientSecret },
    });
  });

  test('come for a refresh token', async () => {
    give();
    expect(await refresh()).toMatchObject({ accessToken: 'new-access', refreshToken: 'new-refresh' });
    expect(sentForm()).toEqual({ grant_type: 'refresh_token', refresh_token: SECRETS.refreshToken, client_id: 'app-id', client_secret: SECRETS.clientSecret });
  });

  test('come for a public application, which has no secret to send', async () => {
    give();
    await refresh(make({ clientSecret: undefined }));
    expect(sentForm()).toEqual({ grant_type: 'refresh_token', refresh_token: SECRETS.refreshToken, client_id: 'app-id' });
  });

  test.each<[object, object]>([
    [{ token_type: 'bearer' }, {}],
    [{ token_type: 'BEARER' }, {}],
    [{ expires_in: undefined }, { expiresAt: NOW + 7_200_000 }],
    [{ expires_in: 300 }, { expiresAt: NOW + 300_000 }],
    [{ expires_in: 1 }, { expiresAt: NOW + 120_000 }],
    [{ expires_in: 1e15 }, { expiresAt: NOW + 86_400_000 }],
    [{ refresh_token: undefined }, { refreshToken: undefined }],
  ])('are read with %j', async (changes, expected) => {
    give({ ...PAIR, ...changes });
    expect(await refresh()).toMatchObject(expected);
  });
});

describe('failures of a refresh', () => {
  const invalid = (error: string) => JSON.stringify({ error, error_description: 'canary-description' });
  const json = { 'content-type': 'application/json; charset=utf-8' };
  const html = { 'content-type': 'text/html' };

  test.each<[number, Record<string, string>, string, string]>([
    [400, { ...json, ...CHALLENGE }, invalid('invalid_grant'), 'invalid_grant'],
    [400, json, invalid('invalid_grant'), 'invalid_grant'],
    [401, { ...json, ...CHALLENGE }, invalid('invalid_client'), 'invalid_client'],
    [400, json, invalid('invalid_client'), 'invalid_client'],
    [400, json, invalid('invalid_scope'), 'refused'],
    [400, json, invalid('invalid_request'), 'refused'],
    [403, json, invalid('unauthorized_client'), 'refused'],
    [400, json, '{"error":5}', 'refused'],
    [404, html, '<html>', 'refused'],
    [403, html, '<html>Attention required</html>', 'unavailable'],
    [302, { location: 'https://elsewhere.example/' }, '', 'unavailable'],
    [429, { 'content-type': 'text/plain', 'retry-after': '60' }, 'Retry later', 'unavailable'],
    [503, { ...html, 'retry-after': '60' }, '<html>', 'unavailable'],
    [408, {}, '', 'lost'],
    [500, json, invalid('server_error'), 'lost'],
    [502, html, '<html>', 'lost'],
    [504, html, '<html>', 'lost'],
    [200, html, '<html>', 'lost'],
    [200, json, '{', 'lost'],
    [200, json, '{}', 'lost'],
    [200, json, JSON.stringify({ ...PAIR, access_token: 5 }), 'lost'],
    [200, json, JSON.stringify({ ...PAIR, expires_in: 'soon' }), 'lost'],
    [200, json, JSON.stringify({ ...PAIR, token_type: 'mac' }), 'lost'],
    [200, json, JSON.stringify({ ...PAIR, token_type: 'dpop' }), 'lost'],
    [204, {}, '', 'lost'],
  ])('%d with %j (case %#)', async (status, headers, body, expected) => {
    server.answer((_request, response) => response.writeHead(status, headers).end(body));
    expect(await failure(refresh())).toBe(expected);
    expect(server.seen).toHaveLength(1);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['closes without an answer', (response) => response.destroy()],
    ['breaks off', (response) => (response.writeHead(200, { ...json, 'content-length': '500' }).write('{"acc'), response.destroy())],
  ])('a server that took the token and %s has lost it', async (_name, act) => {
    server.answer((_request, response) => act(response));
    expect(await failure(refresh())).toBe('lost');
    expect(server.seen).toHaveLength(1);
  });

  test('a wait that ends before the answer has lost it', async () => {
    server.answer(() => {});
    expect(await failure(refresh(make(), AbortSignal.timeout(100)))).toBe('lost');
  });

  test('a port where nobody listens surely did not get the token', async () => {
    const gone = await startScriptedServer();
    await gone.close();
    expect(await failure(refresh(make({ url: gone.url })))).toBe('unavailable');
  });

  test.each(['https://10.255.255.1', 'http://elsewhere.example', 'https://no-such-name.invalid'])('%s surely did not get the token', async (url) => {
    expect(await failure(refresh(make({ url })))).toBe('unavailable');
  });

  test('a wait that was over before surely sent nothing', async () => {
    server.answer((_request, response) => sendJson(response, 200, PAIR));
    expect(await failure(refresh(make(), AbortSignal.abort()))).toBe('unavailable');
    expect(server.seen).toEqual([]);
  });
});

test('an exchange fails like a refresh, and is not tried again', async () => {
  server.answer((_request, response) => sendJson(response, 400, { error: 'invalid_grant' }, CHALLENGE));
  expect(await failure(exchange())).toBe('invalid_grant');
  server.answer((_request, response) => response.destroy());
  expect(await failure(exchange())).toBe('lost');
  expect(server.seen).toHaveLength(1);
});

test.each([[429, true], [503, false]])('a refresh turned away with %d says when to come back', async (status, limited) => {
  server.answer((_request, response) => response.writeHead(status, { 'retry-after': '60' }).end('Retry later'));
  const error: unknown = await refresh().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ failure: 'unavailable', limited, retryAt: NOW + 60_000 });
});

describe('revoking', () => {
  test('sends the token with the application', async () => {
    server.answer((_request, response) => sendJson(response, 200, {}));
    await revoke();
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/gitlab/oauth/revoke' });
    expect(sentForm()).toEqual({ token: SECRETS.refreshToken, client_id: 'app-id', client_secret: SECRETS.clientSecret });
  });

  test.each<[number, unknown, string]>([
    [403, { error: 'unauthorized_client', error_description: 'You are not authorized to revoke this token' }, 'refused'],
    [401, { error: 'invalid_client' }, 'invalid_client'],
    [503, {}, 'unavailable'],
    [429, {}, 'unavailable'],
  ])('fails after %d %j', async (status, json, expected) => {
    server.answer((_request, response) => sendJson(response, status, json));
    expect(await failure(revoke())).toBe(expected);
  });
});

describe('the current user', () => {
  const current = () => {
    const { gitlab, instance } = make();
    return gitlab.oauth.currentUser(instance, SECRETS.accessToken, signal());
  };

  test('is read with the token', async () => {
    server.answer((_request, response) => sendJson(response, 200, { id: 42, username: 'ada', name: 'Ada L.', email: 'x' }));
    expect(await current()).toEqual({ id: '42', username: 'ada', name: 'Ada L.' });
    expect(server.seen[0]).toMatchObject({ method: 'GET', url: '/gitlab/api/v4/user', headers: { authorization: `Bearer ${SECRETS.accessToken}` } });
  });

  test.each<[number, unknown, string]>([
    [401, { error: 'invalid_token' }, 'unauthorized'],
    [403, { error: 'insufficient_scope' }, 'forbidden'],
    [200, { id: '42', username: 'ada', name: 'Ada' }, 'unavailable'],
    [200, { id: 42, username: '', name: 'Ada' }, 'unavailable'],
    [200, {}, 'unavailable'],
  ])('is not known after %d %j', async (status, json, expected) => {
    server.answer((_request, response) => sendJson(response, status, json));
    await expect(current()).rejects.toMatchObject({ name: 'GitLabError', failure: expected });
  });
});
