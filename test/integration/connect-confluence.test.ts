import { createSecretKey } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { queryHash } from '../../demo/confluence/query-hash.js';
import { createAddon } from '../../src/connect/addon.js';
import type { Tenant } from '../../src/connect/caller.js';
import { createConfluence, type Confluence } from '../../src/connect/confluence.js';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import { createStoreAdapter } from '../../src/connect/store-adapter.js';
import { createLogger } from '../../src/logger.js';
import { sendJson, startScriptedServer, type ScriptedServer } from '../support/scripted-server.js';
import { testSettings } from '../support/settings.js';

const SECRET = 'canary-shared-secret-of-32-letters-at-least';
const soon = () => AbortSignal.timeout(10_000);

describe('a person’s name', () => {
  let server: ScriptedServer;
  let elsewhere: ScriptedServer;
  let confluence: Confluence;
  let tenant: Tenant;
  let installed: boolean;
  const lines: string[] = [];

  beforeAll(async () => {
    server = await startScriptedServer();
    elsewhere = await startScriptedServer();
    tenant = { clientKey: 'tenant-1', baseUrl: `${server.url}/wiki`, displayUrl: undefined, epoch: 1 };
    const settings = testSettings();
    const logger = createLogger('debug', new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()) }));
    const descriptor = makeDescriptor(settings);
    const findWithSecret = () => Promise.resolve(installed ? { tenant, installedAt: 0, sharedSecret: SECRET } : undefined);
    const addon = createAddon({ settings, logger, descriptor, store: createStoreAdapter({ findWithSecret }, descriptor.key) });
    confluence = createConfluence({ addon, logger });
  });
  beforeEach(() => {
    installed = true;
    elsewhere.answer((_request, response) => sendJson(response, 200, { displayName: 'Stolen' }));
    server.answer((_request, response) => sendJson(response, 200, { accountId: 'a:1', displayName: 'Alice Admin', publicName: 'alice' }));
  });
  afterAll(async () => {
    await server.close();
    await elsewhere.close();
  });

  const nameOf = (accountId = 'a:1', signal = soon()) => confluence.userName(tenant, accountId, signal);

  it('is read below the site’s base URL, signed as the app for this one call', async () => {
    expect(await nameOf()).toBe('Alice Admin');
    const [request] = server.seen;
    expect(request).toMatchObject({ method: 'GET', url: '/wiki/rest/api/user?accountId=a%3A1', body: '' });
    const token = /^JWT (.+)$/.exec(request?.headers.authorization ?? '')?.[1] ?? '';
    const claims = jwt.verify(token, createSecretKey(SECRET, 'utf8'), { algorithms: ['HS256'], issuer: 'gitlab-for-confluence', audience: 'tenant-1' });
    expect(claims).toMatchObject({ qsh: queryHash('GET', `${server.url}/wiki${request?.url.slice('/wiki'.length)}`, '/wiki') });
    const { iat = 0, exp = 0, sub } = claims as jwt.JwtPayload;
    expect({ life: exp - iat, sub }).toEqual({ life: 180, sub: undefined });
  });

  it.each(['../../../admin', 'x?admin=1', 'x#y', 'x&accountId=other', '%2e%2e%2f', 'ä ☂ /', '{accountId}'])('of the account %j stays one parameter', async (accountId) => {
    await nameOf(accountId);
    const url = new URL(server.seen[0]?.url ?? '', server.url);
    expect([url.pathname, [...url.searchParams]]).toEqual(['/wiki/rest/api/user', [['accountId', accountId]]]);
  });

  it('is the public one where there is no other', async () => {
    server.answer((_request, response) => sendJson(response, 200, { publicName: 'alice' }));
    expect(await nameOf()).toBe('alice');
  });

  it.each<[string, Parameters<ScriptedServer['answer']>[0]]>([
    ['401', (_request, response) => sendJson(response, 401, { displayName: 'x' })],
    ['403', (_request, response) => sendJson(response, 403, { displayName: 'x' })],
    ['404', (_request, response) => sendJson(response, 404, {})],
    ['429', (_request, response) => sendJson(response, 429, {}, { 'retry-after': '1' })],
    ['500', (_request, response) => sendJson(response, 500, { displayName: 'x' })],
    ['204', (_request, response) => response.writeHead(204).end()],
    ['an empty 200', (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end()],
    ['HTML', (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('{"displayName":"x"}')],
    ['no type', (_request, response) => response.writeHead(200).end('{"displayName":"x"}')],
    ['half of a JSON', (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"displayName":')],
    ['a list', (_request, response) => sendJson(response, 200, ['x'])],
    ['null', (_request, response) => sendJson(response, 200, null)],
    ['no name', (_request, response) => sendJson(response, 200, { accountId: 'a:1' })],
    ['an empty name', (_request, response) => sendJson(response, 200, { displayName: '' })],
    ['a name that is no text', (_request, response) => sendJson(response, 200, { displayName: { a: 1 } })],
    ['a very long name', (_request, response) => sendJson(response, 200, { displayName: 'x'.repeat(600) })],
    ['a megabyte', (_request, response) => sendJson(response, 200, { displayName: 'x', more: 'x'.repeat(1024 * 1024) })],
    ['a closed socket', (_request, response) => response.destroy()],
    ['half of an answer', (_request, response) => response.writeHead(200, { 'content-type': 'application/json', 'content-length': '999' }).write('{', () => response.destroy())],
  ])('is not known when Confluence answers with %s', async (_name, answer) => {
    server.answer(answer);
    const started = performance.now();
    expect(await nameOf()).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it.each([301, 302, 307, 308])('is not looked for where a %i points [T15b]', async (status) => {
    for (const location of [`${elsewhere.url}/wiki/rest/api/user`, '/wiki/other', '//127.0.0.1/x']) {
      server.answer((_request, response) => response.writeHead(status, { location }).end());
      expect(await nameOf()).toBeUndefined();
      expect(server.seen).toHaveLength(1);
    }
    expect(elsewhere.seen).toHaveLength(0);
  });

  it('is waited for 3 s and no longer, whether Confluence is silent or drips', async () => {
    const dripping: NodeJS.Timeout[] = [];
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      dripping.push(setInterval(() => response.write(' '), 50));
    });
    const started = performance.now();
    expect(await nameOf()).toBeUndefined();
    dripping.forEach(clearInterval);
    server.answer(() => undefined);
    expect(await nameOf()).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  it('is not waited for any longer than the caller wants', async () => {
    server.answer(() => undefined);
    const started = performance.now();
    expect(await nameOf('a:1', AbortSignal.timeout(100))).toBeUndefined();
    expect(await nameOf('a:1', AbortSignal.abort())).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('is not known of a tenant that is gone, or whose site does not answer', async () => {
    installed = false;
    expect(await nameOf()).toBeUndefined();
    expect(server.seen).toHaveLength(0);
    installed = true;
    const site = tenant;
    tenant = { ...site, baseUrl: 'http://127.0.0.1:9/wiki' };
    expect(await nameOf()).toBeUndefined();
    tenant = site;
  });

  it('leaves no token, secret or name in the log', () => {
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.join('')).not.toMatch(/canary|eyJ|JWT |Alice|Stolen/);
  });
});
