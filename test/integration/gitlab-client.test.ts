import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { GitLabError } from '../../src/gitlab/errors.js';
import { createGitLab, type GitLab } from '../../src/gitlab/gitlab.js';
import type { Reference } from '../../src/gitlab/references/reference.js';
import { createLogger } from '../../src/logger.js';
import { sendJson, startScriptedServer, type ScriptedServer, type SeenRequest } from '../support/scripted-server.js';
import { testSettings } from '../support/settings.js';

const TOKEN = 'canary-token-0123456789';
const PROJECT = {
  ...{ fullPath: 'acme/web', name: 'Web', nameWithNamespace: 'Acme / Web', webUrl: null, descriptionHtml: null, visibility: 'public', archived: false },
  ...{ topics: [], starCount: 0, forksCount: 0, openIssuesCount: 0, openMergeRequestsCount: 0, lastActivityAt: null, repository: null },
};
const SHOWN = { data: { project: PROJECT } };

let server: ScriptedServer;
let other: ScriptedServer;
let gitlab: GitLab;
let now: number;
let log: string;

beforeAll(async () => {
  [server, other] = [await startScriptedServer(), await startScriptedServer()];
});
afterAll(() => Promise.all([server.close(), other.close()]));
beforeEach(() => {
  [now, log] = [Date.parse('2026-05-01T00:00:00Z'), ''];
  const sink = new Writable({ write: (chunk, _encoding, done) => (log += String(chunk), done()) });
  const settings = testSettings({ gitlab: { url: `${server.url}/gitlab`, privateHosts: ['127.0.0.1'] } });
  gitlab = createGitLab({ settings, logger: createLogger('trace', sink), clock: () => now });
  other.answer((_request, response) => response.end());
});
afterEach(() => gitlab.close());

const project = (fullPath = 'acme/web'): Reference => ({ kind: 'project', instance: 'default', fullPath });
const load = (token: string | undefined = TOKEN, reference = project()) => gitlab.load(gitlab.preset, reference, token, new AbortController().signal);
const issue = (iid = 1): Reference => ({ kind: 'issue', instance: 'default', fullPath: 'acme/web', iid });
const failure = (token?: string, reference?: Reference) => load(token, reference).then(() => undefined, (error: GitLabError) => error);
const loadAsNobody = () => gitlab.load(gitlab.preset, project(), undefined, new AbortController().signal);
const isGraphQL = ({ url }: SeenRequest) => url === '/gitlab/api/graphql';

test('a thing is asked for below the base path, with the token in its header alone', async () => {
  server.answer((_request, response) => sendJson(response, 200, SHOWN));
  expect(await load()).toMatchObject({ kind: 'project', fullPath: 'acme/web', webUrl: `${server.url}/gitlab/acme/web` });
  expect(server.seen).toHaveLength(1);
  expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/gitlab/api/graphql', headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' } });
  expect(server.seen[0]?.body).not.toContain(TOKEN);
});

test('without a token none is sent', async () => {
  server.answer((_request, response) => sendJson(response, 200, SHOWN));
  await loadAsNobody();
  expect(server.seen[0]?.headers).not.toHaveProperty('authorization');
});

test('an instance that is not there has nothing', async () => {
  await expect(load(TOKEN, { ...project(), instance: 'gone' })).rejects.toMatchObject({ failure: 'not-found' });
});

describe('refusals', () => {
  const json = { 'content-type': 'application/json' };
  const html = { 'content-type': 'text/html' };
  test.each<[number, Record<string, string>, string, string]>([
    [401, json, '{"errors":[{"message":"Invalid token"}]}', 'unauthorized'],
    [403, json, '{"errors":[{"message":"API not accessible for user"}]}', 'forbidden'],
    [403, html, '<html>Attention required</html>', 'unavailable'],
    [403, {}, '', 'unavailable'],
    [404, json, '{"message":"404 Not Found"}', 'not-found'],
    [422, json, '{"errors":[{"message":"Unexpected end of document"}]}', 'unavailable'],
    [429, { 'content-type': 'text/plain' }, 'Retry later', 'limited'],
    [500, json, '{}', 'unavailable'],
    [502, html, '<html>', 'unavailable'],
    [503, json, '{"errors":[{"message":"Request timed out."}]}', 'unavailable'],
    [520, html, '<html>', 'unavailable'],
    [200, html, '<html>Sign in</html>', 'unavailable'],
    [200, json, '{"data":', 'unavailable'],
    [200, json, '', 'unavailable'],
    [200, json, 'null', 'unavailable'],
    [200, json, '[]', 'unavailable'],
    [200, json, '{}', 'unavailable'],
    [200, json, '{"data":null}', 'unavailable'],
    [200, json, '{"data":{"project":5}}', 'unavailable'],
    [200, json, '{"data":{"project":{"fullPath":{}}}}', 'unavailable'],
    [200, json, '{"data":null,"errors":[{"message":"Query has complexity of 300"}]}', 'unavailable'],
    [200, json, '{"errors":"all of them"}', 'unavailable'],
    [200, json, '{"data":{"project":null},"errors":[{"message":"The resource that you are attempting to access does not exist or you don\'t have permission"}]}', 'not-found'],
    [200, json, `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'unavailable'],
    [204, json, '', 'unavailable'],
  ])('%d with %j (case %#)', async (status, headers, body, expected) => {
    server.answer((_request, response) => response.writeHead(status, headers).end(body));
    expect((await failure())?.failure).toBe(expected);
    expect(log).not.toContain(TOKEN);
  });

  test('a sign-in asked of someone without a token means that there is nothing for them', async () => {
    server.answer((_request, response) => sendJson(response, 401, { message: '401 Unauthorized' }));
    await expect(loadAsNobody()).rejects.toMatchObject({ failure: 'not-found' });
  });

  test('a server that is gone is unavailable', async () => {
    const gone = await startScriptedServer();
    await gone.close();
    const settings = testSettings({ gitlab: { url: gone.url, privateHosts: ['127.0.0.1'] } });
    const nowhere = createGitLab({ settings, logger: createLogger('silent') });
    await expect(nowhere.load(nowhere.preset, project(), TOKEN, new AbortController().signal)).rejects.toMatchObject({ failure: 'unavailable' });
    await nowhere.close();
  });

  test('a caller who stops waiting finds it unavailable', async () => {
    server.answer(() => {});
    await expect(gitlab.load(gitlab.preset, project(), TOKEN, AbortSignal.timeout(100))).rejects.toMatchObject({ failure: 'unavailable' });
  });
});

describe('limits', () => {
  const limit = (headers: Record<string, string>) => server.answer((_request, response) => response.writeHead(429, { 'content-type': 'text/plain', ...headers }).end('Retry later'));

  test('after Retry-After nobody with that token asks before the time [T25a]', async () => {
    limit({ 'retry-after': '60' });
    expect(await failure()).toMatchObject({ failure: 'limited', retryAt: now + 60_000 });
    now += 59_999;
    expect(await failure()).toMatchObject({ failure: 'limited', retryAt: now + 1 });
    expect(server.seen).toHaveLength(1);
    server.answer((_request, response) => sendJson(response, 200, SHOWN));
    now += 1;
    expect(await load()).toMatchObject({ kind: 'project' });
  });

  test('others go on asking', async () => {
    limit({ 'retry-after': '60' });
    await failure();
    server.answer((_request, response) => sendJson(response, 200, SHOWN));
    expect(await load('another-token')).toMatchObject({ kind: 'project' });
    expect(await loadAsNobody()).toMatchObject({ kind: 'project' });
  });

  test.each<[Record<string, string>, number]>([
    [{ 'retry-after': '0' }, 1_000],
    [{ 'retry-after': '999999999' }, 900_000],
    [{ 'retry-after': 'Fri, 01 May 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'soon' }, 60_000],
    [{ 'retry-after': '-5' }, 60_000],
    [{ 'ratelimit-reset': String(Date.parse('2026-05-01T00:00:20Z') / 1000) }, 20_000],
    [{}, 60_000],
  ])('%j is a wait of %d ms [T25a]', async (headers, wait) => {
    limit(headers);
    expect(await failure()).toMatchObject({ failure: 'limited', retryAt: now + wait });
  });

  test('a limit without a time is one feature’s own, and stops nothing else', async () => {
    limit({});
    await failure();
    server.answer((_request, response) => sendJson(response, 200, SHOWN));
    expect(await load()).toMatchObject({ kind: 'project' });
  });

  test('503 with Retry-After says when, and stops nothing', async () => {
    server.answer((_request, response) => sendJson(response, 503, {}, { 'retry-after': '5' }));
    expect(await failure()).toMatchObject({ failure: 'unavailable', retryAt: now + 5_000 });
    expect(await failure()).toMatchObject({ failure: 'unavailable' });
    expect(server.seen).toHaveLength(2);
  });
});

describe('redirects', () => {
  test.each([301, 302, 307, 308])('GraphQL follows none (%d) [T15a]', async (status) => {
    server.answer((_request, response) => response.writeHead(status, { location: `${server.url}/gitlab/api/graphql2` }).end());
    expect((await failure())?.failure).toBe('unavailable');
    expect(server.seen).toHaveLength(1);
  });

  const renamed = (location: string, json: unknown = { id: 3, path_with_namespace: 'acme/site' }) =>
    server.answer((request, response) => {
      if (isGraphQL(request)) return sendJson(response, 200, request.body.includes('acme/site') ? { data: { project: { ...PROJECT, fullPath: 'acme/site' } } } : { data: { project: null } });
      if (request.url === '/gitlab/api/v4/projects/acme%2Fweb') return void response.writeHead(301, { location, 'content-type': 'text/plain' }).end('moved');
      return sendJson(response, 200, json);
    });

  test.each(['http://HOST/gitlab/api/v4/projects/3', '/gitlab/api/v4/projects/3'])('a renamed project is followed within its instance, token and all: %s', async (location) => {
    renamed(location.replace('HOST', `127.0.0.1:${server.port}`));
    expect(await load()).toMatchObject({ kind: 'project', fullPath: 'acme/site' });
    expect(server.seen.map(({ url }) => url)).toEqual(['/gitlab/api/graphql', '/gitlab/api/v4/projects/acme%2Fweb', '/gitlab/api/v4/projects/3', '/gitlab/api/graphql']);
    expect(server.seen.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)).toBe(true);
  });

  test.each(['http://OTHER/gitlab/api/v4/projects/3', 'https://OTHER/api/v4/projects/3', 'http://HOST/api/v4/projects/3', 'http://user:x@HOST/gitlab/api/v4/projects/3'])('one that GitLab sends to another address of its own is followed by its number where we know it: %s', async (location) => {
    renamed(location.replace('OTHER', `127.0.0.1:${other.port}`).replace('HOST', `127.0.0.1:${server.port}`));
    expect(await load()).toMatchObject({ kind: 'project', fullPath: 'acme/site' });
    expect(server.seen.map(({ url }) => url)).toEqual(['/gitlab/api/graphql', '/gitlab/api/v4/projects/acme%2Fweb', '/gitlab/api/v4/projects/3', '/gitlab/api/graphql']);
    expect(other.seen).toEqual([]);
  });

  test.each(['//OTHER/x', 'http://OTHER/api/v4/projects/acme%2Fsite', 'http://OTHER/api/v4/projects/3/../../user', 'http://OTHER/api/v4/projects/3%2F..%2F..%2Fuser', 'http://OTHER/api/v4/user', 'http://HOST/gitlab/users/sign_in', 'http://HOST/gitlab/api/v4/../../../x'])(
    'nothing is followed to %s, and no token goes there [T15a]',
    async (location) => {
      renamed(location.replace('OTHER', `127.0.0.1:${other.port}`).replace('HOST', `127.0.0.1:${server.port}`));
      expect(await failure()).toMatchObject({ failure: 'unavailable' });
      expect(other.seen).toEqual([]);
      expect(server.seen.map(({ url }) => url)).toEqual(['/gitlab/api/graphql', '/gitlab/api/v4/projects/acme%2Fweb']);
    },
  );

  test('a second redirect is not followed [T15a]', async () => {
    server.answer((request, response) => (isGraphQL(request) ? sendJson(response, 200, { data: { project: null, group: null } }) : void response.writeHead(301, { location: '/gitlab/api/v4/projects/3' }).end()));
    expect((await failure())?.failure).toBe('unavailable');
    expect(server.seen).toHaveLength(3);
  });

  test('a project that is hidden is looked for once, and not found', async () => {
    server.answer((request, response) => (isGraphQL(request) ? sendJson(response, 200, { data: { project: null, group: null } }) : sendJson(response, 404, { message: '404 Project Not Found' })));
    expect((await failure(TOKEN, issue()))?.failure).toBe('not-found');
    expect(server.seen).toHaveLength(2);
    expect((await failure(TOKEN, issue(2)))?.failure).toBe('not-found');
    expect(server.seen).toHaveLength(3);
  });

  test('a project that REST shows under the same name is not asked for twice', async () => {
    server.answer((request, response) => sendJson(response, 200, isGraphQL(request) ? { data: { project: null, group: null } } : { path_with_namespace: 'acme/web' }));
    expect((await failure(TOKEN, issue()))?.failure).toBe('not-found');
    expect(server.seen).toHaveLength(2);
  });
});
