import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { install } from '../../forge/install/install.js';
import { readAsked } from '../../forge/manifest/asked.js';
import { makeApp } from '../../forge/manifest/make-app.js';
import { makeFakeForge, NEW_APP_ID, type FakeForge } from '../support/fake-forge.js';

const OTHER_APP_ID = 'ari:cloud:ecosystem::app/99999999-2222-4333-8444-555555555555';
const SITE = ['--site', 'example.atlassian.net'];
const SERVER = 'https://gitlab-app.example.com';
const SECRETS = { ENCRYPTION_KEYS: 'k1:c2VjcmV0LWtleS1zZWNyZXQta2V5LXNlY3JldC1rZXk=', GITLAB_CLIENT_ID: 'client-1', GITLAB_CLIENT_SECRET: 'client-secret-1', GITLAB_TOKEN: 'gitlab-token-1', DATABASE_URL: 'postgres://app:database-secret@db.example.com/app', REDIS_URL: 'redis://:redis-secret@redis.example.com', FORGE_EMAIL: 'dana@example.com', FORGE_API_TOKEN: 'forge-token-1' };

let forge: FakeForge;
let root: string;
let said: string[];

beforeEach(() => {
  forge = makeFakeForge();
  root = mkdtempSync(join(realpathSync(tmpdir()), 'forge-install-'));
  said = [];
});
afterEach(() => {
  forge.remove();
  rmSync(root, { recursive: true, force: true });
});

interface Run {
  readonly nodeVersion?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

function run(args: readonly string[] = SITE, { nodeVersion = '22.12.0', environment = {} }: Run = {}): Promise<void> {
  const known = { PATH: forge.folder, AC_LOCAL_BASE_URL: SERVER, ...environment };
  return install({ args, environment: known, root, nodeVersion, say: (line) => said.push(line), sight: 'ignore' });
}

const commands = () => forge.calls().map(({ args }) => args.join(' '));
const kept = () => JSON.parse(readFileSync(join(root, 'forge-app.json'), 'utf8')) as unknown;
const idIn = (manifest: string | undefined) => (parse(manifest ?? '') as { app: { id: string } }).app.id;

describe('installing on a site', () => {
  test('registers, deploys and installs, in that order, from the folder of the app', async () => {
    await run();
    expect(commands()).toEqual([
      'whoami',
      'register GitLab for Confluence',
      'deploy --environment production',
      'install list --json',
      'install --environment production --site example.atlassian.net --product Confluence',
    ]);
    expect(new Set(forge.calls().slice(1).map(({ cwd }) => cwd))).toEqual(new Set([join(root, 'forge-app')]));
    expect(said.join('\n')).toContain(`Set AC_APP_ID=${NEW_APP_ID}`);
  });

  test('deploys the manifest of this server with the id that it was registered with', async () => {
    await run();
    const deployed = forge.calls().find(({ args }) => args[0] === 'deploy')?.manifest;
    expect(parse(deployed ?? '')).toMatchObject({ app: { id: NEW_APP_ID, connect: { key: 'gitlab-for-confluence' } }, remotes: [{ baseUrl: SERVER }], connectModules: expect.anything() });
  });

  test('registers once: the id is kept, and the next time the app there is brought up to date', async () => {
    await run();
    expect(kept()).toEqual({ appId: NEW_APP_ID });
    const before = forge.calls().length;
    forge.behave({ register: { appId: OTHER_APP_ID }, 'install list': { out: JSON.stringify([{ id: 'one', environment: 'production', site: 'example.atlassian.net', product: 'Confluence', appVersion: '2', status: 'Up-to-date' }]) } });
    await run();
    expect(commands().slice(before)).toEqual([
      'whoami',
      'deploy --environment production',
      'install list --json',
      'install --environment production --site example.atlassian.net --product Confluence --upgrade',
    ]);
    expect(kept()).toEqual({ appId: NEW_APP_ID });
    expect(idIn(forge.calls().at(-1)?.manifest)).toBe(NEW_APP_ID);
  });

  test.each([
    ['another site', { environment: 'production', site: 'other.atlassian.net', product: 'Confluence' }],
    ['another environment', { environment: 'staging', site: 'example.atlassian.net', product: 'Confluence' }],
    ['another product', { environment: 'production', site: 'example.atlassian.net', product: 'Jira' }],
  ])('installs where it is on %s only', async (_where, installation) => {
    forge.behave({ 'install list': { out: JSON.stringify([installation]) } });
    await run();
    expect(commands().at(-1)).toBe('install --environment production --site example.atlassian.net --product Confluence');
  });

  test.each([{ out: 'Warning: a new version is there' }, { out: '{"installations":[]}' }, { code: 1, err: 'no' }])('installs where the list of installations can\'t be read: %j', async (answer) => {
    forge.behave({ 'install list': answer });
    await run();
    expect(commands().at(-1)).toBe('install --environment production --site example.atlassian.net --product Confluence');
  });

  test('keeps an app of the developer\'s own: given as an argument, or as a setting', async () => {
    await run([...SITE, '--app-id', OTHER_APP_ID]);
    expect(commands()).not.toContainEqual(expect.stringContaining('register'));
    expect(kept()).toEqual({ appId: OTHER_APP_ID });
    await expect(run([...SITE, '--app-id', NEW_APP_ID])).rejects.toThrow(/another app/);
    rmSync(join(root, 'forge-app.json'));
    await run(SITE, { environment: { AC_APP_ID: OTHER_APP_ID.slice(-36) } });
    expect(idIn(forge.calls().at(-1)?.manifest)).toBe(OTHER_APP_ID);
    expect(said.filter((line) => line.includes('AC_APP_ID='))).toHaveLength(1);
  });

  test('finds an app again that was registered before its id could be kept', async () => {
    forge.behave({ register: { code: 1, appId: NEW_APP_ID } });
    await expect(run()).rejects.toThrow();
    expect(existsSync(join(root, 'forge-app.json'))).toBe(false);
    forge.behave({ register: { appId: OTHER_APP_ID } });
    await run();
    expect(commands().filter((command) => command.startsWith('register'))).toHaveLength(1);
    expect(kept()).toEqual({ appId: NEW_APP_ID });
    expect(readdirSync(join(root, 'forge-app')).sort()).toEqual(['manifest.yml', 'package.json']);
  });

  test.each(['before', 'after a register that failed'])('registers where the manifest there has an id that somebody gave it %s', async (when) => {
    if (when !== 'before') {
      forge.behave({ register: { code: 1 } });
      await expect(run()).rejects.toThrow();
      forge.behave({});
    }
    makeApp(readAsked(['--profile', 'connect', '--app-id', OTHER_APP_ID], { AC_LOCAL_BASE_URL: SERVER }, root), root);
    await run([...SITE, '--dry-run']);
    expect(said.join('\n')).toContain('Register the app');
    expect(said.join('\n')).not.toContain(OTHER_APP_ID);
    await run();
    expect(kept()).toEqual({ appId: NEW_APP_ID });
    expect(idIn(forge.calls().at(-1)?.manifest)).toBe(NEW_APP_ID);
  });

  test('takes the site as browsers show it, another environment, name and developer space, and says yes where it is told to', async () => {
    const space = '11111111-2222-4333-8444-555555555555';
    await run(['--site', 'https://Example.atlassian.net/wiki/', '--environment', 'staging', '--name', 'GitLab (test)', '--developer-space-id', space, '--yes']);
    expect(forge.calls().map(({ args }) => args).filter(([first, second]) => first !== 'whoami' && second !== 'list')).toEqual([
      ['register', 'GitLab (test)', '--developer-space-id', space, '--accept-terms'],
      ['deploy', '--environment', 'staging', '--non-interactive'],
      ['install', '--environment', 'staging', '--site', 'example.atlassian.net', '--product', 'Confluence', '--non-interactive', '--confirm-scopes'],
    ]);
  });

  test('brings the Custom UI and the function along in the native profile', async () => {
    for (const [path, text] of Object.entries({ 'ui/index.html': '<!doctype html>', 'ui/ui.js': '1', 'function/index.js': '2', 'function/index.d.ts': '3' })) {
      mkdirSync(join(root, 'dist/forge', path, '..'), { recursive: true });
      writeFileSync(join(root, 'dist/forge', path), text);
    }
    await run([...SITE, '--profile', 'native']);
    const app = join(root, 'forge-app');
    expect(readFileSync(join(app, 'static/ui/index.html'), 'utf8')).toBe('<!doctype html>');
    expect(readdirSync(join(app, 'src'))).toEqual(['index.js']);
    expect(parse(forge.calls().at(-1)?.manifest ?? '')).toMatchObject({ modules: { macro: expect.anything() }, resources: [{ path: 'static/ui' }] });
    await run();
    expect(readdirSync(app).sort()).toEqual(['manifest.yml', 'package.json']);
  });
});

describe('what goes wrong', () => {
  test.each([
    ['register', 'No app was registered', ['whoami', 'register GitLab for Confluence']],
    ['deploy', 'Nothing on the site has changed', ['whoami', 'register GitLab for Confluence', 'deploy --environment production']],
  ])('in %s is told, and nothing more is run', async (step, told, ran) => {
    forge.behave({ [step]: { code: 1, err: 'Error: no' } });
    await expect(run()).rejects.toThrow(told);
    expect(commands()).toEqual(ran);
    expect(existsSync(join(root, 'forge-app.json'))).toBe(step !== 'register');
  });

  test('in install is told, and the next run does not register again', async () => {
    forge.behave({ install: { code: 1, err: 'Insufficient permissions' } });
    await expect(run()).rejects.toThrow(/not on the site yet/);
    forge.behave({});
    await run();
    expect(commands().filter((command) => command.startsWith('register'))).toHaveLength(1);
  });

  test('in register, without an id in the end, is told', async () => {
    forge.behave({ register: { out: 'Registered' } });
    await expect(run()).rejects.toThrow(/wrote no app id/);
    expect(existsSync(join(root, 'forge-app.json'))).toBe(false);
  });

  test('without the Forge CLI is told, with how to install it', async () => {
    await expect(run(SITE, { environment: { PATH: root } })).rejects.toThrow('npm install -g @forge/cli');
  });

  test.each([
    ['Not logged in. If a local keychain is available, run forge login, otherwise set environment variables before trying again.', /forge login/],
    ["We couldn't get your Atlassian account information. Check the FORGE_EMAIL and FORGE_API_TOKEN environment variables.", /FORGE_API_TOKEN in the environment/],
    ['Unsupported Node.js version. The CLI requires Node.js >=22, but you\'re using Node.js v20.19.0.', /requires Node\.js >=22/],
    ['getaddrinfo ENOTFOUND api.atlassian.com', /getaddrinfo ENOTFOUND/],
  ])('with a CLI that says "%s" is told', async (err, told) => {
    forge.behave({ whoami: { code: 1, err } });
    await expect(run()).rejects.toThrow(told);
    expect(commands()).toEqual(['whoami']);
    expect(readdirSync(root)).toEqual([]);
  });

  test.each(['18.20.4', '20.9.0', '20.18.0', '22.23.1', '24.17.0'])('with Node.js %s is told before anything is run', async (nodeVersion) => {
    await expect(run(SITE, { nodeVersion })).rejects.toThrow(nodeVersion);
    expect(forge.calls()).toEqual([]);
  });

  test.each(['20.18.1', '20.19.0', '22.0.0', '24.18.0', '26.1.0'])('with Node.js %s nothing is wrong', async (nodeVersion) => {
    await run(SITE, { nodeVersion });
    expect(forge.calls()).toHaveLength(5);
  });

  test.each([
    [[], /--site/],
    [['--site', 'example'], /--site/],
    [['--site', 'example.atlassian.net; rm -rf /'], /--site/],
    [['--site', '--yes'], /site/],
    [[...SITE, '--environment', '--verbose x'], /environment/],
    [[...SITE, '--environment', 'pro duction'], /--environment/],
    [[...SITE, '--profile', 'both'], /--profile must be connect or native/],
    [[...SITE, '--name', ' '], /--name/],
    [[...SITE, '--developer-space-id', 'mine'], /--developer-space-id/],
    [[...SITE, '--app-id', 'mine'], /app id must look like/],
    [[...SITE, '--token', 'secret'], /--token/],
    [[...SITE, '--base-url', 'http://gitlab-app.example.com'], /^--base-url must be https/],
    [[...SITE, '--app-id', 'mine', '--base-url', 'http://gitlab-app.example.com'], /^--base-url must be https.*\nThe app id must look like/],
    [[...SITE, '--base-url', 'https://localhost:3000'], /Forge can't reach/],
  ])('with the arguments %j is told before anything is run', async (args, told) => {
    await expect(run(args)).rejects.toThrow(told);
    expect(forge.calls()).toEqual([]);
    expect(existsSync(join(root, 'forge-app'))).toBe(false);
  });

  test('with a base URL of the settings is told by its name there', async () => {
    await expect(run(SITE, { environment: { AC_LOCAL_BASE_URL: 'http://gitlab-app.example.com' } })).rejects.toThrow(/^AC_LOCAL_BASE_URL must be https/);
  });

  test('without a base URL is told', async () => {
    await expect(run(SITE, { environment: { AC_LOCAL_BASE_URL: '' } })).rejects.toThrow(/base URL is missing/);
  });

  test.each(['not json', '{"appId": 7}', '{"appId": "mine"}'])('with a kept id of %s is told, rather than registering another app', async (text) => {
    writeFileSync(join(root, 'forge-app.json'), text);
    await expect(run()).rejects.toThrow();
    expect(forge.calls()).toEqual([]);
    expect(readFileSync(join(root, 'forge-app.json'), 'utf8')).toBe(text);
  });

  test('with a folder of somebody else\'s is told, and the folder stays as it is', async () => {
    mkdirSync(join(root, 'mine'));
    writeFileSync(join(root, 'mine/thesis.txt'), 'text');
    await expect(run([...SITE, '--out', 'mine'])).rejects.toThrow(/something else/);
    expect(readdirSync(join(root, 'mine'))).toEqual(['thesis.txt']);
    expect(commands()).toEqual(['whoami']);
  });

  test('with the native profile before the build is told before anything is registered', async () => {
    await expect(run([...SITE, '--profile', 'native'])).rejects.toThrow(/npm run build/);
    expect(commands()).toEqual(['whoami']);
  });
});

describe('secrets', () => {
  test('stand in no argument and no file; the CLI has those of its own login from the environment, and none of the server\'s', async () => {
    await run([...SITE, '--yes'], { environment: { ...SECRETS, ENCRYPTION_KEYS_FILE: '/run/secrets/keys' } });
    const written = ['forge-app.json', 'forge-app/manifest.yml', 'forge-app/package.json'].map((path) => readFileSync(join(root, path), 'utf8'));
    const seen = [...commands(), ...said, ...written].join('\n');
    for (const secret of ['client-secret-1', 'gitlab-token-1', 'database-secret', 'redis-secret', 'forge-token-1', 'dana@example.com', SECRETS.ENCRYPTION_KEYS]) expect(seen).not.toContain(secret);
    for (const { env } of forge.calls()) {
      expect(env).toMatchObject({ FORGE_EMAIL: SECRETS.FORGE_EMAIL, FORGE_API_TOKEN: SECRETS.FORGE_API_TOKEN });
      expect(Object.keys(env)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(ENCRYPTION_KEYS|GITLAB_CLIENT_SECRET|GITLAB_TOKEN|DATABASE_URL|REDIS_URL)/)]));
    }
  });

  test('of a .env file are not handed on either', async () => {
    writeFileSync(join(root, '.env'), 'GITLAB_CLIENT_SECRET=client-secret-1\nGITLAB_CLIENT_ID=client-1\nAC_LOCAL_BASE_URL=https://other.example.com\n');
    await run();
    expect(JSON.stringify(forge.calls())).not.toContain('client-secret-1');
    expect(parse(forge.calls().at(-1)?.manifest ?? '')).toMatchObject({ remotes: [{ baseUrl: SERVER }] });
  });
});

describe('a dry run', () => {
  test('prints each command as one types it and runs and writes nothing', async () => {
    await run([...SITE, '--dry-run'], { nodeVersion: '18.0.0' });
    expect(forge.calls()).toEqual([]);
    expect(readdirSync(root)).toEqual([]);
    const lines = said.join('\n').split('\n').map((line) => line.trim());
    expect(lines.filter((line) => line.startsWith('forge '))).toEqual([
      'forge whoami',
      "forge register 'GitLab for Confluence'",
      'forge deploy --environment production',
      'forge install list --json',
      'forge install --environment production --site example.atlassian.net --product Confluence',
    ]);
    expect(said.join('\n')).toContain('forge install --environment production --site example.atlassian.net --product Confluence --upgrade');
  });

  test('prints the commands that would be run', async () => {
    await run([...SITE, '--yes', '--dry-run']);
    const plan = said.join('\n');
    await run([...SITE, '--yes']);
    for (const { args } of forge.calls()) expect(plan.replaceAll("'", '')).toContain(`forge ${args.join(' ')}`);
  });

  test('knows an app that is registered', async () => {
    writeFileSync(join(root, 'forge-app.json'), JSON.stringify({ appId: OTHER_APP_ID }));
    await run([...SITE, '--dry-run', '--profile', 'native']);
    expect(said.join('\n')).not.toContain('forge register');
    expect(said.join('\n')).toContain(`profile native, ${OTHER_APP_ID}, server ${SERVER}`);
  });

  test('needs no Forge CLI', async () => {
    await run([...SITE, '--dry-run'], { environment: { PATH: '/nowhere' } });
    expect(said.join('\n')).toContain('forge deploy');
  });
});
