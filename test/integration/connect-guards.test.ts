import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { queryHash } from '../../demo/confluence/query-hash.js';
import { contextClaims, frameClaims, frameUrl, outboundClaims, READER, sign, signBytes, withToken, type Signer } from '../support/caller-tokens.js';
import { startGuardedApp, tenantOf, type GuardedApp } from '../support/guarded-app.js';
import { sendRaw } from '../support/raw-request.js';

const acme: Signer = { clientKey: 'acme-0b1c', sharedSecret: 'canary-shared-secret-of-32-letters-at-least' };
let app: GuardedApp;
let options: string | undefined;

beforeAll(async () => {
  app = await startGuardedApp();
});
beforeEach(() => {
  options = process.env.AC_OPTS;
  app.tenants.set(acme.clientKey, tenantOf(acme));
  app.askAdministrator = () => Promise.resolve(undefined);
});
afterEach(() => {
  jest.restoreAllMocks();
  if (options === undefined) delete process.env.AC_OPTS;
  else process.env.AC_OPTS = options;
});
afterAll(() => app.close());

const get = (target: string, headers: Record<string, string> = {}) => sendRaw(app.origin, target.replace(app.baseUrl, ''), { headers });
const forged = { ...acme, sharedSecret: 'another-secret-of-32-letters-at-least' };

test.each(['no-auth', 'no-token-verfication', 'no-auth,no-token-verfication'])('the guards let nobody in when AC_OPTS=%s stops ACE from looking at tokens [T30a]', async (value) => {
  process.env.AC_OPTS = value;
  jest.spyOn(console, 'warn').mockReturnValue(undefined);
  expect((await get(frameUrl(forged, app.baseUrl, '/frame'))).status).toBe(401);
  expect((await get('/api', { authorization: `JWT ${sign(contextClaims(forged), forged)}` })).status).toBe(401);
});

test.each(['POST', 'PUT', 'HEAD', 'DELETE'])('a frame is not loaded by %s, even with a token that was signed for it', async (method) => {
  const url = `${app.baseUrl}/frame`;
  const token = sign(frameClaims(acme, url, app.baseUrl, { qsh: queryHash(method, url, '') }), acme);
  expect((await sendRaw(app.origin, withToken('/frame', token), { method })).status).toBe(401);
});

test('a tenant that calls itself by the key of the app signs nothing that is let in: so the app’s own calls are signed', async () => {
  const twin: Signer = { ...acme, clientKey: 'gitlab-for-confluence' };
  app.tenants.set(twin.clientKey, tenantOf(twin));
  expect((await get(frameUrl(twin, app.baseUrl, '/frame'))).status).toBe(401);
  expect((await get('/api', { authorization: `JWT ${sign(contextClaims(twin), twin)}` })).status).toBe(401);
});

describe('what only administrators may do', () => {
  const administer = (token: string, scheme = 'JWT') => get('/administer', { authorization: `${scheme} ${token}` });
  const context = (changes = {}, signer = acme) => sign(contextClaims(signer, changes), signer);

  test('is done for one, who is told from others by the way in which they are known', async () => {
    for (const by of ['operations', 'permission', 'person', 'operator'] as const) {
      app.askAdministrator = ({ accountId }) => Promise.resolve(accountId === READER ? { by } : undefined);
      const { status, body } = await administer(context());
      expect([status, JSON.parse(body)]).toEqual([200, { caller: { tenant: tenantOf(acme).tenant, accountId: READER }, accountId: READER, by }]);
    }
  });

  test('is refused to everybody else, in a sentence that says why', async () => {
    const { status, body } = await administer(context());
    expect([status, JSON.parse(body)]).toMatchObject([403, { error: { code: 'forbidden', message: 'Only administrators of this Confluence may do this.' } }]);
  });

  test('is refused to nobody in particular, whatever is answered about them', async () => {
    app.askAdministrator = () => Promise.resolve({ by: 'operations' });
    expect((await administer(context({ sub: undefined }))).status).toBe(403);
  });

  test('is asked about anew for each request [T28a]', async () => {
    let asked = 0;
    app.askAdministrator = () => Promise.resolve((asked += 1) === 1 ? { by: 'operations' } : undefined);
    expect([(await administer(context())).status, (await administer(context())).status, asked]).toEqual([200, 403, 2]);
  });

  test('is done for nobody where asking fails in a way that nobody thought of [T28b]', async () => {
    jest.spyOn(console, 'error').mockReturnValue(undefined);
    app.askAdministrator = () => Promise.reject(new Error('unthought of'));
    expect((await administer(context())).status).toBe(500);
  });

  test.each([
    ['a frame’s', () => sign(frameClaims(acme, `${app.baseUrl}/administer`, app.baseUrl), acme)],
    ['the app’s own', () => sign(outboundClaims(acme, 'GET', `${app.baseUrl}/administer`, app.baseUrl), acme)],
    ['a forged', () => sign(contextClaims(forged), forged)],
    ['an old', () => context({ iat: 1, exp: 2 })],
    ['another tenant’s', () => context({}, { ...acme, clientKey: 'nobody-knows-me' })],
    ['an unsigned', () => signBytes({ alg: 'none', typ: 'JWT' }, contextClaims(acme), acme).replace(/[^.]*$/, '')],
    ['no', () => ''],
  ])('lets %s token in to nothing, and asks nobody about its bearer', async (_, token) => {
    let asked = 0;
    app.askAdministrator = () => Promise.resolve((asked += 1) > 0 ? { by: 'operations' } : undefined);
    expect([(await administer(token())).status, (await administer(token(), 'Bearer')).status, (await get(withToken('/administer', token()))).status, asked]).toEqual([401, 401, 401, 0]);
  });
});
