import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../src/logger.js';
import { openDatabase } from '../../src/storage/database.js';
import { eachDatabase } from '../support/databases.js';
import { asOperator, readRows } from '../support/rows.js';

eachDatabase('a database', (on) => {
  const insert = ({ query }: Pick<typeof on.database.sequelize, 'query'>, clientKey: string, options = {}) =>
    query(
      "INSERT INTO tenants (client_key, base_url, product_type, epoch, installed_at, created_at, updated_at) VALUES (:clientKey, 'b', 'c', 1, '2026-01-01', '2026-01-01', '2026-01-01')",
      { replacements: { clientKey }, ...options },
    );

  test('waits at its closing for the writes that have begun', async () => {
    const other = await on.open();
    const writes = Array.from({ length: 20 }, (_, index) => other.ofAllTenants.write((transaction) => insert({ query: other.sequelize.query.bind(other.sequelize) }, `late-${index}`, { transaction })));
    await Promise.all([...writes, other.close()]);
    const rows = await readRows(on.database, 'tenants');
    expect(rows.filter((row) => String(row.client_key).startsWith('late-'))).toHaveLength(20);
  });

  test('closes after a write that failed', async () => {
    const other = await on.open();
    const failing = other.ofAllTenants.write(() => Promise.reject(new Error('changed its mind')));
    await expect(Promise.all([failing, other.close()])).rejects.toThrow('changed its mind');
    await other.close().catch(() => undefined);
  });

  test('has room for one row a tenant', async () => {
    await insert(asOperator(on.database), 'twice');
    await expect(insert(asOperator(on.database), 'twice')).rejects.toMatchObject({ name: 'SequelizeUniqueConstraintError' });
  });
});

describe('a SQLite file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'storage-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const open = (path: string) => openDatabase({ settings: { database: { dialect: 'sqlite', path } }, logger: createLogger('silent') });

  test('that can’t be made is told of', async () => {
    await expect(open('/dev/null/x.sqlite')).rejects.toThrow(/ENOTDIR|EEXIST/);
  });

  test('that is none is told of, and stays as it is', async () => {
    const path = join(folder, 'text');
    writeFileSync(path, 'not a database, but long enough to be looked at as one');
    await expect(open(path)).rejects.toThrow(/not a database/);
    expect(readFileSync(path, 'utf8')).toBe('not a database, but long enough to be looked at as one');
  });
});
