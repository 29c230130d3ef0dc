import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createEndings } from '../../src/connect/endings.js';
import { createTenants } from '../../src/connect/tenants.js';
import { createInvalidation } from '../../src/storage/invalidation.js';
import { createLogger } from '../../src/logger.js';
import { resealColumns } from '../../src/storage/rotation.js';
import { createSealer } from '../../src/storage/sealing.js';
import { SEALED_COLUMNS } from '../../src/sealed-columns.js';
import { eachDatabase } from '../support/databases.js';
import { comeBack, createWorld, emptyTables, goToGitLab, INSTANCE, linkAccount, person, reachPending, rowsOf, type World } from './accounts-world.js';
import { asOperator } from '../support/rows.js';

const HOUR = 3_600_000;

eachDatabase('linked accounts of a site that has uninstalled for now', (on) => {
  let world: World;
  beforeEach(async () => {
    await emptyTables(on.database);
    await asOperator(on.database).query('DELETE FROM tenants');
    world = createWorld(on.database);
    await install();
  });
  afterEach(() => world.close());

  const parts = () => {
    const { sealer, time } = world;
    return { database: on.database, sealer, invalidation: createInvalidation({ redis: undefined, logger: createLogger('silent') }), clock: () => time.now };
  };
  async function install(clientKey = 'site-one'): Promise<void> {
    const tenants = createTenants(parts());
    const site = { clientKey, baseUrl: `https://${clientKey}.atlassian.net/wiki`, displayUrl: undefined, productType: 'confluence', sharedSecret: 's'.repeat(40), installationId: undefined };
    await on.database.ofAllTenants.write((transaction) => tenants.put(site, new Date(world.time.now), transaction));
    const tenant = await tenants.find(clientKey);
    if (!tenant) throw new Error('not installed');
    world.tenants.set(clientKey, tenant);
  }
  const endings = () => createEndings(on.database, () => world.time.now);
  /** The site's rights end; what follows is up to the test. Answers the tenant as a request sees it that was let in before. */
  async function end(clientKey = 'site-one') {
    const before = world.tenant(clientKey);
    await on.database.ofAllTenants.write((transaction) => endings().end(clientKey, new Date(world.time.now + 24 * HOUR), transaction));
    world.tenants.delete(clientKey);
    return before;
  }
  async function uninstall(clientKey = 'site-one') {
    const before = await end(clientKey);
    await world.accounts.suspendTenant(clientKey);
    return { tenant: before, accountId: 'alice' };
  }
  const look = (caller = world.caller('alice')) => world.accounts.viewerOf(caller, INSTANCE, AbortSignal.timeout(5_000));

  test('are not found by a request that was let in before, and are there again after the next install', async () => {
    await linkAccount(world);
    const late = await uninstall();
    expect(await look(late)).toEqual({ state: 'unlinked' });
    expect(await world.accounts.accountOf(late, INSTANCE)).toBeUndefined();
    expect(await world.accounts.refused(late, INSTANCE, 'access-1', AbortSignal.timeout(5_000))).toEqual({ state: 'unlinked' });
    expect(world.accounts.known(late, INSTANCE)).toBeUndefined();
    expect([world.oauth.count('refresh'), world.oauth.count('revoke')]).toEqual([0, 0]);

    await install();
    expect(await look()).toMatchObject({ state: 'linked', accessToken: 'access-1', username: 'alice.gl' });
  });

  test('go on after access tokens have run out, and ask to reconnect where the refresh token has died', async () => {
    await linkAccount(world);
    await linkAccount(world, 'bob');
    await uninstall();
    world.time.now += 23 * HOUR;
    world.oauth.alive.delete('refresh-2');
    await install();
    expect(await look()).toMatchObject({ state: 'linked', accessToken: 'access-3' });
    expect(await look(world.caller('bob'))).toEqual({ state: 'reconnect' });
  });

  test('keep what a refresh under way brings, which nobody uses before the site is back', async () => {
    await linkAccount(world);
    world.time.now += 2 * HOUR;
    world.oauth.next.refresh.push('hold');
    const looking = look();
    await world.oauth.held();
    await uninstall();
    world.oauth.release();
    expect(await looking).toEqual({ state: 'unlinked' });
    expect(world.oauth.count('revoke')).toBe(0);
    await install();
    expect(await look()).toMatchObject({ state: 'linked', accessToken: 'access-2' });
    expect(world.oauth.count('refresh')).toBe(1);
  });

  test('are revoked when their time is over, with what a refresh under way brings [L13a]', async () => {
    await linkAccount(world);
    await linkAccount(world, 'bob');
    world.time.now += 2 * HOUR;
    world.oauth.next.refresh.push('hold');
    const looking = look();
    await world.oauth.held();
    await uninstall();
    await endings().hasten('site-one');
    await world.accounts.purgeTenant('site-one');
    world.oauth.release();
    expect(await looking).toEqual({ state: 'unlinked' });
    await world.oauth.revoked('access-1', 'refresh-1', 'access-2', 'refresh-2', 'access-3', 'refresh-3');
    expect(await rowsOf(on.database, 'links')).toEqual([]);
    await endings().remove('site-one');
    await install();
    expect(await look()).toEqual({ state: 'unlinked' });
  });

  test('can be unlinked by a request that was let in before, and then do not come back', async () => {
    await linkAccount(world);
    const late = await uninstall();
    world.tenants.set('site-one', late.tenant);
    await person(world).disconnect().expect(200, { status: 'unlinked' });
    await world.oauth.revoked('access-1', 'refresh-1');
    await install();
    expect(await look()).toEqual({ state: 'unlinked' });
  });

  test('are nobody else’s: another site sees none of them and loses none', async () => {
    await install('site-two');
    await linkAccount(world);
    await linkAccount(world, 'alice', 'site-two');
    await uninstall();
    expect(await look(world.caller('alice', 'site-two'))).toMatchObject({ state: 'linked', accessToken: 'access-2' });
    await install('site-three');
    expect(await look(world.caller('alice', 'site-three'))).toEqual({ state: 'unlinked' });
  });

  test('open after the keys were changed meanwhile and the old one is gone', async () => {
    await linkAccount(world);
    await uninstall();
    const fresh = { id: 'fresh', key: randomBytes(32) };
    const old = { id: 'test', key: Buffer.alloc(32, 7) };
    expect(await resealColumns(on.database, createSealer([fresh, old]), SEALED_COLUMNS)).toMatchObject({ failures: [] });
    const next = createWorld(on.database, { ...world, keys: [fresh] });
    await install();
    expect(await next.accounts.viewerOf(next.caller('alice'), INSTANCE, AbortSignal.timeout(5_000))).toMatchObject({ state: 'linked', accessToken: 'access-1' });
    await next.close();
  });

  test('are not removed by a removal that comes late, when the site is there again', async () => {
    await linkAccount(world);
    await uninstall();
    await install();
    const pending = await reachPending(world, 'bob');
    await world.accounts.purgeTenant('site-one');
    await world.accounts.suspendTenant('site-one');
    expect(await look()).toMatchObject({ state: 'linked' });
    await person(world, 'bob').confirm(pending.flowSecret).expect(200);
    expect(world.oauth.count('revoke')).toBe(0);
  });

  test('are joined by none whose linking was under way: each step is refused, then and after the next install', async () => {
    const there = await goToGitLab(world, (await person(world).start()).ticket);
    const pending = await reachPending(world, 'bob');
    await uninstall();
    await comeBack(world, there).expect(410);
    await world.oauth.revoked('access-1', 'refresh-1');
    await install();
    await comeBack(world, there).expect(410);
    await person(world, 'bob').confirm(pending.flowSecret).expect(404);
    expect(world.oauth.count('exchange')).toBe(1);
    expect(await rowsOf(on.database, 'links')).toEqual([]);
  });

  test('are joined by none that is confirmed in the moment of the uninstall, by a process that has not heard of it', async () => {
    const pending = await reachPending(world, 'bob');
    const before = await end();
    world.tenants.set('site-one', before);
    await person(world, 'bob').confirm(pending.flowSecret).expect(410);
    expect(await rowsOf(on.database, 'links')).toEqual([]);
    await world.accounts.suspendTenant('site-one');
    await world.oauth.revoked('access-1', 'refresh-1');
  });
});
