import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { eachDatabase } from '../support/databases.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { asOperator, readRows } from '../support/rows.js';
import { until } from '../support/until.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

/** Of a private project: Alice may see it. */
const PRIVATE = 'harbourlight/platform/berths/-/issues/3';
const HOUR = 3_600_000;
const machineNow = Date.now;

eachDatabase('a site whose app comes from a descriptor or through Forge', (on) => {
  let app: WholeApp;
  let ahead = 0;

  beforeAll(async () => {
    jest.spyOn(Date, 'now').mockImplementation(() => machineNow() + ahead);
    const url = on.settings.dialect === 'sqlite' ? `sqlite:${on.settings.path}` : on.settings.url;
    app = await startWholeApp({ environment: { ...LINKABLE.environment, DATABASE_URL: url, UNINSTALL_GRACE_HOURS: '24' }, install: false });
  });
  afterAll(async () => {
    await app.close();
    jest.restoreAllMocks();
  });
  beforeEach(async () => {
    for (const table of ['tenants', 'links', 'revocations']) await asOperator(on.database).query(`DELETE FROM ${table}`);
    // The site has forgotten it too, or it would not be a new install.
    if (isThere()) await app.confluence.uninstall();
    ahead += 2 * 24 * HOUR;
    app.gitlab.calls.length = 0;
  });

  function isThere(): boolean {
    try {
      return app.confluence.installation() !== undefined;
    } catch {
      return false;
    }
  }
  async function installed(way: 'fromDescriptor' | 'throughForge') {
    ahead += 1_000;
    const confluence = app.confluence;
    const result = way === 'fromDescriptor' ? await confluence.installFromDescriptor(app.descriptorUrl) : await confluence.installThroughForge(app.descriptorUrl);
    expect(result).toMatchObject({ ok: true });
    return confluence.installation();
  }
  async function uninstalled(): Promise<void> {
    ahead += 1_000;
    expect(await app.confluence.uninstall()).toBe(204);
  }
  const addressOf = (moduleKey: string) => app.confluence.signFrameUrl({ viewer: 'dana', moduleKey, params: { url: `${app.gitlab.url}/${PRIVATE}` } });
  async function load(address: string) {
    const response = await fetch(address, { headers: { 'sec-fetch-dest': 'iframe' } });
    const html = await response.text();
    return response.status === 200 ? /.*data-outcome="([\w-]+)"/s.exec(html)?.[1] : response.status;
  }
  /** What Dana sees in the macros that a page of the site has stored, by key. */
  async function seen() {
    return [await load(addressOf('gitlab-for-confluence-link')), await load(addressOf('gitlab-for-confluence-inline'))];
  }
  const tenants = () => readRows(on.database, 'tenants');

  test('replays a life from a descriptor: install, re-install, uninstall, install', async () => {
    const first = await installed('fromDescriptor');
    expect(await seen()).toEqual(['connect', 'connect']);
    await linkAs(app, 'dana', 'alice');
    expect(await seen()).toEqual(['shown', 'shown']);

    const old = addressOf('gitlab-for-confluence-link');
    const second = await installed('fromDescriptor');
    expect(second.clientKey).toBe(first.clientKey);
    expect(await load(old)).toBe(401);
    expect(await seen()).toEqual(['shown', 'shown']);

    const last = addressOf('gitlab-for-confluence-link');
    await uninstalled();
    expect(await load(last)).toBe(401);
    await installed('fromDescriptor');
    expect(await load(last)).toBe(401);
    expect(await seen()).toEqual(['shown', 'shown']);
    expect(await tenants()).toMatchObject([{ client_key: first.clientKey, installation_id: null }]);
  });

  test('replays the move to Forge over an install from a descriptor: links and macros stay', async () => {
    const first = await installed('fromDescriptor');
    await linkAs(app, 'dana', 'alice');
    const old = addressOf('gitlab-for-confluence-link');
    const moved = await installed('throughForge');
    expect(moved.clientKey).toBe(first.clientKey);
    expect(await load(old)).toBe(401);
    expect(await seen()).toEqual(['shown', 'shown']);
    expect(await tenants()).toMatchObject([{ client_key: first.clientKey, installation_id: moved.installationId }]);
  });

  test('replays the move to Forge by uninstalling first: within the time, links and macros are found again', async () => {
    const first = await installed('fromDescriptor');
    await linkAs(app, 'dana', 'alice');
    await uninstalled();
    ahead += 20 * HOUR;
    const moved = await installed('throughForge');
    expect(moved.clientKey).toBe(first.clientKey);
    // The access token has run out since: the kept refresh token brings another.
    expect(await seen()).toEqual(['shown', 'shown']);
  });

  test('goes on over Forge’s updates, of which it hears nothing', async () => {
    const before = await installed('throughForge');
    await linkAs(app, 'dana', 'alice');
    const [row] = await tenants();
    const address = addressOf('gitlab-for-confluence-link');
    expect(await app.confluence.updateThroughForge()).toMatchObject({ ok: true });
    expect(app.confluence.installation()).toMatchObject({ sharedSecret: before.sharedSecret, installationId: before.installationId });
    expect(await tenants()).toEqual([row]);
    expect(await load(address)).toBe('shown');
    expect(await seen()).toEqual(['shown', 'shown']);
  });

  test('is uninstalled and installed again through Forge, under another installation', async () => {
    const first = await installed('throughForge');
    await linkAs(app, 'dana', 'alice');
    const last = addressOf('gitlab-for-confluence-link');
    await uninstalled();
    expect(await load(last)).toBe(401);
    const second = await installed('throughForge');
    expect(second.installationId).not.toBe(first.installationId);
    expect(await load(last)).toBe(401);
    expect(await seen()).toEqual(['shown', 'shown']);
    expect(await tenants()).toMatchObject([{ installation_id: second.installationId }]);
  });

  test.each(['fromDescriptor', 'throughForge'] as const)('finds nothing when it comes back %s too late, and GitLab has revoked the tokens', async (way) => {
    await installed(way);
    await linkAs(app, 'dana', 'alice');
    await uninstalled();
    ahead += 24 * HOUR;
    await installed(way);
    expect(await seen()).toEqual(['connect', 'connect']);
    await until(async () => (await readRows(on.database, 'revocations')).length === 0);
    expect(app.gitlab.calls.filter(({ path }) => path === '/oauth/revoke')).toHaveLength(2);
  });

  test('is told of nothing but installs and uninstalls: no life depends on another event [T20a]', async () => {
    const { lifecycle } = (await (await fetch(app.descriptorUrl)).json()) as { lifecycle: object };
    expect(Object.keys(lifecycle).sort()).toEqual(['installed', 'uninstalled']);
  });
});
