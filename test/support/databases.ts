import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import pg from 'pg';
import { createLogger } from '../../src/logger.js';
import type { Settings } from '../../src/settings.js';
import { openDatabase, type Database } from '../../src/storage/database.js';
import { TENANT_ROLE } from '../../src/storage/row-security.js';

/** A database of one suite's own: a SQLite file, or a PostgreSQL schema with a user that owns it and is no superuser; removed after the suite. */
export interface TestDatabase {
  readonly dialect: 'sqlite' | 'postgres';
  /** What `Settings.database` holds for it. Only within hooks and tests. */
  readonly settings: Settings['database'];
  /** Opened and migrated before the suite's first hook. Only within hooks and tests. */
  readonly database: Database;
  /** A further handle on the same data, as another process would have; the caller closes it. */
  open(): Promise<Database>;
}

/** Runs a suite on SQLite and on PostgreSQL. */
export function eachDatabase(name: string, suite: (on: TestDatabase) => void): void {
  describe(`${name}, on SQLite`, () => suite(within(sqliteStore())));
  onPostgres(name, suite);
}

/** The same, with a whole database of PostgreSQL, for what looks at all who are connected to it. */
export function eachDatabaseAlone(name: string, suite: (on: TestDatabase) => void): void {
  describe(`${name}, on SQLite`, () => suite(within(sqliteStore())));
  onPostgres(name, suite, ownPostgresStore);
}

/** Runs a suite on PostgreSQL alone; where none answers it is skipped by name, unless REQUIRE_SUITES is set. */
export function onPostgres(name: string, suite: (on: TestDatabase) => void, store = postgresStore): void {
  if (postgresUrl !== undefined) describe(`${name}, on PostgreSQL`, () => suite(within(store(postgresUrl))));
  else if (process.env.REQUIRE_SUITES === undefined) describe.skip(`${name}, on PostgreSQL (none answers)`, () => suite(NOT_THERE));
  else describe(`${name}, on PostgreSQL`, () => beforeAll(() => Promise.reject(new Error('PostgreSQL is required and does not answer'))));
}

/** A SQLite file of the suite's own, for what does not differ between databases. */
export function onSqlite(): TestDatabase {
  return within(sqliteStore());
}

interface Store {
  readonly dialect: 'sqlite' | 'postgres';
  make(): Promise<Settings['database']>;
  remove(): Promise<void>;
}

function within(store: Store): TestDatabase {
  let settings: Settings['database'] | undefined;
  let database: Database | undefined;
  const open = () => openDatabase({ settings: { database: ready(settings) }, logger: createLogger('silent') });
  beforeAll(async () => {
    settings = await store.make();
    database = await open();
  });
  afterAll(async () => {
    await database?.close();
    await store.remove();
  });
  return {
    dialect: store.dialect,
    get settings() {
      return ready(settings);
    },
    get database() {
      return ready(database);
    },
    open,
  };
}

function ready<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the database is there only within hooks and tests');
  return value;
}

const NOT_THERE: TestDatabase = {
  dialect: 'postgres',
  get settings(): never {
    throw new Error('no PostgreSQL');
  },
  get database(): never {
    throw new Error('no PostgreSQL');
  },
  open: () => Promise.reject(new Error('no PostgreSQL')),
};

function sqliteStore(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'gitlab-for-confluence-'));
  return {
    dialect: 'sqlite',
    make: () => Promise.resolve({ dialect: 'sqlite', path: join(folder, 'made', 'on the way.sqlite') }),
    remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  };
}

function postgresStore(url: string): Store {
  const name = `test_${randomBytes(6).toString('hex')}`;
  return {
    dialect: 'postgres',
    make: () => makeOwner(url, name),
    remove: () => runOnPostgres(url, `DROP SCHEMA IF EXISTS ${name}, ${name}_jobs CASCADE; DROP OWNED BY ${name}; DROP ROLE ${name}`),
  };
}

function ownPostgresStore(url: string): Store {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    dialect: 'postgres',
    make: async () => {
      await runOnPostgres(url, `CREATE DATABASE ${name}`);
      return makeOwner(own.href, name);
    },
    remove: async () => {
      await runOnPostgres(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await runOnPostgres(url, `DROP OWNED BY ${name}; DROP ROLE ${name}`);
    },
  };
}

/** Several suites may find at once that it is missing. */
const MAKE_TENANT_ROLE = `DO $role$ BEGIN CREATE ROLE ${TENANT_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $role$`;

/** Makes a user that is no superuser and may make no roles, and a schema of its name, by the way in of one who is. */
export async function makeOwner(url: string, name: string): Promise<Settings['database']> {
  await runOnPostgres(url, `${MAKE_TENANT_ROLE}; CREATE ROLE ${name} LOGIN PASSWORD '${name}-password'; GRANT ${TENANT_ROLE} TO ${name}; CREATE SCHEMA ${name} AUTHORIZATION ${name}; GRANT CREATE ON DATABASE "${new URL(url).pathname.slice(1)}" TO ${name}`);
  const own = new URL(url);
  [own.username, own.password] = [name, `${name}-password`];
  return { dialect: 'postgres', url: own.href };
}

/** Only within suites on PostgreSQL. */
export function administratorUrl(): string {
  return ready(postgresUrl);
}

export function runAsAdministrator(sql: string): Promise<void> {
  return runOnPostgres(administratorUrl(), sql);
}

export async function runOnPostgres(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The first that answers: TEST_DATABASE_URL, or the database `test` as this system user or as `postgres`. */
async function findPostgres(): Promise<string | undefined> {
  const users = [...new Set([process.env.PGUSER, userInfo().username, 'postgres'])].filter((user) => user !== undefined);
  const urls = process.env.TEST_DATABASE_URL ? [process.env.TEST_DATABASE_URL] : users.map((user) => `postgres://${user}@127.0.0.1:5432/test`);
  for (const url of urls) {
    const answers = await runOnPostgres(url, 'SELECT 1').then(() => true, () => false);
    if (answers) return url;
  }
  return undefined;
}

const postgresUrl = await findPostgres();
