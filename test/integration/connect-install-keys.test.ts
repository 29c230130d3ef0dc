import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { closeAfterEach } from '../support/closing.js';
import { onSqlite } from '../support/databases.js';
import { INSTALLED, installBody, makeSecret, makeSite, startConnectApp, type ConnectApp } from '../support/lifecycle-app.js';
import type { Mood } from '../support/key-server.js';
import { makeEcPem, makeSigningKey, signLifecycle, type SigningKey } from '../support/lifecycle-tokens.js';
import { expectRefusal } from '../support/refusals.js';
import { readRows } from '../support/rows.js';

const on = onSqlite();
const later = closeAfterEach();
let app: ConnectApp;
beforeEach(async () => {
  app = await startConnectApp(on.database);
  later(app.close);
});

function installSignedBy(key: SigningKey, site = makeSite()) {
  const token = signLifecycle({ key, clientKey: site.clientKey, baseUrl: app.settings.baseUrl, path: INSTALLED, now: app.time.now }, { jti: randomUUID() });
  return app.call(INSTALLED, token, installBody(site));
}

describe('the key server', () => {
  test('is asked once for a key, however many need it at the same time [T1c]', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => app.install(makeSite())));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    await app.install(makeSite()).expect(204);
    expect(app.keyServer.asked).toEqual([app.key.kid]);
  });

  test('is asked once a minute for a key that it does not know [T1c]', async () => {
    const unknown = makeSigningKey();
    const install = () => expectRefusal(installSignedBy(unknown), 401);
    await Promise.all(Array.from({ length: 20 }, install));
    await install();
    expect(app.keyServer.asked).toEqual([unknown.kid]);
    app.time.now += 61_000;
    app.keyServer.publish(unknown.kid, unknown.publicPem);
    await installSignedBy(unknown).expect(204);
    expect(app.keyServer.asked).toEqual([unknown.kid, unknown.kid]);
  });

  test('is asked again for a key after a day', async () => {
    await app.install(makeSite()).expect(204);
    app.time.now += 23 * 3_600_000;
    await app.install(makeSite()).expect(204);
    expect(app.keyServer.asked).toHaveLength(1);
    app.time.now += 2 * 3_600_000;
    await app.install(makeSite()).expect(204);
    expect(app.keyServer.asked).toHaveLength(2);
  });

  test.each<Mood>(['error', 'limits', 'hangs', 'drips', 'resets'])('that is out of order (%s) makes an install wait, and changes nothing', async (mood) => {
    app.keyServer.mood = mood;
    const before = await readRows(on.database, 'tenants');
    const site = makeSite();
    await expectRefusal(app.install(site), 503, 'unavailable');
    expect(await readRows(on.database, 'tenants')).toEqual(before);
    app.keyServer.mood = 'up';
    await app.install(site).expect(204);
  });

  test('that is gone makes an install wait', async () => {
    const without = await startConnectApp(on.database, { beside: app, settings: { connectKeysUrl: 'http://127.0.0.1:9' } });
    later(without.close);
    await expectRefusal(without.install(makeSite()), 503, 'unavailable');
  });

  test('is not needed for a key that is known', async () => {
    const site = makeSite();
    await app.install(site).expect(204);
    app.keyServer.mood = 'hangs';
    app.time.now += 1_000;
    await app.install({ ...site, sharedSecret: makeSecret() }).expect(204);
    app.time.now += 1_000;
    await app.uninstall(site).expect(204);
  });

  test('is not followed to another address [T15b]', async () => {
    app.keyServer.mood = 'redirects';
    await expectRefusal(app.install(makeSite()), 401);
  });

  test('is not read beyond 8 KiB', async () => {
    app.keyServer.mood = 'huge';
    await expectRefusal(app.install(makeSite()), 401);
  });

  test.each<[string, (key: SigningKey) => string]>([
    ['something that is no PEM', () => '<Error><Code>AccessDenied</Code></Error>'],
    ['nothing', () => ''],
    ['a key on an elliptic curve', makeEcPem],
    ['a private key', (key) => key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['another key', () => makeSigningKey().publicPem],
  ])('is not believed with %s', async (_name, text) => {
    const key = makeSigningKey();
    app.keyServer.publish(key.kid, text(key));
    await expectRefusal(installSignedBy(key), 401);
  });

  test('is not believed with an RSA key of 1024 bits', async () => {
    const short = makeSigningKey(1024);
    app.keyServer.publish(short.kid, short.publicPem);
    await expectRefusal(installSignedBy(short), 401);
  });

  test('is not asked for ever on behalf of one address [T27a]', async () => {
    const guess = () => installSignedBy({ ...app.key, kid: randomUUID() });
    const statuses = (await Promise.all(Array.from({ length: 100 }, guess))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(70);
    expect(app.keyServer.asked).toHaveLength(30);
    const refused = await expectRefusal(guess(), 429, 'too-many-requests');
    expect(refused.get('Retry-After')).toBe('60');
    app.time.now += 61_000;
    await app.install(makeSite()).expect(204);
  });

  test('and what it said are not known to who reads an answer', async () => {
    app.keyServer.mood = 'error';
    const { text } = await expectRefusal(app.install(makeSite()), 503);
    expect(text).not.toMatch(/500|127\.0\.0\.1/);
    expect(app.log()).toContain('the key server answered 500');
  });
});
