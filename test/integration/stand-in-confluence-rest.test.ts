import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import atlassianJwt from 'atlassian-jwt';
import { startConfluence, type StandInConfluence } from '../../demo/confluence/confluence.js';
import { startFakeApp, type FakeApp } from './stand-in-confluence-fake-app.js';

let confluence: StandInConfluence;
let app: FakeApp;

beforeEach(async () => {
  confluence = await startConfluence();
  app = await startFakeApp();
});
afterEach(async () => {
  await confluence.close();
  await app.close();
});

async function install(scopes: string[] = ['READ']): Promise<void> {
  app.descriptor = { ...app.descriptor, scopes };
  const result = await confluence.installFromDescriptor(app.descriptorUrl);
  if (!result.ok) throw new Error(result.problems.join());
}

/** A token as Atlassian's own library makes it, for `path` below the site's base URL. */
function sign(path: string, change: Record<string, unknown> = {}, secret = confluence.installation().sharedSecret): string {
  const now = Math.floor(Date.now() / 1000);
  const qsh = atlassianJwt.createQueryStringHash(atlassianJwt.fromMethodAndUrl('GET', path));
  const claims = { iss: 'example-app', iat: now, exp: now + 180, aud: [confluence.installation().clientKey], qsh, ...change };
  return atlassianJwt.encodeSymmetric(claims as Parameters<typeof atlassianJwt.encodeSymmetric>[0], secret);
}

const call = (path: string, token: string | undefined) =>
  fetch(`${confluence.baseUrl}${path}`, token === undefined ? {} : { headers: { Authorization: `JWT ${token}` } });

const userPath = () => `/rest/api/user?accountId=${encodeURIComponent(confluence.users[0]?.accountId ?? '')}`;

describe('reading a user', () => {
  test.each([
    ['with the scope and the permission', ['READ'], true, 200],
    ['with a scope that covers it', ['WRITE'], true, 200],
    ['with the scope alone', ['READ'], false, 403],
    ['with the permission alone', ['NONE'], true, 403],
    ['with neither', ['NONE'], false, 403],
  ])('%s', async (_, scopes, permitted, status) => {
    await install(scopes);
    confluence.switches.appUserMayReadUsers = permitted;
    const response = await call(userPath(), sign(userPath()));
    expect(response.status).toBe(status);
    const body = await response.json();
    expect(body).toMatchObject(status === 200 ? { displayName: 'Dana Developer', accountType: 'atlassian' } : { statusCode: 403, message: expect.any(String) });
    expect(confluence.calls.at(-1)).toMatchObject({ method: 'GET', url: `/wiki${userPath()}`, status });
  });

  test('answers 404 for an account that nobody has and a path that does not exist, 400 for a broken encoding', async () => {
    await install();
    expect((await call('/rest/api/user?accountId=nobody', sign('/rest/api/user?accountId=nobody'))).status).toBe(404);
    expect((await call('/rest/api/user?accountId=%E0%A4', sign(userPath()))).status).toBe(400);
    expect((await call('/rest/api/spaces', sign('/rest/api/spaces'))).status).toBe(404);
  });
});

describe('a call is answered with 401 when', () => {
  const soon = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => string | undefined]>([
    ['it has no token', () => undefined],
    ['another secret signed it', () => sign(userPath(), {}, 'x'.repeat(64))],
    ['the app is not installed', () => sign(userPath(), { iss: 'another-app' })],
    ['its issuer is the client key', () => sign(userPath(), { iss: confluence.installation().clientKey })],
    ['the token is for another path', () => sign('/rest/api/user/current')],
    ['the token is for other parameters', () => sign('/rest/api/user?accountId=other')],
    ['the token is a context token', () => sign(userPath(), { qsh: 'context-qsh' })],
    ['the token has expired', () => sign(userPath(), { iat: soon() - 400, exp: soon() - 200 })],
    ['the token never expires', () => sign(userPath(), { exp: undefined })],
    ['the token is for another site', () => sign(userPath(), { aud: ['another-site'] })],
    ['the token is unsigned', () => `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${sign(userPath()).split('.')[1]}.`],
    ['the token is garbage', () => 'garbage'],
  ])('%s', async (_, token) => {
    await install();
    const response = await call(userPath(), token());
    expect([response.status, await response.json()]).toEqual([401, expect.objectContaining({ statusCode: 401 })]);
  });

  test('the app has been removed', async () => {
    await install();
    const token = sign(userPath());
    await confluence.uninstall();
    expect((await call(userPath(), token)).status).toBe(401);
  });
});

test('acting as a user needs its own scope', async () => {
  await install(['READ']);
  expect((await call(userPath(), sign(userPath(), { sub: confluence.users[0]?.accountId }))).status).toBe(403);
  await install(['READ', 'ACT_AS_USER']);
  expect((await call(userPath(), sign(userPath(), { sub: confluence.users[0]?.accountId }))).status).toBe(200);
});

describe('a switch', () => {
  test('makes the API fail, or answer anything', async () => {
    await install();
    confluence.switches.status500 = true;
    expect((await call(userPath(), sign(userPath()))).status).toBe(500);
    confluence.switches.answer = { status: 302, headers: { Location: 'https://example.com/' }, body: '' };
    expect((await fetch(`${confluence.baseUrl}/rest/api/user`, { redirect: 'manual' })).status).toBe(302);
  });

  test('makes the API hang, and closing ends the call', async () => {
    await install();
    confluence.switches.hang = true;
    const hanging = call(userPath(), sign(userPath())).then(() => 'answered', () => 'ended');
    while (confluence.calls.length === 0) await new Promise(setImmediate);
    expect(confluence.calls[0]?.status).toBeUndefined();
    await confluence.close();
    expect(await hanging).toBe('ended');
    confluence = await startConfluence();
  });

  test('makes the key server fail', async () => {
    confluence.switches.keyServer = 'error';
    expect((await fetch(`${confluence.keyServerUrl}/${confluence.installKey.kid}`)).status).toBe(500);
    confluence.switches.keyServer = 'up';
    expect((await fetch(`${confluence.keyServerUrl}/00000000-0000-4000-8000-000000000000`)).status).toBe(404);
  });
});

describe('a page asked for by the session of whoever looks, from an app’s frame', () => {
  const inFrame = (change: RequestInit = {}, asked = '') =>
    fetch(`${confluence.baseUrl}/api/v2/pages/1${asked}`, { ...change, headers: { 'Content-Type': 'application/json', 'X-Stand-In-Viewer': 'dana', 'X-Stand-In-App': 'example-app' } });
  const update = { id: '1', status: 'current', title: 'T', body: { representation: 'storage', value: '<p>b</p>' }, version: { number: 2, message: 'm' } };
  const write = (change: object = {}) => inFrame({ method: 'PUT', body: JSON.stringify({ ...update, ...change }) });
  beforeEach(() => void confluence.pages.set('1', { id: '1', title: 'T', version: 1, blocks: [], storage: '<p>a</p>' }));

  test.each([
    [['NONE'], 403, 403],
    [['READ'], 200, 403],
    [['READ', 'WRITE'], 200, 200],
  ])('is read and written as far as the scopes reach: %j', async (scopes, read, written) => {
    await install(scopes);
    expect((await inFrame()).status).toBe(read);
    expect((await write()).status).toBe(written);
    expect(confluence.pages.get('1')?.storage).toBe(written === 200 ? '<p>b</p>' : '<p>a</p>');
  });

  test('is stored as the next version only, in its own space, by who may edit it', async () => {
    await install(['WRITE']);
    expect((await write({ version: { number: 3 } })).status).toBe(409);
    expect((await write({ spaceId: '4711' })).status).toBe(400);
    confluence.pages.set('1', { id: '1', title: 'T', version: 1, blocks: [], storage: '<p>a</p>', readers: ['dana'] });
    expect((await write()).status).toBe(403);
    expect(confluence.pages.get('1')).toMatchObject({ version: 1, storage: '<p>a</p>' });
  });

  test('is told with its draft where there is one', async () => {
    await install();
    const draft = async () => (await inFrame({}, '?body-format=storage&get-draft=true')).json();
    expect(await draft()).toMatchObject({ status: 'current', body: { storage: { value: '<p>a</p>' } } });
    confluence.drafts.set('1', '<p>c</p>');
    expect(await draft()).toMatchObject({ status: 'draft', body: { storage: { value: '<p>c</p>' } } });
  });
});
