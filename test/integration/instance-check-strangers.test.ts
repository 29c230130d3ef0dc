import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { checkInstance, summary } from '../support/instance-checks.js';
import { sendJson, startScriptedServer, type ScriptedServer, type SeenRequest } from '../support/scripted-server.js';

const TOKEN = 'canary-token-0123456789';
const SECRET = 'canary-secret-0123456789';

let server: ScriptedServer;
let other: ScriptedServer;

beforeAll(async () => {
  [server, other] = [await startScriptedServer(), await startScriptedServer()];
});
afterAll(() => Promise.all([server.close(), other.close()]));
beforeEach(() => other.answer((_request, response) => response.end('reached')));

type Answer = (response: ServerResponse, request: SeenRequest) => void;
type Answers = Readonly<Record<string, Answer>>;

const json = (status: number, body: unknown, headers?: Record<string, string>): Answer => (response) => sendJson(response, status, body, headers);
const html = (status: number, body: string, headers: Record<string, string> = {}): Answer => (response) => response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
const leading = (location: string, status = 302): Answer => (response) => response.writeHead(status, { location }).end();

const API: Answer = json(401, { message: '401 Unauthorized' });
/** What a GitLab answers to a stranger. */
const GITLAB: Answers = {
  '/api/v4/version': API,
  '/api/graphql': json(200, { data: { __typename: 'Query' } }),
  '/api/v4/projects': json(200, []),
  '/api/v4/projects/gitlab-for-confluence%2F-': json(404, { message: '404 Project Not Found' }),
  '/oauth/token': json(400, { error: 'invalid_grant', error_description: 'x' }),
  '/oauth/authorize': leading('/users/sign_in'),
};

/** By the path without the query; what is not among them answers 404. */
function answer(answers: Answers, fallback: Answer = html(404, '<h1>Nothing here</h1>')): void {
  server.answer((request, response) => (answers[request.url.split('?')[0] ?? ''] ?? fallback)(response, request));
}

const everything = (more: object = {}) => ({ baseUrl: server.url, clientId: 'app', clientSecret: SECRET, accessToken: TOKEN, groupUrl: `${server.url}/a/b`, ...more });
const look = (baseUrl = server.url) => summary({ candidate: { baseUrl } });

describe('what is no GitLab', () => {
  test.each<[string, Answers, Answer | undefined, string]>([
    ['a site that has nothing', {}, undefined, 'notGitlab'],
    ['a site that shows its front page everywhere', {}, html(200, '<h1>Welcome</h1>'), 'notGitlab'],
    ['a site that names GitLab in a text', {}, html(200, '<p>We moved from GitLab.</p>'), 'notGitlab'],
    ['an API of another kind', { '/api/v4/version': json(200, { version: '10.4.0' }) }, undefined, 'notGitlab'],
    ['an API that says no to everybody', {}, json(401, { error: 'unauthorized' }), 'signInBefore'],
    ['a proxy that asks for a password', {}, html(401, 'No', { 'www-authenticate': 'Basic realm="x"' }), 'signInBefore'],
    ['a firewall', {}, html(403, 'No'), 'turnedAway'],
    ['a server that has nobody behind it', {}, html(502, 'No'), 'serverFails'],
    ['pages without their API', { '/-/manifest.json': json(200, { name: 'GitLab', start_url: '/' }, { 'x-gitlab-meta': '{}' }) }, undefined, 'apiHidden'],
    ['a sign-in page without its API', { '/users/sign_in': html(200, '<meta content="GitLab" property="og:site_name">') }, undefined, 'apiHidden'],
    ['lists instead of objects', {}, json(401, [[[]]]), 'signInBefore'],
    ['nothing at all', {}, html(200, ''), 'notGitlab'],
  ])('%s', async (_name, answers, fallback, said) => {
    answer(answers, fallback);
    const steps = await checkInstance({ candidate: everything() });
    expect(steps.slice(0, 3).map(({ result, say }) => `${result} ${say}`)).toEqual(['ok checks.addressAllowed', 'ok checks.answers', `problem checks.${said}`]);
    expect(steps.slice(3).map(({ result }) => result)).toEqual(Array.from({ length: 5 }, () => 'skipped'));
    // What is no GitLab learns no secret.
    expect(JSON.stringify(server.seen)).not.toContain('canary');
  });

  test('a server that speaks no HTTP', async () => {
    const talker = createServer((socket) => {
      socket.on('error', () => undefined).write('220 mail.example ESMTP\r\n');
      setTimeout(() => socket.destroy(), 200);
    });
    await new Promise<void>((done) => talker.listen(0, '127.0.0.1', done));
    const { port } = talker.address() as AddressInfo;
    expect(await look(`http://127.0.0.1:${port}`)).toMatchObject({ reachable: 'problem brokeOff' });
    expect(await look(`https://127.0.0.1:${port}`)).toMatchObject({ reachable: 'problem noTls' });
    await new Promise((done) => talker.close(done));
    expect(await look(`https://127.0.0.1:${port}`)).toMatchObject({ reachable: 'problem portClosed' });
  });

  test('a name that nobody has', async () => {
    expect(await summary({ candidate: { baseUrl: 'https://nobody.invalid' }, settings: { privateHosts: ['nobody.invalid'], ports: [443] } })).toMatchObject({ reachable: 'problem nameUnknown' });
  });
});

describe('what is somewhere else', () => {
  test('on the same origin is named', async () => {
    answer({ '/': leading('/git/users/sign_in'), '/git/api/v4/version': API });
    const steps = await checkInstance({ candidate: everything() });
    expect(steps[2]).toMatchObject({ say: 'checks.elsewhere', values: { url: `${server.url}/git` } });
    expect(JSON.stringify(server.seen)).not.toContain('canary');
  });

  test('is not named where it doesn’t answer', async () => {
    answer({ '/': leading('/git/users/sign_in') });
    expect(await look()).toMatchObject({ gitlab: 'problem notGitlab' });
  });

  test('is not looked for without end', async () => {
    answer({}, (response, request) => leading(`${request.url.slice(0, 50)}/x`)(response, request));
    expect(await look(`${server.url}/a/b/c/d/e/f/g/h`)).toMatchObject({ gitlab: 'problem notGitlab' });
    expect(server.seen.length).toBeLessThan(10);
  });
});

describe('redirects', () => {
  const targets = (): [string, string][] => [
    ['another port', `${other.url}/api/v4/version`],
    ['another host', `http://localhost:${other.port}/`],
    ['another scheme', `https://127.0.0.1:${server.port}/`],
    ['no scheme', `//127.0.0.1:${other.port}/`],
    ['somebody in front', `http://x@127.0.0.1:${other.port}/`],
    ['nowhere', 'http://['],
    ['metadata', 'http://169.254.169.254/latest/meta-data/'],
  ];

  test.each([301, 302, 303, 307, 308])('by %d are followed nowhere, whatever answers so [T15a]', async (status) => {
    for (const [, location] of targets()) {
      answer({}, leading(location, status));
      const steps = await checkInstance({ candidate: everything() });
      expect(steps[2]?.result).toBe('problem');
      answer({ '/api/v4/version': API }, leading(location, status));
      const later = await checkInstance({ candidate: everything() });
      expect(later.slice(2).filter(({ result }) => result === 'ok').map(({ id }) => id)).toEqual(['gitlab']);
    }
    expect(other.seen).toEqual([]);
  });

  test('elsewhere are told by their origin alone', async () => {
    answer({}, leading('https://sso.example/sign-in?secret=x#y'));
    expect((await checkInstance({ candidate: everything() }))[2]).toMatchObject({ say: 'checks.leadsElsewhere', values: { url: 'https://sso.example' } });
  });
});

describe('hostile answers', () => {
  const mebibyte = Buffer.alloc(1024 * 1024, ' ');
  const bomb = gzipSync(Buffer.alloc(200 * mebibyte.length));
  const hostile: readonly (readonly [string, Answer])[] = [
    ['a gibibyte', (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(1024 * mebibyte.length) });
      const push = (): void => {
        while (!response.destroyed && response.write(mebibyte)) continue;
        response.once('drain', push);
      };
      push();
    }],
    ['a gzip bomb', (response) => response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb)],
    ['depth', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('['.repeat(100_000) + ']'.repeat(100_000))],
    ['deep objects', (response) => response.writeHead(401, { 'content-type': 'application/json' }).end(`${'{"message":'.repeat(50_000)}1${'}'.repeat(50_000)}`)],
    ['other types', json(200, { version: {}, revision: [], data: { __typename: 7 }, message: null, error: [[]], id: '1' })],
    ['a list of anything', json(200, [null, { id: 'x', path_with_namespace: 7 }])],
    ['names of prototypes', json(200, JSON.parse('{"__proto__":{"version":"18.0","revision":"x"},"constructor":{"name":"x"}}'))],
    ['long words', json(401, { message: '4'.repeat(900_000) })],
    ['headers without end', (response) => response.writeHead(200, { 'x-long': 'a'.repeat(64 * 1024) }).end()],
    ['half an answer', (response) => response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy())],
    ['a drip', (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    }],
    ['itself, for ever', (response, request) => leading(request.url)(response, request)],
  ];

  test.each(hostile)('of %s end the check in time', async (_name, fault) => {
    const limits = { each: 400, all: 1_500 };
    const before = process.memoryUsage().rss;
    for (const answers of [{}, GITLAB, { '/api/v4/version': API }]) {
      answer(answers, fault);
      const started = performance.now();
      await checkInstance({ candidate: everything(), limits });
      expect(performance.now() - started).toBeLessThan(2_500);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * mebibyte.length);
  });

  test('of whatever kind don’t pass for a GitLab', async () => {
    for (const [, fault] of hostile) {
      answer({}, fault);
      const steps = await checkInstance({ candidate: everything(), limits: { each: 400, all: 1_500 } });
      expect(steps.slice(2).map(({ result }) => result)).not.toContain('ok');
    }
  });
});

describe('a GitLab', () => {
  const step = async (id: string, answers: Answers, more: object = {}) => {
    answer({ ...GITLAB, ...answers });
    return (await summary({ candidate: everything(more) }))[id];
  };

  test.each([
    [json(200, { version: '18.5.1-ee', revision: 'x' }), 'ok versionFits'],
    [json(200, { version: '16.0.0', revision: 'x' }), 'ok versionFits'],
    [json(200, { version: '20.1.0', revision: 'x' }), 'ok versionNew'],
    [json(200, { version: '15.11.13', revision: 'x' }), 'problem versionOld'],
    [json(200, { version: 'nightly', revision: 'x' }), 'unknown versionUntold'],
    [API, 'unknown tokenRefused'],
    [html(404, 'No'), 'unknown tokenRefused'],
  ])('tells its version or doesn’t (%#)', async (metadata, expected) => {
    expect(await step('version', { '/api/v4/metadata': metadata })).toBe(expected);
  });

  test.each([
    [html(403, 'No'), 'problem graphqlHidden'],
    [html(200, 'Welcome'), 'problem graphqlHidden'],
    [json(200, { errors: [{ message: 'x' }] }), 'problem graphqlHidden'],
    [json(429, {}), 'unknown limited'],
  ])('without GraphQL, or limiting it (%#)', async (graphql, expected) => {
    expect(await step('graphql', { '/api/graphql': graphql })).toBe(expected);
  });

  test.each([
    [html(200, '<p>The redirect URI included is not valid.</p>'), 'problem redirectRefused'],
    [html(200, '<p>The requested redirect uri is malformed or doesn&#39;t match client redirect URI.</p>'), 'problem redirectRefused'],
    [html(200, '<p>The requested scope is invalid, unknown, or malformed.</p>'), 'problem scopeRefused'],
    [html(500, 'No'), 'ok applicationKnown'],
  ])('whose authorization page says what is wrong (%#)', async (page, expected) => {
    expect(await step('application', { '/oauth/authorize': page })).toBe(expected);
  });

  test.each([
    [html(404, 'No'), 'problem slashesLost'],
    [html(400, 'No'), 'problem slashesLost'],
    [json(404, { error: '404 Not Found' }), 'problem slashesLost'],
    [json(500, {}), 'unknown slashesUntold'],
    [leading('/'), 'unknown slashesUntold'],
  ])('before which something changes paths (%#)', async (project, expected) => {
    expect(await step('files', { '/api/v4/projects/gitlab-for-confluence%2F-': project })).toBe(expected);
  });

  test.each([
    [json(404, { message: '404 Group Not Found' }), {}, 'unknown groupHidden'],
    [json(403, { message: '403 Forbidden' }), {}, 'problem groupForbidden'],
    [json(403, { error: 'insufficient_scope' }), {}, 'problem groupScope'],
    [html(403, 'Blocked'), {}, 'problem turnedAway'],
    [json(404, { message: '404 Group Not Found' }), { accessToken: undefined }, 'unknown groupUntold'],
    [json(200, { id: 5 }), { accessToken: undefined }, 'ok groupPublic'],
  ])('with a group behind something (%#)', async (group, more, expected) => {
    expect(await step('group', { '/api/v4/groups/a%2Fb': group }, more)).toBe(expected);
  });

  test('with a group that is signed in to by SAML', async () => {
    answer({ ...GITLAB, '/api/v4/groups/a%2Fb': json(404, { message: '404 Group Not Found' }), '/groups/a/-/saml/sso': html(200, '<h1>SAML SSO for a</h1>') });
    const group = (await checkInstance({ candidate: everything() })).at(-1);
    expect(group?.advice.map(({ say }) => say)).toContain('checks.adviseSaml');
  });
});
