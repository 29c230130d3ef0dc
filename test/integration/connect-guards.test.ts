import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { queryHash } from '../../demo/confluence/query-hash.js';
import { contextClaims, frameClaims, frameUrl, sign, withToken, type Signer } from '../support/caller-tokens.js';
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
});
afterEach(() => {
  jest.restoreAllMocks();
  if (options === undefined) delete process.env.AC_OPTS;
  else process.env.AC_OPTS = options;
});
afterAll(() => app.close());

const get = (target: string, headers: Record<string, string> = {}) => sendRaw(app.origin, target.replace(app.baseUrl, ''), { headers });
const forged = { ...acme, sharedSecret: 'another-secret-of-32-letters-at-least' };

test.each(['no-auth', 'no-token-verfication', 'no-auth,no-token-verfication'])('the guards let nobody in when AC_OPTS=%s stops ACE from looking at tokens', async (value) => {
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
