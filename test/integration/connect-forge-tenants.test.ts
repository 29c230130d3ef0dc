import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { forgetInstallations } from '../../src/connect/forge/installations-table.js';
import { eraseSite } from '../../src/erase-site.js';
import { createGitLab } from '../../src/gitlab/gitlab.js';
import { createLogger } from '../../src/logger.js';
import { createQueue } from '../../src/queue/queue.js';
import { createInvalidation } from '../../src/storage/invalidation.js';
import { createSealer } from '../../src/storage/sealing.js';
import { closeAfterEach } from '../support/closing.js';
import { eachDatabase } from '../support/databases.js';
import { ENVIRONMENT, makeForgeSite, startForgeApp, SYSTEM_TOKEN, type ForgeApp, type ForgeSite } from '../support/forge-app.js';
import { makeSite, type Site } from '../support/lifecycle-app.js';
import { expectRefusal } from '../support/refusals.js';
import { readRows } from '../support/rows.js';
import { sitesWith } from '../support/sites.js';

eachDatabase('the tenants of Forge’s installations', (on) => {
  const later = closeAfterEach();
  let app: ForgeApp;
  beforeEach(async () => {
    app = await startForgeApp(on.database);
    later(app.close);
  });

  const rowOf = async (clientKey: string) => (await readRows(on.database, 'tenants')).find((row) => row.client_key === clientKey);
  const installationOf = async ({ installationId }: ForgeSite) => (await readRows(on.database, 'forge_installations')).find((row) => row.installation_id === installationId);
  const ownKey = ({ cloudId }: ForgeSite) => `forge:${cloudId}:${ENVIRONMENT}`;
  /** The same site under Forge. */
  const forgeSiteOf = ({ baseUrl }: Site) => makeForgeSite({ siteUrl: new URL(baseUrl).origin });
  const tenantOf = async (site: ForgeSite) => ((await app.read(site).expect(200)).body as { tenant: { clientKey: string; baseUrl: string; epoch: number } }).tenant;

  describe('that Connect told of', () => {
    test('are found by the installation that the install named, and Confluence is not asked', async () => {
      const [connect, site] = [makeSite(), makeForgeSite()];
      await app.install(connect, { installationId: site.installationId }).expect(204);
      expect((await app.ask(app.fit(site)).expect(200)).body).toEqual({ tenant: expect.objectContaining({ clientKey: connect.clientKey, baseUrl: connect.baseUrl }), accountId: 'reader', elsewhere: true });
      expect((await app.api(connect).expect(200)).body).toEqual({ tenant: await tenantOf(site) });
      expect(app.forge.calls).toEqual([]);
    });

    test('are not found any more after their uninstall, not even by what was signed before it', async () => {
      const [connect, site] = [makeSite(), makeForgeSite()];
      await app.install(connect, { installationId: site.installationId }).expect(204);
      app.time.now += 1_000;
      const before = app.fit(site);
      await app.uninstall(connect).expect(204);
      app.forge.clientKeys.set(site.cloudId, connect.clientKey);
      await expectRefusal(app.ask(before, SYSTEM_TOKEN), 401);
      app.time.now += 60_000;
      await expectRefusal(app.read(site), 401);
      expect(await rowOf(connect.clientKey)).toBeUndefined();
      expect(app.forge.calls).toEqual([]);
    });

    test('are not found after their uninstall by an installation of which nothing was known, and what was signed before', async () => {
      const [connect, site] = [makeSite(), makeForgeSite()];
      await app.install(connect).expect(204);
      app.time.now += 1_000;
      const before = app.fit(site);
      app.time.now += 1_000;
      await app.uninstall(connect).expect(204);
      app.forge.clientKeys.set(site.cloudId, connect.clientKey);
      await expectRefusal(app.ask(before, SYSTEM_TOKEN), 401);
      expect(await rowOf(connect.clientKey)).toBeUndefined();
    });

    test('come back by a verified install alone, under the same installation too', async () => {
      const [connect, site] = [makeSite(), makeForgeSite()];
      await app.install(connect, { installationId: site.installationId }).expect(204);
      app.time.now += 1_000;
      await app.uninstall(connect).expect(204);
      app.time.now += 1_000;
      await app.install(connect, { installationId: site.installationId }).expect(204);
      expect((await tenantOf(site)).clientKey).toBe(connect.clientKey);
    });

    test('keep an installation until an install moves it, which leaves nothing behind', async () => {
      const [first, second, site] = [makeSite(), makeSite(), makeForgeSite()];
      await app.install(first, { installationId: site.installationId }).expect(204);
      app.forge.clientKeys.set(site.cloudId, second.clientKey);
      expect((await tenantOf(site)).clientKey).toBe(first.clientKey);
      await app.install(second, { installationId: site.installationId }).expect(204);
      expect((await tenantOf(site)).clientKey).toBe(second.clientKey);
      await app.api(first).expect(200);
    });

    test('take over what Forge alone had told of, whose rights end by that', async () => {
      const [connect, site] = [makeSite(), makeForgeSite()];
      expect((await tenantOf(site)).clientKey).toBe(ownKey(site));
      app.time.now += 1_000;
      await app.install(connect, { installationId: site.installationId }).expect(204);
      expect((await tenantOf(site)).clientKey).toBe(connect.clientKey);
      expect(await rowOf(ownKey(site))).toMatchObject({ uninstalled_at: expect.anything() as unknown });
    });

    test('have one installation: with a new one, the one before has ended', async () => {
      const [connect, before, after] = [makeSite(), makeForgeSite(), makeForgeSite()];
      await app.install(connect, { installationId: before.installationId }).expect(204);
      app.time.now += 1_000;
      await app.install(connect, { installationId: after.installationId }).expect(204);
      app.time.now += 2_001;
      await expectRefusal(app.read(before), 401);
      expect((await tenantOf(after)).clientKey).toBe(connect.clientKey);
    });

    test('can’t be told of under a key of our own making', async () => {
      const site = makeForgeSite();
      await expectRefusal(app.install(makeSite({ clientKey: ownKey(site) })), 400);
    });
  });

  describe('that nothing is known of', () => {
    test('are those that Confluence names, asked once as the app', async () => {
      const connect = makeSite();
      const site = forgeSiteOf(connect);
      await app.install(connect).expect(204);
      app.forge.clientKeys.set(site.cloudId, connect.clientKey);
      const answers = await Promise.all(Array.from({ length: 8 }, () => app.read(site)));
      expect(answers.map(({ status, body }) => [status, (body as { tenant: { clientKey: string } }).tenant.clientKey])).toEqual(answers.map(() => [200, connect.clientKey]));
      expect(app.forge.calls).toEqual([
        { path: `/ex/confluence/${site.cloudId}/wiki/rest/atlassian-connect/1/addons/gitlab-for-confluence/properties/connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8`, authorization: `Bearer ${SYSTEM_TOKEN}` },
      ]);
      await app.api(connect).expect(200);
      expect(app.log()).not.toContain(SYSTEM_TOKEN);
    });

    test('are those that Confluence names by the address that its people see, too', async () => {
      const connect = makeSite();
      const site = makeForgeSite({ siteUrl: 'https://wiki.example.com' });
      await app.install(connect, { displayUrl: 'https://wiki.example.com/wiki' }).expect(204);
      app.forge.clientKeys.set(site.cloudId, connect.clientKey);
      expect((await tenantOf(site)).clientKey).toBe(connect.clientKey);
    });

    test('are never those of another site, whatever is told there as their client key', async () => {
      const [victim, attacker] = [makeSite(), makeForgeSite()];
      await app.install(victim).expect(204);
      app.time.now += 60_000;
      app.forge.clientKeys.set(attacker.cloudId, victim.clientKey);
      expect((await tenantOf(attacker)).clientKey).toBe(ownKey(attacker));
      expect(app.log()).toContain('names another site’s client key');
      await app.leave(attacker).expect(204);
      await app.api(victim).expect(200);
      expect(await rowOf(victim.clientKey)).toMatchObject({ uninstalled_at: null, base_url: victim.baseUrl });
      expect(app.purges.done).toEqual([ownKey(attacker)]);
    });

    test('are not those of another site that is kept for its return either', async () => {
      const keeping = await startForgeApp(on.database, { beside: app, settings: { uninstallGraceHours: 24 } });
      later(keeping.close);
      const [victim, attacker] = [makeSite(), makeForgeSite()];
      await keeping.install(victim).expect(204);
      keeping.time.now += 1_000;
      await keeping.uninstall(victim).expect(204);
      keeping.time.now += 60_000;
      keeping.forge.clientKeys.set(attacker.cloudId, victim.clientKey);
      const { tenant } = (await keeping.read(attacker).expect(200)).body as { tenant: object };
      expect(tenant).toMatchObject({ clientKey: ownKey(attacker) });
      expect(await rowOf(victim.clientKey)).toMatchObject({ uninstalled_at: expect.anything() as unknown, base_url: victim.baseUrl });
    });

    test('lose a client key that they took before its own site came', async () => {
      const [victim, attacker] = [makeSite(), makeForgeSite()];
      app.forge.clientKeys.set(attacker.cloudId, victim.clientKey);
      expect((await tenantOf(attacker)).clientKey).toBe(victim.clientKey);
      app.time.now += 60_000;
      await app.install(victim).expect(204);
      app.time.now += 2_001;
      expect((await tenantOf(attacker)).clientKey).toBe(ownKey(attacker));
      await app.leave(attacker).expect(204);
      await app.api(victim).expect(200);
    });

    test('get a record under the client key that no install has told of', async () => {
      const [site, clientKey] = [makeForgeSite(), randomUUID()];
      app.forge.clientKeys.set(site.cloudId, clientKey);
      expect(await tenantOf(site)).toMatchObject({ clientKey, baseUrl: `${site.siteUrl}/wiki` });
      expect(await rowOf(clientKey)).toMatchObject({ shared_secret: null, uninstalled_at: null, installation_id: site.installationId });
      // What Connect would sign for it has no secret to be verified with.
      await expectRefusal(app.api(makeSite({ clientKey })), 401);
      app.time.now += 1_000;
      const connect = makeSite({ clientKey, baseUrl: `${site.siteUrl}/wiki` });
      await app.install(connect, { installationId: site.installationId }).expect(204);
      await app.api(connect).expect(200);
      expect((await tenantOf(site)).clientKey).toBe(clientKey);
    });

    test('get a record of their own where Connect does not know the site, one for each environment of the app', async () => {
      const site = makeForgeSite();
      expect(await tenantOf(site)).toMatchObject({ clientKey: ownKey(site), baseUrl: `${site.siteUrl}/wiki` });
      const other = 'cc911f10-c54b-4b93-9e27-dd2947840b9e';
      const staged = makeForgeSite({ cloudId: site.cloudId });
      const token = app.fit(staged, {}, { environment: { type: 'STAGING', id: `ari:cloud:ecosystem::environment/${other}` } });
      expect((await app.ask(token, SYSTEM_TOKEN).expect(200)).body).toMatchObject({ tenant: { clientKey: `forge:${site.cloudId}:${other}` } });
      expect((await tenantOf(site)).clientKey).toBe(ownKey(site));
    });

    test('are found again after a reinstall that nobody told of, and what was issued before counts no more', async () => {
      const before = makeForgeSite();
      const { epoch } = await tenantOf(before);
      app.time.now += 60_000;
      const after = makeForgeSite({ cloudId: before.cloudId });
      const found = await tenantOf(after);
      expect(found.clientKey).toBe(ownKey(before));
      expect(found.epoch).toBeGreaterThan(epoch);
      app.time.now += 2_001;
      await expectRefusal(app.read(before), 401);
    });

    test.each<[string, (site: ForgeSite) => ReturnType<ForgeApp['ask']>, number]>([
      ['nothing to ask Confluence with', (site) => app.ask(app.fit(site)), 401],
      ['a token that Confluence doesn’t know', (site) => app.ask(app.fit(site), 'made-up'), 503],
      ['two tokens', (site) => app.ask(app.fit(site)).set('x-forge-oauth-system', ['a', 'b'] as unknown as string), 401],
      ['no address of the site', (site) => app.ask(app.fit(site, {}, {}, { siteUrl: undefined }), SYSTEM_TOKEN), 401],
      ['an address of a host that may not install', (site) => app.ask(app.fit(site, {}, {}, { siteUrl: 'https://evil.example.com' }), SYSTEM_TOKEN), 403],
      ['an address that is none', (site) => app.ask(app.fit(site, {}, {}, { siteUrl: 'javascript:alert(1)' }), SYSTEM_TOKEN), 400],
    ])('are not added with %s', async (_what, ask, status) => {
      const site = makeForgeSite();
      await expectRefusal(ask(site), status);
      expect(await installationOf(site)).toBeUndefined();
      await app.read(site).expect(200);
    });

    test.each<[string, unknown]>([
      ['a key of our own making', { key: 'connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8', value: 'forge:x:y' }],
      ['another property', { key: 'other', value: 'abc' }],
      ['no text', { key: 'connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8', value: { clientKey: 'abc' } }],
      ['spaces', { key: 'connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8', value: 'a b' }],
    ])('wait where Confluence answers with %s', async (_what, body) => {
      const site = makeForgeSite();
      app.forge.clientKeys.set(site.cloudId, (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)));
      await expectRefusal(app.read(site), 503, 'unavailable');
      expect(await installationOf(site)).toBeUndefined();
    });

    test('wait where Confluence does not answer, or sends elsewhere', async () => {
      const [hanging, redirected] = [makeForgeSite(), makeForgeSite()];
      app.forge.clientKeys.set(hanging.cloudId, () => undefined);
      app.forge.clientKeys.set(redirected.cloudId, (response) => response.writeHead(302, { location: `${app.forge.gatewayUrl}/elsewhere` }).end());
      const started = performance.now();
      await app.read(hanging).expect(503);
      expect(performance.now() - started).toBeLessThan(4_000);
      await expectRefusal(app.read(redirected), 503, 'unavailable');
      expect(app.forge.calls.map(({ path }) => path)).not.toContain('/elsewhere');
    });

    test('are learned of although one person there makes us ask for nothing', async () => {
      const site = makeForgeSite();
      const person = { principal: 'spoiler' };
      for (let times = 0; times < 12; times += 1) await app.ask(app.fit(site, person, {}, { accountId: 'spoiler' }), `made-up-${times}`).expect(times < 10 ? 503 : 429);
      await app.read(site).expect(200);
    });

    test('make us ask ten times a minute at most for one person, and forty times for all', async () => {
      const site = makeForgeSite();
      for (let times = 0; times < 10; times += 1) await app.ask(app.fit(site), `made-up-${times}`).expect(503);
      await expectRefusal(app.ask(app.fit(site), 'made-up-11'), 429);
      expect(app.forge.calls).toHaveLength(10);
      const others = Array.from({ length: 40 }, (_, index) => `reader-${index}`);
      const answers: number[] = [];
      for (const accountId of others) answers.push((await app.ask(app.fit(site, { principal: accountId }, {}, { accountId }), 'made-up')).status);
      expect(answers).toEqual(others.map((_, index) => (index < 30 ? 503 : 429)));
      app.time.now += 61_000;
      await app.read(site).expect(200);
    });
  });

  describe('that remove the app', () => {
    test('lose every right at once, and their data', async () => {
      const site = makeForgeSite();
      const { clientKey } = await tenantOf(site);
      const before = app.fit(site);
      await app.leave(site).expect(204);
      await expectRefusal(app.ask(before, SYSTEM_TOKEN), 401);
      await expectRefusal(app.read(site), 401);
      expect(app.purges.done).toEqual([clientKey]);
      expect(await rowOf(clientKey)).toBeUndefined();
      await app.leave(site).expect(204);
    });

    test('find again what is kept of them for a while, where the operator says so', async () => {
      const keeping = await startForgeApp(on.database, { beside: app, settings: { uninstallGraceHours: 24 } });
      later(keeping.close);
      const site = makeForgeSite();
      await keeping.read(site).expect(200);
      await keeping.leave(site).expect(204);
      expect(keeping.purges).toMatchObject({ suspended: [ownKey(site)], done: [] });
      await expectRefusal(keeping.read(site), 401);
      keeping.time.now += 60_000;
      await keeping.read(makeForgeSite({ cloudId: site.cloudId })).expect(200);
      expect(await rowOf(ownKey(site))).toMatchObject({ uninstalled_at: null, kept_until: null });
      expect(keeping.purges.done).toEqual([]);
      await expectRefusal(keeping.read(site), 401);
    });

    test('lose what Connect gave them too', async () => {
      const [connect, site] = [makeSite(), makeForgeSite()];
      await app.install(connect, { installationId: site.installationId }).expect(204);
      app.time.now += 1_000;
      await app.leave(site, { module: { type: 'core:trigger', key: 'before-uninstall' } }).expect(204);
      await expectRefusal(app.api(connect), 401);
      expect(app.purges.done).toEqual([connect.clientKey]);
    });

    test('stay away where the operator has erased them, however long they go on calling, until they install anew', async () => {
      const site = makeForgeSite();
      const { clientKey } = await tenantOf(site);
      const logger = createLogger('silent');
      const gitlab = createGitLab({ settings: app.settings, logger, redis: undefined });
      later(() => gitlab.close());
      const parts = { database: on.database, sealer: createSealer(app.settings.encryptionKeys), invalidation: createInvalidation({ redis: undefined, logger }), redis: undefined, gitlab, sites: sitesWith(() => [gitlab.preset]), queue: createQueue({ database: on.database, logger }), logger, clock: () => app.time.now };
      expect(await eraseSite(parts, clientKey, true)).toMatchObject({ links: 0 });
      app.time.now += 25 * 3_600_000;
      await forgetInstallations(on.database, new Date(app.time.now));
      await expectRefusal(app.read(site), 401);
      expect(await rowOf(clientKey)).toBeUndefined();
      expect((await tenantOf(makeForgeSite({ cloudId: site.cloudId }))).clientKey).toBe(clientKey);
    });

    test('come back as a new installation', async () => {
      const site = makeForgeSite();
      const { epoch } = await tenantOf(site);
      await app.leave(site).expect(204);
      const again = await tenantOf(makeForgeSite({ cloudId: site.cloudId }));
      expect(again.clientKey).toBe(ownKey(site));
      expect(again.epoch).toBeGreaterThan(epoch);
    });

    test('are remembered as gone, also where nothing was known of them', async () => {
      const site = makeForgeSite();
      await app.leave(site).expect(204);
      await expectRefusal(app.read(site), 401);
      expect(app.forge.calls).toEqual([]);
    });

    test.each<[string, object]>([
      ['a macro', { module: { type: 'xen:macro', key: 'gitlab-for-confluence-link' } }],
      ['a page', { module: { type: 'confluence:globalPage', key: 'gitlab-for-confluence-home' } }],
      ['a frame whose key is that of the module', { module: { type: 'xen:macro', key: 'before-uninstall' } }],
      ['another module behind the scenes', { module: { type: 'core:endpoint', key: 'api' } }],
    ])('are not removed by what %s calls', async (_what, changes) => {
      const site = makeForgeSite();
      await app.read(site).expect(200);
      await expectRefusal(app.leave(site, { ...changes }), 401);
      await app.read(site).expect(200);
    });
  });
});
