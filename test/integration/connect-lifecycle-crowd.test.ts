import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Response } from 'supertest';
import type { Database } from '../../src/storage/database.js';
import { eachDatabase } from '../support/databases.js';
import { INSTALLED, installBody, makeSecret, makeSite, startConnectApp, UNINSTALLED, type ConnectApp, type Site } from '../support/lifecycle-app.js';
import { readRows } from '../support/rows.js';

const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

function countStatuses(answers: readonly Response[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

eachDatabase('at the same time', (on) => {
  let app: ConnectApp;
  /** A second process of the installation. */
  let other: ConnectApp;
  let otherDatabase: Database;
  beforeAll(async () => {
    app = await startConnectApp(on.database);
    otherDatabase = await on.open();
    other = await startConnectApp(otherDatabase, { beside: app });
    await app.install(makeSite()).expect(204);
    await other.install(makeSite()).expect(204);
  });
  afterAll(async () => {
    await other.close();
    await otherDatabase.close();
    await app.close();
  });

  const rowsOf = async (clientKey: string) => (await readRows(on.database, 'tenants')).filter((row) => row.client_key === clientKey);
  const installWith = (process: ConnectApp, site: Site) => process.call(INSTALLED, app.token(INSTALLED, site.clientKey, { jti: randomUUID() }), installBody(site));

  test('200 sites install, each once', async () => {
    const before = (await readRows(on.database, 'tenants')).length;
    const sites = times(200, () => makeSite());
    expect(countStatuses(await Promise.all(sites.map((site) => app.install(site))))).toEqual({ 204: 200 });
    const rows = await readRows(on.database, 'tenants');
    expect(rows).toHaveLength(before + 200);
    expect(new Set(rows.map((row) => row.epoch)).size).toBe(rows.length);
    for (const site of [sites[0], sites[99], sites[199]]) await app.frame(site ?? makeSite()).expect(200);
  });

  test('one site installs 50 times: one row, and one of its secrets works', async () => {
    const clientKey = randomUUID();
    const installs = times(50, () => makeSite({ clientKey }));
    expect(countStatuses(await Promise.all(installs.map((site) => installWith(app, site))))).toEqual({ 204: 50 });
    expect(await rowsOf(clientKey)).toHaveLength(1);
    expect(countStatuses(await Promise.all(installs.map((site) => app.frame(site))))).toEqual({ 200: 1, 401: 49 });
  });

  test('one call comes 50 times: it counts once', async () => {
    const site = makeSite();
    const [token, body] = [app.token(INSTALLED, site.clientKey), installBody(site)];
    expect(countStatuses(await Promise.all(times(50, () => app.call(INSTALLED, token, body))))).toEqual({ 204: 50 });
    expect(await rowsOf(site.clientKey)).toHaveLength(1);
    expect((await readRows(on.database, 'install_tokens')).filter((row) => row.body_hash !== null)).not.toHaveLength(0);
    await app.frame(site).expect(200);
  });

  test('one token comes with 20 bodies: the first counts, the others are refused [T1b]', async () => {
    const clientKey = randomUUID();
    const bodies = times(20, () => makeSite({ clientKey }));
    const token = app.token(INSTALLED, clientKey);
    expect(countStatuses(await Promise.all(bodies.map((site) => app.call(INSTALLED, token, installBody(site)))))).toEqual({ 204: 1, 401: 19 });
    expect(countStatuses(await Promise.all(bodies.map((site) => app.frame(site))))).toEqual({ 200: 1, 401: 19 });
  });

  test('two processes take installs of the same sites: one row each', async () => {
    const sites = times(20, () => makeSite());
    const answers = await Promise.all(sites.flatMap((site) => [app, other].map((process) => installWith(process, { ...site, sharedSecret: makeSecret() }))));
    expect(countStatuses(answers)).toEqual({ 204: 40 });
    for (const { clientKey } of sites) expect(await rowsOf(clientKey)).toHaveLength(1);
  });

  test('a site comes and goes: whatever was last decides, and nothing is left half', async () => {
    const site = makeSite();
    await app.install(site).expect(204);
    for (const round of times(10, (index) => index)) {
      app.time.now += 1_000;
      const again = { ...site, sharedSecret: makeSecret() };
      const leave = () => app.call(UNINSTALLED, app.token(UNINSTALLED, site.clientKey, { round }), installBody(site));
      const answers = await Promise.all([leave(), installWith(app, again), leave()]);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
      const [row] = await rowsOf(site.clientKey);
      await app.frame(again).expect(row ? 200 : 401);
      expect(row?.uninstalled_at ?? null).toBeNull();
    }
  });
});
