import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GitLabError } from '../../src/gitlab/errors.js';
import { OAuthError } from '../../src/gitlab/errors.js';
import { eachDatabase } from '../support/databases.js';
import { until } from '../support/until.js';
import { createWorld, emptyTables, INSTANCE, linkAccount, person, rowsOf, type World } from './accounts-world.js';

const HOUR = 3_600_000;
const patience = () => AbortSignal.timeout(15_000);

eachDatabase('keeping tokens alive', (on) => {
  let world: World;
  beforeEach(async () => {
    await emptyTables(on.database);
    world = createWorld(on.database);
    await linkAccount(world);
  });
  afterEach(() => world.close());

  const look = (at: World = world, signal = patience()) => at.accounts.viewerOf(at.caller('alice'), INSTANCE, signal);
  const refused = (token: string, at: World = world) => at.accounts.refused(at.caller('alice'), INSTANCE, token, patience());
  const linkRow = async () => (await rowsOf(on.database, 'links'))[0];
  const nearEnd = () => {
    world.time.now += 2 * HOUR - 60_000;
  };
  const pastEnd = () => {
    world.time.now += 2 * HOUR + 1;
  };

  test('leaves a token alone while it is good, and renews it a minute before its end', async () => {
    expect(await look()).toMatchObject({ accessToken: 'access-1' });
    world.time.now += 2 * HOUR - 60_001;
    expect(await look()).toMatchObject({ accessToken: 'access-1' });
    expect(world.oauth.count('refresh')).toBe(0);
    world.time.now += 1;
    expect(await look()).toMatchObject({ accessToken: 'access-2' });
    expect(await look()).toMatchObject({ accessToken: 'access-2' });
    expect(world.oauth.calls.filter(({ kind }) => kind === 'refresh')).toEqual([{ kind: 'refresh', sent: 'refresh-1' }]);
  });

  test('keeps the version of the link, so that what was cached stays good', async () => {
    const before = await look();
    pastEnd();
    expect(await look()).toMatchObject({ link: before.state === 'linked' ? before.link : {} });
  });

  test('refreshes once for fifty readers at once', async () => {
    pastEnd();
    const viewers = await Promise.all(Array.from({ length: 50 }, () => look()));
    expect(new Set(viewers.map((viewer) => JSON.stringify(viewer))).size).toBe(1);
    expect(viewers[0]).toMatchObject({ state: 'linked', accessToken: 'access-2' });
    expect(world.oauth.count('refresh')).toBe(1);
  });

  test('refreshes once for fifty readers of two processes [T23a]', async () => {
    const handle = await on.open();
    const other = createWorld(handle, world);
    pastEnd();
    world.oauth.next.refresh.push('hold');
    const looks = Array.from({ length: 50 }, (_, index) => look(index % 2 === 0 ? world : other));
    await world.oauth.held();
    world.oauth.release();
    for (const viewer of await Promise.all(looks)) expect(viewer).toMatchObject({ state: 'linked', accessToken: 'access-2' });
    expect(world.oauth.count('refresh')).toBe(1);
    await other.close();
    await handle.close();
  });

  test('goes on with a refresh whose reader has given up', async () => {
    pastEnd();
    world.oauth.next.refresh.push('hold');
    const impatient = new AbortController();
    const looking = look(world, impatient.signal);
    await world.oauth.held();
    impatient.abort();
    await expect(looking).rejects.toMatchObject({ name: 'TimeUp', failure: 'unavailable' });
    world.oauth.release();
    expect(await look()).toMatchObject({ accessToken: 'access-2' });
    expect(world.oauth.count('refresh')).toBe(1);
  });

  test('waits for tokens that are on their way before it stops', async () => {
    pastEnd();
    world.oauth.next.refresh.push('hold');
    const looking = look();
    await world.oauth.held();
    const stopped = world.close();
    world.oauth.release();
    await stopped;
    expect(await looking).toMatchObject({ accessToken: 'access-2' });
    expect(await linkRow()).toMatchObject({ cas: 1, lease_owner: null });
  });

  test('takes over from a process that died over a refresh, which ends in a clean reconnect if GitLab had answered [T23b]', async () => {
    const handle = await on.open();
    const other = createWorld(handle, world);
    pastEnd();
    // The other process never comes to store what it got.
    await on.database.ofAllTenants.write((transaction) =>
      on.database.sequelize.query('UPDATE links SET lease_owner = :owner, lease_until = :until', {
        replacements: { owner: 'dead', until: new Date(world.time.now + 50_000) },
        transaction,
      }),
    );
    world.oauth.alive.delete('refresh-1');
    await expect(look(other, AbortSignal.timeout(200))).rejects.toMatchObject({ failure: 'unavailable' });
    expect(world.oauth.count('refresh')).toBe(0);
    // Whose clock is two minutes ahead takes nobody for dead.
    world.time.now += 50_001 + 120_000;
    await expect(look(other, AbortSignal.timeout(200))).rejects.toMatchObject({ failure: 'unavailable' });
    world.time.now += 30_000;
    expect(await look(other)).toEqual({ state: 'reconnect' });
    expect(await look()).toEqual({ state: 'reconnect' });
    expect(world.oauth.count('refresh')).toBe(1);
    await other.close();
    await handle.close();
  });

  test('a refused refresh token ends in reconnect: tokens deleted, GitLab never asked again, and whoever keeps what was seen told once [T23c]', async () => {
    pastEnd();
    world.ended.length = 0;
    world.oauth.alive.delete('refresh-1');
    expect(await Promise.all([look(), look(), look()])).toEqual([{ state: 'reconnect' }, { state: 'reconnect' }, { state: 'reconnect' }]);
    expect(await look()).toEqual({ state: 'reconnect' });
    expect(await refused('access-1')).toEqual({ state: 'reconnect' });
    expect(world.oauth.count('refresh')).toBe(1);
    expect(await linkRow()).toMatchObject({ status: 'reconnect', sealed_access_token: null, sealed_refresh_token: null });
    expect(world.ended).toEqual(['site-one alice default']);
    expect(await world.accounts.accountOf(world.caller('alice'), INSTANCE)).toMatchObject({ username: 'alice.gl', state: 'reconnect' });
    await linkAccount(world);
    expect(await look()).toMatchObject({ state: 'linked', accessToken: 'access-2' });
  });

  test('counts newer tokens that another process has stored when GitLab refuses the old one', async () => {
    const handle = await on.open();
    const other = createWorld(handle, world);
    pastEnd();
    world.oauth.next.refresh.push('hold');
    const slow = look();
    await world.oauth.held();
    // Held up for longer than its lease, until the other process has refreshed.
    // Whose clock is two minutes ahead takes nobody for dead.
    world.time.now += 50_001 + 120_000;
    await expect(look(other, AbortSignal.timeout(200))).rejects.toMatchObject({ failure: 'unavailable' });
    world.time.now += 30_000;
    expect(await look(other)).toMatchObject({ accessToken: 'access-2' });
    world.oauth.release();
    expect(await slow).toMatchObject({ state: 'linked', accessToken: 'access-2' });
    expect(await linkRow()).toMatchObject({ status: 'linked', cas: 1 });
    await other.close();
    await handle.close();
  });

  test('tries once more when the outcome is unknown, and no more [T23c]', async () => {
    pastEnd();
    world.oauth.next.refresh.push(new OAuthError('lost', 'silent'));
    expect(await look()).toMatchObject({ state: 'linked', accessToken: 'access-2' });
    expect(world.oauth.calls.filter(({ kind }) => kind === 'refresh').map(({ sent }) => sent)).toEqual(['refresh-1', 'refresh-1']);
  });

  test('an answer lost after GitLab has acted ends in reconnect', async () => {
    pastEnd();
    world.oauth.drops.add('refresh');
    expect(await look()).toEqual({ state: 'reconnect' });
    expect(world.oauth.count('refresh')).toBe(2);
  });

  test('leaves GitLab alone for a while when two answers were lost, and the link as it is', async () => {
    pastEnd();
    world.oauth.next.refresh.push(new OAuthError('lost', 'silent'), new OAuthError('lost', 'silent'));
    await expect(look()).rejects.toMatchObject({ failure: 'unavailable', retryAt: world.time.now + 60_000 });
    await expect(look()).rejects.toMatchObject({ failure: 'unavailable' });
    expect(world.oauth.count('refresh')).toBe(2);
    world.time.now += 60_000;
    world.oauth.next.refresh.push(new OAuthError('lost', 'silent'));
    await expect(look()).rejects.toMatchObject({ failure: 'unavailable' });
    expect(world.oauth.count('refresh')).toBe(3);
    world.time.now += 120_000;
    expect(await look()).toMatchObject({ accessToken: 'access-2' });
  });

  test('our credentials refused is an alarm now and then, and never an unlink', async () => {
    pastEnd();
    const alarms = () => world.log.filter((line) => line.includes('"level":"error"') && line.includes('GITLAB_CLIENT_SECRET'));
    for (let minute = 0; minute < 6; minute += 1) {
      world.oauth.next.refresh.push(new OAuthError('invalid_client', 'no'));
      await expect(look()).rejects.toMatchObject({ failure: 'unavailable' });
      await expect(look()).rejects.toMatchObject({ failure: 'unavailable' });
      world.time.now += 60_000;
    }
    expect(alarms()).toHaveLength(2);
    expect(await linkRow()).toMatchObject({ status: 'linked' });
    expect(await look()).toMatchObject({ state: 'linked', accessToken: 'access-2' });
  });

  test('uses what is there for its last minute while GitLab is down', async () => {
    nearEnd();
    world.oauth.next.refresh.push(new OAuthError('unavailable', 'down'));
    expect(await look()).toMatchObject({ state: 'linked', accessToken: 'access-1' });
    expect(await look()).toMatchObject({ state: 'linked', accessToken: 'access-1' });
    expect(world.oauth.count('refresh')).toBe(1);
    world.time.now += 60_000;
    world.oauth.next.refresh.push(new OAuthError('unavailable', 'down'));
    await expect(look()).rejects.toMatchObject({ failure: 'unavailable' });
    world.time.now += 5_000;
    expect(await look()).toMatchObject({ accessToken: 'access-2' });
  });

  test('obeys a limit that GitLab sets', async () => {
    pastEnd();
    const retryAt = world.time.now + 30_000;
    world.oauth.next.refresh.push(new GitLabError('limited', 'slow down', { retryAt }));
    await expect(look()).rejects.toMatchObject({ failure: 'limited', retryAt });
    await expect(look()).rejects.toMatchObject({ failure: 'unavailable', retryAt });
    expect(world.oauth.count('refresh')).toBe(1);
  });

  test('disconnecting during a refresh wins: unlinked, and both pairs are revoked [L13a]', async () => {
    pastEnd();
    world.oauth.next.refresh.push('hold');
    const looking = look();
    await world.oauth.held();
    await person(world).disconnect().expect(200);
    await world.oauth.revoked('access-1', 'refresh-1');
    world.oauth.alive.add('refresh-1'); // GitLab had taken it before it was revoked
    world.oauth.release();
    expect(await looking).toEqual({ state: 'unlinked' });
    await world.oauth.revoked('access-2', 'refresh-2');
    expect(await rowsOf(on.database, 'links')).toEqual([]);
    await until(async () => (await rowsOf(on.database, 'revocations')).length === 0);
  });

  test('linking again during a refresh wins: the new link stays, the old pairs are revoked [L13a]', async () => {
    pastEnd();
    world.oauth.next.refresh.push('hold');
    const looking = look();
    await world.oauth.held();
    await linkAccount(world);
    await world.oauth.revoked('access-1', 'refresh-1');
    world.oauth.alive.add('refresh-1');
    world.oauth.release();
    expect(await looking).toMatchObject({ state: 'linked', accessToken: 'access-2' });
    await world.oauth.revoked('access-3', 'refresh-3');
    expect(await look()).toMatchObject({ accessToken: 'access-2' });
  });

  test('a token that GitLab refuses before its time is renewed once, whoever asks', async () => {
    const viewers = await Promise.all(Array.from({ length: 20 }, () => refused('access-1')));
    for (const viewer of viewers) expect(viewer).toMatchObject({ state: 'linked', accessToken: 'access-2' });
    expect(await refused('access-1')).toMatchObject({ accessToken: 'access-2' });
    expect(world.oauth.count('refresh')).toBe(1);
  });

  test('an authorisation revoked at GitLab becomes reconnect', async () => {
    world.oauth.alive.clear();
    expect(await refused('access-1')).toEqual({ state: 'reconnect' });
    expect(await look()).toEqual({ state: 'reconnect' });
  });

  test('never sends a token to another address than the one that issued it', async () => {
    const moved = { ...INSTANCE, baseUrl: 'https://moved.example' };
    pastEnd();
    expect(await world.accounts.viewerOf(world.caller('alice'), moved, patience())).toEqual({ state: 'reconnect' });
    expect(world.oauth.count('refresh')).toBe(0);
  });

  test('knows nobody by another site or another account [T5b]', async () => {
    const at = (accountId?: string, clientKey?: string) => world.accounts.viewerOf(world.caller(accountId, clientKey), INSTANCE, patience());
    expect(await at('alice', 'site-two')).toEqual({ state: 'unlinked' });
    expect(await at('bob')).toEqual({ state: 'unlinked' });
    expect(await at()).toEqual({ state: 'anonymous' });
    expect(await world.accounts.accountOf(world.caller(), INSTANCE)).toBeUndefined();
  });

  test('tokens moved to another row open nowhere [T22b]', async () => {
    await linkAccount(world, 'bob');
    await on.database.ofAllTenants.write((transaction) =>
      on.database.sequelize.query("UPDATE links SET sealed_access_token = (SELECT sealed_access_token FROM links WHERE account_id = 'alice') WHERE account_id = 'bob'", { transaction }),
    );
    expect(await world.accounts.viewerOf(world.caller('bob'), INSTANCE, patience())).toEqual({ state: 'reconnect' });
    expect(await look()).toMatchObject({ state: 'linked' });
  });
});
