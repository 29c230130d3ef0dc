import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import { examineAddress, examineHealth } from '../../src/operate/doctor/address.js';
import { examine, runDoctor, type DoctorParts } from '../../src/operate/doctor/doctor.js';
import type { Finding } from '../../src/operate/doctor/finding.js';
import { claimHome } from '../../src/storage/home.js';
import { QueryTypes } from 'sequelize';
import { openAsItIs } from '../../src/storage/database.js';
import { TENANT_ROLE } from '../../src/storage/row-security.js';
import { eachDatabase, onPostgres, runAsAdministrator } from '../support/databases.js';
import { runNode } from '../support/processes.js';
import { describeWithRedis } from '../support/redis.js';
import { startScriptedServer, type ScriptedServer } from '../support/scripted-server.js';
import { asOperator } from '../support/rows.js';
import { createWorld, linkAccount } from './accounts-world.js';

const KEY = `test:${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER_KEY = `test:${Buffer.alloc(32, 8).toString('base64')}`;
const APPLICATION = { clientId: 'app-id', clientSecret: 'secret-canary', scopes: ['read_api'] };

let gitlab: StandInGitLab;
let around: ScriptedServer;
let folder: string;
let good: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  gitlab = await startGitLab();
  // The app as the proxy in front of it shows it, and Atlassian's server of keys.
  around = await startScriptedServer();
});
beforeEach(() => {
  around.answer(({ url }, response) => (url === '/healthz' ? response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}') : response.writeHead(404).end()));
  gitlab.addApplication({ ...APPLICATION, redirectUris: [`${around.url}/oauth/callback`] });
  good = {
    NODE_ENV: 'test', AC_LOCAL_BASE_URL: around.url, CONNECT_KEYS_CDN_URL: around.url, ENCRYPTION_KEYS: KEY, DATABASE_URL: `sqlite:${join(folder, 'none.sqlite')}`,
    GITLAB_URL: gitlab.url, GITLAB_PRIVATE_HOSTS: new URL(gitlab.url).host, GITLAB_CLIENT_ID: APPLICATION.clientId, GITLAB_CLIENT_SECRET: APPLICATION.clientSecret, AC_HOST_WHITELIST: 'localhost',
  };
});
afterAll(async () => {
  await gitlab.close();
  await around.close();
  rmSync(folder, { recursive: true, force: true });
});

async function look(changes: Readonly<Record<string, string>> = {}, parts: Partial<DoctorParts> = {}): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for await (const finding of examine({ environment: { ...good, ...changes }, root: folder, ...parts })) found.push(finding);
  expect(JSON.stringify(found)).not.toContain('canary');
  return found;
}
const wrong = (found: readonly Finding[]) => found.filter(({ result }) => result !== 'ok').map(({ result, about, what }) => `${result} ${about}: ${what}`);

test('finds nothing wrong with an installation that is right, and says so in a line for each check', async () => {
  expect(wrong(await look())).toEqual([]);
  const lines: string[] = [];
  expect(await runDoctor({ environment: good, root: folder }, (line) => lines.push(line))).toBe(0);
  expect(lines.at(-1)).toMatch(/^\d\d ok, 0 warnings, 0 problems$/);
  for (const line of lines.slice(0, -1)) expect(line).toMatch(/^ok {7}[\w.:/ -]+: .+$/);
  for (const about of ['settings', 'base URL', 'database', 'Redis', 'GitLab: OAuth application', 'Atlassian', 'clock']) expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^ok {7}${about}: `)));
});

test('names every wrong setting, looks at nothing else, and ends with 1', async () => {
  const { code, out, err } = await runNode(['dist/src/doctor.js'], { NODE_ENV: 'staging', DATABASE_URL: 'mysql://user:canary@host/db' });
  expect([code, err]).toEqual([1, '']);
  expect(out).toMatch(/^problem {2}settings: NODE_ENV must be .*\nproblem {2}settings: DATABASE_URL must be .*\nwarning {2}the rest: it was not looked at\..*\n0 ok, 1 warning, 2 problems\n$/);
  expect(out).not.toContain('canary');
  expect(await runNode(['dist/src/doctor.js', '--fix'])).toMatchObject({ code: 1, out: '', err: expect.stringContaining("'--fix'") });
}, 30_000);

test.each([
  ['a database that is away', { DATABASE_URL: 'postgres://app:password-canary@127.0.0.1:9/app' }, /^problem database: it can't be used: .*ECONNREFUSED/],
  ['a Redis that is away', { REDIS_URL: 'redis://:canary@127.0.0.1:9' }, /^problem Redis: it does not answer/],
  ['a secret that GitLab does not know', { GITLAB_CLIENT_SECRET: 'other-canary' }, /^problem GitLab: OAuth application: GitLab doesn’t know/],
  ['no OAuth application', { GITLAB_CLIENT_ID: '', GITLAB_CLIENT_SECRET: '' }, /^warning GitLab: OAuth application: none is set/],
  ['a GitLab that is away', { GITLAB_URL: 'http://127.0.0.1:CLOSED', GITLAB_PRIVATE_HOSTS: '127.0.0.1' }, /^problem GitLab: Reachable from this server: 127\.0\.0\.1:\d+ does not accept connections/],
  ['a server of keys that is away', { CONNECT_KEYS_CDN_URL: 'http://127.0.0.1:9' }, /^problem Atlassian: the server of install keys at http:\/\/127\.0\.0\.1:9 can't be asked/],
  ['an app that is not up', { AC_LOCAL_BASE_URL: 'http://127.0.0.1:CLOSED' }, /^warning http:\/\/127\.0\.0\.1:\d+\/healthz: nothing listens/],
])('tells of %s', async (_what, changes, told) => {
  const closed = await startScriptedServer();
  await closed.close();
  const ofClosed = Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value.replace('CLOSED', String(closed.port))]));
  expect(wrong(await look(ofClosed))).toEqual([expect.stringMatching(told)]);
}, 30_000);

test.each([
  [90_000, 'problem', 'ahead of'],
  [-90_000, 'problem', 'behind'],
  [30_000, 'warning', 'ahead of'],
])('tells of a clock that is %d ms off', async (off, result, which) => {
  const told = wrong(await look({}, { clock: () => Date.now() + off }));
  expect(told).toEqual([expect.stringMatching(new RegExp(`^${result} clock: this machine's is (29|30|31|89|90|91) s ${which} (GitLab|Atlassian)'s`))]);
});

test.each([
  ['is public', ['104.18.32.7', '2606:4700::6812:2007'], 'ok'],
  ['is private', ['104.18.32.7', '10.1.2.3'], 'problem'],
  ['is private by IPv6', ['fd00::1'], 'problem'],
])('looks whether the address of the base URL %s', async (_what, addresses, result) => {
  const asked: string[] = [];
  const settings = { baseUrl: 'https://app.example.com/gitlab', loopback: false, env: 'production' } as const;
  const finding = await examineAddress(settings, (host) => (asked.push(host), Promise.resolve(addresses)));
  expect([asked, finding.result]).toEqual([['app.example.com'], result]);
  if (result === 'problem') expect(finding.what + finding.advice).toMatch(/10\.1\.2\.3|fd00::1/);
});

test('tells of a base URL whose name nobody knows, and of a playground in production', async () => {
  const settings = { baseUrl: 'https://app.example.com', loopback: false, env: 'production' } as const;
  expect(await examineAddress(settings, () => Promise.reject(new Error('getaddrinfo ENOTFOUND app.example.com')))).toMatchObject({ result: 'problem', what: expect.stringContaining('ENOTFOUND') });
  expect(await examineAddress({ baseUrl: 'http://localhost:3000', loopback: true, env: 'production' }, () => Promise.reject(new Error('not to be asked')))).toMatchObject({ result: 'warning' });
});

test.each([[502, '<html>', 'warning'], [200, '<html>', 'problem'], [404, '{}', 'problem'], [200, '{"status":"ok"}', 'ok']])('takes a %d with %s below the base URL for what it is', async (status, body, result) => {
  around.answer((_request, response) => response.writeHead(status).end(body));
  expect(await examineHealth({ baseUrl: around.url }, Date.now)).toMatchObject({ about: `${around.url}/healthz`, result });
});

eachDatabase('npm run doctor', (on) => {
  const url = () => (on.settings.dialect === 'sqlite' ? `sqlite:${on.settings.path}` : on.settings.url);
  // The user of the tests is a superuser where PostgreSQL is the machine's own.
  const here = async (changes: Readonly<Record<string, string>> = {}) => wrong(await look({ DATABASE_URL: url(), ...changes })).filter((line) => !/database user: .* is a superuser/.test(line));

  test('tells of keys that do not open what is stored [T22d]', async () => {
    const world = createWorld(on.database);
    await linkAccount(world);
    await world.close();
    expect(await here()).toEqual([]);
    expect(await here({ ENCRYPTION_KEYS: OTHER_KEY })).toEqual([expect.stringMatching(/^problem encryption keys: what is stored with the key "test" doesn't open/)]);
  }, 30_000);

  test('tells of a database that is served elsewhere, and leaves it so', async () => {
    await claimHome(on.database, { baseUrl: 'https://app.example.com', loopback: false }, new Date());
    expect(await here()).toEqual([expect.stringMatching(/^problem base URL of the database: This database is served at https:\/\/app\.example\.com/)]);
  });

  test('tells of migrations that are to come and of a newer version, and migrates nothing', async () => {
    const names = async () => (await asOperator(on.database).query('SELECT name FROM migrations ORDER BY name'))[0];
    await asOperator(on.database).query("DELETE FROM migrations WHERE name = '0013-home'");
    const before = await names();
    expect(await here()).toEqual([expect.stringMatching(/^warning migrations: 1 of \d+ are to come\./)]);
    expect(await names()).toEqual(before);
    await asOperator(on.database).query("INSERT INTO migrations (name) VALUES ('9999-of-the-future')");
    expect(await here()).toEqual([expect.stringMatching(/^warning migrations: a newer version has been here: 9999-of-the-future\./)]);
  });
});

test('does not make a database that is not there', async () => {
  const path = join(folder, 'never.sqlite');
  expect(await look({ DATABASE_URL: `sqlite:${path}` })).toContainEqual(expect.objectContaining({ about: 'database', result: 'ok' }));
  expect(existsSync(path)).toBe(false);
});

test('makes no table in an empty database', async () => {
  const path = join(folder, 'empty.sqlite');
  const database = await openAsItIs({ database: { dialect: 'sqlite', path } });
  expect(wrong(await look({ DATABASE_URL: `sqlite:${path}` }))).toEqual([expect.stringMatching(/^warning migrations: (\d+) of \1 are to come\./)]);
  expect((await asOperator(database).query('SELECT name FROM sqlite_master'))[0]).toEqual([]);
  await database.close();
});

onPostgres('npm run doctor for a user without rights', (on) => {
  const user = `doctor_${randomBytes(6).toString('hex')}`;
  beforeAll(() => runAsAdministrator(`CREATE ROLE ${user} LOGIN PASSWORD '${user}'; CREATE SCHEMA ${user}; GRANT USAGE ON SCHEMA ${user} TO ${user}`));
  afterAll(() => runAsAdministrator(`DROP SCHEMA ${user} CASCADE; DROP OWNED BY ${user}; DROP ROLE ${user}`));
  const tell = async () => {
    const url = new URL(on.settings.dialect === 'postgres' ? on.settings.url : '');
    [url.username, url.password] = [user, user];
    return (await look({ DATABASE_URL: url.href })).filter(({ about }) => about === 'database user').map(({ result, what, advice }) => `${result} ${what} ${advice ?? ''}`);
  };

  test('names what each right is missing for, with the statement that gives it', async () => {
    expect(await tell()).toEqual([
      expect.stringMatching(/^problem it may not make tables in its schema/),
      expect.stringContaining(`run this once: GRANT ${TENANT_ROLE} TO "${user}"; GRANT USAGE ON SCHEMA "${user}" TO ${TENANT_ROLE};`),
      expect.stringMatching(new RegExp(`^problem it may not make the schema "${user}_jobs".* GRANT CREATE ON DATABASE "\\w+" TO "${user}"`)),
    ]);
  });

  test('warns of a right to make roles, which is a right to nearly all of the server before PostgreSQL 16', async () => {
    await runAsAdministrator(`ALTER SCHEMA ${user} OWNER TO ${user}; GRANT ${TENANT_ROLE} TO ${user}; CREATE SCHEMA ${user}_jobs AUTHORIZATION ${user}; ALTER ROLE ${user} CREATEROLE`);
    const [told, ...others] = await tell();
    expect(others).toEqual([]);
    const [row] = await asOperator(on.database).query<{ isOlder: boolean }>(`SELECT current_setting('server_version_num')::int < 160000 AS "isOlder"`, { type: QueryTypes.SELECT });
    if (row?.isOlder) expect(told).toMatch(new RegExp(`^warning ${user} has CREATEROLE, .* ALTER ROLE "${user}" NOCREATEROLE;$`));
    else expect(told).toMatch(/^ok /);
    await runAsAdministrator(`DROP SCHEMA ${user}_jobs; ALTER ROLE ${user} NOCREATEROLE`);
  });

  test('is content once they are given, and where the schema of background work is there', async () => {
    await runAsAdministrator(`ALTER SCHEMA ${user} OWNER TO ${user}; GRANT ${TENANT_ROLE} TO ${user}; CREATE SCHEMA ${user}_jobs AUTHORIZATION ${user}`);
    expect(await tell()).toEqual([expect.stringMatching(/^ok .* may migrate, keep tenants apart and queue background work, and is no superuser/)]);
  });
});

describeWithRedis('npm run doctor with Redis', (redisUrl) => {
  test('says that it answers', async () => {
    expect(await look({ REDIS_URL: redisUrl })).toContainEqual(expect.objectContaining({ about: 'Redis', result: 'ok', what: expect.stringMatching(/^it answers in \d+ ms\.$/) }));
  });
});
