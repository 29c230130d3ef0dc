import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ConnectionRefusedError, DatabaseError } from 'sequelize';
import type { Database } from '../../src/storage/database.js';
import type { Door } from '../../src/storage/doors.js';
import { NoAnswerError } from '../../src/storage/deadline.js';
import { eachDatabase } from '../support/databases.js';
import { until } from '../support/until.js';
import { comeBack, createWorld, emptyTables, goToGitLab, INSTANCE, linkAccount, person, reachPending, rowsOf, type World } from './accounts-world.js';

type Fault = { readonly error: Error; readonly landed: boolean };
const away = (error: Error = new ConnectionRefusedError(new Error('refused'))): Fault => ({ error, landed: false });
const answerLost = (): Fault => ({ error: new ConnectionRefusedError(new Error('reset')), landed: true });
const READ_ONLY = new DatabaseError(Object.assign(new Error('read-only'), { code: '25006', sql: '' }));
const FOR_GOOD = new DatabaseError(Object.assign(new Error('no such table'), { code: '42P01', sql: '' }));

eachDatabase('storing what GitLab gives once', (on) => {
  let world: World;
  /** What becomes of the coming writes, in turn; then all is good again. */
  let faults: (Fault | undefined)[];
  let pauses: number[];
  let whilePausing: () => Promise<unknown>;
  beforeEach(async () => {
    await emptyTables(on.database);
    [faults, pauses, whilePausing] = [[], [], () => Promise.resolve()];
    const time = { now: Date.parse('2026-03-01T09:00:00Z') };
    const pause = (milliseconds: number) => {
      pauses.push(milliseconds);
      time.now += milliseconds;
      return whilePausing();
    };
    world = createWorld(stumbling(on.database, () => faults.shift()), { time, pause });
  });
  afterEach(() => world.close());

  const look = () => world.accounts.viewerOf(world.caller('alice'), INSTANCE, AbortSignal.timeout(15_000));
  const linkRow = async () => (await rowsOf(on.database, 'links'))[0];
  const revocations = () => rowsOf(on.database, 'revocations');
  const told = (words: string) => world.log.filter((line) => line.includes(words));

  describe('a refresh', () => {
    beforeEach(() => linkAccount(world));

    /** Begins a refresh, and has GitLab answer it once `meanwhile` has run. */
    async function refreshing(meanwhile: () => unknown): Promise<Awaited<ReturnType<typeof look>>> {
      world.time.now += 7_200_001;
      world.oauth.next.refresh.push('hold');
      const looking = look();
      looking.catch(() => undefined);
      await world.oauth.held();
      await meanwhile();
      world.oauth.release();
      return looking;
    }

    test('waits for a database that refuses, hangs and is read-only for 10 s', async () => {
      const began = world.time.now + 7_200_001;
      expect(await refreshing(() => faults.push(...[new NoAnswerError(1), READ_ONLY].map(away), ...Array.from({ length: 6 }, () => away())))).toMatchObject({ state: 'linked', accessToken: 'access-2' });
      expect(pauses).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000]);
      expect(world.time.now - began).toBe(9_100);
      expect(await linkRow()).toMatchObject({ status: 'linked', cas: 1, lease_owner: null });
      expect(await revocations()).toEqual([]);
    });

    test('goes on waiting while the process is stopping, which waits for it', async () => {
      let left: unknown;
      const viewer = await refreshing(() => {
        faults.push(away(), away(), away());
        whilePausing = stopping(async () => void (left = await linkRow()));
      });
      expect(viewer).toMatchObject({ state: 'linked', accessToken: 'access-2' });
      await world.accounts.stop();
      expect(pauses).toHaveLength(3);
      while (left === undefined) await turns(1);
      expect(left).toMatchObject({ cas: 1 });
    });

    test('gives up before its lease is over, and says what is lost', async () => {
      const began = world.time.now + 7_200_001;
      await expect(refreshing(() => faults.push(...Array.from({ length: 40 }, () => away())))).rejects.toThrow('refused');
      faults.length = 0;
      expect(world.time.now - began).toBeGreaterThan(22_900);
      expect(world.time.now - began).toBeLessThanOrEqual(25_000);
      expect(told('new tokens are lost')).toHaveLength(1);
      expect(world.log.join('')).not.toMatch(/access-2|refresh-2/);
      // Its lease, and what the clocks of others may differ by.
      world.time.now += 200_000;
      expect(await look()).toEqual({ state: 'reconnect' });
    });

    test('waits for no database that refuses for good', async () => {
      await expect(refreshing(() => faults.push(away(FOR_GOOD)))).rejects.toThrow('no such table');
      expect(pauses).toEqual([]);
    });

    test('takes what a commit has stored whose answer got lost for stored, and revokes nothing', async () => {
      expect(await refreshing(() => faults.push(answerLost()))).toMatchObject({ state: 'linked', accessToken: 'access-2' });
      expect(await linkRow()).toMatchObject({ status: 'linked', cas: 1, lease_owner: null });
      expect(await revocations()).toEqual([]);
      expect(world.oauth.count('revoke')).toBe(0);
      expect(await look()).toMatchObject({ accessToken: 'access-2' });
    });

    test('knows tokens that others have put in the place of its own meanwhile', async () => {
      const others = async () => {
        await on.database.ofAllTenants.write((transaction) => on.database.sequelize.query('UPDATE links SET cas = cas + 1', { transaction }));
      };
      expect(await refreshing(others)).toMatchObject({ accessToken: 'access-1' });
      await world.oauth.revoked('access-2', 'refresh-2');
    });

    test('revokes at GitLab what is of no use and the database does not take', async () => {
      await refreshing(async () => {
        await person(world).disconnect().expect(200);
        await world.oauth.revoked('access-1', 'refresh-1');
        world.oauth.alive.add('refresh-1');
        await until(async () => (await revocations()).length === 0);
        // The first finds no link to renew; those after it would queue the tokens.
        faults.push(undefined, ...Array.from({ length: 40 }, () => away()));
      });
      faults.length = 0;
      await world.oauth.revoked('access-2', 'refresh-2');
      expect(await revocations()).toEqual([]);
    });
  });

  describe('an exchange', () => {
    const begin = async () => {
      const { ticket, flowSecret } = await person(world).start();
      const there = await goToGitLab(world, ticket);
      world.oauth.next.exchange.push('hold');
      const back = comeBack(world, there).then((answer) => answer);
      await world.oauth.held();
      return { flowSecret, back };
    };

    test('waits for the database, and the person confirms as ever', async () => {
      const { flowSecret, back } = await begin();
      faults.push(away(), away(READ_ONLY), away());
      world.oauth.release();
      expect((await back).status).toBe(200);
      expect(pauses).toEqual([100, 200, 400]);
      await person(world).confirm(flowSecret).expect(200);
      expect(await look()).toMatchObject({ accessToken: 'access-1' });
    });

    test.each(['later', 'meanwhile'])('takes a step whose answer got lost for done, where the person confirms %s', async (confirmed) => {
      const { flowSecret, back } = await begin();
      faults.push(answerLost());
      if (confirmed === 'meanwhile') whilePausing = () => person(world).confirm(flowSecret).expect(200);
      world.oauth.release();
      expect((await back).status).toBe(200);
      if (confirmed === 'later') await person(world).confirm(flowSecret).expect(200);
      expect(await look()).toMatchObject({ accessToken: 'access-1' });
      expect(await revocations()).toEqual([]);
      expect(world.oauth.count('revoke')).toBe(0);
    });

    test('revokes both tokens at GitLab where the database stays away, tells the person so, and is waited for [T24c]', async () => {
      const { back } = await begin();
      const began = world.time.now;
      faults.push(...Array.from({ length: 60 }, () => away()));
      world.oauth.release();
      const { status, text } = await back;
      expect(status).toBe(503);
      expect(text).toContain('The database does not answer.');
      expect(world.time.now - began).toBeLessThanOrEqual(24_000);
      await world.oauth.revoked('access-1', 'refresh-1');
      faults.length = 0;
      expect(await rowsOf(on.database, 'links')).toEqual([]);
      expect(await revocations()).toEqual([]);
      await reachPending(world);
    });

    test('tells when GitLab takes back no token either, and names none', async () => {
      const { back } = await begin();
      faults.push(...Array.from({ length: 60 }, () => away()));
      world.oauth.next.revoke.push(new Error('away too'));
      world.oauth.release();
      expect((await back).status).toBe(503);
      faults.length = 0;
      expect(told('could not be revoked at GitLab')).toHaveLength(1);
      expect(world.log.join('')).not.toMatch(/access-1|refresh-1/);
      await world.oauth.revoked('access-1');
    });

    test('is waited for by a process that stops', async () => {
      const { back } = await begin();
      faults.push(away(), away());
      let left: unknown;
      whilePausing = stopping(async () => void (left = (await rowsOf(on.database, 'link_flows'))[0]));
      world.oauth.release();
      expect((await back).status).toBe(200);
      while (left === undefined) await turns(1);
      expect(left).toMatchObject({ status: 'pending' });
    });
  });

  /** Stops at the first pause, and looks once that is done; the pause lasts long enough for a stop that waits for nothing. */
  function stopping(thenLook: () => Promise<void>): () => Promise<void> {
    let stopped: Promise<void> | undefined;
    return async () => {
      stopped ??= world.accounts.stop().then(thenLook);
      await Promise.race([stopped, turns(100)]);
    };
  }
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await setImmediate();
}

/** The same database, of whose tenants' writes each may be refused, or have its answer lost once it is committed. */
function stumbling(database: Database, next: () => Fault | undefined): Database {
  const door = (real: Door): Door => ({
    read: real.read,
    async write(work) {
      const fault = next();
      if (fault && !fault.landed) throw fault.error;
      const result = await real.write(work);
      if (fault) throw fault.error;
      return result;
    },
  });
  return { ...database, ofTenant: (clientKey) => door(database.ofTenant(clientKey)) };
}
