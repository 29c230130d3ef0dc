import { Writable } from 'node:stream';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { QueryTypes } from 'sequelize';
import { createLogger } from '../../src/logger.js';
import { KEEPING } from '../../src/keeping.js';
import { NotNow, type JobData } from '../../src/queue/jobs.js';
import { KINDS, type KindOptions } from '../../src/queue/kinds.js';
import { pauseSeconds } from '../../src/queue/pause.js';
import { createQueueOf, type Queue } from '../../src/queue/queue.js';
import type { Handler } from '../../src/queue/worker.js';
import { openDatabase, type Database } from '../../src/storage/database.js';
import { makeDoors } from '../../src/storage/doors.js';
import { openPostgres } from '../../src/storage/postgres.js';
import { closeAfterAll, closeAfterEach } from '../support/closing.js';
import { eachDatabase, runAsAdministrator } from '../support/databases.js';
import { bringForward, endTurns, letDeadGrowOld, letTimeLimitsPass, removeJobs } from '../support/jobs.js';
import { startProxy } from '../support/proxy.js';
import { asOperator } from '../support/rows.js';
import { until } from '../support/until.js';

const kind: KindOptions = { tries: 3, firstPauseSeconds: 60, longestPauseSeconds: 3_600, limitSeconds: 60, atOnce: 2 };
const TEST_KINDS = { errand: kind, other: kind, short: { ...kind, limitSeconds: 1 }, round: { ...kind, tries: 1, everySeconds: 86_400 }, slow: { ...kind, everySeconds: 3_600 }, aged: { ...kind, byAge: true } };
type Name = keyof typeof TEST_KINDS;
const NOTHING = { waiting: 0, running: 0, dead: 0 };

eachDatabase('the queue', (on) => {
  const later = closeAfterEach();
  let log: string[];

  beforeEach(() => removeJobs(on));

  /** A process of the installation that does jobs of these kinds. */
  function process(handlers: Partial<Record<Name, Handler>>, database: Database = on.database, machineClock = Date.now): Queue<Name> {
    log = [];
    const sink = new Writable({ write: (line: Buffer, _encoding, done) => (log.push(line.toString()), done()) });
    const queue = createQueueOf<Name>(TEST_KINDS, { database, logger: createLogger('debug', sink), machineClock });
    for (const [name, handler] of Object.entries(handlers)) queue.handle(name as Name, handler);
    later(queue.close);
    queue.start();
    return queue;
  }
  /** Makes a process look for work at once. */
  const look = (queue: Queue<Name>) => queue.replay('none');
  const isIdle = (queue: Queue<Name>, name: Name) => async () => JSON.stringify((await queue.depth())[name]) === JSON.stringify(NOTHING);

  function collect() {
    const done: JobData[] = [];
    return { done, handler: (data: JobData) => Promise.resolve(void done.push(data)) };
  }
  /** A job that goes on until it is let go. */
  function hold() {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const signals: AbortSignal[] = [];
    return { signals, letGo, handler: (_data: JobData, signal: AbortSignal) => (signals.push(signal), held) };
  }
  const failing = (message = 'no such luck') => {
    const begun: JobData[] = [];
    return { begun, handler: (data: JobData) => (begun.push(data), Promise.reject(new Error(message))) };
  };
  async function fail(queue: Queue<Name>, begun: readonly unknown[], times: number): Promise<void> {
    while (begun.length < times) {
      await bringForward(on);
      await look(queue);
    }
  }

  test('does a job once, though two processes look for it, and soon', async () => {
    const { done, handler } = collect();
    const second = await on.open();
    later(second.close);
    const queues = [process({ errand: handler }), process({ errand: handler }, second)] as const;
    const before = performance.now();
    for (let id = 0; id < 5; id += 1) await queues[0].send('errand', { id: String(id) });
    await until(isIdle(queues[1], 'errand'));
    expect(performance.now() - before).toBeLessThan(1_990);
    expect(done.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
  });

  test('begins anew what could not be done now, behind what has not been begun, and counts no try of it', async () => {
    const begun: string[] = [];
    const queue = process({
      errand: (data) => {
        begun.push(String(data['id']));
        return data['id'] === 'early' && begun.filter((id) => id === 'early').length < 5 ? Promise.reject(new NotNow(0)) : Promise.resolve();
      },
    });
    await queue.send('errand', { id: 'early' });
    await until(async () => (await bringForward(on), await look(queue), begun.length === 5 && (await isIdle(queue, 'errand')())));
    // More often than a job has tries.
    expect([begun, kind.tries]).toEqual([['early', 'early', 'early', 'early', 'early'], 3]);
    expect(await queue.dead()).toEqual([]);
    expect(log.join('')).not.toContain('has failed');
  });

  test.each([['ahead', 6 * 60_000], ['behind', -6 * 60_000]])('removes nothing for its age where the clock of the machine is far %s of the database’s, and does the rest', async (_where, off) => {
    const { done, handler } = collect();
    const astray = process({ aged: handler, errand: handler }, on.database, () => Date.now() + off);
    await astray.send('aged', { id: 'old' });
    await until(() => Promise.resolve(log.join('').includes("clock is not the database's")));
    await astray.send('errand', { id: 'errand' });
    await until(isIdle(astray, 'errand'));
    await until(async () => (await astray.depth()).aged.running === 0);
    expect([done, (await astray.depth()).aged, await astray.dead()]).toEqual([[{ id: 'errand' }], { ...NOTHING, waiting: 1 }, []]);
    await astray.close();
    const right = process({ aged: handler }, on.database, () => Date.now() + Math.sign(off) * 4 * 60_000);
    await bringForward(on);
    await look(right);
    await until(isIdle(right, 'aged'));
    expect(done).toEqual([{ id: 'errand' }, { id: 'old' }]);
  });

  test('adds what is sent within a transaction when that commits, and nothing when it does not', async () => {
    const { done, handler } = collect();
    const queue = process({ errand: handler });
    const failed = on.database.ofAllTenants.write(async (transaction) => {
      await queue.send('errand', { id: 'lost' }, { transaction });
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    await on.database.ofAllTenants.write((transaction) => queue.send('errand', { id: 'kept' }, { transaction }));
    await until(() => (done.length > 0));
    expect(done).toEqual([{ id: 'kept' }]);
    await until(isIdle(queue, 'errand'));
  });

  test('begins nothing before its time, and of one key one at a time waits', async () => {
    const { done, handler } = collect();
    const queue = process({ errand: handler, other: handler });
    await queue.send('errand', { id: 'later' }, { startAfterSeconds: 600, onlyOnceKey: 'a' });
    await queue.send('errand', { id: 'again' }, { startAfterSeconds: 600, onlyOnceKey: 'a' });
    await queue.send('other', { id: 'other' }, { onlyOnceKey: 'a' });
    await until(isIdle(queue, 'other'));
    expect([done, (await queue.depth()).errand]).toEqual([[{ id: 'other' }], { waiting: 1, running: 0, dead: 0 }]);
    await bringForward(on);
    await look(queue);
    await until(isIdle(queue, 'errand'));
    expect(done).toEqual([{ id: 'other' }, { id: 'later' }]);
    await queue.send('errand', { id: 'anew' }, { onlyOnceKey: 'a' });
    await until(() => (done.length === 3));
  });

  test('does of a kind no more at once than it may', async () => {
    const { signals, letGo, handler } = hold();
    const queue = process({ errand: handler });
    for (const id of ['1', '2', '3']) await queue.send('errand', { id });
    await until(async () => signals.length === 2 && (await queue.depth()).errand.running === 2);
    expect((await queue.depth()).errand).toEqual({ waiting: 1, running: 2, dead: 0 });
    letGo();
    await until(isIdle(queue, 'errand'));
    expect(signals).toHaveLength(3);
  });

  test('tries again later what has failed, then keeps it with what it failed with, and begins it anew when that is asked for', async () => {
    const { begun, handler } = failing('refused: code=secret-canary-4711 of glpat-secretcanary4711');
    let isMended = false;
    const { done, handler: succeed } = collect();
    const queue = process({ errand: (data, signal) => (isMended ? succeed(data) : handler(data)).then(() => void signal) });
    await queue.send('errand', { id: 'one' });
    await until(async () => begun.length === 1 && (await queue.depth()).errand.waiting === 1);
    await look(queue);
    expect(await queue.dead()).toEqual([]);
    await fail(queue, begun, 3);
    await until(async () => (await queue.dead()).length === 1);
    const [dead] = await queue.dead();
    expect(dead).toMatchObject({ kind: 'errand', data: { id: 'one' }, tries: 3, error: 'refused: [struck] of [struck]' });
    expect(Math.abs((dead?.since.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(log.join('')).not.toContain('canary');
    expect((await queue.depth()).errand).toEqual({ waiting: 0, running: 0, dead: 1 });

    expect(await queue.replay('nobody')).toBe(0);
    expect(await queue.replay(dead?.id ?? '')).toBe(1);
    await fail(queue, begun, 6);
    await until(async () => (await queue.dead()).length === 1);
    isMended = true;
    expect(await queue.replay('all')).toBe(1);
    await until(isIdle(queue, 'errand'));
    expect([begun.length, done]).toEqual([6, [{ id: 'one' }]]);
  });

  test('forgets what has been dead for long', async () => {
    const { begun, handler } = failing();
    const queue = process({ errand: handler });
    await queue.send('errand', { id: 'one' });
    await fail(queue, begun, 3);
    await until(async () => (await queue.dead()).length === 1);
    await letDeadGrowOld(on);
    // Each process looks for what is over when it begins.
    const next = process({});
    await until(async () => (await next.dead()).length === 0);
  });

  test('waits longer after each failure, but not beyond an end', async () => {
    const { begun, handler } = failing();
    const queue = process({ errand: handler });
    await queue.send('errand', { id: 'one' });
    await until(async () => begun.length === 1 && (await queue.depth()).errand.waiting === 1);
    const sql = on.dialect === 'sqlite'
      ? "SELECT (due_at - CAST(unixepoch('subsec') * 1000 AS INTEGER)) / 1000 AS wait FROM jobs"
      : `SELECT EXTRACT(epoch FROM start_after - now())::float AS wait FROM ${on.settings.dialect === 'postgres' ? new URL(on.settings.url).username : ''}_jobs.job`;
    const wait = async () => (await asOperator(on.database).query<{ wait: number }>(sql, { type: QueryTypes.SELECT }))[0]?.wait ?? 0;
    const [first] = [await wait()];
    expect(first).toBeGreaterThan(50);
    expect(first).toBeLessThan(121);
    await fail(queue, begun, 2);
    await until(async () => (await queue.depth()).errand.waiting === 1);
    expect(await wait()).toBeGreaterThan(110);
    expect(await wait()).toBeLessThan(241);
  });

  test('begins anew, elsewhere, what a process has left that died, and counts it', async () => {
    const { signals, letGo, handler } = hold();
    const dying = process({ errand: handler });
    later(() => Promise.resolve(letGo()));
    await dying.send('errand', { id: 'one' });
    await until(() => (signals.length === 1));
    const { done, handler: succeed } = collect();
    await letTimeLimitsPass(on);
    const next = process({ errand: succeed });
    await until(async () => (await next.depth()).errand.waiting === 1);
    await bringForward(on);
    await look(next);
    await until(() => (done.length === 1));
    await until(isIdle(next, 'errand'));
  });

  test('tells a job that its time is over', async () => {
    const queue = process({ short: (_data, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('too late')))) });
    await queue.send('short', { id: 'one' });
    await until(async () => log.join('').includes('too late') && (await queue.depth()).short.waiting === 1);
  });

  test('tells what runs to end when it is closed, and does no more', async () => {
    const ended: unknown[] = [];
    const queue = process({ errand: (_data, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => (ended.push(signal.reason), reject(new Error('stopped'))))) });
    await queue.send('errand', { id: 'one' });
    await until(async () => (await queue.depth()).errand.running === 1);
    await queue.close();
    expect(ended).toHaveLength(1);
    expect((await queue.depth()).errand).toEqual({ waiting: 1, running: 0, dead: 0 });
    await queue.send('errand', { id: 'two' });
    expect((await queue.depth()).errand).toEqual({ waiting: 2, running: 0, dead: 0 });
  });

  test('gives each recurring kind one turn in each span, whichever processes there are, and none where nobody does it', async () => {
    const { done, handler } = collect();
    const queues = [0, 1, 2].map(() => process({ round: handler }));
    for (const queue of queues) queue.recur();
    await until(() => (done.length === 1));
    const late = process({ round: handler });
    late.recur();
    await look(late);
    await until(isIdle(late, 'round'));
    expect([done.length, (await late.depth()).slow]).toEqual([1, NOTHING]);
    await endTurns(on);
    process({ round: handler }).recur();
    await until(() => (done.length === 2));
    await queues[0]?.send('round', {});
    await until(() => (done.length === 3));
  });

  test('does no two jobs of a recurring kind at once', async () => {
    const { signals, letGo, handler } = hold();
    const { done, handler: succeed } = collect();
    const queue = process({ round: handler });
    await queue.send('round', {});
    await until(async () => signals.length === 1 && (await queue.depth()).round.running === 1);
    const other = process({ round: succeed });
    await other.send('round', {});
    await look(other);
    await other.depth();
    expect([done.length, (await other.depth()).round]).toEqual([0, { waiting: 1, running: 1, dead: 0 }]);
    letGo();
    await until(isIdle(other, 'round'));
  });

  test('keeps of a recurring kind the last failure, until it goes well', async () => {
    const { begun, handler } = failing();
    const queue = process({ round: handler });
    for (const times of [1, 2]) {
      await queue.send('round', {});
      await until(async () => begun.length === times && (await queue.depth()).round.running === 0);
    }
    await until(async () => (await queue.dead()).length === 1);
    await queue.close();
    const { done, handler: succeed } = collect();
    const mended = process({ round: succeed });
    await mended.send('round', {});
    await until(async () => done.length === 1 && (await mended.dead()).length === 0);
  });

  if (on.dialect === 'postgres') describe('of a database that goes away', () => {
    const afterAll = closeAfterAll();

    test('starts without it, says so once, and works when it is there', async () => {
      if (on.settings.dialect !== 'postgres') throw new Error('this is for PostgreSQL');
      const url = new URL(on.settings.url);
      const proxy = await startProxy({ host: url.hostname, port: Number(url.port) });
      afterAll(proxy.close);
      url.host = `127.0.0.1:${proxy.port}`;
      const database = await openDatabase({ settings: { database: { dialect: 'postgres', url: url.href } }, logger: createLogger('silent') });
      later(database.close);
      await proxy.cut();
      const { done, handler } = collect();
      const queue = process({ errand: handler }, database);
      await until(() => (log.length > 0));
      await expect(queue.send('errand', { id: 'lost' })).rejects.toThrow();
      await proxy.mend();
      await until(() => queue.send('errand', { id: 'one' }).then(() => true, () => false));
      await until(() => (done.length === 1 && log.join('').includes('background work goes on')));
      expect(log.filter((line) => line.includes('background work can not be done now'))).toHaveLength(1);
    }, 20_000);

    test('names what its owner has to run where the app may not make the schema', async () => {
      const role = `nobody_${Math.random().toString(36).slice(2, 10)}`;
      await runAsAdministrator(`CREATE ROLE ${role} LOGIN PASSWORD '${role}'`);
      later(() => runAsAdministrator(`DROP ROLE ${role}`));
      if (on.settings.dialect !== 'postgres') throw new Error('this is for PostgreSQL');
      const url = new URL(on.settings.url);
      [url.username, url.password] = [role, role];
      const opened = openPostgres(url.href);
      const database: Database = { ...makeDoors(opened), sequelize: opened.sequelize, dialect: 'postgres', use: () => ({ used: 0, idle: 0, waiting: 0 }), ping: () => Promise.resolve(), close: opened.close };
      later(opened.close);
      const queue = process({}, database);
      await until(() => (log.length > 0));
      expect(log.join('')).toContain(`GRANT CREATE ON DATABASE \\"${url.pathname.slice(1)}\\" TO \\"${role}\\"`);
      await expect(queue.send('errand', {})).rejects.toThrow('GRANT CREATE');
    });
  });
});

test('a token that GitLab does not take back is tried for a week', () => {
  const kind = KINDS['revoke-token'];
  const days = (chance: number) => Array.from({ length: kind.tries - 1 }, (_, index) => pauseSeconds(kind, index + 1, chance)).reduce((sum, pause) => sum + pause, 0) / 86_400;
  expect(days(0.5)).toBeGreaterThan(KEEPING.revocationDays - 0.5);
  expect(days(0.5)).toBeLessThan(KEEPING.revocationDays + 0.5);
});

test('every kind of work that ends or removes something looks at the clock before', () => {
  const aged = Object.entries(KINDS).filter(([, options]: readonly [string, KindOptions]) => options.byAge).map(([name]) => name);
  expect(aged).toEqual(Object.keys(KINDS).filter((name) => /^(end|erase|forget)-/.test(name)));
  expect(aged.length).toBeGreaterThan(5);
});
