import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { QueryTypes, type Transaction } from 'sequelize';
import express from 'express';
import request from 'supertest';
import { createLogger } from '../../src/logger.js';
import { answerErrors } from '../../src/http/error-handler.js';
import { handle } from '../../src/http/handle.js';
import { openDatabase, type Database } from '../../src/storage/database.js';
import { isDatabaseAway } from '../../src/storage/faults.js';
import type { Migration } from '../../src/storage/migrate.js';
import { MIGRATIONS } from '../../src/storage/migrations/index.js';
import { closeAfterAll, closeAfterEach } from '../support/closing.js';
import { eachDatabase, onSqlite, type TestDatabase } from '../support/databases.js';
import { makeSecret, makeSite, startConnectApp, type ConnectApp } from '../support/lifecycle-app.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { expectRefusal } from '../support/refusals.js';
import { asOperator, readRows } from '../support/rows.js';
import { languages } from '../support/words.js';

const logger = createLogger('silent');

eachDatabase('a database', (on) => {
  const later = closeAfterEach();
  if (on.dialect === 'postgres') {
    describe('that goes away', () => goesAway(on));
    describe('that refuses what it is asked', () => refusesForAWhile(on));
  }

  test('that fails for good is no temporary fault, and what was written appears nowhere', async () => {
    const app = await startConnectApp(on.database);
    later(app.close);
    await asOperator(on.database).query('ALTER TABLE tenants RENAME TO hidden');
    later(() => asOperator(on.database).query('ALTER TABLE hidden RENAME TO tenants'));
    const site = makeSite();
    await expectRefusal(app.install(site), 500, 'internal');
    await expectRefusal(app.frame(site), 500, 'internal');
    expect(app.log()).toMatch(/"err":/);
    expect(app.log()).not.toContain('secret-canary');
  });
});

function goesAway(on: TestDatabase): void {
  let proxy: Proxy;
  let database: Database;
  let app: ConnectApp;
  const later = closeAfterAll();
  beforeAll(async () => {
    if (on.settings.dialect !== 'postgres') throw new Error('this is for PostgreSQL');
    const url = new URL(on.settings.url);
    proxy = await startProxy({ host: url.hostname, port: Number(url.port) });
    later(proxy.close);
    url.host = `127.0.0.1:${proxy.port}`;
    database = await openDatabase({ settings: { database: { dialect: 'postgres', url: url.href } }, logger });
    later(database.close);
    app = await startConnectApp(database);
    later(app.close);
  });
  afterEach(() => proxy.mend());

  test('makes everybody come again soon, and is used again once it is back', async () => {
    const site = makeSite();
    await app.install(site).expect(204);
    app.time.now += 11_000;
    await proxy.cut();
    const again = { ...site, sharedSecret: makeSecret() };
    await expectRefusal(app.frame(site), 503, 'unavailable');
    await expectRefusal(app.api(site), 503, 'unavailable');
    await expectRefusal(app.install(again), 503, 'unavailable');
    await expectRefusal(app.uninstall(site), 503, 'unavailable');
    await expect(database.ping(1_500)).rejects.toThrow();
    await proxy.mend();
    await app.frame(site).expect(200);
    app.time.now += 1_000;
    await app.install(again).expect(204);
    expect(await readRows(on.database, 'tenants')).toHaveLength(1);
  });

  test('without a word is told of soon to whoever wants in', async () => {
    const site = makeSite();
    await app.install(site).expect(204);
    app.time.now += 11_000;
    proxy.freeze();
    await expectRefusal(app.frame(site), 503, 'unavailable');
    const before = performance.now();
    await expect(database.ping(300)).rejects.toThrow('did not answer within 300 ms');
    expect(performance.now() - before).toBeLessThan(1_000);
    await proxy.mend();
  });

  test('of which every connection is taken is told of soon, and serves when one is free', async () => {
    const site = makeSite();
    await app.install(site).expect(204);
    app.time.now += 11_000;
    const { began, ended, end } = hold(database, 10, () => Promise.resolve());
    await began;
    const before = performance.now();
    await Promise.all([expectRefusal(app.frame(site), 503, 'unavailable'), expectRefusal(app.install({ ...site, sharedSecret: makeSecret() }), 503, 'unavailable')]);
    expect(performance.now() - before).toBeLessThan(2_000);
    end();
    await ended;
    await app.frame(site).expect(200);
  });

  test('gives up on a statement that runs or waits for long', async () => {
    const show = async (name: string) => (await asOperator(on.database).query(`SHOW ${name}`, { type: QueryTypes.SELECT }))[0];
    expect([await show('statement_timeout'), await show('lock_timeout')]).toEqual([{ statement_timeout: '15s' }, { lock_timeout: '10s' }]);
  });

  test('with a table that the release before is at work on is migrated once that is done, and keeps nobody waiting behind it', async () => {
    const add: Migration = { name: '9999-more', up: async ({ sequelize, transaction }) => void (await sequelize.query('ALTER TABLE recents ADD COLUMN more TEXT', { transaction })), down: () => Promise.resolve() };
    const { began, ended, end } = hold(on.database, 1, (transaction) => on.database.sequelize.query('SELECT client_key FROM recents', { transaction }));
    await began;
    const opening = openDatabase({ settings: { database: on.settings }, logger, migrations: [...MIGRATIONS, add] });
    // The second time it has given up and tried again.
    for (let times = 0; times < 2; times += 1) await untilSomebodyWaitsFor(on.database, 'recents');
    expect(await on.database.ofTenant('one').read((transaction) => on.database.sequelize.query('SELECT client_key FROM recents', { transaction }))).toEqual([[], expect.anything()]);
    end();
    await ended;
    later((await opening).close);
  });

  test('before the start keeps the app from starting, soon', async () => {
    const opening = openDatabase({ settings: { database: { dialect: 'postgres', url: 'postgres://nobody@127.0.0.1:9/none' } }, logger });
    await expect(opening).rejects.toThrow(/ECONNREFUSED/);
    proxy.freeze();
    const before = performance.now();
    await expect(openDatabase({ settings: { database: { dialect: 'postgres', url: `postgres://nobody@127.0.0.1:${proxy.port}/none` } }, logger })).rejects.toThrow();
    expect(performance.now() - before).toBeLessThan(4_000);
  });
}

/** So many transactions that have done their work and stay until `end`. */
function hold(database: Database, count: number, work: (transaction: Transaction) => Promise<unknown>): { readonly began: Promise<unknown>; readonly ended: Promise<unknown>; end(): void } {
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  const begun: Promise<void>[] = [];
  const ended = Array.from({ length: count }, () => {
    let begin: () => void = () => undefined;
    begun.push(new Promise((resolve) => (begin = resolve)));
    return database.ofAllTenants.write(async (transaction) => {
      await work(transaction);
      begin();
      await over;
    });
  });
  const all = Promise.all(ended);
  return { began: Promise.race([Promise.all(begun), all]), ended: all, end: () => end() };
}

/** Resolves when a statement waits for a lock on that table that no one waited for at the last call. */
async function untilSomebodyWaitsFor(database: Database, table: string): Promise<void> {
  const waiting = `SELECT waitstart FROM pg_locks WHERE NOT granted AND relation = '${table}'::regclass AND date_trunc('milliseconds', waitstart) > :last`;
  for (const until = Date.now() + 5_000; Date.now() < until; ) {
    const [row] = await asOperator(database).query<{ waitstart: Date | null }>(waiting, { type: QueryTypes.SELECT, replacements: { last: lastWait } });
    if (row?.waitstart) return void (lastWait = row.waitstart);
  }
  throw new Error(`nobody waits for ${table}`);
}
let lastWait = new Date(0);

function refusesForAWhile(on: TestDatabase): void {
  test.each([
    ['is read-only after a failover', '25006', true],
    ['is shutting down', '57P01', true],
    ['has no room for a connection', '53300', true],
    ['cancelled a statement for its length', '57014', true],
    ['met another transaction', '40001', true],
    ['could not have a lock', '55P03', true],
    ['does not know a table', '42P01', false],
    ['does not understand', '42601', false],
    ['divided by zero', '22012', false],
    ['has such a row already', '23505', false],
  ])('%s (%s)', async (_name, code, away) => {
    const raise = asOperator(on.database).query(`DO $$ BEGIN RAISE EXCEPTION 'as the test wants' USING ERRCODE = '${code}'; END $$`);
    const error = await raise.then(() => undefined, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(isDatabaseAway(error)).toBe(away);
  });
}

describe('a SQLite file that another process holds', () => {
  const on = onSqlite();
  const later = closeAfterEach();

  test('makes an install come again soon, and a frame wait for nobody', async () => {
    const app = await startConnectApp(on.database);
    later(app.close);
    const site = makeSite();
    await app.install(site).expect(204);
    app.time.now += 11_000;
    const other = await on.open();
    later(other.close);
    let release = () => undefined as void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const holding = other.ofAllTenants.write(() => held);
    later(async () => release());
    await other.ping(5_000);
    await expectRefusal(app.install({ ...site, sharedSecret: makeSecret() }), 503, 'unavailable');
    await app.frame(site).expect(200);
    release();
    await holding;
    app.time.now += 1_000;
    await app.install(site).expect(204);
  });
});

test('a fault that is not the database’s is a fault', async () => {
  expect([undefined, null, 'x', new Error('x'), new TypeError('SQLITE_BUSY')].map(isDatabaseAway)).toEqual([false, false, false, false, false]);
  const app = express();
  app.get('/', handle(() => Promise.reject(new Error('SQLITE_BUSY'))));
  app.use(answerErrors({ url: '', mountPath: '', serve: (_req, _res, next) => next(), icon: (_req, _res, next) => next() }, '', languages));
  await request(app).get('/').expect(500);
});
