import { QueryTypes } from 'sequelize';
import type { Database } from '../storage/database.js';
import type { Reading } from '../storage/doors.js';
import { APPLICATION, OWN_NAME } from '../storage/postgres.js';

/**
 * How many connections other processes of the app hold to this PostgreSQL database, as whatever user; within a transaction where one is
 * given. 0 on SQLite, where nobody can tell.
 */
export async function countOtherSessions({ sequelize, dialect, ofAllTenants }: Database, given?: Reading): Promise<number> {
  if (dialect === 'sqlite') return 0;
  const sql = 'SELECT count(*)::int AS others FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE :all AND application_name <> :own';
  const replacements = { all: `${APPLICATION} %`, own: OWN_NAME };
  const count = (transaction: Reading) => sequelize.query<{ others: number }>(sql, { type: QueryTypes.SELECT, replacements, transaction });
  const [row] = await (given ? count(given) : ofAllTenants.read(count));
  return row?.others ?? 0;
}
