import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eachDatabase } from '../support/databases.js';
import { asOperator } from '../support/rows.js';
import { createWorld, emptyTables, INSTANCE, linkAccount, person, rowsOf, type World } from './accounts-world.js';

const DAY_MS = 86_400_000;

eachDatabase('links that nobody uses', (on) => {
  let world: World;
  let worlds: World[];
  /** Another process of the installation. */
  const beside = ({ oauth, time }: Pick<World, 'oauth' | 'time'> = world, unusedLinkDays = 90) => {
    const other = createWorld(on.database, { oauth, time, unusedLinkDays });
    worlds.push(other);
    return other;
  };
  const use = async (account: string, by = world) => (await by.accounts.viewerOf(by.caller(account), INSTANCE, AbortSignal.timeout(5_000))).state;
  const linked = async () => (await rowsOf(on.database, 'links')).map(({ account_id: account }) => account).sort();
  const entries = async () => (await rowsOf(on.database, 'audit_entries')).filter(({ action }) => action === 'link-unused').map(({ client_key: site, subject, actor, instance_id: instance }) => [site, subject, actor, instance]);
  const later = (days: number) => void (world.time.now += days * DAY_MS);

  /** Resolves to how many links are gone. */
  const endUnused = async (by: World, signal?: AbortSignal) => {
    const before = (await linked()).length;
    await by.work('end-unused-links', signal);
    return before - (await linked()).length;
  };

  beforeEach(async () => {
    await emptyTables(on.database);
    const linking = createWorld(on.database);
    for (const account of ['alice', 'bert']) await linkAccount(linking, account);
    await linkAccount(linking, 'carol', 'site-two');
    // What linking has begun in the background would look for unused links too.
    await linking.close();
    worlds = [];
    world = beside(linking);
  });
  afterEach(async () => {
    for (const one of worlds) await one.close();
  });

  test('are ended after ninety days, with an entry in the audit log of their site, and GitLab revokes their tokens', async () => {
    later(60);
    expect(await use('bert')).toBe('linked');
    await world.close();
    later(29);
    expect(await endUnused(beside())).toBe(0);
    later(1.1);
    const other = beside();
    expect(await endUnused(other)).toBe(2);
    expect(await linked()).toEqual(['bert']);
    expect((await entries()).sort()).toEqual([['site-one', 'alice', null, 'default'], ['site-two', 'carol', null, 'default']]);
    expect(other.ended.sort()).toEqual(['site-one alice default', 'site-two carol default']);
    expect([await use('alice', other), await use('bert', other)]).toEqual(['unlinked', 'linked']);
    await world.oauth.revoked('access-1', 'refresh-1', 'access-3', 'refresh-3');
  });

  test('are found by the work in the background, which looks once an hour', async () => {
    later(91);
    world.queue.recur();
    await world.oauth.revoked('access-1', 'refresh-1', 'access-2', 'refresh-2', 'access-3', 'refresh-3');
    await linkAccount(world, 'alice');
    await person(world, 'alice').disconnect().expect(200);
    await world.oauth.revoked('access-4', 'refresh-4');
    expect([await linked(), (await entries()).length]).toEqual([[], 3]);
  });

  test('stay for good where the operator says so', async () => {
    later(1_000);
    expect(await endUnused(beside(world, 0))).toBe(0);
    expect(await linked()).toHaveLength(3);
  });

  test('are none that are used at that moment: while their tokens are renewed, and before the use is written down', async () => {
    later(100);
    world.oauth.next.refresh.push('hold');
    const looking = use('alice');
    await world.oauth.held();
    // Another process knows nothing of what this one has noted.
    const other = beside();
    expect(await endUnused(other)).toBe(2);
    expect(await linked()).toEqual(['alice']);
    world.oauth.release();
    expect(await looking).toBe('linked');
    expect((await rowsOf(on.database, 'links'))[0]).toMatchObject({ last_used_at: null });
    expect(await endUnused(other)).toBe(0);
    await world.close();
    later(2);
    expect(await endUnused(other)).toBe(0);
    expect(await linked()).toEqual(['alice']);
  });

  test('are ended once by processes that look together, and none of a use that comes in between', async () => {
    later(100);
    const [one, two] = [beside(), beside()];
    const [state] = await Promise.all([use('alice'), ...[one, two].map((by) => by.work('end-unused-links'))]);
    const isLinked = (await linked()).includes('alice');
    expect(state).toBe(isLinked ? 'linked' : 'unlinked');
    expect(await entries()).toHaveLength(isLinked ? 2 : 3);
  });

  test('are ended a hundred a transaction, and no more once that is to stop', async () => {
    const now = new Date(world.time.now);
    const rows = Array.from({ length: 203 }, (_, number) => ({
      client_key: 'site-three', account_id: `person-${number}`, instance_id: 'default', instance_url: 'https://gitlab.example', version: `v${number}`, cas: 0, status: 'reconnect',
      sealed_access_token: null, sealed_refresh_token: null, expires_at: now, gitlab_user_id: String(number), username: 'user', name: 'User', lost_tries: 0, linked_at: now,
    }));
    await asOperator(on.database).bulkInsert('links', rows);
    later(91);
    expect(await endUnused(world, AbortSignal.abort())).toBe(0);
    expect(await endUnused(world)).toBe(206);
    expect(await rowsOf(on.database, 'links')).toEqual([]);
  });
});
