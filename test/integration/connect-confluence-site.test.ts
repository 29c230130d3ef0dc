import type { ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import atlassianJwt from 'atlassian-jwt';
import { startConfluence, type StandInConfluence } from '../../demo/confluence/confluence.js';
import { defaultSwitches } from '../../demo/confluence/switches.js';
import { createAddon } from '../../src/connect/addon.js';
import type { Tenant } from '../../src/connect/caller.js';
import { createConfluence, type Confluence } from '../../src/connect/confluence.js';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import { createStoreAdapter } from '../../src/connect/store-adapter.js';
import { createLogger } from '../../src/logger.js';
import { tenantOf } from '../support/guarded-app.js';
import { sendJson, startScriptedServer, type ScriptedServer } from '../support/scripted-server.js';
import { testSettings } from '../support/settings.js';
import { startFakeApp, type FakeApp } from './stand-in-confluence-fake-app.js';

/** Every printable character that an account id could hold. */
const ODD_ID = String.fromCharCode(...Array.from({ length: 0x7f - 0x21 }, (_, index) => 0x21 + index));
const person = (key: string, accountId: string, displayName: string) => ({ key, accountId, displayName, about: '', administrator: key === 'ada' });
const DANA = person('dana', '712020:5b1c9f0e-2f0a-4f57', 'Dana Developer');
const TRICKY = ['../../evil', '..', '?x=1', 'a&accountId=b', 'a#b', 'a%2Fb', '%2e%2e%2f', 'a+b', "a'b", '{accountId}', 'a/b', '//evil.example/', 'http://evil.example/', '\\\\evil', '$&', '$1'];

let site: StandInConfluence;
let installer: FakeApp;
let confluence: Confluence;
let tenant: Tenant;
let other: Tenant;
let baseUrl: string;
let lines: string[];

beforeAll(async () => {
  const users = [person('ada', 'admin', 'Ada'), DANA, person('odd', ODD_ID, 'Odd One'), ...TRICKY.map((id, index) => person(`tricky${index}`, id, `Name of ${id}`))];
  site = await startConfluence({ users });
  installer = await startFakeApp();
});
beforeEach(async () => {
  lines = [];
  Object.assign(site.switches, defaultSwitches());
  site.calls.length = 0;
  await install(['READ']);
});
afterAll(async () => {
  await site.close();
  await installer.close();
});

/** The stand-in knows the app by an install with the given scopes; the app knows the tenant without having taken that install itself. */
async function install(scopes: readonly string[]): Promise<void> {
  const settings = testSettings();
  const descriptor = makeDescriptor(settings);
  installer.descriptor = { ...descriptor, baseUrl: installer.baseUrl, scopes, lifecycle: { installed: '/installed', uninstalled: '/uninstalled' } };
  const result = await site.installFromDescriptor(installer.descriptorUrl);
  if (!result.ok) throw new Error(result.problems.join('; '));
  const logger = createLogger('debug', new Writable({ write: (line: Buffer, _encoding, done) => (lines.push(line.toString()), done()) }));
  baseUrl = site.baseUrl;
  tenant = { ...tenantOf(site.installation()).tenant, baseUrl };
  other = { ...tenant, clientKey: 'nobody-knows-me' };
  const findWithSecret = (clientKey: string) =>
    Promise.resolve(clientKey === tenant.clientKey ? { tenant: { ...tenant, baseUrl }, installedAt: 0, sharedSecret: site.installation().sharedSecret } : undefined);
  const addon = createAddon({ settings, logger, descriptor, store: createStoreAdapter({ findWithSecret }, descriptor.key) });
  confluence = createConfluence({ addon, logger });
}

const patience = () => AbortSignal.timeout(20_000);
const nameOf = (accountId: string, signal = patience()) => confluence.userName(tenant, accountId, signal);

describe('the name of a person', () => {
  test.each([
    ['the scope and the permission', ['READ'], true, 'Dana Developer'],
    ['the scope alone', ['READ'], false, undefined],
    ['the permission alone', [], true, undefined],
    ['neither', [], false, undefined],
  ])('is told with %s: %j, %p', async (_, scopes, permitted, name) => {
    await install(scopes);
    site.switches.appUserMayReadUsers = permitted;
    expect(await nameOf(DANA.accountId)).toBe(name);
    expect(site.calls.map(({ status }) => status)).toEqual([name === undefined ? 403 : 200]);
  });

  test('is asked as the app, for the tenant, in a call that is signed for itself alone', async () => {
    await nameOf(DANA.accountId);
    const { url, authorization = '' } = site.calls[0] ?? {};
    expect(url).toBe(`/wiki/rest/api/user?accountId=${encodeURIComponent(DANA.accountId)}`);
    const claims: Record<string, unknown> = atlassianJwt.decodeSymmetric(authorization.replace('JWT ', ''), site.installation().sharedSecret, atlassianJwt.SymmetricAlgorithm.HS256);
    expect(claims).toEqual({ iss: 'gitlab-for-confluence', aud: [tenant.clientKey], iat: expect.any(Number), exp: expect.any(Number), qsh: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test.each([ODD_ID, ...TRICKY])('is found for the account id %j, which stays a value', async (accountId) => {
    expect(await nameOf(accountId)).toBe(accountId === ODD_ID ? 'Odd One' : `Name of ${accountId}`);
    expect(site.calls.map(({ url }) => new URL(url, site.url).pathname)).toEqual(['/wiki/rest/api/user']);
  });

  test.each(['', 'nobody', 'ü', '\n', '\0', '\ud800'])('is not known for the account id %j', async (accountId) => {
    expect(await nameOf(accountId)).toBeUndefined();
  });

  test('is not asked for where the tenant has gone', async () => {
    expect(await confluence.userName(other, DANA.accountId, patience())).toBeUndefined();
    expect(site.calls).toEqual([]);
  });
});

test('what comes instead of a name is not logged, nor is the call', async () => {
  site.switches.answer = { status: 200, body: 'canary-in-the-body' };
  expect(await nameOf(DANA.accountId)).toBeUndefined();
  expect(lines.join('')).toContain('did not tell');
  expect(lines.join('')).not.toContain('canary');
  expect(lines.join('')).not.toContain(site.installation().sharedSecret);
  expect(lines.join('')).not.toMatch(/eyJ/);
});

describe('a strange server at the address of the site makes no name and no fault:', () => {
  let server: ScriptedServer;

  beforeEach(async () => {
    server = await startScriptedServer();
    baseUrl = `${server.url}/wiki`;
  });
  afterEach(() => server.close());

  test('with one byte after the other, for which 3 s are enough also while memory is tidied', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const timers = new Array<NodeJS.Timeout>();
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      timers.push(setInterval(() => response.write(' '), 50));
      // A few times are enough for what nothing holds; each takes long in a process that ran many suites.
      timers.push(...[200, 600, 1_000].map((ms) => setTimeout(collect, ms)));
    });
    const started = performance.now();
    const name = await nameOf(DANA.accountId);
    timers.forEach(clearInterval);
    expect(name).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(6_000);
  });

  test('with a body without end, which is cut off', async () => {
    let sent = 0;
    const closed = new Promise((resolve) => {
      server.answer((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const pour = () => {
          while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, 0x20))) sent += 64 * 1024;
        };
        response.on('drain', pour).on('close', resolve);
        pour();
      });
    });
    const started = performance.now();
    expect(await nameOf(DANA.accountId)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(2_000);
    await closed;
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['headers without end', (response) => void response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end()],
    ['another protocol', (response) => void response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n')],
    ['deep JSON', (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('['.repeat(100_000))],
    ['a redirect that is no address', (response) => void response.writeHead(302, { location: 'http://[::1' }).end()],
    ['names of blanks', (response) => sendJson(response, 200, { displayName: ' ', publicName: '\n' })],
  ])('with %s', async (_, answer) => {
    server.answer((_request, response) => answer(response));
    const started = performance.now();
    expect(await nameOf(DANA.accountId)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test.each<[object, string]>([
    [{ displayName: '', publicName: 'Dana' }, 'Dana'],
    [{ displayName: null, publicName: 'Dana' }, 'Dana'],
    [{ displayName: ' Dana D. ' }, 'Dana D.'],
  ])('but one that hides a name, %j, still tells the other', async (answer, name) => {
    server.answer((_request, response) => sendJson(response, 200, answer));
    expect(await nameOf(DANA.accountId)).toBe(name);
  });
});
