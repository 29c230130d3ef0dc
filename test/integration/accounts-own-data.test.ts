import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { LinkKey } from '../../src/accounts/viewer.js';
import { eachDatabase } from '../support/databases.js';
import { createWorld, emptyTables, INSTANCE, linkAccount, person, reachPending, rowsOf, type World } from './accounts-world.js';

const MINUTE = 60_000;
const THING = 'https://gitlab.example/acme/orbit/-/issues/12';

eachDatabase('what is kept of a person', (on) => {
  let world: World;
  beforeEach(async () => {
    await emptyTables(on.database);
    world = createWorld(on.database);
  });
  afterEach(() => world.close());

  async function linkOf(account = 'alice', tenant = 'site-one'): Promise<LinkKey> {
    const linked = await world.accounts.accountOf(world.caller(account, tenant), INSTANCE);
    if (!linked) throw new Error(`${account} has no link.`);
    return linked.link;
  }
  const use = (of: World, account = 'alice') => of.accounts.viewerOf(of.caller(account), INSTANCE, AbortSignal.timeout(5_000));
  const urls = async (account = 'alice') => (await world.accounts.seenLately.recent(await linkOf(account))).map(({ url }) => url);
  const told = async (of: World) => (await of.accounts.accountOf(of.caller('alice'), INSTANCE))?.lastUsedAt?.getTime();
  /** As it is written: by a process that has used nothing. */
  async function lastUse(): Promise<number | undefined> {
    const fresh = createWorld(on.database, { oauth: world.oauth, time: world.time, tenants: world.tenants });
    const at = await told(fresh);
    await fresh.close();
    return at;
  }

  test('says when a link was used last, to the hour, and is written in the background alone', async () => {
    await linkAccount(world);
    expect(await lastUse()).toBeUndefined();
    const first = world.time.now;
    await use(world);
    expect([await told(world), await lastUse()]).toEqual([first, undefined]);
    await world.close();
    expect(await lastUse()).toBe(first);

    const later = createWorld(on.database, { oauth: world.oauth, time: world.time, tenants: world.tenants });
    world.time.now += 30 * MINUTE;
    await use(later);
    await later.close();
    expect(await lastUse()).toBe(first);
    const latest = createWorld(on.database, { oauth: world.oauth, time: world.time, tenants: world.tenants });
    world.time.now += 31 * MINUTE;
    await use(latest);
    await latest.close();
    expect(await lastUse()).toBe(first + 61 * MINUTE);
  });

  test('lists what was shown, the newest first and each thing once, before it is written and after', async () => {
    await linkAccount(world);
    const link = await linkOf();
    for (let number = 1; number <= 60; number += 1) {
      world.time.now += 1_000;
      world.accounts.seenLately.saw(link, `${THING}${number}`);
    }
    world.time.now += 1_000;
    world.accounts.seenLately.saw(link, `${THING}30`);
    const before = await urls();
    expect(before).toHaveLength(50);
    expect(before.slice(0, 3)).toEqual([`${THING}30`, `${THING}60`, `${THING}59`]);
    expect(await rowsOf(on.database, 'recents')).toEqual([]);
    await world.close();
    expect(await urls()).toEqual(before);
    expect(JSON.stringify(await rowsOf(on.database, 'recents'))).not.toContain('acme');
  });

  test('is one row for a person and an instance, however often it is added to', async () => {
    await linkAccount(world);
    world.accounts.seenLately.saw(await linkOf(), THING);
    await world.close();
    const later = createWorld(on.database, { oauth: world.oauth, time: world.time, tenants: world.tenants });
    later.accounts.seenLately.saw(await linkOf(), `${THING}3`);
    await later.close();
    expect(await rowsOf(on.database, 'recents')).toHaveLength(1);
    expect(new Set(await urls())).toEqual(new Set([THING, `${THING}3`]));
  });

  test('belongs to one life of one link: a new link knows nothing of it, and a late note of the old one is lost', async () => {
    await linkAccount(world);
    const old = await linkOf();
    world.accounts.seenLately.saw(old, THING);
    await world.close();
    expect(await rowsOf(on.database, 'recents')).toHaveLength(1);
    await linkAccount(world);
    expect(await rowsOf(on.database, 'recents')).toEqual([]);
    const other = createWorld(on.database, { oauth: world.oauth, time: world.time, tenants: world.tenants });
    other.accounts.seenLately.saw(old, THING);
    await other.close();
    expect(await rowsOf(on.database, 'recents')).toEqual([]);
    expect(await urls()).toEqual([]);
  });

  test('goes with Disconnect, and with the site', async () => {
    for (const account of ['alice', 'bert']) {
      await linkAccount(world, account);
      world.accounts.seenLately.saw(await linkOf(account), THING);
    }
    await world.close();
    await person(world).disconnect().expect(200);
    expect((await rowsOf(on.database, 'recents')).map((row) => row.account_id)).toEqual(['bert']);
    await world.accounts.purgeTenant('site-one');
    expect(await rowsOf(on.database, 'recents')).toEqual([]);
  });

  test('is told to that person alone, and without any secret', async () => {
    await linkAccount(world);
    await linkAccount(world, 'bert');
    await linkAccount(world, 'alice', 'site-two');
    world.accounts.seenLately.saw(await linkOf(), THING);
    world.accounts.seenLately.saw(await linkOf('bert'), `${THING}7`);
    await reachPending(world);
    const kept = await world.accounts.ownData.kept(world.caller('alice'));
    expect(kept.links).toHaveLength(1);
    expect(kept.links[0]).toMatchObject({ gitlab: INSTANCE.baseUrl, username: 'alice.gl', state: 'linked', seen: [{ url: THING, at: world.time.now }] });
    expect(kept.audit).toEqual([{ at: new Date(world.time.now), action: 'linked', instanceId: 'default', byThem: true }]);
    expect(kept.attempts.map(({ status }) => status).sort()).toEqual(['linked', 'pending']);
    expect(JSON.stringify(kept)).not.toMatch(/access-\d|refresh-\d|v1\.|hash|secret|ticket|sealed/i);
    await expect(world.accounts.ownData.kept({ tenant: world.tenant(), accountId: undefined })).rejects.toMatchObject({ status: 401 });
  });

  test('can be erased: no row of that person is left, their tokens are revoked, and nobody else loses anything [T29c]', async () => {
    await linkAccount(world);
    world.accounts.seenLately.saw(await linkOf(), THING);
    await linkAccount(world, 'bert');
    world.accounts.seenLately.saw(await linkOf('bert'), THING);
    await linkAccount(world, 'alice', 'site-two');
    await world.close();
    const again = createWorld(on.database, { oauth: world.oauth, time: world.time, tenants: world.tenants });
    await reachPending(again);
    await again.accounts.ownData.erase(again.caller('alice'));
    await again.oauth.revoked('access-1', 'refresh-1', 'access-4', 'refresh-4');
    await again.close();

    const written = (await rowsOf(on.database, 'audit_entries')).filter((row) => row.client_key === 'site-one');
    expect(written.map(({ action, actor, subject }) => [action, actor ?? subject].join(' ')).sort()).toEqual(['linked bert', 'linked erased person', 'person-erased erased person']);
    const all = [...(await rowsOf(on.database, 'links')), ...(await rowsOf(on.database, 'link_flows')), ...(await rowsOf(on.database, 'recents'))];
    const ofAlice = all.filter((row) => row.client_key === 'site-one' && JSON.stringify(row).includes('alice"'));
    expect(ofAlice).toEqual([]);
    const flows = (await rowsOf(on.database, 'link_flows')).filter((row) => row.client_key === 'site-one' && row.account_id !== 'bert');
    for (const row of flows) expect(row).toMatchObject({ gitlab_user_id: null, username: null, name: null, confluence_name: null, sealed_access_token: null });
    expect((await rowsOf(on.database, 'links')).map((row) => `${String(row.client_key)} ${String(row.account_id)}`).sort()).toEqual(['site-one bert', 'site-two alice']);
    expect((await rowsOf(on.database, 'recents')).map((row) => row.account_id)).toEqual(['bert']);
    expect(world.ended.concat(again.ended)).toContain('site-one alice default');
  });

  test('is erased once: who has nothing kept of them adds nothing to the audit log, and may ask only so often [T27d]', async () => {
    const erase = (account: string) => world.accounts.ownData.erase(world.caller(account));
    const entries = async () => (await rowsOf(on.database, 'audit_entries')).filter(({ action }) => action === 'person-erased').length;
    await erase('nobody-yet');
    expect(await entries()).toBe(0);
    await linkAccount(world);
    await erase('alice');
    expect(await entries()).toBe(1);
    for (let time = 0; time < 9; time += 1) await erase('alice');
    expect(await entries()).toBe(1);
    await expect(erase('alice')).rejects.toMatchObject({ status: 429, retryAfterSeconds: 600 });
    await erase('bert');
    world.time.now += 10 * MINUTE + 1;
    await reachPending(world);
    await erase('alice');
    expect(await entries()).toBe(2);
  });
});
