import { QueryTypes, type Sequelize } from 'sequelize';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import type { PoolUse } from '../telemetry/metrics.js';
import { within } from './deadline.js';
import { makeDoors, type Doors } from './doors.js';
import { migrate, type Migration } from './migrate.js';
import { rowSecurity } from './migrations/0011-row-security.js';
import { MIGRATIONS } from './migrations/index.js';
import { poolUse } from './pool-use.js';
import { openPostgres } from './postgres.js';
import { openSqlite } from './sqlite.js';
import { checkTenantRole } from './tenant-role.js';

/** The one database. */
export interface Database extends Doors {
  /** Answers within the doors alone. */
  readonly sequelize: Sequelize;
  readonly dialect: 'sqlite' | 'postgres';
  /** How its connections are used at this moment. */
  use(): PoolUse;
  /** Resolves when the database answers within `timeoutMs`; rejects otherwise. */
  ping(timeoutMs: number): Promise<void>;
  /** Waits for the transactions that have begun. Rejects when that takes longer than 5 s: the server hangs. */
  close(): Promise<void>;
}

export interface DatabaseParts {
  readonly settings: Pick<Settings, 'database'>;
  readonly logger: Logger;
  /** Every migration of the app, unless a test brings its own. */
  readonly migrations?: readonly Migration[];
  /** What must hold before anything is changed; what it throws is thrown. */
  readonly before?: (database: Database) => Promise<void>;
}

const CLOSE_MS = 5_000;

/**
 * Opens the database that the settings name and brings it up to date; any number of processes may do so at once.
 * @throws when it can't be reached, or a migration fails (then nothing of that run is kept).
 */
export async function openDatabase({ settings, logger, migrations = MIGRATIONS, before }: DatabaseParts): Promise<Database> {
  const database = await openAsItIs(settings);
  try {
    await before?.(database);
    await bringUpToDate(database, { logger, migrations });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Migrates what was opened as it is. @throws when a migration fails (then nothing of that run is kept), or tenants would not be kept apart */
export async function bringUpToDate(database: Database, { logger, migrations = MIGRATIONS }: Pick<DatabaseParts, 'logger' | 'migrations'>): Promise<void> {
  const applied = await migrate(database, migrations);
  if (applied.length > 0) logger.info({ applied }, 'migrated the database');
  if (database.dialect === 'postgres' && migrations.includes(rowSecurity)) await database.ofAllTenants.read((transaction) => checkTenantRole({ sequelize: database.sequelize, transaction }));
}

/** Opens the database and migrates nothing: it may be of another release, or hold no table at all. A SQLite file that is not there is made. */
export async function openAsItIs(settings: Pick<Settings, 'database'>): Promise<Database> {
  const opened = settings.database.dialect === 'sqlite' ? await openSqlite(settings.database.path) : openPostgres(settings.database.url);
  const { sequelize } = opened;
  const doors = makeDoors(opened);
  const answer = () => doors.ofAllTenants.read(() => sequelize.query('SELECT 1', { type: QueryTypes.SELECT }));
  return {
    ...doors,
    sequelize,
    dialect: settings.database.dialect,
    use: () => poolUse(sequelize, opened.waiting()),
    ping: async (timeoutMs) => void (await within(timeoutMs, answer())),
    close: () => within(CLOSE_MS, opened.close()),
  };
}
