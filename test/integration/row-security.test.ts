import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { QueryTypes } from 'sequelize';
import type { Database } from '../../src/storage/database.js';
import type { Reading } from '../../src/storage/doors.js';
import { TENANT_ROLE } from '../../src/storage/row-security.js';
import { eachDatabase, type TestDatabase } from '../support/databases.js';
import { asOperator } from '../support/rows.js';

eachDatabase('the doors of a database', (on) => {
  const query = (sql: string, transaction?: Reading) => on.database.sequelize.query(sql, { type: QueryTypes.SELECT, ...(transaction === undefined ? {} : { transaction }) });

  test('are the only ways in', async () => {
    await expect(query('SELECT client_key FROM tenants')).rejects.toThrow('a query outside of the doors of the database');
    await expect(on.database.sequelize.getQueryInterface().dropTable('tenants')).rejects.toThrow('a query outside of the doors of the database');
    const late = await on.database.ofAllTenants.read(() => Promise.resolve(() => query('SELECT client_key FROM tenants')));
    await expect(late()).rejects.toThrow('a query outside of the doors of the database');
    expect(await on.database.ofTenant('one').read((transaction) => query('SELECT client_key FROM tenants', transaction))).toEqual([]);
  });

  test('let no query in that belongs to another unit of work, or to none', async () => {
    const { ofTenant, ofAllTenants } = on.database;
    await expect(ofTenant('one').write(() => query('SELECT client_key FROM tenants'))).rejects.toThrow('a query without the transaction of its door');
    let first: Reading = null;
    await ofAllTenants.write((transaction) => Promise.resolve((first = transaction)).then(() => undefined));
    await expect(ofTenant('one').write(() => query('SELECT client_key FROM tenants', first))).rejects.toThrow();
    expect(await ofTenant('one').write((transaction) => query('SELECT client_key FROM tenants', transaction))).toEqual([]);
  });

  test('hold for what goes on behind an awaited word, also beside others', async () => {
    const ask = async (clientKey: string) => on.database.ofTenant(clientKey).read(async (transaction) => (await query('SELECT 1 AS one', transaction), query('SELECT 2 AS two', transaction)));
    expect(await Promise.all(Array.from({ length: 30 }, (_, index) => ask(`tenant-${index}`)))).toEqual(Array.from({ length: 30 }, () => [{ two: 2 }]));
  });

  test.each([['none', ''], ['a NUL', 'on\0e'], ['too many characters', 'x'.repeat(256)]])('are shut for a client key with %s [T5a]', (_name, clientKey) => {
    expect(() => on.database.ofTenant(clientKey)).toThrow(RangeError);
  });

  if (on.dialect === 'postgres') describe('under row-level security', () => boundTo(on));
});

function boundTo(on: TestDatabase): void {
  /** Statements under a tenant, in one transaction. */
  const as = (clientKey: string, ...statements: readonly string[]) => on.database.ofTenant(clientKey).write((transaction) => inTurn(on.database, statements, transaction));
  const withoutTenant = (sql: string) => on.database.ofAllTenants.write((transaction) => inTurn(on.database, ["SELECT set_config('search_path', quote_ident(current_schema()), true)", `SET LOCAL ROLE ${TENANT_ROLE}`, sql], transaction));
  const pages = () => asOperator(on.database).query('SELECT client_key, page_id FROM known_pages ORDER BY client_key', { type: QueryTypes.SELECT });
  const insert = (clientKey: string, pageId: string) => `INSERT INTO known_pages (client_key, page_id, version, learned, sealed_macros, seen_at) VALUES ('${clientKey}', '${pageId}', 1, 'frames', '', now())`;
  const both = [{ client_key: 'one', page_id: '1' }, { client_key: 'two', page_id: '2' }];
  let named: readonly string[];

  beforeAll(async () => {
    const rows = await asOperator(on.database).query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name = 'client_key' ORDER BY 1", { type: QueryTypes.SELECT });
    named = rows.map(({ name }) => name);
  });
  beforeEach(async () => {
    await asOperator(on.database).query('DELETE FROM known_pages');
    await as('one', insert('one', '1'));
    await as('two', insert('two', '2'));
  });

  test('stands every table that names tenants, with nothing but their own rows for them', async () => {
    const secured = await asOperator(on.database).query<Record<string, unknown>>(
      `SELECT tables.relname AS name, tables.relrowsecurity AS on, policies.policyname AS policy, policies.permissive, policies.roles::text AS roles, policies.cmd, policies.qual = policies.with_check AS same, policies.qual
       FROM pg_class AS tables LEFT JOIN pg_policies AS policies ON policies.tablename = tables.relname AND policies.schemaname = current_schema()
       WHERE tables.relnamespace = current_schema()::regnamespace AND tables.relname IN (:named) ORDER BY 1`,
      { type: QueryTypes.SELECT, replacements: { named } });
    expect(secured.map(({ name }) => name)).toEqual(named);
    for (const { name: _name, qual, ...others } of secured) {
      expect(others).toEqual({ on: true, policy: 'own_rows', permissive: 'PERMISSIVE', roles: `{${TENANT_ROLE}}`, cmd: 'ALL', same: true });
      expect(qual).toMatch(/^\(\(client_key\)::text = NULLIF\(current_setting\('app\.tenant'::text, true\), ''::text\)\)$/);
    }
  });

  test('of the tables that name none, a tenant may add to the queue of revocations alone', async () => {
    const rights = await asOperator(on.database).query<{ name: string; right: string }>(
      `SELECT tables.relname AS name, rights.name AS right FROM pg_class AS tables CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS rights(name)
       WHERE tables.relnamespace = current_schema()::regnamespace AND tables.relkind = 'r' AND tables.relname NOT IN (:named) AND has_table_privilege('${TENANT_ROLE}', tables.oid, rights.name)`,
      { type: QueryTypes.SELECT, replacements: { named } });
    expect(rights).toEqual([{ name: 'revocations', right: 'INSERT' }]);
    for (const table of ['revocations', 'install_tokens', 'install_epoch', 'migrations']) await expect(as('one', `SELECT * FROM ${table}`)).rejects.toThrow('permission denied');
  });

  test('a query that forgot its tenant finds that tenant’s rows, and none where no tenant is set [T5c]', async () => {
    expect(await as('one', 'SELECT client_key, page_id FROM known_pages')).toEqual([both[0]]);
    expect(await on.database.ofTenant('two').read((transaction) => inTurn(on.database, ['SELECT client_key, page_id FROM known_pages'], transaction))).toEqual([both[1]]);
    expect(await as('three', 'SELECT * FROM known_pages')).toEqual([]);
    // What a session keeps of a setting that ended with its transaction is an empty text.
    for (const table of named.filter((name) => name !== 'forge_installations')) expect(await withoutTenant(`SELECT * FROM ${table}`)).toEqual([]);
    expect(await pages()).toEqual(both);
  });

  test('no row is written for another, and no other’s is changed or removed [T5c]', async () => {
    await expect(as('one', insert('two', '3'))).rejects.toThrow('row-level security');
    await expect(as('one', "UPDATE known_pages SET client_key = 'two'")).rejects.toThrow('row-level security');
    await as('one', "UPDATE known_pages SET page_id = '9' WHERE client_key = 'two'", "DELETE FROM known_pages WHERE client_key = 'two'");
    expect(await pages()).toEqual(both);
    await as('one', 'DELETE FROM known_pages');
    expect(await pages()).toEqual([both[1]]);
    await expect(withoutTenant(insert('', '4'))).rejects.toThrow('row-level security');
  });

  test('who reads writes nothing', async () => {
    await expect(on.database.ofTenant('one').read((transaction) => inTurn(on.database, ['DELETE FROM known_pages'], transaction))).rejects.toThrow('read-only transaction');
  });

  test('nothing of it is left to who gets the connection next, also after an error [T5c]', async () => {
    const tenants = Array.from({ length: 30 }, (_, index) => as(`tenant-${index}`, index % 2 === 0 ? 'SELECT 1 / 0' : 'SELECT 1'));
    await Promise.allSettled(tenants);
    const whoAmI = "SELECT current_user = session_user AS own, coalesce(current_setting('app.tenant', true), '') AS tenant";
    const next = await Promise.all(Array.from({ length: 30 }, () => asOperator(on.database).query(whoAmI, { type: QueryTypes.SELECT })));
    expect(next).toEqual(Array.from({ length: 30 }, () => [{ own: true, tenant: '' }]));
  });

  test.each([['quotes', `it's "one"'; RESET ROLE; --`], ['a backslash', String.raw`one\'; RESET ROLE; --\\`], ['255 characters', 'ü'.repeat(255)], ['a dollar and a colon', '$1 :name $$']])('a client key with %s is that key', async (_name, clientKey) => {
    const [row] = await as(clientKey, "SELECT current_setting('app.tenant') AS tenant, current_user AS role");
    expect(row).toEqual({ tenant: clientKey, role: TENANT_ROLE });
    expect(await as(clientKey, 'SELECT * FROM known_pages')).toEqual([]);
  });
}

/** What the last of the statements answers. */
async function inTurn({ sequelize }: Database, statements: readonly string[], transaction: Reading): Promise<unknown[]> {
  let answer: unknown[] = [];
  for (const sql of statements) answer = await sequelize.query(sql, { type: QueryTypes.SELECT, transaction });
  return answer;
}
