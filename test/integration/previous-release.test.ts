import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Transaction } from 'sequelize';
import type { Database } from '../../src/storage/database.js';
import type { Migration } from '../../src/storage/migrate.js';
import { eachDatabase } from '../support/databases.js';

/**
 * While a new release starts, the one before serves on, with the new schema: it has to do all that the old one did. So the statements
 * of the release whose last migration is this one are kept here, and each is tried on the schema of today.
 *
 * With each release they are recorded anew, from its own code, sorted and each once (`sort -u`), and the older ones are removed:
 *   RECORD_STATEMENTS=folder node --experimental-vm-modules node_modules/jest/bin/jest.js --setupFiles ./test/support/record-statements.ts \
 *     'integration/(accounts-|audit|connect-|embeds|erase-now|macros-page|personal-data|rotate-keys|configure-|policies-|home|postgres-app)'
 */
const RELEASE = '0010-embeds';

eachDatabase('the schema of this release', (on) => {
  const statements = readFileSync(join(import.meta.dirname, 'statements', `${RELEASE}.${on.dialect}.sql`), 'utf8').split('\n').filter((line) => line !== '');

  test('does what the release before asks of it', async () => {
    expect(statements.length).toBeGreaterThan(100);
    expect(await inVain(on.database, (transaction) => refusedOf(on.database, statements, transaction))).toEqual([]);
  });

  const changes = [
    ['drops a column that it reads', 'ALTER TABLE links DROP COLUMN scopes', ['sqlite', 'postgres'], /^SELECT .*"?scopes"?/],
    ['renames a column that it writes', 'ALTER TABLE known_pages RENAME COLUMN learned TO source', ['sqlite', 'postgres'], /^INSERT INTO .known_pages./],
    ['drops a table', 'DROP TABLE refreshed_people', ['sqlite', 'postgres'], /^DELETE FROM refreshed_people/],
    ['demands what it leaves out', 'ALTER TABLE audit_entries ADD COLUMN source TEXT NOT NULL', ['postgres'], /^INSERT INTO .audit_entries./],
    ['demands what it sets to nothing', 'ALTER TABLE links ALTER COLUMN lease_owner SET NOT NULL', ['postgres'], /^UPDATE .links. SET .*lease_owner/],
    ['binds it to tenants that it does not name', 'ALTER TABLE embeds FORCE ROW LEVEL SECURITY', ['postgres'], /^INSERT INTO .embeds./],
  ] as const;
  const here = changes.filter(([, , dialects]) => dialects.some((dialect) => dialect === on.dialect));
  test.each(here)('would not where a migration %s', async (_name, sql, _dialects, what) => {
    const careless: Migration = { name: '9999-careless', up: async ({ sequelize, transaction }) => void (await sequelize.query(sql, { transaction })), down: () => Promise.resolve() };
    const refused = await inVain(on.database, async (transaction) => {
      const { sequelize } = on.database;
      await careless.up({ sequelize, queryInterface: sequelize.getQueryInterface(), transaction });
      return refusedOf(on.database, statements, transaction);
    });
    expect(refused.filter((one) => what.test(one))).not.toEqual([]);
  });
});

/** Those that fail, each with why. What changes rows is tried on a row too, whatever it looks for. */
async function refusedOf({ sequelize }: Database, statements: readonly string[], transaction: Transaction): Promise<readonly string[]> {
  const run = (sql: string) => sequelize.query(sql, { transaction });
  const refused: string[] = [];
  for (const statement of statements) {
    const [, changed] = /^UPDATE ["`]?(\w+)/.exec(statement) ?? [];
    const row = statements.find((one) => changed !== undefined && new RegExp(`^INSERT INTO ["\`]?${changed}\\b`).test(one));
    await run('SAVEPOINT before_it');
    try {
      for (const sql of [...(row === undefined ? [] : [row]), statement, ...(changed === undefined ? [] : [statement.replace(/ WHERE .*/, '')])]) await run(sql);
    } catch (error) {
      refused.push(`${statement}: ${error instanceof Error ? error.message : String(error)}`);
    }
    await run('ROLLBACK TO SAVEPOINT before_it');
  }
  return refused;
}

/** What `work` resolves to, in a transaction of which nothing stays. */
async function inVain<T>(database: Database, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const done: T[] = [];
  const enough = new Error('enough');
  await database.ofAllTenants
    .write(async (transaction) => {
      done.push(await work(transaction));
      throw enough;
    })
    .catch((error: unknown) => {
      if (error !== enough) throw error;
    });
  const [result] = done;
  if (result === undefined) throw new Error('nothing was done');
  return result;
}
