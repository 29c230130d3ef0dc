import PgBoss from 'pg-boss';
import { DatabaseError, QueryTypes, UniqueConstraintError, type Transaction } from 'sequelize';
import { KEEPING } from '../keeping.js';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import { GRACE_SECONDS } from './jobs.js';
import type { KindOptions } from './kinds.js';

export type Kinds = Readonly<Record<string, KindOptions>>;

/** pg-boss, ready for all kinds, and the schema that it keeps its tables in. */
export interface Boss {
  readonly boss: PgBoss;
  readonly schema: string;
}

/** The user of the database may not make what background work needs; the message says what the database's owner has to run. */
export class NotAllowedError extends Error {}

/** Any number that no other user of the same PostgreSQL database takes for its advisory lock. */
const LOCK = 7_215_003_402;
const FORBIDDEN = '42501';

/** Jobs are of no tenant. */
export type JobsDatabase = Pick<Database, 'sequelize' | 'ofAllTenants'>;

/** Lets pg-boss use the app's own connections; within a transaction where one is given. */
export function executorOn({ sequelize, ofAllTenants }: JobsDatabase, given?: Transaction): PgBoss.Db {
  const ask = async (text: string, values: readonly unknown[] | undefined, transaction: Transaction) => {
    const bind = values && { bind: values.map((value) => value ?? null) };
    const [rows] = await sequelize.query(text, { ...bind, transaction });
    return { rows };
  };
  return {
    // What has no values may be several statements between BEGIN and COMMIT: after a fault no connection must be left within them.
    executeSql: (text: string, values?: readonly unknown[]) =>
      given ? ask(text, values, given) : ofAllTenants.write((transaction) => ask(values ? text : withoutFrame(text), values, transaction)),
  };
}

const withoutFrame = (text: string) => text.replace(/^\s*BEGIN;/, '').replace(/COMMIT;\s*$/, '');

/**
 * Makes pg-boss's schema beside the app's where it is missing, and a queue for each kind; any number of processes may do so at once.
 * @throws NotAllowedError
 */
export async function openBoss(database: JobsDatabase, kinds: Kinds, logger: Logger): Promise<Boss> {
  const { sequelize, ofAllTenants } = database;
  const schema = await nameSchema(database);
  const make = (db: PgBoss.Db) => {
    const boss = new PgBoss({
      db, schema, supervise: false, schedule: false,
      archiveCompletedAfterSeconds: 2 * 86_400, archiveFailedAfterSeconds: KEEPING.deadJobDays * 86_400, deleteAfterDays: 1, retentionDays: 365,
    });
    return boss.on('error', (error) => logger.warn({ err: error }, 'pg-boss had a fault'));
  };
  const start = () => make(executorOn(database)).start();
  // Of two that make the schema at once, the second finds it there when it looks again: PostgreSQL tells it of a duplicate name.
  const boss = await start().catch((error: unknown) => (error instanceof UniqueConstraintError ? start() : Promise.reject(error))).catch(async (error: unknown) => {
    throw await explain(error, database, schema);
  });
  if (!(await hasAll(boss, kinds))) {
    await ofAllTenants.write(async (transaction) => {
      // Two that add queues at once would wait for each other for ever.
      await sequelize.query('SELECT pg_advisory_xact_lock(:lock)', { transaction, replacements: { lock: LOCK } });
      await addQueues(make(executorOn(database, transaction)), kinds);
    });
  }
  return { boss, schema };
}

/** Of this installation alone, also where several share a database. pg-boss takes 50 letters, digits and underscores. */
async function nameSchema({ sequelize, ofAllTenants }: JobsDatabase): Promise<string> {
  const [row] = await ofAllTenants.read((transaction) => sequelize.query<{ name: string | null }>('SELECT current_schema() AS name', { type: QueryTypes.SELECT, transaction }));
  return `${(row?.name ?? 'public').replace(/\W/g, '_').slice(0, 45)}_jobs`;
}

function optionsOf(name: string, { tries, firstPauseSeconds, limitSeconds, everySeconds }: KindOptions): PgBoss.Queue {
  return {
    name,
    policy: everySeconds === undefined ? 'short' : 'singleton',
    retryLimit: tries - 1, retryDelay: firstPauseSeconds, retryBackoff: true, expireInSeconds: limitSeconds + GRACE_SECONDS,
  };
}

async function hasAll(boss: PgBoss, kinds: Kinds): Promise<boolean> {
  const there = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  return Object.entries(kinds).every(([name, options]) => isSame(there.get(name), optionsOf(name, options)));
}

async function addQueues(boss: PgBoss, kinds: Kinds): Promise<void> {
  const there = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const [name, options] of Object.entries(kinds)) {
    const wanted = optionsOf(name, options);
    const found = there.get(name);
    if (!found) await boss.createQueue(name, wanted);
    else if (!isSame(found, wanted)) await boss.updateQueue(name, wanted);
  }
}

function isSame(found: PgBoss.Queue | undefined, wanted: PgBoss.Queue): boolean {
  const parts = ({ policy, retryLimit, retryDelay, retryBackoff, expireInSeconds }: PgBoss.Queue) => JSON.stringify([policy, retryLimit, retryDelay, retryBackoff, expireInSeconds]);
  return found !== undefined && parts(found) === parts(wanted);
}

async function explain(error: unknown, database: JobsDatabase, schema: string): Promise<unknown> {
  if (!(error instanceof DatabaseError) || !('code' in error.parent) || error.parent.code !== FORBIDDEN) return error;
  const { grant } = await readStanding(database, schema);
  return new NotAllowedError(
    `Background work needs the schema "${schema}", which the user of DATABASE_URL may not make. Run as the owner of the database: ${grant}; once the app has made the schema, the right may be taken back.`,
    { cause: error },
  );
}

/** What the owner of the database has to run before background work can have its schema; nothing where it is there or may be made. */
export async function readMissingGrant(database: JobsDatabase): Promise<{ readonly schema: string; readonly grant: string } | undefined> {
  const schema = await nameSchema(database);
  const { isThere, mayMake, grant } = await readStanding(database, schema);
  return isThere || mayMake ? undefined : { schema, grant };
}

interface SchemaStanding {
  readonly isThere: boolean;
  readonly mayMake: boolean;
  readonly grant: string;
}

async function readStanding({ sequelize, ofAllTenants }: JobsDatabase, schema: string): Promise<SchemaStanding> {
  const sql = `SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = :schema AND has_schema_privilege(oid, 'USAGE')) AS "isThere",
    has_database_privilege(current_database(), 'CREATE') AS "mayMake", current_user AS user, current_database() AS name`;
  type Row = Omit<SchemaStanding, 'grant'> & { readonly user: string; readonly name: string };
  const [row] = await ofAllTenants.read((transaction) => sequelize.query<Row>(sql, { type: QueryTypes.SELECT, transaction, replacements: { schema } }));
  if (!row) throw new Error('PostgreSQL does not tell what its user may do');
  return { ...row, grant: `GRANT CREATE ON DATABASE "${row.name}" TO "${row.user}"` };
}
