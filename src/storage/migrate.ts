import { setTimeout } from 'node:timers/promises';
import { DataTypes, QueryTypes, type QueryInterface, type Sequelize, type Transaction } from 'sequelize';
import { Umzug, type UmzugStorage } from 'umzug';
import type { Database } from './database.js';
import { isHeldByOthers } from './faults.js';

/** What a migration works with. Every query of it must be given `transaction`: all of a run commits together, or nothing does. */
export interface MigrationContext {
  readonly sequelize: Sequelize;
  readonly queryInterface: QueryInterface;
  readonly transaction: Transaction;
}

/** One step of the schema; names sort in the order of the list and never change once landed. */
export interface Migration {
  readonly name: string;
  up(context: MigrationContext): Promise<void>;
  down(context: MigrationContext): Promise<void>;
}

const TABLE = 'migrations';
/** Any number that no other user of the same PostgreSQL database takes for its advisory lock. */
const LOCK = 7_215_003_401;
/** How long what others hold is waited for: on SQLite the file, on PostgreSQL a table that the release before is at work on. */
const PATIENCE_MS = 20_000;
const PAUSE_MS = 200;
/**
 * The migrations of another process are waited for as long as they take, a table for 1 s at a time: whoever wants it after us waits
 * behind us, and gives up after 10 s.
 */
const FIRST = `SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(${LOCK}); SET LOCAL lock_timeout = 1000`;

/**
 * Applies what is missing and returns its names. One process at a time: the run is one transaction under an advisory lock
 * (PostgreSQL) or the file's write lock (SQLite), both of which end with the process.
 */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<readonly string[]> {
  const run = async (transaction: Transaction) => {
    const applied = await prepare(database, transaction).then((umzug) => umzug(migrations).up());
    return applied.map(({ name }) => name);
  };
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await database.ofAllTenants.write(run);
    } catch (error) {
      if (!isHeldByOthers(error) || Date.now() > until) throw error;
      await setTimeout(PAUSE_MS);
    }
  }
}

/** The names of what is applied; nothing where no start has been. Changes nothing. */
export async function readApplied({ sequelize, dialect, ofAllTenants }: Database): Promise<readonly string[]> {
  const tables = dialect === 'sqlite' ? `SELECT name FROM sqlite_master WHERE name = '${TABLE}'` : `SELECT to_regclass('${TABLE}')::text AS name`;
  const read = (sql: string) => ofAllTenants.read((transaction) => sequelize.query<{ name: string | null }>(sql, { type: QueryTypes.SELECT, transaction }));
  const [table] = await read(tables);
  return table?.name ? (await read(`SELECT name FROM ${TABLE}`)).flatMap(({ name }) => name ?? []) : [];
}

/** The names of what `migrate` would apply. */
export async function readPending(database: Database, migrations: readonly Migration[]): Promise<readonly string[]> {
  const applied = new Set(await readApplied(database));
  return migrations.flatMap(({ name }) => (applied.has(name) ? [] : [name]));
}

/** Takes back every migration, newest first; for tests of `down`. */
export async function unmigrate(database: Database, migrations: readonly Migration[]): Promise<void> {
  await database.ofAllTenants.write(async (transaction) => {
    await prepare(database, transaction).then((umzug) => umzug(migrations).down({ to: 0 }));
  });
}

async function prepare({ sequelize, dialect }: Database, transaction: Transaction) {
  if (dialect === 'postgres') await sequelize.query(FIRST, { transaction });
  const queryInterface = sequelize.getQueryInterface();
  await queryInterface.createTable(TABLE, { name: { type: DataTypes.STRING, primaryKey: true } }, { transaction });
  const context: MigrationContext = { sequelize, queryInterface, transaction };
  return (migrations: readonly Migration[]) =>
    new Umzug({
      migrations: migrations.map(({ name, up, down }) => ({ name, up: () => up(context), down: () => down(context) })),
      storage: namesIn(context),
      logger: undefined,
    });
}

/** Umzug's memory, inside the same transaction as the migrations themselves. */
function namesIn({ sequelize, transaction }: MigrationContext): UmzugStorage {
  const run = (sql: string, name: string) => sequelize.query(sql, { transaction, replacements: { name } });
  return {
    async executed() {
      const rows = await sequelize.query<{ name: string }>(`SELECT name FROM ${TABLE} ORDER BY name`, { transaction, type: QueryTypes.SELECT });
      return rows.map((row) => row.name);
    },
    logMigration: async ({ name }) => void (await run(`INSERT INTO ${TABLE} (name) VALUES (:name)`, name)),
    unlogMigration: async ({ name }) => void (await run(`DELETE FROM ${TABLE} WHERE name = :name`, name)),
  };
}
