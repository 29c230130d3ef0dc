import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from '@jest/globals';
import type { EncryptionKey } from '../../src/settings.js';
import { claimHome } from '../../src/storage/home.js';
import { closeAfterEach } from '../support/closing.js';
import { eachDatabase } from '../support/databases.js';
import { makeSite, startConnectApp, type ConnectApp, type Site } from '../support/lifecycle-app.js';
import { runNode } from '../support/processes.js';
import { asOperator, readRows } from '../support/rows.js';
import { createWorld, INSTANCE, linkAccount } from './accounts-world.js';

const [a, b, c] = ['a', 'b', 'c'].map((id): EncryptionKey => ({ id, key: randomBytes(32) })) as [EncryptionKey, EncryptionKey, EncryptionKey];
const written = (...keys: readonly EncryptionKey[]) => keys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');

const HERE = 'https://app.example.com';

eachDatabase('npm run rotate-keys', (on) => {
  const later = closeAfterEach();
  const url = () => (on.settings.dialect === 'sqlite' ? `sqlite:${on.settings.path}` : on.settings.url);
  const rotate = (keys: string, environment: Readonly<Record<string, string>> = {}) =>
    runNode(['dist/src/rotate-keys.js'], { NODE_ENV: 'test', DATABASE_URL: url(), ENCRYPTION_KEYS: keys, AC_LOCAL_BASE_URL: HERE, ...environment });

  async function appWith(...keys: readonly [EncryptionKey, ...EncryptionKey[]]): Promise<ConnectApp> {
    const app = await startConnectApp(on.database, { settings: { encryptionKeys: keys } });
    later(app.close);
    return app;
  }

  async function install(app: ConnectApp): Promise<Site> {
    const site = makeSite();
    await app.install(site).expect(204);
    return site;
  }

  beforeEach(async () => {
    for (const table of ['home', 'tenants', 'links', 'link_flows', 'revocations', 'audit_entries']) await asOperator(on.database).query(`DELETE FROM "${table}"`);
    await claimHome(on.database, { baseUrl: HERE, loopback: false }, new Date());
  });

  test('brings a new key to every secret, after which the old one is not needed [T22c]', async () => {
    const before = await appWith(a);
    const sites = [await install(before), await install(before)];
    const world = createWorld(on.database, { keys: [a] });
    await linkAccount(world, 'alice');
    await world.close();

    expect(await rotate(written(b, a))).toEqual({ code: 0, out: '5 secrets sealed anew with the key "b".\n', err: '' });
    expect(await rotate(written(b, a))).toEqual({ code: 0, out: '0 secrets sealed anew with the key "b".\n', err: '' });
    expect(JSON.stringify([await readRows(on.database, 'tenants'), await readRows(on.database, 'links')])).not.toContain('v1.a.');

    const after = await appWith(b);
    for (const site of sites) await after.frame(site).expect(200);
    const next = createWorld(on.database, { oauth: world.oauth, time: world.time, keys: [b] });
    later(next.close);
    expect(await next.accounts.viewerOf(next.caller('alice'), INSTANCE, AbortSignal.timeout(5_000))).toMatchObject({ state: 'linked', accessToken: 'access-1' });
  }, 60_000);

  test('names what does not open, seals the rest, and fails', async () => {
    const [old, lost] = [await appWith(a), await appWith(c)];
    const [kept, unreadable, moved] = [await install(old), await install(lost), await install(old)];
    await asOperator(on.database).query('UPDATE tenants SET shared_secret = (SELECT shared_secret FROM tenants WHERE client_key = :from) WHERE client_key = :to', {
      replacements: { from: kept.clientKey, to: moved.clientKey },
    });
    const { code, out, err } = await rotate(written(b, a));
    expect({ code, out }).toEqual({ code: 1, out: '1 secret sealed anew with the key "b".\n' });
    expect(err.trim().split('\n').sort()).toEqual(
      [
        `Not sealed anew: tenants.shared_secret (client_key=${unreadable.clientKey}): sealed with the key "c", which ENCRYPTION_KEYS does not hold`,
        `Not sealed anew: tenants.shared_secret (client_key=${moved.clientKey}): the sealed text was altered, moved from another place, or sealed with another key of the same id`,
      ].sort(),
    );
    await (await appWith(b)).frame(kept).expect(200);
  }, 60_000);

  test('seals more than it reads at a time', async () => {
    const before = await appWith(a);
    const sites = Array.from({ length: 120 }, () => makeSite());
    // No more at once than there are connections.
    for (let from = 0; from < sites.length; from += 10) await Promise.all(sites.slice(from, from + 10).map((site) => before.install(site).expect(204)));
    expect(await rotate(written(b, a))).toMatchObject({ code: 0, out: '120 secrets sealed anew with the key "b".\n' });
  }, 60_000);

  test.each([
    ['is served elsewhere', { AC_LOCAL_BASE_URL: 'https://staging.example.com' }, '', /^This database is served at https:\/\/app\.example\.com since .* AC_LOCAL_BASE_URL is https:\/\/staging\.example\.com\./],
    ['is not known to be served here', {}, 'DELETE FROM home', /^No app of this release has been started on this database, .* start the app at https:\/\/app\.example\.com once first\.\n$/],
    ['is of the release before', {}, "DELETE FROM migrations WHERE name = '0012-jobs'", /^No app of this release has been started/],
  ])('seals nothing with a key of its own on a database that %s [T22c]', async (_what, environment, sql, told) => {
    await install(await appWith(a));
    if (sql !== '') await asOperator(on.database).query(sql);
    const before = await readRows(on.database, 'tenants');
    expect(await rotate(written(b, a), environment)).toEqual({ code: 1, out: '', err: expect.stringMatching(told) });
    expect(await readRows(on.database, 'tenants')).toEqual(before);
    await asOperator(on.database).query("INSERT INTO migrations (name) SELECT '0012-jobs' WHERE NOT EXISTS (SELECT 1 FROM migrations WHERE name = '0012-jobs')");
  }, 60_000);

  test('says what is wrong with its settings, without a secret [T21d]', async () => {
    const { code, out, err } = await rotate(`b:short-canary,${written(a)}`);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('ENCRYPTION_KEYS');
    expect(err).not.toMatch(/canary|at .*\.js:\d+/);
  });

  test('says that the database is not there, without its password', async () => {
    const { code, out, err } = await rotate(written(a), { DATABASE_URL: 'postgres://app:password-canary@127.0.0.1:9/none' });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/ECONNREFUSED/);
    expect(err).not.toMatch(/canary|at .*\.js:\d+/);
  });
});
