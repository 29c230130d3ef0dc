import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { eachDatabase } from '../support/databases.js';
import { installTenant } from '../support/front-door.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { runNode } from '../support/processes.js';
import { asOperator, readRows } from '../support/rows.js';
import { APPLICATION, startWholeApp, type WholeApp } from '../support/whole-app.js';

const PRIVATE = 'harbourlight/platform/berths/-/issues/3';
const machineNow = Date.now;

eachDatabase('npm run erase-now', (on) => {
  let app: WholeApp;
  let environment: Readonly<Record<string, string>>;
  let ahead = 0;
  const clientKey = () => app.confluence.installation().clientKey;
  const host = () => new URL(app.confluence.url).host;
  const eraseNow = (args: readonly string[], changes: Readonly<Record<string, string>> = {}) => runNode(['dist/src/erase-now.js', ...args], { ...environment, ...changes });
  const kept = async () => [(await readRows(on.database, 'tenants')).length, (await readRows(on.database, 'links')).length];
  const revocations = () => app.gitlab.calls.filter(({ path }) => path === '/oauth/revoke').length;

  beforeAll(async () => {
    jest.spyOn(Date, 'now').mockImplementation(() => machineNow() + ahead);
    const url = on.settings.dialect === 'sqlite' ? `sqlite:${on.settings.path}` : on.settings.url;
    const common = { ...LINKABLE.environment, DATABASE_URL: url, UNINSTALL_GRACE_HOURS: '24' };
    app = await startWholeApp({ environment: common, install: false });
    environment = {
      ...common, NODE_ENV: 'test', AC_LOCAL_BASE_URL: app.url, AC_HOST_WHITELIST: 'localhost',
      GITLAB_URL: app.gitlab.url, GITLAB_PRIVATE_HOSTS: new URL(app.gitlab.url).host,
      GITLAB_CLIENT_ID: APPLICATION.clientId, GITLAB_CLIENT_SECRET: APPLICATION.clientSecret,
    };
  });
  afterAll(async () => {
    await app.close();
    jest.restoreAllMocks();
  });
  beforeEach(async () => {
    for (const table of ['tenants', 'links', 'revocations', 'embeds']) await asOperator(on.database).query(`DELETE FROM ${table}`);
    await install();
    await linkAs(app, 'dana', 'alice');
    const [at, empty] = [new Date(), 'v1.tests.none'];
    await asOperator(on.database).bulkInsert('embeds', [{ client_key: clientKey(), page_id: '7', embed: 'x', sealed_macro: empty, outcome: 'shown', first_seen_at: at, seen_at: at }]);
    app.gitlab.calls.length = 0;
  });

  async function install(): Promise<void> {
    ahead += 3_000;
    expect(await app.confluence.installFromDescriptor(app.descriptorUrl)).toMatchObject({ ok: true });
  }
  async function uninstall(): Promise<string> {
    const key = clientKey();
    ahead += 3_000;
    expect(await app.confluence.uninstall()).toBe(204);
    return key;
  }
  async function look(): Promise<string | number | undefined> {
    const signed = app.confluence.signFrameUrl({ viewer: 'dana', moduleKey: 'gitlab-for-confluence-link', params: { url: `${app.gitlab.url}/${PRIVATE}` } });
    const response = await fetch(signed, { headers: { 'sec-fetch-dest': 'iframe' } });
    return response.status === 200 ? /data-outcome="([\w-]+)"/.exec(await response.text())?.[1] : response.status;
  }

  test.each(['by its address', 'by its client key'])('erases what is kept of a site, named %s, and revokes its tokens', async (way) => {
    const key = await uninstall();
    expect(await kept()).toEqual([1, 1]);
    const { code, out, err } = await eraseNow(way === 'by its address' ? ['--site', host()] : ['--client-key', key]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Erased: http:\/\/localhost:\d+\/wiki \(client key [\w-]+, uninstalled [\dT:.Z-]+, kept until [\dT:.Z-]+\), with 1 linked account\.\nGitLab has revoked all tokens\.\n$/);
    expect(await kept()).toEqual([0, 0]);
    expect(revocations()).toBe(2);
    await install();
    expect(await look()).toBe('connect');
  }, 30_000);

  test('erases nothing of a site that has the app, and says what to do', async () => {
    const { code, out, err } = await eraseNow(['--site', `${app.confluence.url}/wiki/spaces/DEMO`]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^Nothing was erased: the app is installed on .*\nUninstall it there first.*--even-if-installed/s);
    expect([await kept(), revocations(), await look()]).toEqual([[1, 1], 0, 'shown']);
  }, 30_000);

  test('ends the rights of such a site and erases it where that is asked for, until it installs anew', async () => {
    expect(await look()).toBe('shown');
    expect(await eraseNow(['--client-key', clientKey(), '--even-if-installed'])).toMatchObject({ code: 0, out: expect.stringContaining('with 1 linked account') });
    expect([await kept(), revocations()]).toEqual([[0, 0], 2]);
    expect(await readRows(on.database, 'embeds')).toEqual([]);
    // What a process remembers of a tenant.
    ahead += 2_001;
    expect(await look()).toBe(401);
    await install();
    expect(await look()).toBe('connect');
  }, 30_000);

  test('leaves to the app what GitLab does not take back now', async () => {
    const key = await uninstall();
    const { code, out } = await eraseNow(['--client-key', key], { GITLAB_URL: 'http://127.0.0.1:9', GITLAB_PRIVATE_HOSTS: '127.0.0.1:9' });
    expect(code).toBe(0);
    expect(out).toContain('2 tokens wait to be revoked at GitLab');
    expect([await kept(), (await readRows(on.database, 'revocations')).length]).toEqual([[0, 0], 2]);
  }, 30_000);

  test('erases nothing with keys by which no token could be revoked', async () => {
    const key = await uninstall();
    const { code, out, err } = await eraseNow(['--client-key', key], { ENCRYPTION_KEYS: `other:${Buffer.alloc(32, 1).toString('base64')}` });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('ENCRYPTION_KEYS');
    expect(await kept()).toEqual([1, 1]);
  }, 30_000);

  test('names the tenants where an address means several', async () => {
    const other = await installTenant(app);
    const { code, err } = await eraseNow(['--site', host()]);
    expect(code).toBe(1);
    for (const key of [other.clientKey, clientKey()]) expect(err).toContain(`client key ${key}, installed`);
    expect(await kept()).toEqual([2, 1]);
  }, 30_000);

  test.each([
    ['that nobody knows', 'nobody.atlassian.net'],
    ['that is no address', '::'],
  ])('erases nothing of a site %s', async (_what, site) => {
    expect(await eraseNow(['--site', site])).toEqual({ code: 1, out: '', err: 'Nothing is kept of such a site.\n' });
    expect(await kept()).toEqual([1, 1]);
  }, 30_000);
});

test.each([
  ['without a name', []],
  ['with two', ['--site', 'a.atlassian.net', '--client-key', 'k']],
  ['with an empty one', ['--client-key', '']],
  ['with an option that there is not', ['--all']],
])('npm run erase-now %s says how it is called, before it looks at anything', async (_what, args) => {
  const { code, out, err } = await runNode(['dist/src/erase-now.js', ...args], { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('npm run erase-now -- --client-key KEY');
  if (args[0] === '--all') expect(err).toContain("'--all'");
}, 30_000);
