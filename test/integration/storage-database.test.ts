import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataTypes, QueryTypes } from 'sequelize';
import { createLogger } from '../../src/logger.js';
import { openDatabase, type Database } from '../../src/storage/database.js';
import { unmigrate, type Migration } from '../../src/storage/migrate.js';
import { MIGRATIONS } from '../../src/storage/migrations/index.js';
import { eachDatabase, onSqlite } from '../support/databases.js';
import { asOperator } from '../support/rows.js';

const logger = createLogger('silent');

eachDatabase('a database', (on) => {
  const tables = async () => {
    const sql =
      on.dialect === 'sqlite'
        ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()';
    const rows = await asOperator(on.database).query<{ name: string }>(sql, { type: QueryTypes.SELECT });
    return rows.map(({ name }) => name).sort();
  };

  beforeAll(async () => {
    await on.database.ofAllTenants.write((transaction) =>
      on.database.sequelize.getQueryInterface().createTable('counts', { id: { type: DataTypes.INTEGER, primaryKey: true }, value: DataTypes.INTEGER }, { transaction }),
    );
    await asOperator(on.database).query('INSERT INTO counts (id, value) VALUES (1, 0)');
  });

  const read = async (database: Database = on.database) => {
    const [row] = await asOperator(database).query<{ value: number }>('SELECT value FROM counts WHERE id = 1', { type: QueryTypes.SELECT });
    return row?.value;
  };
  /** Reads, then writes what it has read plus one: loses counts unless transactions wait for each other. */
  const count = (database: Database) =>
    database.ofAllTenants.write(async (transaction) => {
      const lock = database.dialect === 'postgres' ? ' FOR UPDATE' : '';
      const [row] = await database.sequelize.query<{ value: number }>(`SELECT value FROM counts WHERE id = 1${lock}`, { transaction, type: QueryTypes.SELECT });
      await database.sequelize.query('UPDATE counts SET value = :value WHERE id = 1', { transaction, replacements: { value: (row?.value ?? 0) + 1 } });
    });

  it('counts 200 writes at once, none lost', async () => {
    const before = (await read()) ?? 0;
    await Promise.all(Array.from({ length: 200 }, () => count(on.database)));
    expect(await read()).toBe(before + 200);
  });

  it('counts the writes of two handles at once, none lost', async () => {
    const before = (await read()) ?? 0;
    const second = await on.open();
    try {
      await Promise.all(Array.from({ length: 40 }, (_, index) => count(index % 2 === 0 ? on.database : second)));
      expect(await read(second)).toBe(before + 40);
    } finally {
      await second.close();
    }
  });

  it('keeps nothing of a write that fails, and goes on', async () => {
    const before = await read();
    const failing = on.database.ofAllTenants.write(async (transaction) => {
      await on.database.sequelize.query('UPDATE counts SET value = -1 WHERE id = 1', { transaction });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await read()).toBe(before);
    await count(on.database);
    expect(await read()).toBe((before ?? 0) + 1);
  });

  it('is read while somebody writes', async () => {
    const before = await read();
    const during = await on.database.ofAllTenants.write(async (transaction) => {
      await on.database.sequelize.query('UPDATE counts SET value = value + 1 WHERE id = 1', { transaction });
      return read();
    });
    expect(during).toBe(before);
    expect(await read()).toBe((before ?? 0) + 1);
  });

  it('answers a ping until it is closed', async () => {
    const other = await on.open();
    await other.ping(5_000);
    await other.close();
    await expect(other.ping(5_000)).rejects.toThrow();
  });

  it('that another version of the app has filled keeps what it holds when it is opened again', async () => {
    const again = await on.open();
    expect(await read(again)).toBe(await read());
    await again.close();
  });

  it('takes back every migration and applies it again', async () => {
    const all = await tables();
    await unmigrate(on.database, MIGRATIONS);
    expect(await tables()).toEqual(['counts', 'migrations']);
    const again = await on.open();
    await again.close();
    expect(await tables()).toEqual(all);
  });

  it('keeps nothing of a run of migrations in which one fails', async () => {
    const make = (name: string, fail = false): Migration => ({
      name,
      async up({ queryInterface, transaction }) {
        await queryInterface.createTable(`made_by_${name}`, { id: { type: DataTypes.INTEGER, primaryKey: true } }, { transaction });
        if (fail) throw new Error('no room');
      },
      down: () => Promise.resolve(),
    });
    const before = await tables();
    const broken = openDatabase({ settings: { database: on.settings }, logger, migrations: [...MIGRATIONS, make('8'), make('9', true)] });
    await expect(broken).rejects.toThrow(/no room/);
    expect(await tables()).toEqual(before);
    const mended = await openDatabase({ settings: { database: on.settings }, logger, migrations: [...MIGRATIONS, make('8'), make('9')] });
    await mended.close();
    expect(await tables()).toEqual([...before, 'made_by_8', 'made_by_9'].sort());
  });
});

eachDatabase('an empty database', (on) => {
  beforeAll(() => unmigrate(on.database, MIGRATIONS));

  it('is brought up to date once by ten that open it together', async () => {
    const handles = await Promise.all(Array.from({ length: 10 }, () => on.open()));
    await Promise.all(handles.map((handle) => handle.ping(5_000)));
    const rows = await asOperator(on.database).query('SELECT name FROM migrations', { type: QueryTypes.SELECT });
    expect(rows).toHaveLength(MIGRATIONS.length);
    const epochs = await asOperator(on.database).query('SELECT value FROM install_epoch', { type: QueryTypes.SELECT });
    expect(epochs).toEqual([{ value: 0 }]);
    await Promise.all(handles.map((handle) => handle.close()));
  });
});

eachDatabase('a database that is not there yet', (on) => {
  const script = `
    import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, '../../dist/src/storage/database.js'))};
    import { createLogger } from ${JSON.stringify(join(import.meta.dirname, '../../dist/src/logger.js'))};
    const database = await openDatabase({ settings: { database: JSON.parse(process.env.TEST_DATABASE) }, logger: createLogger('silent') });
    await database.ping(5000);
    await database.close();`;
  beforeAll(() => unmigrate(on.database, MIGRATIONS));

  it('is made by ten processes that start together, and all of them start', async () => {
    const settings = on.dialect === 'sqlite' && 'path' in on.settings ? { ...on.settings, path: `${on.settings.path}-anew/deeper/file.sqlite` } : on.settings;
    const codes = await Promise.all(Array.from({ length: 10 }, () => run(script, { TEST_DATABASE: JSON.stringify(settings) })));
    expect(codes).toEqual(Array.from({ length: 10 }, () => ({ code: 0, said: '' })));
  }, 60_000);
});

function run(script: string, environment: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { env: { PATH: process.env.PATH ?? '', ...environment } });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

describe('a SQLite file', () => {
  const on = onSqlite();
  let blocker: Database;
  beforeAll(async () => {
    blocker = await on.open();
  });
  afterAll(() => blocker.close());

  it('keeps a write-ahead log and its foreign keys', async () => {
    const ask = (pragma: string) => asOperator(on.database).query(`PRAGMA ${pragma}`, { type: QueryTypes.SELECT });
    expect(await ask('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await ask('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
  });

  it('that another process writes for long does not keep a writer waiting for ever', async () => {
    let release: () => void = () => undefined;
    let began: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const started = new Promise<void>((resolve) => (began = resolve));
    const long = blocker.ofAllTenants.write(() => {
      began();
      return held;
    });
    await started;
    const before = performance.now();
    await expect(on.database.ofAllTenants.write(() => Promise.resolve())).rejects.toThrow(/SQLITE_BUSY/);
    expect(performance.now() - before).toBeLessThan(2_500);
    release();
    await long;
    await on.database.ofAllTenants.write(() => Promise.resolve());
  });
});
