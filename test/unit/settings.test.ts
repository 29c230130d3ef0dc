import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSettings, SettingsError } from '../../src/settings.js';

const KEY = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const PRODUCTION = { NODE_ENV: 'production', AC_LOCAL_BASE_URL: 'https://app.example.com/', ENCRYPTION_KEYS: KEY };
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadSettings(environment, root);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('serve on SQLite at localhost without anything set, with keys that stay', () => {
    const first = loadSettings({}, root);
    expect(first).toMatchObject({ env: 'development', port: 3000, baseUrl: 'http://localhost:3000', loopback: true, hostWhitelist: ['*.atlassian.net'] });
    expect(first.database).toEqual({ dialect: 'sqlite', path: join(root, 'data/gitlab-for-confluence.sqlite') });
    expect(first.gitlab).toMatchObject({ url: 'https://gitlab.com', unlinkedContent: 'public', ports: [443], clientId: undefined });
    expect(loadSettings({}, root).encryptionKeys).toEqual(first.encryptionKeys);
    expect(statSync(join(root, 'data/encryption-keys')).mode & 0o777).toBe(0o600);
  });

  it('report every problem at once, with the remedy and without secrets', () => {
    const problems = problemsOf({ NODE_ENV: 'staging', PORT: 'x', DATABASE_URL: 'mysql://u:secret@h/d', ENCRYPTION_KEYS: 'k1:secret', GITLAB_URL: 'ftp://x', LOG_LEVEL: 'loud', TRUST_PROXY: '-1' });
    const names = ['NODE_ENV', 'PORT', 'DATABASE_URL', 'ENCRYPTION_KEYS', 'GITLAB_URL', 'LOG_LEVEL', 'TRUST_PROXY'];
    expect(names.filter((name) => !problems.some((problem) => problem.startsWith(name)))).toEqual([]);
    expect(problems.join()).not.toContain('secret');
  });

  it('tell metrics at a port of their own or nowhere', () => {
    expect(loadSettings({ METRICS_PORT: '9464', OTEL_SERVICE_NAME: 'x' }, root)).toMatchObject({ metricsPort: 9464, otel: { OTEL_SERVICE_NAME: 'x' } });
    for (const value of ['', '0']) expect(loadSettings({ METRICS_PORT: value }, root).metricsPort).toBeUndefined();
    for (const same of [{ METRICS_PORT: '3000' }, { PORT: '4000', METRICS_PORT: '4000' }]) expect(problemsOf(same)).toEqual([expect.stringMatching(/^METRICS_PORT is the same as PORT/)]);
    expect(problemsOf({ METRICS_PORT: '70000' })).toEqual([expect.stringMatching(/^METRICS_PORT must be/)]);
  });

  it('make no key file when the start is refused anyway', () => {
    problemsOf({ PORT: 'x' });
    expect(() => readFileSync(join(root, 'data/encryption-keys'))).toThrow();
  });

  it('accept a plain production set-up and strip the trailing slash', () => {
    expect(loadSettings(PRODUCTION, root)).toMatchObject({ baseUrl: 'https://app.example.com', loopback: false, env: 'production' });
    expect(loadSettings({ ...PRODUCTION, AC_LOCAL_BASE_URL: 'https://host/app' }, root).baseUrl).toBe('https://host/app');
  });

  it.each([
    ['production without a base URL', { NODE_ENV: 'production', ENCRYPTION_KEYS: KEY }, 'AC_LOCAL_BASE_URL'],
    ['production without keys', { NODE_ENV: 'production', AC_LOCAL_BASE_URL: 'https://a.example' }, 'ENCRYPTION_KEYS'],
    ['http on a host that is not loopback', { AC_LOCAL_BASE_URL: 'http://app.example.com' }, 'AC_LOCAL_BASE_URL'],
    ['any free port without a base URL', { PORT: '0' }, 'AC_LOCAL_BASE_URL'],
    ['a base URL with a port that is none', { AC_LOCAL_BASE_URL: 'http://localhost:0' }, 'AC_LOCAL_BASE_URL'],
    ['a base URL with a path that would be a pattern', { AC_LOCAL_BASE_URL: 'https://app.example.com/:app' }, 'AC_LOCAL_BASE_URL'],
    ['a base URL with a user', { AC_LOCAL_BASE_URL: 'https://u:p@app.example.com' }, 'AC_LOCAL_BASE_URL'],
    ['AC_OPTS', { AC_OPTS: 'no-auth' }, 'AC_OPTS'],
    ['another product', { AC_PRODUCT: 'bitbucket' }, 'AC_PRODUCT'],
    ['an AC_ variable of nobody', { AC_STORE: 'x' }, 'AC_STORE'],
    ['a key server elsewhere than on loopback', { ...PRODUCTION, CONNECT_KEYS_CDN_URL: 'http://127.0.0.1:1' }, 'CONNECT_KEYS_CDN_URL'],
    ['a bridge of one’s own elsewhere', { ...PRODUCTION, AC_HOST_SCRIPT_URL: 'https://x.example/all.js' }, 'AC_HOST_SCRIPT_URL'],
    ['Forge keys of one’s own elsewhere', { ...PRODUCTION, FORGE_JWKS_URL: 'https://x.example/' }, 'FORGE_JWKS_URL'],
    ['an app id of Forge that is none', { AC_APP_ID: 'gitlab-for-confluence' }, 'AC_APP_ID'],
    ['GitLab over http', { GITLAB_URL: 'http://gitlab.example.com' }, 'GITLAB_URL'],
    ['GitLab on loopback', { GITLAB_URL: 'https://127.0.0.1' }, 'GITLAB_URL'],
    ['GitLab on a private address', { GITLAB_URL: 'https://10.1.2.3' }, 'GITLAB_URL'],
    ['GitLab on an address for documentation', { GITLAB_URL: 'https://192.0.2.1' }, 'GITLAB_URL'],
    ['GitLab on [::1]', { GITLAB_URL: 'https://[::1]' }, 'GITLAB_URL'],
    ['private hosts with a wildcard of sites', { GITLAB_PRIVATE_HOSTS: 'gitlab.internal' }, 'GITLAB_PRIVATE_HOSTS'],
    ['a private host with a wildcard', { GITLAB_PRIVATE_HOSTS: '*', AC_HOST_WHITELIST: 'a.atlassian.net' }, 'GITLAB_PRIVATE_HOSTS'],
    ['a key id that comes twice', { ENCRYPTION_KEYS: `${KEY},${KEY}` }, 'ENCRYPTION_KEYS'],
    ['a secret without its id', { GITLAB_CLIENT_SECRET: 's' }, 'GITLAB_CLIENT_SECRET'],
    ['a secret file that is not there', { GITLAB_CLIENT_ID: 'i', GITLAB_CLIENT_SECRET_FILE: '/nowhere' }, 'GITLAB_CLIENT_SECRET_FILE'],
    ['a grace of less than nothing', { UNINSTALL_GRACE_HOURS: '-1' }, 'UNINSTALL_GRACE_HOURS'],
    ['a grace of more than thirty days', { UNINSTALL_GRACE_HOURS: '721' }, 'UNINSTALL_GRACE_HOURS'],
    ['a grace that is no whole number', { UNINSTALL_GRACE_HOURS: '1.5' }, 'UNINSTALL_GRACE_HOURS'],
    ['a grace in words', { UNINSTALL_GRACE_HOURS: 'a day' }, 'UNINSTALL_GRACE_HOURS'],
    ['an administrator by e-mail address', { ADMIN_ACCOUNT_IDS: 'ada@example.com' }, 'ADMIN_ACCOUNT_IDS'],
    ['everybody as an administrator', { ADMIN_ACCOUNT_IDS: '*' }, 'ADMIN_ACCOUNT_IDS'],
    ['one account id that is none among others', { ADMIN_ACCOUNT_IDS: '712020:0f7e3a52-91d4-4c6b-b8f5-73c1e2a9d084,ada' }, 'ADMIN_ACCOUNT_IDS'],
    ['a whitelist of anything', { AC_HOST_WHITELIST: '*' }, 'AC_HOST_WHITELIST'],
  ])('refuse %s [T30a]', (_what, environment, name) => {
    const problems = problemsOf(environment);
    expect(problems.filter((problem) => problem.startsWith(`${name} `))).toHaveLength(1);
  });

  it('take account ids of all the kinds that Atlassian gives out, and nobody without any', () => {
    const ids = ['712020:0f7e3a52-91d4-4c6b-b8f5-73c1e2a9d084', '557058:f58131cb-b67d-43c7-b30d-6b58d40bd077', '5b10a2844c20165700ede21f', 'qm:1e8c1a7e-5a0e-4d6c-9a1b-2f3c4d5e6f70:12345678-9abc-4def-8012-3456789abcde'];
    expect(loadSettings({ ADMIN_ACCOUNT_IDS: ` ${ids.join(' , ')},` }, root).adminAccountIds).toEqual(ids);
    expect(loadSettings({}, root).adminAccountIds).toEqual([]);
  });

  it('keep nothing of a site that uninstalls, or for as long as they say', () => {
    expect(loadSettings({}, root).uninstallGraceHours).toBe(0);
    expect(loadSettings({ UNINSTALL_GRACE_HOURS: '720' }, root).uninstallGraceHours).toBe(720);
  });

  it('take the app id of a Forge manifest with and without its beginning, and Atlassian’s own keys', () => {
    const appId = 'ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107';
    for (const AC_APP_ID of [appId, appId.slice(-36)]) expect(loadSettings({ AC_APP_ID }, root).forge).toEqual({ appId, jwksUrl: 'https://forge.cdn.prod.atlassian-dev.net/.well-known/jwks.json' });
    expect(loadSettings({}, root).forge.appId).toBeUndefined();
  });

  it('refuse a credentials.json, by which ACE would tunnel or register', () => {
    writeFileSync(join(root, 'credentials.json'), '{}');
    expect(problemsOf({}).join()).toContain('credentials.json');
  });

  it('let a local playground name its own key server and bridge', () => {
    const settings = loadSettings({ AC_LOCAL_BASE_URL: 'http://127.0.0.1:3000', CONNECT_KEYS_CDN_URL: 'http://127.0.0.1:9/keys/', AC_HOST_SCRIPT_URL: 'http://localhost:9/all.js' }, root);
    expect(settings).toMatchObject({ loopback: true, connectKeysUrl: 'http://127.0.0.1:9/keys', hostScriptUrl: 'http://localhost:9/all.js' });
  });

  it('allow a private GitLab that the operator names, and show nothing of it to the unlinked', () => {
    const environment = { GITLAB_URL: 'http://gitlab.internal:8080/git/', GITLAB_PRIVATE_HOSTS: 'gitlab.internal:8080', AC_HOST_WHITELIST: 'a.atlassian.net' };
    expect(loadSettings(environment, root).gitlab).toMatchObject({ url: 'http://gitlab.internal:8080/git', unlinkedContent: 'none' });
    expect(loadSettings({ ...environment, UNLINKED_CONTENT: 'public' }, root).gitlab.unlinkedContent).toBe('public');
  });

  it('read secrets from files and a .env that the environment overrides', () => {
    mkdirSync(join(root, 's'));
    writeFileSync(join(root, 's/secret'), 'from-file\n');
    writeFileSync(join(root, '.env'), 'GITLAB_CLIENT_ID=from-dotenv\nPORT=4000\n');
    const settings = loadSettings({ PORT: '5000', GITLAB_CLIENT_SECRET_FILE: join(root, 's/secret') }, root);
    expect(settings.port).toBe(5000);
    expect(settings.gitlab).toMatchObject({ clientId: 'from-dotenv', clientSecret: 'from-file' });
  });
});
