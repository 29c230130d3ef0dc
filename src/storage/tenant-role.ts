import pg from 'pg';
import { DatabaseError, QueryTypes } from 'sequelize';
import type { MigrationContext } from './migrate.js';
import type { Reading } from './doors.js';
import { TENANT_ROLE } from './row-security.js';

interface RoleStanding {
  readonly schema: string;
  readonly login: string;
  readonly isThere: boolean;
  /** It sees every row whatever policies say. */
  readonly isUnbound: boolean;
  /** The user that we connect as may take the role. */
  readonly isOurs: boolean;
  readonly usesSchema: boolean;
  /** The user that we connect as may make the role, and let itself take it. */
  readonly mayGiveRole: boolean;
  readonly mayGiveSchema: boolean;
}

type Asked = Pick<MigrationContext, 'sequelize'> & { readonly transaction: Reading };

/** Other databases of the cluster may be at the same role: what failed for that is looked at again. */
const TRIES = 5;

/**
 * Makes the role that units of work of one tenant run under, where there is none, and lets the user that we connect as take it.
 * @throws Error that says what an administrator of the database has to run, where that user may not do it
 */
export async function makeTenantRole(context: MigrationContext): Promise<void> {
  let missing = statementsFor(await readStanding(context));
  for (let tries = 0; missing.length > 0 && tries < TRIES; tries += 1) {
    for (const sql of missing) await tryOne(context, sql, missing);
    missing = statementsFor(await readStanding(context));
  }
  if (missing.length > 0) throw new Error(askAdministrator(missing));
}

/**
 * For each start: the user that we connect as, or the server, may be another than when the role was made.
 * @throws Error that says what an administrator of the database has to run
 */
export async function checkTenantRole(asked: Asked): Promise<void> {
  const missing = statementsFor(await readStanding(asked));
  if (missing.length > 0) throw new Error(askAdministrator(missing));
}

/** What an administrator of the database has to run before `makeTenantRole` can do the rest; often nothing. @throws Error where the role has no bounds */
export async function readMissingRights(asked: Asked): Promise<readonly string[]> {
  const standing = await readStanding(asked);
  const { isThere, isOurs, usesSchema, mayGiveRole, mayGiveSchema } = standing;
  return statementsFor({ ...standing, isThere: isThere || mayGiveRole, isOurs: isOurs || mayGiveRole, usesSchema: usesSchema || mayGiveSchema });
}

async function tryOne({ sequelize, transaction }: MigrationContext, sql: string, missing: readonly string[]): Promise<void> {
  // What two databases do to one role at once makes one of them fail: `tuple concurrently updated` is an internal error.
  const tolerant = `DO $role$ BEGIN ${sql}; EXCEPTION WHEN duplicate_object OR unique_violation OR internal_error THEN NULL; END $role$`;
  try {
    await sequelize.query(tolerant, { transaction });
  } catch (error) {
    if (!(error instanceof DatabaseError) || !('code' in error.parent) || error.parent.code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new Error(askAdministrator(missing), { cause: error });
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';

/** What is missing; the same whoever runs it. */
function statementsFor({ schema, login, isThere, isUnbound, isOurs, usesSchema }: RoleStanding): readonly string[] {
  if (isUnbound) throw new Error(`The role ${TENANT_ROLE} of this PostgreSQL sees all rows: it must be no superuser, have no BYPASSRLS, and be no member of ${login}.`);
  return [
    ...(isThere ? [] : [`CREATE ROLE ${TENANT_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT`]),
    ...(isOurs ? [] : [`GRANT ${TENANT_ROLE} TO ${pg.escapeIdentifier(login)}`]),
    ...(usesSchema ? [] : [`GRANT USAGE ON SCHEMA ${pg.escapeIdentifier(schema)} TO ${TENANT_ROLE}`]),
  ];
}

function askAdministrator(missing: readonly string[]): string {
  const statements = missing.map((sql) => `  ${sql};`).join('\n');
  return `The user that DATABASE_URL names may not set up the role that keeps tenants apart. Let an administrator of the database run this once, and start again:\n${statements}`;
}

async function readStanding({ sequelize, transaction }: Asked): Promise<RoleStanding> {
  // Who may take a role is another question than who has its rights since PostgreSQL 16, and only the user of the session counts.
  const sql = `SELECT current_schema() AS schema, session_user AS login, role.oid IS NOT NULL AS "isThere",
      coalesce(role.rolsuper OR role.rolbypassrls OR pg_has_role(role.oid, current_user, 'MEMBER'), false) AS "isUnbound",
      coalesce(pg_has_role(session_user, role.oid, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END), false) AS "isOurs",
      coalesce(has_schema_privilege(role.oid, current_schema(), 'USAGE'), false) AS "usesSchema",
      me.rolsuper OR coalesce(pg_has_role(current_user, role.oid, 'MEMBER WITH ADMIN OPTION'), false)
        OR me.rolcreaterole AND (role.oid IS NULL OR current_setting('server_version_num')::int < 160000) AS "mayGiveRole",
      coalesce(has_schema_privilege(current_schema(), 'USAGE WITH GRANT OPTION'), false) AS "mayGiveSchema"
    FROM pg_roles AS me LEFT JOIN pg_roles AS role ON role.rolname = '${TENANT_ROLE}' WHERE me.rolname = current_user`;
  const [standing] = await sequelize.query<RoleStanding>(sql, { transaction, type: QueryTypes.SELECT });
  if (!standing) throw new Error('PostgreSQL does not tell how its roles stand');
  return standing;
}
