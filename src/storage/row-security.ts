import type { MigrationContext } from './migrate.js';

/** Whom PostgreSQL's row-level security binds: units of work of one tenant run under it. Nobody logs in as it. */
export const TENANT_ROLE = 'gitlab_for_confluence_tenant';

export type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

const OWN_ROW = "client_key = nullif(current_setting('app.tenant', true), '')";

/**
 * Lets tenants do that much with their own rows of a table that has `client_key`, and nothing with others. Each migration that makes
 * such a table calls it. Whoever owns the table is not bound: the door of all tenants, and releases that know of no role.
 */
export async function secureRows(context: MigrationContext, table: string, rights: readonly Right[]): Promise<void> {
  await grant(context, table, rights);
  await run(context, `ALTER TABLE "${table}" ENABLE ROW LEVEL SECURITY`);
  await run(context, `CREATE POLICY own_rows ON "${table}" TO ${TENANT_ROLE} USING (${OWN_ROW}) WITH CHECK (${OWN_ROW})`);
}

/** Takes back what `secureRows` did. */
export async function unsecureRows(context: MigrationContext, table: string): Promise<void> {
  await run(context, `DROP POLICY own_rows ON "${table}"`);
  await run(context, `ALTER TABLE "${table}" DISABLE ROW LEVEL SECURITY`);
  await revoke(context, table);
}

/** Lets tenants do that much with every row of a table that knows no tenants. */
export async function grant(context: MigrationContext, table: string, rights: readonly Right[]): Promise<void> {
  if (rights.length > 0) await run(context, `GRANT ${rights.join(', ')} ON "${table}" TO ${TENANT_ROLE}`);
}

export async function revoke(context: MigrationContext, table: string): Promise<void> {
  await run(context, `REVOKE ALL ON "${table}" FROM ${TENANT_ROLE}`);
}

/** On SQLite there are no roles, and nothing to do. */
async function run({ sequelize, transaction }: MigrationContext, sql: string): Promise<void> {
  if (sequelize.getDialect() === 'postgres') await sequelize.query(sql, { transaction });
}
