import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '../../src/logger.js';
import { createQueue } from '../../src/queue/queue.js';
import { openDatabase } from '../../src/storage/database.js';
import { makeDoors, type Doors, type Opened } from '../../src/storage/doors.js';
import { openPostgres } from '../../src/storage/postgres.js';
import { TENANT_ROLE } from '../../src/storage/row-security.js';
import { makeTenantRole } from '../../src/storage/tenant-role.js';
import { closeAfterAll } from '../support/closing.js';
import { administratorUrl, onPostgres, runAsAdministrator } from '../support/databases.js';

const logger = createLogger('silent');

onPostgres('the role that keeps tenants apart', (on) => {
  const later = closeAfterAll();
  let user = '';
  let opened: Opened;
  let doors: Doors;
  beforeAll(async () => {
    user = `${new URL(on.settings.dialect === 'postgres' ? on.settings.url : '').username}_plain`;
    await runAsAdministrator(`CREATE ROLE ${user} LOGIN PASSWORD '${user}'; CREATE SCHEMA ${user} AUTHORIZATION ${user}`);
    opened = openPostgres(administratorUrl());
    later(opened.close);
    doors = makeDoors(opened);
  });
  afterAll(() => runAsAdministrator(`DROP SCHEMA ${user} CASCADE; DROP OWNED BY ${user}; DROP ROLE ${user}`));

  const urlOf = (name: string, path = '') => {
    const url = new URL(administratorUrl());
    [url.username, url.password, url.pathname] = [name, name, path || url.pathname];
    return url.href;
  };
  const open = (url: string) => openDatabase({ settings: { database: { dialect: 'postgres', url } }, logger });
  /** As `makeTenantRole` finds things after these statements of an administrator, all of which are taken back. */
  const makeAfter = (...statements: readonly string[]) =>
    doors.ofAllTenants.write(async (transaction) => {
      for (const sql of statements) await opened.sequelize.query(sql, { transaction });
      const { sequelize } = opened;
      await makeTenantRole({ sequelize, queryInterface: sequelize.getQueryInterface(), transaction });
      throw new Error('it was made');
    });

  test('is asked of an administrator where the user may not give it to itself, and goes on once it has been given', async () => {
    await expect(open(urlOf(user))).rejects.toThrow(`run this once, and start again:\n  GRANT ${TENANT_ROLE} TO "${user}";`);
    await runAsAdministrator(`GRANT ${TENANT_ROLE} TO "${user}"`);
    const database = await open(urlOf(user));
    later(database.close);
    expect(await database.ofTenant('one').read((transaction) => database.sequelize.query('SELECT * FROM links', { transaction }))).toEqual([[], expect.anything()]);
  });

  test('is asked of an administrator where there is none and the user may make none', async () => {
    const asked = makeAfter(`ALTER ROLE ${TENANT_ROLE} RENAME TO ${user}_away`, `SET LOCAL ROLE ${user}`);
    await expect(asked).rejects.toThrow(new RegExp(`  CREATE ROLE ${TENANT_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT;\n  GRANT ${TENANT_ROLE} TO "\\w+";\n  GRANT USAGE ON SCHEMA "\\w+" TO ${TENANT_ROLE};$`));
  });

  test('is made where there is none', async () => {
    await expect(makeAfter(`ALTER ROLE ${TENANT_ROLE} RENAME TO ${user}_away`)).rejects.toThrow('it was made');
  });

  test.each([['has no bounds', `ALTER ROLE ${TENANT_ROLE} BYPASSRLS`], ['owns everything', `ALTER ROLE ${TENANT_ROLE} SUPERUSER`]])('is refused where it %s', async (_name, sql) => {
    await expect(makeAfter(sql)).rejects.toThrow(`The role ${TENANT_ROLE} of this PostgreSQL sees all rows`);
  });

  test('takes no more than what the script of the container gives, which lets nobody make roles', async () => {
    const script = readFileSync(new URL('../../deploy/postgres-init.sql', import.meta.url), 'utf8').replaceAll('\r', '');
    const name = `${user}_init`;
    const mine = script
      .split('\n')
      // The role itself is there, and the superuser of this server keeps their way in.
      .filter((line) => !/^(--|\\|$)|^CREATE ROLE gitlab_for_confluence_tenant|^ALTER ROLE postgres /.test(line))
      .join('\n')
      .replaceAll(":'password'", `'${name}'`)
      .replace(/gitlab_for_confluence\b(?!_tenant)/g, name);
    expect(mine.match(/^(CREATE|ALTER|GRANT) \w+/gm)).toEqual(['CREATE ROLE', 'ALTER DATABASE', `GRANT ${TENANT_ROLE}`]);
    await runAsAdministrator(`CREATE DATABASE ${name}`);
    await runAsAdministrator(mine);
    later(async () => {
      await runAsAdministrator(`DROP DATABASE ${name}`);
      await runAsAdministrator(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
    });
    const database = await open(urlOf(name, `/${name}`));
    const queue = createQueue({ database, logger });
    expect(await queue.depth()).toMatchObject({ 'revoke-token': { waiting: 0 } });
    expect(await database.ofTenant('one').read((transaction) => database.sequelize.query('SELECT client_key FROM links', { transaction }))).toEqual([[], expect.anything()]);
    await database.close();
  });

  test('is shared by databases of one cluster that start together', async () => {
    const names = [`${user}_one`, `${user}_two`];
    await runAsAdministrator(`REVOKE ${TENANT_ROLE} FROM ${user}; ALTER ROLE ${user} CREATEROLE`);
    for (const name of names) await runAsAdministrator(`CREATE DATABASE ${name} OWNER ${user}`);
    later(async () => {
      for (const name of names) await runAsAdministrator(`DROP DATABASE ${name}`);
    });
    const databases = await Promise.all(names.map((name) => open(urlOf(user, `/${name}`))));
    expect(await Promise.all(databases.map(({ sequelize, ofTenant }) => ofTenant('one').read((transaction) => sequelize.query('SELECT client_key FROM links', { transaction }))))).toHaveLength(2);
    await Promise.all(databases.map((database) => database.close()));
  });
});
