import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eachDatabase } from '../support/databases.js';
import { createWorld, emptyTables, INSTANCE, linkAccount, person, reachPending, rowsOf, type World } from './accounts-world.js';
import { asOperator } from '../support/rows.js';

eachDatabase('the oversight of linked accounts', (on) => {
  let world: World;
  beforeEach(async () => {
    await emptyTables(on.database);
    world = createWorld(on.database);
  });
  afterEach(() => world.close());

  const list = (asked: Parameters<World['accounts']['oversight']['listAccounts']>[1] = {}, limit = 50) => world.accounts.oversight.listAccounts('site-one', asked, limit);
  const names = async (asked: Parameters<typeof list>[0] = {}) => (await list(asked)).accounts.map(({ accountId }) => accountId);
  const standing = async (account: string) => (await world.accounts.viewerOf(world.caller(account), INSTANCE, AbortSignal.timeout(5_000))).state;

  async function addLinks(count: number, instanceId: string, account = 'person'): Promise<void> {
    const rows = Array.from({ length: count }, (_, number) => ({
      client_key: 'site-one', account_id: `${account}-${String(number).padStart(4, '0')}`, instance_id: instanceId, instance_url: 'https://other.example', version: `v${number}`, cas: 0,
      status: 'linked', sealed_access_token: null, sealed_refresh_token: null, expires_at: new Date(world.time.now), gitlab_user_id: String(number),
      username: `user${number}`, name: `User 100% ${number}`, lease_owner: null, lease_until: null, retry_at: null, lost_tries: 0, linked_at: new Date(world.time.now),
    }));
    await asOperator(on.database).bulkInsert('links', rows);
  }

  test('lists who is linked to whom, since when and when it was used last, without any secret, for its own site alone [T5b]', async () => {
    await linkAccount(world, 'alice');
    await linkAccount(world, 'bert');
    await linkAccount(world, 'carol', 'site-two');
    expect(await standing('alice')).toBe('linked');
    await asOperator(on.database).query("UPDATE links SET status = 'reconnect' WHERE account_id = 'bert'");
    const { accounts, counts, next } = await list();
    expect(accounts).toEqual([
      { accountId: 'alice', instanceId: 'default', gitlab: { username: 'alice.gl', name: expect.any(String) }, state: 'linked', linkedAt: new Date(world.time.now), lastUsedAt: new Date(world.time.now) },
      { accountId: 'bert', instanceId: 'default', gitlab: { username: expect.any(String), name: expect.any(String) }, state: 'reconnect', linkedAt: new Date(world.time.now), lastUsedAt: undefined },
    ]);
    expect([counts, next]).toEqual([[{ instanceId: 'default', accounts: 2, toReconnect: 1 }], undefined]);
    expect(JSON.stringify(accounts)).not.toMatch(/access-|refresh-|v1\./);
  });

  test('goes page by page through people who have several links', async () => {
    await addLinks(5, 'default');
    await addLinks(5, 'other');
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await list({ after }, 3);
      seen.push(...page.accounts.map(({ accountId, instanceId }) => `${accountId} ${instanceId}`));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual([0, 1, 2, 3, 4].flatMap((number) => [`person-000${number} default`, `person-000${number} other`]));
    expect((await list({ instanceId: 'other' }, 3)).accounts.every(({ instanceId }) => instanceId === 'other')).toBe(true);
  });

  test('finds by words, in which no sign means anything', async () => {
    await addLinks(3, 'default');
    await linkAccount(world, 'alice');
    expect(await names({ words: 'ALICE.gl' })).toEqual(['alice']);
    expect(await names({ words: 'user 1' })).toEqual(['person-0000', 'person-0001', 'person-0002']);
    expect(await names({ words: 'user1 100%' })).toEqual(['person-0001']);
    for (const hostile of ['%', '_', "'; DROP TABLE links; --", ':clientKey', '\\']) {
      expect([hostile, await names({ words: hostile })]).toEqual([hostile, hostile === '%' ? ['person-0000', 'person-0001', 'person-0002'] : []]);
    }
    expect(await names({ after: 'nonsense' })).toHaveLength(4);
  });

  test('ends one link: its owner has none at once, what they have begun is over, and GitLab revokes the tokens', async () => {
    await linkAccount(world, 'alice');
    await linkAccount(world, 'bert');
    expect(await standing('alice')).toBe('linked');
    const begun = await reachPending(world, 'alice');
    expect(await world.accounts.oversight.disconnect('site-two', { accountId: 'alice', instanceId: 'default' })).toBe(false);
    expect(await world.accounts.oversight.disconnect('site-one', { accountId: 'alice', instanceId: 'default' })).toBe(true);
    await world.oauth.revoked('access-1', 'refresh-1', 'access-3', 'refresh-3');
    expect([await standing('alice'), await standing('bert')]).toEqual(['unlinked', 'linked']);
    await person(world, 'alice').confirm(begun.flowSecret).expect(410);
    expect(world.ended).toContain('site-one alice default');
    expect(await world.accounts.oversight.disconnect('site-one', { accountId: 'alice', instanceId: 'default' })).toBe(false);
  });

  test('ends all links of an instance, or of the site, a hundred at a time, and of no other site', async () => {
    await addLinks(203, 'other');
    await linkAccount(world, 'alice');
    await linkAccount(world, 'carol', 'site-two');
    expect(await world.accounts.oversight.disconnectAll('site-one', { instanceId: 'other' })).toBe(203);
    expect((await list()).counts).toEqual([{ instanceId: 'default', accounts: 1, toReconnect: 0 }]);
    expect(await world.accounts.oversight.disconnectAll('site-one', {})).toBe(1);
    expect(await rowsOf(on.database, 'links')).toMatchObject([{ client_key: 'site-two' }]);
    await world.oauth.revoked('access-1', 'refresh-1');
    expect(new Set(world.ended).size).toBe(205);
  });

  test('ends nothing where what goes with it fails', async () => {
    await linkAccount(world, 'alice');
    const owner = { accountId: 'alice', instanceId: 'default' };
    const failing = () => Promise.reject(new Error('not written'));
    await expect(world.accounts.oversight.disconnect('site-one', owner, failing)).rejects.toThrow('not written');
    await expect(world.accounts.oversight.disconnectAll('site-one', {}, failing)).rejects.toThrow('not written');
    expect(await standing('alice')).toBe('linked');
    expect(await rowsOf(on.database, 'revocations')).toEqual([]);
  });

  test('does what goes with it once, and only where there was something to end', async () => {
    let times = 0;
    const count = () => Promise.resolve(void (times += 1));
    expect(await world.accounts.oversight.disconnect('site-one', { accountId: 'alice', instanceId: 'default' }, count)).toBe(false);
    expect(await world.accounts.oversight.disconnectAll('site-one', {}, count)).toBe(0);
    expect(times).toBe(0);
    await addLinks(203, 'other');
    expect(await world.accounts.oversight.disconnectAll('site-one', {}, count)).toBe(203);
    expect(times).toBe(1);
  });

  test('is written down: what people do with their accounts, and what becomes of these', async () => {
    await linkAccount(world, 'alice');
    const declined = await reachPending(world, 'bert');
    await person(world, 'bert').decline(declined.flowSecret).expect(200);
    await person(world, 'alice').disconnect().expect(200);
    const linked = (await rowsOf(on.database, 'audit_entries')).map(({ action, actor, instance_id: instance }) => [action, actor, instance]);
    expect(linked).toEqual([['linked', 'alice', 'default']]);
    expect(world.noted).toEqual([
      { clientKey: 'site-one', actor: 'bert', instanceId: 'default', action: 'link-declined' },
      { clientKey: 'site-one', actor: 'alice', instanceId: 'default', action: 'unlinked' },
    ]);
  });
});
