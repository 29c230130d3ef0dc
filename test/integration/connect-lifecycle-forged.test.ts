import { createSecretKey, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { queryHash } from '../../demo/confluence/query-hash.js';
import { signContextToken, signFrameToken } from '../../demo/confluence/tokens.js';
import { eachDatabase } from '../support/databases.js';
import { BASE, INSTALLED, installBody, makeSecret, makeSite, startConnectApp, UNINSTALLED, type ConnectApp, type Site } from '../support/lifecycle-app.js';
import { makeSigningKey, respellSignature, signLifecycle, signToken, type Json } from '../support/lifecycle-tokens.js';
import { expectRefusal } from '../support/refusals.js';
import { readRows } from '../support/rows.js';

const stranger = makeSigningKey();
const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

eachDatabase('a site that is installed', (on) => {
  let app: ConnectApp;
  let site: Site;
  /** What an attacker would put in its place. */
  let forged: Json;
  beforeAll(async () => {
    app = await startConnectApp(on.database);
    site = makeSite();
    await app.install(site).expect(204);
    forged = installBody({ ...site, sharedSecret: makeSecret(), baseUrl: 'https://attacker.atlassian.net/wiki' });
    app.time.now += 5_000;
  });
  afterAll(() => app.close());

  async function expectNoChange(work: () => Promise<unknown>): Promise<void> {
    const before = await readRows(on.database, 'tenants');
    await work();
    expect(await readRows(on.database, 'tenants')).toEqual(before);
    expect(app.purges.done).toEqual([]);
    await app.frame(site).expect(200);
  }

  const subject = () => ({ clientKey: site.clientKey, accountId: 'reader', issuedAt: Math.floor(app.time.now / 1000) });
  const seconds = (more: number) => Math.floor(app.time.now / 1000) + more;
  const claimsOf = (path: string) => ({ iss: site.clientKey, aud: [BASE], iat: seconds(0), exp: seconds(180), qsh: queryHash('POST', path) });
  const url = (path: string) => `${BASE}${path}`;

  type Forge = (path: string) => string | undefined;
  const claims = (changes: () => Json): Forge => (path) => app.token(path, site.clientKey, changes());
  const header = (changes: () => Json): Forge => (path) => app.token(path, site.clientKey, {}, changes());
  const forgeries: readonly (readonly [string, Forge])[] = [
    ['without a token', () => undefined],
    ['with an empty token', () => ''],
    ['unsigned', (path) => `${json({ alg: 'none', typ: 'JWT', kid: app.key.kid })}.${json(claimsOf(path))}.`],
    ['unsigned, as RS256', (path) => `${json({ alg: 'RS256', typ: 'JWT', kid: app.key.kid })}.${json(claimsOf(path))}.AAAA`],
    ['signed with the tenant’s secret', (path) => signToken({ alg: 'HS256', typ: 'JWT', kid: app.key.kid }, claimsOf(path), createSecretKey(site.sharedSecret, 'utf8'))],
    ['signed with the public key as a secret', (path) => signToken({ alg: 'HS256', typ: 'JWT', kid: app.key.kid }, claimsOf(path), createSecretKey(app.key.publicPem, 'utf8'))],
    ['signed with a secret, as RS256', (path) => `${json({ alg: 'RS256', kid: app.key.kid })}.${signToken({ alg: 'HS256' }, claimsOf(path), createSecretKey(site.sharedSecret, 'utf8')).split('.').slice(1).join('.')}`],
    ['with a frame’s token', (path) => signFrameToken(site.sharedSecret, subject(), url(path), BASE)],
    ['with a context token', () => signContextToken(site.sharedSecret, subject(), {})],
    ['with a context hash, rightly signed', claims(() => ({ qsh: 'context-qsh' }))],
    ['signed by a stranger under a known key id', (path) => signLifecycle({ key: { ...stranger, kid: app.key.kid }, clientKey: site.clientKey, baseUrl: BASE, path, now: app.time.now })],
    ['for another app', claims(() => ({ aud: ['https://other.example.com'] }))],
    ['for an address below ours', claims(() => ({ aud: [`${BASE}/below`] }))],
    ['for nobody', claims(() => ({ aud: undefined }))],
    ['for two apps', claims(() => ({ aud: [BASE, 'https://other.example.com'] }))],
    ['for an empty list', claims(() => ({ aud: [] }))],
    ['for a number', claims(() => ({ aud: [123] }))],
    ['for an object', claims(() => ({ aud: [{}] }))],
    ['for a list in a list', claims(() => ({ aud: [[BASE]] }))],
    ['of another issuer', claims(() => ({ iss: randomUUID() }))],
    ['of an issuer in a list', claims(() => ({ iss: [site.clientKey] }))],
    ['of an issuer with a line break', claims(() => ({ iss: `${site.clientKey}\n` }))],
    ['without an end', claims(() => ({ exp: undefined }))],
    ['with a text for its end', claims(() => ({ exp: String(seconds(180)) }))],
    ['with a fraction for its end', claims(() => ({ exp: seconds(180) + 0.5 }))],
    ['with null for its end', claims(() => ({ exp: null }))],
    ['with an end at 0', claims(() => ({ exp: 0 }))],
    ['with too long a life', claims(() => ({ exp: seconds(3_601) }))],
    ['expired two minutes ago', claims(() => ({ iat: seconds(-300), exp: seconds(-120) }))],
    ['two minutes early', claims(() => ({ iat: seconds(120), exp: seconds(300) }))],
    ['that ends before it begins', claims(() => ({ iat: seconds(20), exp: seconds(10) }))],
    ['without a beginning', claims(() => ({ iat: undefined }))],
    ['without a key id', header(() => ({ kid: undefined }))],
    ['with an empty key id', header(() => ({ kid: '' }))],
    ['with a word for a key id', header(() => ({ kid: 'install-key' }))],
    ['with a path for a key id', header(() => ({ kid: `../other/${app.key.kid}` }))],
    ['with a path behind its key id', header(() => ({ kid: `${app.key.kid}/../x` }))],
    ['with a query behind its key id', header(() => ({ kid: `${app.key.kid}?x=1` }))],
    ['with a fragment behind its key id', header(() => ({ kid: `${app.key.kid}#x` }))],
    ['with a line break behind its key id', header(() => ({ kid: `${app.key.kid}\n` }))],
    ['with an object for a key id', header(() => ({ kid: { toString: 'x' } }))],
    ['with a list for a key id', header(() => ({ kid: [app.key.kid] }))],
    ['with null for a key id', header(() => ({ kid: null }))],
    ['with a critical header', header(() => ({ crit: ['exp'] }))],
    ['of another type', header(() => ({ typ: 'at+jwt' }))],
    ['without a hash', claims(() => ({ qsh: undefined }))],
    ['with the hash of another path', claims(() => ({ qsh: queryHash('POST', '/connect/other') }))],
    ['with the hash of another method', (path) => app.token(path, site.clientKey, { qsh: queryHash('GET', path) })],
    ['with the hash of a query', (path) => app.token(path, site.clientKey, { qsh: queryHash('POST', `${path}?a=1`) })],
    ['signed for the other of the two addresses', (path) => app.token(path === INSTALLED ? UNINSTALLED : INSTALLED, site.clientKey)],
    ['with claims that are a list', (path) => signToken({ alg: 'RS256', typ: 'JWT', kid: app.key.kid }, `[${JSON.stringify(claimsOf(path))}]`, app.key.privateKey)],
    ['with claims that are no JSON', () => signToken({ alg: 'RS256', typ: 'JWT', kid: app.key.kid }, '{', app.key.privateKey)],
    ['with a token of 9 kB', claims(() => ({ padding: 'x'.repeat(7_000) }))],
  ];

  test.each(forgeries)('does not change by a call %s [T1a, T2a, T20b]', async (_name, forge) => {
    await expectNoChange(async () => {
      const asked = app.keyServer.asked.length;
      for (const path of [INSTALLED, UNINSTALLED]) await expectRefusal(app.call(path, forge(path), forged), 401);
      expect(app.keyServer.asked).toHaveLength(asked);
    });
  });

  test.each(Object.keys(respellSignature('a.b.cc')))('does not change by a call whose signature is spelled %s [T1a, T3d]', async (spelling) => {
    await expectNoChange(async () => {
      for (const path of [INSTALLED, UNINSTALLED]) {
        const token = respellSignature(app.token(path, site.clientKey))[spelling] ?? '';
        await expectRefusal(app.call(path, token, forged), 401);
      }
    });
  });

  test('does not change by a token in another place or under another word [T1a, T7a]', async () => {
    await expectNoChange(async () => {
      for (const path of [INSTALLED, UNINSTALLED]) {
        const token = app.token(path, site.clientKey);
        const post = (target = path) => request(app.url).post(target).set('content-type', 'application/json');
        await expectRefusal(post(`${path}?jwt=${token}`).send(forged), 401);
        await expectRefusal(post(`${path}?acpt=${token}`).set('authorization', `JWT ${token}`).send(forged), 401);
        await expectRefusal(post().send({ ...forged, jwt: token }), 401);
        await expectRefusal(post().set('x-acpt', token).send(forged), 401);
        await expectRefusal(post().set('authorization', `Bearer ${token}`).send(forged), 401);
        await expectRefusal(post().set('authorization', `JWT ${token} ${token}`).send(forged), 401);
        await expectRefusal(post(`${path}?extra=1`).set('authorization', `JWT ${token}`).send(forged), 401);
      }
    });
  });

  test('does not change by another site’s call that names it [T1a, T2a]', async () => {
    const other = makeSite();
    await expectNoChange(async () => {
      for (const path of [INSTALLED, UNINSTALLED]) await expectRefusal(app.call(path, app.token(path, other.clientKey), forged), 401);
    });
  });

  test('does not change by a call of GET, PUT or HEAD', async () => {
    await expectNoChange(async () => {
      const token = app.token(UNINSTALLED, site.clientKey);
      await expectRefusal(request(app.url).get(UNINSTALLED).set('authorization', `JWT ${token}`), 404);
      await expectRefusal(request(app.url).put(UNINSTALLED).set('authorization', `JWT ${token}`).send(forged), 404);
      await request(app.url).head(UNINSTALLED).expect(404);
    });
  });

  describe('refuses a body', () => {
    const bodies: readonly (readonly [string, unknown, number])[] = [
      ['that is a list', [1], 400],
      ['that is a list with the right thing in it', 'LIST', 400],
      ['that is a text', '"text"', 400],
      ['that is a number', '5', 400],
      ['that is null', 'null', 400],
      ['that is empty', '', 400],
      ['that is an empty object', {}, 400],
      ['that is broken', '{"key":', 400],
      ['that is HTML', '<html>', 400],
      ['of 1 MiB', `{"x":"${'x'.repeat(1024 * 1024)}"}`, 413],
      ['with half a character for a name', '{"\\ud800":1}', 400],
      ['nested 1,000 deep', `${'['.repeat(1_000)}${']'.repeat(1_000)}`, 400],
    ];
    test.each(bodies)('%s', async (_name, body, status) => {
      await expectNoChange(async () => {
        for (const path of [INSTALLED, UNINSTALLED]) {
          const sent = body === 'LIST' ? [forged] : body;
          await expectRefusal(app.call(path, app.token(path, site.clientKey), sent), status);
        }
      });
    });

    test('of another type, length or coding [T1d, T20b]', async () => {
      await expectNoChange(async () => {
        const send = (headers: Record<string, string>, body: string | undefined) =>
          request(app.url).post(INSTALLED).set('authorization', `JWT ${app.token(INSTALLED, site.clientKey)}`).set(headers).send(body);
        await expectRefusal(send({ 'content-type': 'text/plain' }, JSON.stringify(forged)), 400);
        await expectRefusal(send({ 'content-type': 'application/x-www-form-urlencoded' }, 'key=x'), 400);
        await expectRefusal(send({ 'content-type': 'application/json; charset=koi8-r' }, JSON.stringify(forged)), 400);
        await expectRefusal(send({ 'content-type': 'application/json', 'content-encoding': 'gzip' }, JSON.stringify(forged)), 400);
        await expectRefusal(send({ 'content-type': 'application/json', 'content-encoding': 'compress' }, JSON.stringify(forged)), 400);
        await expectRefusal(send({}, undefined), 400);
      });
    });
  });

  test('and its secrets, real and forged, appear in no log line; the reasons do', () => {
    expect(app.log()).not.toContain('secret-canary');
    expect(app.log()).not.toMatch(/eyJ[\w-]+\.eyJ/);
    for (const reason of ['a token for another app', 'the key id is not a UUID', 'the signature is not of that key', 'not a lifecycle token: exp', 'signed for another tenant']) {
      expect(app.log()).toContain(reason);
    }
    for (const line of app.log().trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });
});
