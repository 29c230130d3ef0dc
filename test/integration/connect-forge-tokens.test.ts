import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { closeAfterEach } from '../support/closing.js';
import { signBytes } from '../support/caller-tokens.js';
import { onSqlite } from '../support/databases.js';
import { APP_ID, jwkOf, makeForgeKey, makeForgeSite, startForgeApp, SYSTEM_TOKEN, type ForgeApp, type ForgeSite } from '../support/forge-app.js';
import { INSTALLED, installBody, makeSite, UNINSTALLED, type Site } from '../support/lifecycle-app.js';
import { respellSignature, signToken, signWithSecret, type Json } from '../support/lifecycle-tokens.js';
import { expectRefusal } from '../support/refusals.js';
import { readRows } from '../support/rows.js';

const on = onSqlite();
const later = closeAfterEach();
let app: ForgeApp;
let site: ForgeSite;
let connect: Site;
beforeEach(async () => {
  app = await startForgeApp(on.database);
  later(app.close);
  [site, connect] = [makeForgeSite(), makeSite()];
  await app.install(connect, { installationId: site.installationId }).expect(204);
});

const header = (changes: Json = {}) => ({ typ: 'JWT', kid: app.forgeKey.kid, ...changes, alg: 'RS256' as const });
/** The claims of a good token, signed in another way. */
const signed = (changes: Json = {}, key = app.forgeKey.privateKey) => signToken(header(changes), app.claims(site), key);
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicPem = () => createPublicKey(app.forgeKey.publicKey.export({ type: 'spki', format: 'pem' })).export({ type: 'spki', format: 'pem' }).toString();
const OTHER_APP = 'ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000000';

test('a token that Forge signed for the app lets its reader in, and says whose frame asks', async () => {
  const caller = { tenant: expect.objectContaining({ clientKey: connect.clientKey }) as unknown, accountId: 'reader', elsewhere: true };
  expect((await app.ask(app.fit(site)).expect(200)).body).toEqual(caller);
});

describe('refused, with the same words, is a token', () => {
  test.each<[string, () => string]>([
    ['without a signature', () => `${app.fit(site).split('.').slice(0, 2).join('.')}.`],
    ['that says alg none', () => `${Buffer.from(JSON.stringify({ ...header(), alg: 'none' })).toString('base64url')}.${app.fit(site).split('.')[1] ?? ''}.`],
    ['that says alg none over a signature', () => signBytes({ ...header(), alg: 'none' }, app.claims(site), { sharedSecret: 'x' })],
    ['signed with the public key as a secret', () => signBytes({ ...header(), alg: 'HS256' }, app.claims(site), { sharedSecret: publicPem() })],
    ['that says RS256 and is signed with the public key as a secret', () => signBytes(header(), app.claims(site), { sharedSecret: publicPem() })],
    ['under RS384', () => signToken({ ...header(), alg: 'RS384' }, app.claims(site), app.forgeKey.privateKey)],
    ['under PS256', () => signToken({ ...header(), alg: 'PS256' }, app.claims(site), app.forgeKey.privateKey)],
    ['under ES256', () => signToken({ ...header(), alg: 'ES256' }, app.claims(site), ec.privateKey)],
    ['of another key under the right name', () => signed({}, makeForgeKey().privateKey)],
    ['of a key that is not Forge’s', () => signToken(header({ kid: makeForgeKey().kid }), app.claims(site), makeForgeKey().privateKey)],
    ['without a key id', () => signed({ kid: undefined })],
    ['with a key id of many', () => signed({ kid: [app.forgeKey.kid] })],
    ['with a key id that leads elsewhere', () => signed({ kid: '../../other/key' })],
    ['with the key id __proto__', () => signed({ kid: '__proto__' })],
    ['that brings its own key', () => signToken({ ...header({ kid: undefined }), jwk: jwkOf(makeForgeKey()) }, app.claims(site), makeForgeKey().privateKey)],
    ['that says where its key is', () => signToken({ ...header({ kid: 'theirs' }), jku: 'http://127.0.0.1:9/jwks.json' }, app.claims(site), makeForgeKey().privateKey)],
    ['with a critical extension', () => signed({ crit: ['b64'], b64: true })],
    ['of another type', () => signed({ typ: 'at+jwt' })],
    ['altered after signing', () => { const [a = '', b = '', c = ''] = app.fit(site).split('.'); return `${a}.${Buffer.from(Buffer.from(b, 'base64url').toString().replace('reader', 'writer')).toString('base64url')}.${c}`; }],
  ])('%s', async (_what, token) => {
    await expectRefusal(app.ask(token(), SYSTEM_TOKEN), 401);
  });

  test.each<[string, Json, Json?, Json?]>([
    ['of another issuer', { iss: 'forge/context-token' }],
    ['without an issuer', { iss: undefined }],
    ['of two issuers', { iss: ['forge/invocation-token', 'x'] }],
    ['for another app', { aud: OTHER_APP }, { id: OTHER_APP }],
    ['for another audience than its app', { aud: OTHER_APP }],
    ['of another app for our audience', {}, { id: OTHER_APP }],
    ['for two apps', { aud: [APP_ID, OTHER_APP] }],
    ['for a list of us', { aud: [APP_ID] }],
    ['for nobody', { aud: undefined }],
    ['for our id without its beginning', { aud: APP_ID.slice(-36) }],
    ['without an end', { exp: undefined }],
    ['with an end in words', { exp: 'never' }],
    ['with an end of zero', { exp: 0 }],
    ['with no beginning', { iat: undefined }],
    ['for an hour', { exp: Math.floor(Date.now() / 1000) + 3_600 }],
    ['for two people', {}, {}, { accountId: 'another' }],
    ['for a person with spaces', { principal: 'a b' }],
    ['for a list of people', { principal: ['reader'] }],
    ['for a person who is an object', { principal: { accountId: 'reader' } }],
    ['without an app', { app: undefined }],
    ['without an installation', {}, { installationId: undefined }],
    ['of two installations', {}, { installation: { id: 'ari:cloud:ecosystem::installation/other' } }],
    ['of an installation that is none', {}, { installationId: 'abc' }],
    ['without an environment', {}, { environment: undefined }],
    ['of an environment that is none', {}, { environment: { id: 'x:y' } }],
    ['without a module', {}, { module: undefined }],
    ['of an isolated cloud', { icLabel: 'orange' }],
  ])('%s', async (_what, changes, ofApp = {}, context = {}) => {
    await expectRefusal(app.ask(app.fit(site, changes, ofApp, context), SYSTEM_TOKEN), 401);
    expect(app.forge.calls).toEqual([]);
  });

  test.each([
    ['of the staging gateway', 'https://api.stg.atlassian.com/ex/confluence/{}'],
    ['of a gateway that begins like Atlassian’s', 'https://api.atlassian.com.evil.example/ex/confluence/{}'],
    ['of a gateway with a name in front', 'https://api.atlassian.com@evil.example/ex/confluence/{}'],
    ['of a gateway on another port', 'https://api.atlassian.com:8443/ex/confluence/{}'],
    ['of Atlassian’s gateway without encryption', 'http://api.atlassian.com/ex/confluence/{}'],
    ['of Jira', 'https://api.atlassian.com/ex/jira/{}'],
    ['of no site', 'https://api.atlassian.com/ex/confluence/'],
    ['of a path beyond the site', 'https://api.atlassian.com/ex/confluence/{}/wiki'],
    ['of a way back', 'https://api.atlassian.com/ex/confluence/../{}'],
    ['with a query', 'https://api.atlassian.com/ex/confluence/{}?x=1'],
    ['of another site than it was called on', 'https://api.atlassian.com/ex/confluence/d0d52620-3203-4cfa-8db5-f2587155f0dd'],
    ['of the site at a private address', 'http://10.0.0.1/ex/confluence/{}'],
  ])('%s', async (_what, apiBaseUrl) => {
    await expectRefusal(app.ask(app.fit(site, {}, { apiBaseUrl: apiBaseUrl.replace('{}', site.cloudId) }), SYSTEM_TOKEN), 401);
  });

  test('of a gateway on this machine, where the app is not', async () => {
    const away = await startForgeApp(on.database, { beside: app, settings: { loopback: false } });
    later(away.close);
    await expectRefusal(away.ask(away.fit(site), SYSTEM_TOKEN), 401);
    const token = away.fit(site, {}, { apiBaseUrl: `https://api.atlassian.com/ex/confluence/${site.cloudId}` });
    await away.ask(token, SYSTEM_TOKEN).expect(200);
  });

  test('in any other spelling of its signature', async () => {
    const token = app.fit(site);
    for (const spelling of Object.values(respellSignature(token))) await expectRefusal(app.ask(spelling), 401);
    await app.ask(token).expect(200);
  });

  test('of enormous size, before any key is asked for', async () => {
    await expectRefusal(app.ask(signToken(header({ kid: 'unknown' }), { ...app.claims(site), filler: 'x'.repeat(9_000) }, app.forgeKey.privateKey)), 401);
    expect(app.forge.keys.asked).toBe(0);
    // Macro parameters make tokens long, which is fine.
    await app.ask(app.fit(site, {}, {}, { extension: { content: { id: '1' }, config: { search: 'x'.repeat(6_000) } } })).expect(200);
  });

  test('that says a claim twice is read in one way: as the last says, which is what was signed', async () => {
    const twice = (first: string, last: string) => JSON.stringify(app.claims(site)).replace(/"aud":"[^"]*"/, `"aud":"${first}","aud":"${last}"`);
    const sign = (claims: string) => signToken(header(), claims, app.forgeKey.privateKey);
    await expectRefusal(app.ask(sign(twice(APP_ID, OTHER_APP))), 401);
    await app.ask(sign(twice(OTHER_APP, APP_ID))).expect(200);
  });
});

describe('by the clock', () => {
  test.each([
    ['a good while after its end', 25 + 31, 401],
    ['a little after its end', 25 + 28, 200],
    ['a little before its beginning', -28, 200],
    ['a good while before its beginning', -32, 401],
  ])('a token is good %s or not', async (_what, seconds, status) => {
    // The install that it must not be older than was then too.
    const token = app.fit(site);
    app.time.now += seconds * 1_000;
    expect((await app.ask(token)).status).toBe(status);
  });

  test.each([['of the future', { nbf: Math.floor(Date.now() / 1000) + 300 }], ['that ends before it begins', { exp: Math.floor(Date.now() / 1000) - 60 }]])('a token %s is not', async (_what, changes) => {
    await expectRefusal(app.ask(app.fit(site, changes)), 401);
  });

  test('a token from before the newest install is not', async () => {
    const early = app.fit(site, { iat: Math.floor(app.time.now / 1000) - 40, nbf: undefined });
    await expectRefusal(app.ask(early), 401);
  });
});

describe('somebody who has not signed in', () => {
  test.each<[string, Json, Json]>([
    ['is nobody', { principal: undefined }, { accountId: undefined }],
    ['is nobody by a null', { principal: null }, { accountId: null }],
    ['is nobody by the name that all of them have', { principal: 'unidentified' }, { accountId: 'unidentified' }],
    ['is nobody by their kind of account', { principal: 'reader' }, { accountType: 'anonymous' }],
  ])('%s', async (_what, changes, context) => {
    expect((await app.ask(app.fit(site, changes, {}, context)).expect(200)).body).not.toHaveProperty('accountId');
  });
});

describe('each token has one place, and each route its kind', () => {
  const asJwt = (path: string, token: string) => request(app.url).get(path).set('authorization', `JWT ${token}`);
  const contextToken = () => signWithSecret({ iss: connect.clientKey, sub: 'reader', qsh: 'context-qsh', iat: Math.floor(app.time.now / 1000), exp: Math.floor(app.time.now / 1000) + 600 }, connect.sharedSecret);

  test.each<[string, () => request.Test]>([
    ['a Forge token under Connect’s name', () => asJwt('/api/caller', app.fit(site))],
    ['a Connect token under Forge’s name', () => app.ask(contextToken())],
    ['a Forge token in the address', () => request(app.url).get(`/api/caller?jwt=${app.fit(site)}`)],
    ['a Forge token and one in the address', () => app.ask(app.fit(site), undefined, `/api/caller?jwt=${contextToken()}`)],
    ['a Forge token and a session’s', () => app.ask(app.fit(site)).set('x-acpt', 'x')],
    ['two Forge tokens in a row', () => app.ask(`${app.fit(site)} ${app.fit(site)}`)],
    ['a Forge token with more behind it', () => app.ask(`${app.fit(site)}, JWT ${contextToken()}`)],
    ['a Forge token in lower case', () => request(app.url).get('/api/caller').set('authorization', `bearer ${app.fit(site)}`)],
    ['a Forge token and a parameter twice', () => app.ask(app.fit(site), undefined, '/api/caller?a=1&a=2')],
    ['a Forge token on a frame', () => app.ask(app.fit(site), SYSTEM_TOKEN, '/frame')],
    ['a Forge token in a frame’s address', () => request(app.url).get(`/frame?jwt=${app.fit(site)}`)],
    ['a Forge token for Connect’s install', () => request(app.url).post(INSTALLED).set('authorization', `Bearer ${app.fit(site)}`).send(installBody(connect))],
    ['a Forge token for Connect’s uninstall', () => request(app.url).post(UNINSTALLED).set('authorization', `JWT ${app.fit(site)}`).send(installBody(connect))],
    ['a Connect token for Forge’s uninstall', () => request(app.url).post('/forge/lifecycle').set('authorization', `JWT ${contextToken()}`).send({})],
    ['a signed install for Forge’s uninstall', () => request(app.url).post('/forge/lifecycle').set('authorization', `JWT ${app.token('/forge/lifecycle', connect.clientKey)}`).send({})],
    ['no token for Forge’s uninstall', () => request(app.url).post('/forge/lifecycle').send({})],
  ])('so %s is refused [T4c]', async (_what, ask) => {
    await expectRefusal(ask(), 401);
    await app.api(connect).expect(200);
  });

  test('and repeated headers are refused, in either order [T4b]', async () => {
    for (const values of [[`Bearer ${app.fit(site)}`, `JWT ${contextToken()}`], [`JWT ${contextToken()}`, `Bearer ${app.fit(site)}`]]) {
      await expectRefusal(request(app.url).get('/api/caller').set('authorization', values as unknown as string), 401);
    }
  });
});

test('without the app’s id no token of Forge’s is good, and its keys are not asked for', async () => {
  const without = await startForgeApp(on.database, { beside: app, settings: { forge: { appId: undefined, jwksUrl: app.forge.jwksUrl } } });
  later(without.close);
  await expectRefusal(without.read(site), 401);
  await expectRefusal(without.leave(site), 401);
  expect(app.forge.keys.asked).toBe(0);
  await without.api(connect).expect(200);
});

test('nothing of the tokens is logged or kept', async () => {
  const fresh = makeForgeSite();
  const token = app.fit(fresh);
  await app.ask(token, SYSTEM_TOKEN).expect(200);
  await app.ask(app.fit(makeForgeSite({ siteUrl: `https://x-${randomUUID()}.example.com` })), SYSTEM_TOKEN).expect(403);
  const kept = JSON.stringify([await readRows(on.database, 'tenants'), await readRows(on.database, 'forge_installations')]);
  for (const text of [app.log(), kept]) for (const part of [SYSTEM_TOKEN, ...token.split('.').slice(1)]) expect(text).not.toContain(part);
});
