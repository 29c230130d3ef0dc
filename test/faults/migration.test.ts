import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { endChildren, run } from '../support/child.js';
import { administratorUrl, onPostgres } from '../support/databases.js';
import { ROOT } from '../support/processes.js';
import { until } from './frames.js';

jest.setTimeout(60_000);

onPostgres('an instance that is killed in the middle of a migration', (on) => {
  const schema = `test_${randomBytes(6).toString('hex')}`;
  let folder: string;
  let client: pg.Client;
  let holder: pg.Client;
  let url: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'migration-'));
    if (on.settings.dialect !== 'postgres') throw new Error('this is for PostgreSQL');
    const whole = new URL(administratorUrl());
    whole.searchParams.set('options', `-csearch_path=${schema}`);
    url = whole.href;
    client = new pg.Client({ connectionString: administratorUrl() });
    await client.connect();
    holder = new pg.Client({ connectionString: administratorUrl() });
    await holder.connect();
    await client.query(`CREATE SCHEMA ${schema}`);
  });
  afterEach(endChildren);
  afterAll(async () => {
    await holder.end();
    await client.query(`DROP SCHEMA IF EXISTS ${schema}, ${schema}_jobs CASCADE`);
    await client.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = () => run(process.execPath, [join(ROOT, 'dist/src/server.js')], folder, { NODE_ENV: 'test', PORT: '0', AC_LOCAL_BASE_URL: 'http://localhost:3000', DATABASE_URL: url });
  const tables = async () => (await client.query<{ name: string }>(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '${schema}'`)).rows.map(({ name }) => name);

  test('leaves nothing of it, and the next one migrates', async () => {
    // One of the tables is being made by somebody else, for whom the migration has to wait.
    await holder.query('BEGIN');
    await holder.query(`CREATE TABLE ${schema}.links (made_by_nobody TEXT)`);
    const first = start();
    const waits = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%links%' AND pid <> pg_backend_pid()`;
    await until(20_000, async () => (await client.query<{ count: number }>(waits)).rows[0]?.count ?? 0, (count) => count > 0);
    first.process.kill('SIGKILL');
    await first.ended;
    await holder.query('ROLLBACK');
    await until(10_000, tables, (found) => found.length === 0);
    const second = start();
    await second.listening();
    const found = await tables();
    expect(found).toEqual(expect.arrayContaining(['migrations', 'tenants', 'links']));
    expect(second.log()).toEqual(expect.arrayContaining([expect.objectContaining({ msg: 'migrated the database' })]));
  });
});
