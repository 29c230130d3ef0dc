import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { QueryTypes } from 'sequelize';
import { OAuthError } from '../../src/gitlab/errors.js';
import { adopt, readAdoptArguments } from '../../src/operate/adopt.js';
import { claimHome, readHome } from '../../src/storage/home.js';
import { administratorUrl, eachDatabaseAlone, onSqlite } from '../support/databases.js';
import { runNode } from '../support/processes.js';
import { asOperator } from '../support/rows.js';
import { until } from '../support/until.js';
import { createWorld, emptyTables, INSTANCE, linkAccount, person, reachPending, rowsOf, type World } from './accounts-world.js';

const PRODUCTION = { baseUrl: 'https://app.example.com', loopback: false };
const STAGING = { baseUrl: 'https://staging.example.com', loopback: false };

eachDatabaseAlone('adopting a database', (on) => {
  let world: World;
  const kept = async () => ({ links: await rowsOf(on.database, 'links'), flows: await rowsOf(on.database, 'link_flows'), revocations: await rowsOf(on.database, 'revocations') });
  const home = async () => (await readHome(on.database))?.baseUrl;

  async function adoptWith(...args: readonly string[]): Promise<{ readonly code: number; readonly told: string }> {
    const told: string[] = [];
    const code = await adopt(on.database, STAGING, readAdoptArguments(args), (line) => told.push(line));
    return { code, told: told.join('\n') };
  }

  async function standing(account: string): Promise<string> {
    const copy = createWorld(on.database, { oauth: world.oauth, time: world.time });
    const { state } = await copy.accounts.viewerOf(copy.caller(account), INSTANCE, AbortSignal.timeout(5_000));
    await copy.close();
    return state;
  }

  /** A database that production has served: one link, an attempt under way, tokens that wait to be revoked. */
  beforeEach(async () => {
    await emptyTables(on.database);
    await asOperator(on.database).query('DELETE FROM home');
    await claimHome(on.database, PRODUCTION, new Date('2026-03-01T09:00:00Z'));
    world = createWorld(on.database);
    world.oauth.next.revoke.push(new OAuthError('unavailable', 'away'), new OAuthError('unavailable', 'away'));
    for (const account of ['alice', 'bert']) await linkAccount(world, account);
    await person(world, 'bert').disconnect().expect(200);
    await reachPending(world, 'carol');
    await until(async () => (await kept()) !== undefined && world.oauth.count('revoke') === 2);
    await world.close();
    world.oauth.calls.length = 0;
  });
  afterEach(() => expect(world.oauth.calls).toEqual([]));

  test('says what it would do to a copy, and changes nothing without --yes', async () => {
    const before = await kept();
    const { code, told } = await adoptWith();
    expect(code).toBe(1);
    expect(told).toMatch(/^From: https:\/\/app\.example\.com, since 2026-03-01T09:00:00\.000Z\nTo: {3}https:\/\/staging\.example\.com\n- 1 link to a GitLab account is forgotten here: .*\n- 3 attempts to link and 2 tokens that waited/);
    expect(told).toMatch(/\nNothing was changed\. .*npm run adopt-database -- --yes$/);
    expect([await kept(), await home(), await standing('alice')]).toEqual([before, PRODUCTION.baseUrl, 'linked']);
  });

  test('has the people of a copy reconnect, while GitLab hears of nothing', async () => {
    await expect(claimHome(on.database, STAGING, new Date())).rejects.toThrow('npm run adopt-database');
    expect(await adoptWith('--yes')).toMatchObject({ code: 0, told: expect.stringContaining('Done.') });
    await claimHome(on.database, STAGING, new Date());
    const { links, flows, revocations } = await kept();
    expect([flows, revocations]).toEqual([[], []]);
    expect(links).toMatchObject([{ account_id: 'alice', status: 'reconnect', sealed_access_token: null, sealed_refresh_token: null }]);
    expect(await standing('alice')).toBe('reconnect');
    expect(await adoptWith('--yes')).toMatchObject({ code: 0, told: expect.stringContaining('already') });
  });

  if (on.dialect === 'postgres') {
    const name = 'gitlab-for-confluence 1@elsewhere';
    const connect = async (url: string) => {
      const client = new pg.Client({ connectionString: url, application_name: name });
      await client.connect();
      return client;
    };
    const urls = () => {
      if (on.settings.dialect !== 'postgres') throw new Error('this is for PostgreSQL');
      const another = new URL(administratorUrl());
      another.pathname = new URL(on.settings.url).pathname;
      return { own: on.settings.url, another: another.href };
    };

    test.each([['its own user', 'own'], ['another user', 'another']] as const)('is refused while the app is at work on it as %s', async (_whose, which) => {
      const client = await connect(urls()[which]);
      const before = await kept();
      await expect(adoptWith('--yes')).rejects.toThrow('the app is at work on this database, with 1 connection.');
      expect([await kept(), await home()]).toEqual([before, PRODUCTION.baseUrl]);
      await client.end();
    });

    test('is refused where the app is started between the look and the writing', async () => {
      const before = await kept();
      let client: pg.Client | undefined;
      const { ofAllTenants } = on.database;
      // The last thing before the writing: what is found there by then is not what was found before.
      const write: typeof ofAllTenants.write = async (work) => {
        client ??= await connect(urls().own);
        return ofAllTenants.write(work);
      };
      await expect(adopt({ ...on.database, ofAllTenants: { ...ofAllTenants, write } }, STAGING, { yes: true, moved: false }, () => undefined)).rejects.toThrow('the app is at work');
      expect([await kept(), await home()]).toEqual([before, PRODUCTION.baseUrl]);
      await client?.end();
    });
  }

  test('without --yes looks at a database of another release as it is, and with it brings that up to date', async () => {
    const names = async () => (await asOperator(on.database).query<{ name: string }>('SELECT name FROM migrations ORDER BY name', { type: QueryTypes.SELECT })).map((row) => row.name);
    const all = await names();
    // As the release before had it.
    await asOperator(on.database).query('DROP TABLE home');
    await asOperator(on.database).query("DELETE FROM migrations WHERE name = '0013-home'");
    const older = all.filter((one) => one !== '0013-home');
    expect(await adoptWith()).toMatchObject({ code: 1, told: expect.stringMatching(/From: not yet served anywhere\n[^]*- The database is brought up to date: 1 migration\.\nNothing was changed/) });
    expect(await names()).toEqual(older);
    expect(await adoptWith('--yes')).toMatchObject({ code: 0 });
    expect([await names(), await home()]).toEqual([all, STAGING.baseUrl]);
  });

  test('keeps links where the app itself has moved', async () => {
    expect(await adoptWith('--moved')).toMatchObject({ code: 1, told: expect.stringContaining('1 link to a GitLab account stays in use here.') });
    const before = await kept();
    expect(await adoptWith('--moved', '--yes')).toMatchObject({ code: 0 });
    expect([await kept(), await home(), await standing('alice')]).toEqual([before, STAGING.baseUrl, 'linked']);
  });
});

const kept = onSqlite();

test('a start on a database that is served elsewhere is refused until npm run adopt-database, as is what revokes tokens', async () => {
  await claimHome(kept.database, PRODUCTION, new Date());
  const path = kept.settings.dialect === 'sqlite' ? kept.settings.path : '';
  const environment = { NODE_ENV: 'test', PORT: '0', AC_LOCAL_BASE_URL: 'http://localhost:3000', ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`, DATABASE_URL: `sqlite:${path}` };
  const run = (script: string, ...args: readonly string[]) => runNode([`dist/src/${script}.js`, ...args], environment);
  const refusal = /^This database is served at https:\/\/app\.example\.com since .* AC_LOCAL_BASE_URL is http:\/\/localhost:3000\.\n(?!\s+at )[^]*npm run adopt-database/;
  for (const [script, ...args] of [['server'], ['erase-now', '--client-key', 'site-one']] as const) {
    expect([script, await run(script, ...args)]).toEqual([script, { code: 1, out: '', err: expect.stringMatching(refusal) }]);
  }
  expect(await run('adopt-database', '--yes')).toMatchObject({ code: 0, err: '' });
  expect(await readHome(kept.database)).toMatchObject({ baseUrl: 'http://localhost:3000' });
}, 30_000);
