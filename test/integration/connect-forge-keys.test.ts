import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { closeAfterEach } from '../support/closing.js';
import { onSqlite } from '../support/databases.js';
import { jwkOf, makeForgeKey, makeForgeSite, startForgeApp, type ForgeApp, type ForgeKey, type ForgeSite, type KeysMood } from '../support/forge-app.js';
import { makeSite } from '../support/lifecycle-app.js';
import { signToken, type Json } from '../support/lifecycle-tokens.js';
import { expectRefusal } from '../support/refusals.js';

const on = onSqlite();
const later = closeAfterEach();
const MINUTE = 60_000;
let app: ForgeApp;
let site: ForgeSite;
beforeEach(async () => {
  app = await startForgeApp(on.database);
  later(app.close);
  site = makeForgeSite();
  await app.install(makeSite(), { installationId: site.installationId }).expect(204);
});

const asked = () => app.forge.keys.asked;
const askBy = (key: ForgeKey, changes: Json = {}) => app.ask(signToken({ typ: 'JWT', kid: key.kid, ...changes, alg: 'RS256' }, app.claims(site), key.privateKey));
const ask = () => app.ask(app.fit(site));

describe('Forge’s keys', () => {
  test('are fetched once, however many need one at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(asked()).toBe(1);
  });

  test('are fetched anew for a key that has come since, once for however many bring it', async () => {
    await ask().expect(200);
    const next = makeForgeKey();
    app.forge.keys.set = [jwkOf(app.forgeKey), jwkOf(next)];
    app.time.now += 6_000;
    const answers = await Promise.all(Array.from({ length: 10 }, () => askBy(next)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await ask().expect(200);
    expect(asked()).toBe(2);
  });

  test('that nobody knows make us ask every five seconds at most, and each of them once a minute [T27a]', async () => {
    const strangers = Array.from({ length: 6 }, (_each, index) => ({ ...app.forgeKey, kid: `stranger-${index}` }));
    await ask().expect(200);
    for (const stranger of strangers) await expectRefusal(askBy(stranger), 401);
    expect(asked()).toBe(1);
    app.time.now += 6_000;
    for (const stranger of strangers) await expectRefusal(askBy(stranger), 401);
    expect(asked()).toBe(2);
    app.time.now += 6_000;
    // The first was asked about six seconds ago, the second was not.
    await expectRefusal(askBy(strangers[0] ?? app.forgeKey), 401);
    expect(asked()).toBe(2);
    await expectRefusal(askBy(strangers[1] ?? app.forgeKey), 401);
    expect(asked()).toBe(3);
    app.time.now += MINUTE;
    await expectRefusal(askBy(strangers[0] ?? app.forgeKey), 401);
    expect(asked()).toBe(4);
  });

  test('that were taken back are good for ten minutes and the time of one question', async () => {
    await ask().expect(200);
    const next = makeForgeKey();
    app.forge.keys.set = [jwkOf(next)];
    app.time.now += 9 * MINUTE;
    await ask().expect(200);
    expect(asked()).toBe(1);
    app.time.now += 2 * MINUTE;
    await ask().expect(200);
    while (asked() < 2) await ask();
    await askBy(next).expect(200);
    await expectRefusal(ask(), 401);
  });

  test.each<KeysMood>(['error', 'hangs', 'drips', 'resets', 'redirects', 'huge', 'garbage', 'empty'])('make callers wait while their server is out of order (%s)', async (mood) => {
    app.forge.keys.mood = mood;
    const refusal = await expectRefusal(ask(), 503, 'unavailable');
    expect(Number(refusal.get('Retry-After'))).toBeLessThan(30);
    await expectRefusal(ask(), 503, 'unavailable');
    expect(asked()).toBe(1);
    app.forge.keys.mood = 'up';
    app.time.now += 6_000;
    await ask().expect(200);
  });

  test('make callers wait while their server is gone', async () => {
    const without = await startForgeApp(on.database, { beside: app, settings: { forge: { appId: app.settings.forge.appId, jwksUrl: 'http://127.0.0.1:9/jwks.json' } } });
    later(without.close);
    await expectRefusal(without.ask(without.fit(site)), 503, 'unavailable');
  });

  test.each<KeysMood>(['error', 'hangs', 'empty', 'garbage'])('that are known go on working while their server is out of order (%s), for a day', async (mood) => {
    await ask().expect(200);
    app.forge.keys.mood = mood;
    for (const minutes of [1, 30, 6 * 60, 12 * 60]) {
      app.time.now += minutes * MINUTE;
      await ask().expect(200);
    }
    await expectRefusal(askBy(makeForgeKey()), 503, 'unavailable');
    app.time.now += 7 * 60 * MINUTE;
    await expectRefusal(ask(), 503, 'unavailable');
  });

  test('count only where they are RSA keys for signatures, and strong', async () => {
    const [weak, other, encrypting, hashed, good] = [makeForgeKey(1024), makeForgeKey(), makeForgeKey(), makeForgeKey(), makeForgeKey()];
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    app.forge.keys.set = [
      jwkOf(weak), { ...jwkOf(other), alg: 'PS256' }, { ...jwkOf(encrypting), use: 'enc' }, { kty: 'oct', kid: hashed.kid, k: 'c2VjcmV0', alg: 'HS256' },
      { ...ec, kid: 'curve' }, { kty: 'RSA', kid: 'broken', n: '!!', e: 'AQAB' }, { kid: 'no key' }, { ...jwkOf(good), alg: undefined, use: undefined },
    ];
    await askBy(good).expect(200);
    for (const key of [weak, other, encrypting, hashed]) await expectRefusal(askBy(key), 401);
    expect(asked()).toBe(1);
  });

  test('are asked for at one address, whatever a token says', async () => {
    const staging = app.fit(site, {}, { apiBaseUrl: `https://api.stg.atlassian.com/ex/confluence/${site.cloudId}` });
    await expectRefusal(app.ask(staging), 401);
    await expectRefusal(askBy(app.forgeKey, { kid: `${app.forge.gatewayUrl}/x` }), 401);
    expect([asked(), app.forge.calls]).toEqual([1, []]);
  });
});
