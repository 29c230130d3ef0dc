import pg from 'pg';
import { QueryTypes } from 'sequelize';
import { readMissingGrant } from '../../queue/boss.js';
import { reasonOf } from '../../reason.js';
import type { Database } from '../../storage/database.js';
import { TENANT_ROLE } from '../../storage/row-security.js';
import { readMissingRights } from '../../storage/tenant-role.js';
import { ok, problem, warning, type Finding } from './finding.js';

const ABOUT = 'database user';

interface User {
  readonly name: string;
  readonly isSuper: boolean;
  readonly mayCreate: boolean | null;
  /** Before PostgreSQL 16 whoever makes roles may make itself a member of nearly any. https://www.postgresql.org/docs/15/role-attributes.html */
  readonly mayTakeRoles: boolean;
}

/** Whether the user of PostgreSQL may do what a start, an upgrade and background work need, and no more than that. */
export async function examineUser(database: Database): Promise<readonly Finding[]> {
  const { sequelize, dialect, ofAllTenants } = database;
  if (dialect === 'sqlite') return [];
  const sql = `SELECT current_user AS name, rolsuper AS "isSuper", has_schema_privilege(current_user, current_schema(), 'CREATE') AS "mayCreate",
    rolcreaterole AND current_setting('server_version_num')::int < 160000 AS "mayTakeRoles" FROM pg_roles WHERE rolname = current_user`;
  const [user] = await ofAllTenants.read((transaction) => sequelize.query<User>(sql, { type: QueryTypes.SELECT, transaction }));
  const missing = [...(user?.mayCreate ? [] : [NO_TABLES]), ...(await examineRole(database)), ...(await examineJobs(database))];
  if (!user || missing.length > 0) return missing;
  if (user.isSuper) return [warning(ABOUT, `${user.name} is a superuser, which the app has no need of.`, 'Make a user of its own that owns the database and nothing else.')];
  if (user.mayTakeRoles) return [warning(ABOUT, `${user.name} has CREATEROLE, with which it may give itself rights over the server, such as to run programs on it.`, `Once the role ${TENANT_ROLE} is there and its own, take that back: ALTER ROLE ${pg.escapeIdentifier(user.name)} NOCREATEROLE;`)];
  return [ok(ABOUT, `${user.name} may migrate, keep tenants apart and queue background work, and is no superuser.`)];
}

const NO_TABLES = problem(ABOUT, "it may not make tables in its schema, so it can't migrate.", 'Grant it CREATE on the schema, or make it the owner of the database.');

async function examineRole({ sequelize, ofAllTenants }: Database): Promise<readonly Finding[]> {
  try {
    const statements = await ofAllTenants.read((transaction) => readMissingRights({ sequelize, transaction }));
    if (statements.length === 0) return [];
    return [problem(ABOUT, 'it may not set up the role that keeps tenants apart.', `Let an administrator of the database run this once: ${statements.join('; ')};`)];
  } catch (error) {
    return [problem(ABOUT, reasonOf(error), '')];
  }
}

async function examineJobs(database: Database): Promise<readonly Finding[]> {
  const missing = await readMissingGrant(database);
  if (!missing) return [];
  return [problem(ABOUT, `it may not make the schema "${missing.schema}", which background work needs.`, `Run as the owner of the database: ${missing.grant}; once the app has made the schema, the right may be taken back.`)];
}
