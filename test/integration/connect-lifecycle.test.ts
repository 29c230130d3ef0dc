import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eachDatabase } from '../support/databases.js';
import { APP_KEY, INSTALLED, installBody, makeSecret, makeSite, startConnectApp, UNINSTALLED, type ConnectApp } from '../support/lifecycle-app.js';
import { expectRefusal } from '../support/refusals.js';
import { readRows } from '../support/rows.js';

eachDatabase('a site', (on) => {
  let app: ConnectApp;
  beforeEach(async () => {
    app = await startConnectApp(on.database);
  });
  afterEach(() => app.close());

  const rowOf = async (clientKey: string) => (await readRows(on.database, 'tenants')).filter((row) => row.client_key === clientKey);

  test('that installed the app can use it at once', async () => {
    const site = makeSite();
    await app.install(site, { displayUrl: 'https://wiki.example.com/' }).expect(204, '');
    const tenant = { clientKey: site.clientKey, baseUrl: site.baseUrl, displayUrl: 'https://wiki.example.com', epoch: expect.any(Number) };
    expect((await app.frame(site).expect(200)).body).toEqual({ tenant });
    expect((await app.api(site).expect(200)).body).toEqual({ tenant });
  });

  test('is kept without its secret in the clear [T22a]', async () => {
    const site = makeSite();
    await app.install(site).expect(204);
    const everything = JSON.stringify([await readRows(on.database, 'tenants'), await readRows(on.database, 'install_tokens')]);
    expect(everything).not.toContain(site.sharedSecret);
    expect(everything).toContain('v1.test.');
  });

  test.each([
    ['a field that nobody knows', { extra: { deep: [1, 2, 3] }, __proto__: { polluted: true } }],
    ['an installation id', { installationId: 'ari:cloud:ecosystem::installation/1' }],
    ['no display URL', { displayUrl: null }],
    ['an empty display URL', { displayUrl: '' }],
    ['no product', { productType: undefined }],
    ['a base URL with a slash at its end', { baseUrl: 'https://slash.atlassian.net/wiki/' }],
    ['a base URL spelled in another way', { baseUrl: 'HTTPS://Spelled.Atlassian.NET:443/./wiki' }],
  ])('may install with %s', async (_name, body) => {
    const site = makeSite();
    await app.install(site, body).expect(204);
    await app.frame(site).expect(200);
    const [row] = await rowOf(site.clientKey);
    expect(row?.base_url).toMatch(/^https:\/\/[a-z0-9.-]+\/wiki$/);
  });

  test('that installs again stays the same tenant with another secret', async () => {
    const site = makeSite();
    await app.install(site).expect(204);
    await app.frame(site).expect(200);
    const [before] = await rowOf(site.clientKey);
    app.time.now += 1_000;
    const again = { ...site, sharedSecret: makeSecret() };
    await app.install(again).expect(204);

    await expectRefusal(app.frame(site), 401);
    await expectRefusal(app.api(site), 401);
    await app.frame(again).expect(200);
    const rows = await rowOf(site.clientKey);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.epoch).toBeGreaterThan(Number(before?.epoch));
    expect(rows[0]?.created_at).toEqual(before?.created_at);
    expect(app.purges.done).toEqual([]);
  });

  test('that installs again with the same secret ends the tokens that were issued before [T7b]', async () => {
    const site = makeSite();
    await app.install(site).expect(204);
    const earlier = app.api(site);
    app.time.now += 60_000;
    await app.install(site).expect(204);
    await expectRefusal(earlier, 401);
    await app.api(site).expect(200);
  });

  test('whose clock is ahead can still uninstall right after', async () => {
    const site = makeSite();
    const ahead = Math.floor(app.time.now / 1000) + 20;
    await app.call(INSTALLED, app.token(INSTALLED, site.clientKey, { iat: ahead, exp: ahead + 180 }), installBody(site)).expect(204);
    app.time.now += 1_000;
    await app.uninstall(site).expect(204);
  });

  test('may repeat the very same call, which changes nothing', async () => {
    const site = makeSite();
    const [token, body] = [app.token(INSTALLED, site.clientKey), installBody(site)];
    await app.call(INSTALLED, token, body).expect(204);
    const before = await rowOf(site.clientKey);
    app.time.now += 60_000;
    await app.call(INSTALLED, token, body).expect(204);
    await app.call(`${INSTALLED}/`, token, body).expect(204);
    expect(await rowOf(site.clientKey)).toEqual(before);
    await app.frame(site).expect(200);
  });

  test('can’t use a token again with another body, however it spells the token [T1b]', async () => {
    const site = makeSite();
    const token = app.token(INSTALLED, site.clientKey);
    await app.call(INSTALLED, token, installBody(site)).expect(204);
    const before = await rowOf(site.clientKey);
    await expectRefusal(app.call(INSTALLED, token, installBody({ ...site, sharedSecret: makeSecret() })), 401);
    await expectRefusal(app.call(INSTALLED, token, installBody({ ...site, baseUrl: 'https://other.atlassian.net/wiki' })), 401);
    await expectRefusal(app.call(INSTALLED, token, `${JSON.stringify(installBody(site))} `), 401);
    expect(await rowOf(site.clientKey)).toEqual(before);
    await app.frame(site).expect(200);
  });

  test('can’t come with a token that is older than its newest', async () => {
    const site = makeSite();
    const older = app.token(INSTALLED, site.clientKey, { exp: Math.floor(app.time.now / 1000) + 3_600 });
    app.time.now += 1_000;
    await app.install(site).expect(204);
    const before = await rowOf(site.clientKey);
    await expectRefusal(app.call(INSTALLED, older, installBody({ ...site, sharedSecret: makeSecret() })), 401);
    await expectRefusal(app.call(UNINSTALLED, app.token(UNINSTALLED, site.clientKey, { iat: Math.floor(app.time.now / 1000) - 1 }), installBody(site)), 401);
    // The newer token has expired long ago when the older one is still good.
    app.time.now += 3_590_000;
    await app.install(makeSite()).expect(204);
    await expectRefusal(app.call(INSTALLED, older, installBody({ ...site, sharedSecret: makeSecret() })), 401);
    expect(await rowOf(site.clientKey)).toEqual(before);
  });

  test('may move to another host that is allowed, which is logged without a secret', async () => {
    const site = makeSite();
    await app.install(site).expect(204);
    app.time.now += 1_000;
    const moved = { ...site, baseUrl: 'https://moved-here.atlassian.net/wiki', sharedSecret: makeSecret() };
    await app.install(moved).expect(204);
    const line = app.log().split('\n').find((text) => text.includes('another base URL')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ tenant: site.clientKey, before: site.baseUrl, baseUrl: moved.baseUrl });
    expect(app.log()).not.toContain('secret-canary');
    await expectRefusal(app.call(INSTALLED, app.token(INSTALLED, site.clientKey), installBody({ ...site, baseUrl: 'https://evil.example/wiki' })), 403, 'forbidden');
    expect((await app.frame(moved).expect(200)).body).toMatchObject({ tenant: { baseUrl: moved.baseUrl } });
  });

  test('that uninstalls loses every right at once, its data and its row [T2b]', async () => {
    const [site, other] = [makeSite(), makeSite()];
    await app.install(site).expect(204);
    await app.install(other).expect(204);
    await app.frame(site).expect(200);
    app.time.now += 1_000;
    await app.uninstall(site).expect(204, '');
    await expectRefusal(app.frame(site), 401);
    await expectRefusal(app.api(site), 401);
    expect(app.purges.done).toEqual([site.clientKey]);
    expect(await rowOf(site.clientKey)).toEqual([]);
    await app.frame(other).expect(200);
  });

  test('may uninstall twice, or without having installed', async () => {
    const site = makeSite();
    await app.install(site).expect(204);
    app.time.now += 1_000;
    const [token, body] = [app.token(UNINSTALLED, site.clientKey), installBody(site)];
    await app.call(UNINSTALLED, token, body).expect(204);
    await app.call(UNINSTALLED, token, body).expect(204);
    app.time.now += 1_000;
    await app.uninstall(site).expect(204);
    await app.uninstall(makeSite()).expect(204);
    app.time.now += 1_000;
    await app.call(UNINSTALLED, app.token(UNINSTALLED, site.clientKey), { key: APP_KEY, clientKey: site.clientKey }).expect(204);
  });

  test('does not come back to life by a call of its former life, nor is removed by one [T1b]', async () => {
    const site = makeSite();
    const [install, body] = [app.token(INSTALLED, site.clientKey), installBody(site)];
    await app.call(INSTALLED, install, body).expect(204);
    app.time.now += 1_000;
    const uninstall = app.token(UNINSTALLED, site.clientKey);
    await app.call(UNINSTALLED, uninstall, body).expect(204);
    await app.call(INSTALLED, install, body).expect(204);
    await expectRefusal(app.frame(site), 401);
    expect(await rowOf(site.clientKey)).toEqual([]);

    app.time.now += 1_000;
    const again = { ...site, sharedSecret: makeSecret() };
    await app.install(again).expect(204);
    await app.call(UNINSTALLED, uninstall, body).expect(204);
    await expectRefusal(app.call(UNINSTALLED, uninstall, installBody(again)), 401);
    await app.frame(again).expect(200);
  });

  test('keeps no right while its data can’t be removed, which the next start makes up for', async () => {
    const site = makeSite();
    await app.install(site).expect(204);
    app.time.now += 1_000;
    app.purges.fail = new Error('cannot purge');
    await expectRefusal(app.uninstall(site), 503, 'unavailable');
    await expectRefusal(app.frame(site), 401);
    expect(await rowOf(site.clientKey)).toMatchObject([{ shared_secret: null }]);

    const next = await startConnectApp(on.database, { beside: app });
    await next.close();
    expect(next.purges.done).toContain(site.clientKey);
    expect(await rowOf(site.clientKey)).toEqual([]);
  });

  test('whose data can’t be removed at a start keeps no other’s from being', async () => {
    const sites = [makeSite(), makeSite()];
    for (const site of sites) await app.install(site).expect(204);
    app.time.now += 1_000;
    app.purges.fail = new Error('cannot purge');
    for (const site of sites) await expectRefusal(app.uninstall(site), 503);
    const next = await startConnectApp(on.database, { beside: app, fail: new Error('cannot purge either') });
    await next.close();
    expect(next.log().match(/could not be removed/g)?.length).toBeGreaterThanOrEqual(2);
    expect(await rowOf(sites[0]?.clientKey ?? '')).toHaveLength(1);
  });

  test('that comes back before its data was removed begins without it', async () => {
    const site = makeSite();
    await app.install(site).expect(204);
    app.time.now += 1_000;
    app.purges.fail = new Error('cannot purge');
    await expectRefusal(app.uninstall(site), 503);
    app.time.now += 1_000;
    const again = { ...site, sharedSecret: makeSecret() };
    await expectRefusal(app.install(again), 503, 'unavailable');
    await expectRefusal(app.frame(again), 401);
    app.purges.fail = undefined;
    await app.install(again).expect(204);
    expect(app.purges.done.at(-1)).toBe(site.clientKey);
    await app.frame(again).expect(200);
  });
});
