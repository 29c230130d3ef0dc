import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../src/logger.js';
import { backUp, postgresEnvironment } from '../../src/operate/backup.js';
import { SEALED_COLUMNS } from '../../src/sealed-columns.js';
import type { Settings } from '../../src/settings.js';
import { openDatabase, type Database } from '../../src/storage/database.js';
import { checkHome, claimHome } from '../../src/storage/home.js';
import { findWrongKeys } from '../../src/storage/key-check.js';
import { MIGRATIONS } from '../../src/storage/migrations/index.js';
import { administratorUrl, eachDatabase, type TestDatabase, runAsAdministrator } from '../support/databases.js';
import { describeWithProgram, runProgram } from '../support/programs.js';
import { runNode } from '../support/processes.js';
import { asOperator } from '../support/rows.js';
import { createWorld, INSTANCE, linkAccount, rowsOf, type World } from './accounts-world.js';

const HOME = { baseUrl: 'https://app.example.com', loopback: false };
const TABLES = ['links', 'link_flows', 'revocations', 'recents', 'audit_entries'] as const;
const folder = mkdtempSync(join(tmpdir(), 'backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where a database is, where it is put back as docs/operate.md says, and how both end. */
interface Place {
  readonly settings: Settings['database'];
  restore(file: string): Promise<Settings['database']>;
  remove(): Promise<void>;
}

function sqlitePlace(): Promise<Place> {
  const path = (name: string) => join(folder, `${name}.sqlite`);
  return Promise.resolve({
    settings: { dialect: 'sqlite', path: path('original') },
    async restore(file) {
      copyFileSync(file, path('restored'));
      return { dialect: 'sqlite', path: path('restored') };
    },
    remove: () => Promise.resolve(),
  });
}

/** Databases of the suite's user, for a dump holds all that there is in one; an administrator makes them, and restores as docs/operate.md says. */
async function postgresPlace(url: string): Promise<Place> {
  const owner = new URL(url).username;
  const names = ['original', 'restored'].map((name) => `${name}_${randomBytes(6).toString('hex')}`);
  const [original, restored] = names.map((name) => Object.assign(new URL(url), { pathname: `/${name}`, search: '' }).href) as [string, string];
  // One by one: none of these may share a transaction.
  const asAdministrator = async (statements: readonly string[]) => {
    for (const sql of statements) await runAsAdministrator(sql);
  };
  await asAdministrator(names.map((name) => `CREATE DATABASE ${name} OWNER ${owner}`));
  return {
    settings: { dialect: 'postgres', url: original },
    async restore(file) {
      const { code, said } = runProgram('pg_restore', ['--exit-on-error', '--single-transaction', '--no-owner', `--role=${owner}`, `--dbname=${names[1]}`, file], postgresEnvironment(administratorUrl()));
      expect([code, said]).toEqual([0, '']);
      return { dialect: 'postgres', url: restored };
    },
    remove: () => asAdministrator(names.map((name) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

eachDatabase('a backup', (on) => {
  if (on.dialect === 'sqlite') restores(on);
  else describeWithProgram('pg_dump', 'by pg_dump', () => restores(on));
});

function restores(on: TestDatabase): void {
  const opened: Database[] = [];
  let place: Place;
  const open = async (settings: Settings['database']): Promise<Database> => {
    const database = await openDatabase({ settings: { database: settings }, logger: createLogger('silent') });
    opened.push(database);
    return database;
  };
  const standing = async (world: World, account: string) => (await world.accounts.viewerOf(world.caller(account), INSTANCE, AbortSignal.timeout(5_000))).state;
  const rows = async (database: Database) => Promise.all(TABLES.map((table) => rowsOf(database, table)));

  beforeAll(async () => {
    place = await (on.settings.dialect === 'sqlite' ? sqlitePlace() : postgresPlace(on.settings.url));
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await place.remove();
  });

  test('brings all of it back, where only links that were refreshed since have to be connected anew', async () => {
    const original = await open(place.settings);
    await claimHome(original, HOME, new Date());
    const before = createWorld(original);
    for (const account of ['alice', 'bert']) await linkAccount(before, account);
    const stored = await rows(original);
    const file = join(folder, `${on.dialect}.backup`);
    await backUp({ database: place.settings }, file);
    expect(statSync(file).mode & 0o777).toBe(0o600);

    before.time.now += 3 * 3_600_000;
    expect(await standing(before, 'alice')).toBe('linked');
    expect(before.oauth.count('refresh')).toBe(1);
    await linkAccount(before, 'carol');
    await before.close();

    const restored = await open(await place.restore(file));
    expect(await rows(restored)).toEqual(stored);
    expect((await asOperator(restored).query('SELECT name FROM migrations'))[0]).toHaveLength(MIGRATIONS.length);
    await checkHome(restored, HOME);
    expect(await findWrongKeys(restored, before.sealer, SEALED_COLUMNS)).toEqual([]);
    const after = createWorld(restored, { oauth: before.oauth, time: before.time });
    expect([await standing(after, 'alice'), await standing(after, 'bert'), await standing(after, 'carol')]).toEqual(['reconnect', 'linked', 'unlinked']);
    await linkAccount(after, 'alice');
    expect(await standing(after, 'alice')).toBe('linked');
    await after.close();
  }, 60_000);

  test('never writes over a file, and leaves none where it fails', async () => {
    const file = join(folder, `${on.dialect}.taken`);
    await backUp({ database: place.settings }, file);
    await expect(backUp({ database: place.settings }, file)).rejects.toThrow('EEXIST');
    const nowhere = join(folder, `${on.dialect}.none`);
    const away: Settings['database'] = on.dialect === 'sqlite' ? { dialect: 'sqlite', path: join(folder, 'away.sqlite') } : { dialect: 'postgres', url: 'postgres://app:password-canary@127.0.0.1:9/none' };
    const failure = await backUp({ database: away }, nowhere).catch((error: unknown) => error);
    expect(String(failure)).toMatch(on.dialect === 'sqlite' ? /There is no database in .*away\.sqlite/ : /pg_dump failed: .*refused/s);
    expect(String(failure)).not.toContain('canary');
    expect([nowhere, join(folder, 'away.sqlite')].map((path) => existsSync(path))).toEqual([false, false]);
  }, 30_000);
}

describe('npm run backup', () => {
  test('writes to the file that it is told, and says so', async () => {
    const [from, to] = [join(folder, 'app.sqlite'), join(folder, 'app.backup')];
    await (await openDatabase({ settings: { database: { dialect: 'sqlite', path: from } }, logger: createLogger('silent') })).close();
    const environment = { NODE_ENV: 'test', AC_LOCAL_BASE_URL: 'http://localhost:3000', ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`, DATABASE_URL: `sqlite:${from}` };
    expect(await runNode(['dist/src/backup.js', '--to', to], environment)).toEqual({ code: 0, out: expect.stringContaining(`The database is in ${to}.`), err: '' });
    expect(existsSync(to)).toBe(true);
  }, 30_000);

  test('gives pg_dump what a URL says, none of it as an argument', () => {
    expect(postgresEnvironment('postgres://app:a%40b@db.example:5433/app?sslmode=verify-full&options=-csearch_path%3Dx&application_name=y')).toEqual({
      PGHOST: 'db.example', PGPORT: '5433', PGUSER: 'app', PGPASSWORD: 'a@b', PGDATABASE: 'app', PGSSLMODE: 'verify-full', PGOPTIONS: '-csearch_path=x',
    });
    expect(postgresEnvironment('postgres:///app?host=/var/run/postgresql')).toEqual({ PGDATABASE: 'app', PGHOST: '/var/run/postgresql' });
  });
});
