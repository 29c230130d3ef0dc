import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultSwitches as confluenceSwitches } from '../../demo/confluence/switches.js';
import { createSwitches } from '../../demo/gitlab/switches.js';
import { startGitLab } from '../../demo/gitlab/server.js';
import { ASSUMPTIONS, type AssumptionId } from '../../src/assumptions/registry.js';
import { askPerson } from '../../src/live-check/questions.js';
import { printable, runChecks, type Running } from '../../src/live-check/run.js';
import { openTargets } from '../../src/live-check/targets.js';
import type { Wanted } from '../../src/live-check/arguments.js';
import type { Verdict } from '../../src/live-check/verdict.js';
import type { Settings } from '../../src/settings.js';
import { closeAfterEach } from '../support/closing.js';
import { testSettings } from '../support/settings.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { asOperator } from '../support/rows.js';

type Verdicts = Partial<Record<AssumptionId, Verdict>>;

const NOTHING: Omit<Wanted, 'interactive' | 'list'> = { site: undefined, gitlab: undefined, project: undefined, page: undefined, account: undefined };
const later = closeAfterEach();

interface Trial {
  readonly settings: Settings;
  readonly wanted: Partial<Wanted>;
  readonly token?: string;
  readonly signal?: AbortSignal;
  readonly answer?: Running['answer'];
  readonly onKept?: (id: AssumptionId) => void;
}

async function tryAll({ settings, wanted, token, signal = new AbortController().signal, answer, onKept }: Trial): Promise<{ verdicts: Verdicts; said: string; counts: Record<string, number> }> {
  const { targets, close } = await openTargets({ settings, wanted: { ...NOTHING, ...wanted }, token, signal });
  const verdicts: Verdicts = {};
  const lines: string[] = [];
  const keep: Running['keep'] = (_target, id, verdict) => {
    verdicts[id] = verdict;
    onKept?.(id);
  };
  try {
    const counts = await runChecks({ targets, answer, keep, say: (line) => void lines.push(line), signal });
    return { verdicts, said: lines.join('\n'), counts };
  } finally {
    await close();
  }
}

const settingsFor = (url: string) => testSettings({ gitlab: { url, privateHosts: [new URL(url).host] } });
const resultsOf = (verdicts: Verdicts) => Object.fromEntries(Object.entries(verdicts).map(([id, { result }]) => [id, result]));

describe('what calls can tell of a GitLab', () => {
  let gitlab: Awaited<ReturnType<typeof startGitLab>>;
  beforeAll(async () => {
    gitlab = await startGitLab();
  });
  beforeEach(() => {
    Object.assign(gitlab.switches, createSwitches());
    gitlab.calls.length = 0;
  });
  afterAll(() => gitlab.close());

  const check = (trial: Partial<Trial> = {}) => tryAll({ settings: settingsFor(gitlab.url), ...trial, wanted: { gitlab: gitlab.url, ...trial.wanted } });

  test('holds for the stand-in, where a token is given, without which little stays untried', async () => {
    const { verdicts, said } = await check({ token: gitlab.issueToken('alice').accessToken });
    const untold = ['gitlab-paths-with-root', 'gitlab-renamed-projects', 'gitlab-link-lasts', 'gitlab-uploads-by-api', 'gitlab-markup-classes'];
    expect(resultsOf(verdicts)).toEqual(Object.fromEntries(ASSUMPTIONS.filter(({ about }) => about === 'gitlab').map(({ id }) => [id, untold.includes(id) ? 'untried' : 'held'])));
    expect(said).toContain('held          gitlab-kinds-by-graphql');
    const without = await check();
    expect(Object.entries(resultsOf(without.verdicts)).filter(([id, result]) => result === 'untried' && !untold.includes(id)).map(([id]) => id)).toEqual(['gitlab-known-version']);
    expect(without.verdicts['gitlab-known-version']?.detail).toContain('GITLAB_TOKEN');
  });

  test('tells nobody of the token, and sends it to nothing but the API', async () => {
    const { accessToken } = gitlab.issueToken('alice');
    const { verdicts, said } = await check({ token: accessToken });
    expect(JSON.stringify(verdicts) + said).not.toContain(accessToken);
    const others = gitlab.calls.filter(({ path }) => !path.startsWith('/api/'));
    expect(others.map(({ path }) => path)).toEqual(expect.arrayContaining(['/users/sign_in', '/.well-known/openid-configuration']));
    expect(others.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
    expect(gitlab.calls.some(({ path, authorization }) => path.startsWith('/api/') && authorization !== undefined)).toBe(true);
  });

  test('takes the project that is named', async () => {
    const { verdicts } = await check({ wanted: { project: 'harbourlight/tideboard' } });
    expect(verdicts['gitlab-encoded-slashes']?.detail).toContain('harbourlight/tideboard');
    const none = await check({ wanted: { project: 'no/such' } });
    expect(none.verdicts['gitlab-encoded-slashes']).toMatchObject({ result: 'untried', detail: expect.stringContaining('--project') });
  });

  test('fails where its pages cut the opener off', async () => {
    gitlab.switches.coop = true;
    const { verdicts, said } = await check();
    expect(verdicts['gitlab-keeps-opener']).toEqual({ result: 'failed', detail: '/users/sign_in sends same-origin' });
    expect(said).toContain('DID NOT HOLD  gitlab-keeps-opener');
    expect(said).toContain('What happens instead: The frame learns');
  });

  test.each([
    ['answers 500', { status500: true, reach: 'api' }],
    ['limits us', { status429: { retryAfterSeconds: 60 }, reach: 'api' }],
  ] as const)('is not known where GitLab %s: nothing of the API fails then', async (_name, switches) => {
    Object.assign(gitlab.switches, switches);
    const { verdicts, counts } = await check();
    expect(counts['failed']).toBe(0);
    expect(verdicts['gitlab-anonymous-api']?.result).toBe('untried');
    expect(verdicts['gitlab-kinds-by-graphql']?.result).toBe('untried');
    expect(verdicts['gitlab-complexity-as-estimated']?.result).toBe('untried');
  });

  test('ends at once where it is interrupted, and what was found until then is kept', async () => {
    const ending = new AbortController();
    const kept: string[] = [];
    const onKept = (id: string) => {
      kept.push(id);
      if (kept.length === 1) {
        gitlab.switches.hang = true;
        setImmediate(() => ending.abort());
      }
    };
    const { counts } = await check({ signal: ending.signal, onKept });
    expect(kept).toEqual(['gitlab-anonymous-api']);
    expect(counts).toEqual({ held: 1, failed: 0, untried: 0 });
  });
});

describe('what calls can tell of another GitLab', () => {
  test('below a path', async () => {
    const gitlab = await startGitLab({ relativeRoot: '/gitlab' });
    later(gitlab.close);
    const { verdicts } = await tryAll({ settings: settingsFor(gitlab.url), wanted: { gitlab: gitlab.url } });
    expect(verdicts['gitlab-paths-with-root']).toMatchObject({ result: 'held', detail: expect.stringMatching(/^\/gitlab\//) });
    expect(verdicts['gitlab-oauth-paths']?.result).toBe('held');
  });

  test('that is not there is nothing, with the reason', async () => {
    const gitlab = await startGitLab();
    await gitlab.close();
    const { verdicts, counts, said } = await tryAll({ settings: settingsFor(gitlab.url), wanted: { gitlab: gitlab.url } });
    expect(counts).toMatchObject({ held: 0, failed: 0 });
    expect(verdicts['gitlab-rate-limit-headers']?.detail).toMatch(/no answer.*ECONNREFUSED/);
    expect(said.match(/ECONNREFUSED/g)).toHaveLength(1);
    expect(said).toMatch(/^\nGitLab .*\n  Nothing can be tried by calls: .*ECONNREFUSED.*\n  not tried     gitlab-anonymous-api\n/);
  });

  test('that the server may not reach is nothing: no check goes round the address guard', async () => {
    const gitlab = await startGitLab();
    later(gitlab.close);
    const { verdicts, counts } = await tryAll({ settings: testSettings(), wanted: { gitlab: gitlab.url }, token: gitlab.issueToken('alice').accessToken });
    expect(counts).toMatchObject({ held: 0, failed: 0 });
    expect(verdicts['gitlab-anonymous-api']?.detail).toContain('GITLAB_PRIVATE_HOSTS');
    expect(gitlab.calls).toEqual([]);
  });

  test('that is an older or a strange one fails by name, without a word of it reaching the terminal unchanged', async () => {
    const url = await serve((path, body) => {
      if (path === '/api/graphql') {
        if (/queryComplexity|fullPaths|workItems/.test(body)) return { status: 200, json: { errors: [{ message: "Field 'x' doesn't exist on type 'Query' \u001b[2J\u0007", extensions: { code: 'undefinedField' } }] } };
        const file = { path: 'doc/a.md', webPath: '/b/doc/a.md', rawTextBlob: null };
        return { status: 200, json: { data: { __typename: 'Query', project: { id: 'gid://gitlab/Project/7', fullPath: 'a/b', repository: { rootRef: 'main', tree: { trees: { nodes: [] }, blobs: { nodes: [file] } }, blobs: { nodes: [file] } } } } } };
      }
      if (/^\/api\/v4\/projects\?/.test(path)) return { status: 200, json: [{ path_with_namespace: 'a/b', default_branch: 'main' }] };
      if (path === '/api/v4/projects/7') return { status: 200, json: { id: 7 } };
      if (path === '/api/v4/metadata') return { status: 200, json: { version: '13.2.1' } };
      if (path === '/.well-known/openid-configuration') return { status: 200, json: { authorization_endpoint: 'http://elsewhere/oauth/authorize', token_endpoint: 'http://elsewhere/oauth/token' } };
      return { status: 404, json: {} };
    });
    const { verdicts, said } = await tryAll({ settings: settingsFor(url), wanted: { gitlab: url }, token: 'token-canary' });
    const failures = Object.entries(resultsOf(verdicts)).filter(([, result]) => result === 'failed').map(([id]) => id);
    expect(failures).toEqual([
      'gitlab-kinds-by-graphql', 'gitlab-complexity-told', 'gitlab-projects-by-path', 'gitlab-blobs-by-path', 'gitlab-encoded-slashes',
      'gitlab-rate-limit-headers', 'gitlab-oauth-paths', 'gitlab-known-version',
    ]);
    expect(verdicts['gitlab-kinds-by-graphql']?.detail).toMatch(/unknown to it: .*workItems/);
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|token-canary/);
  });

  test('that charges more than estimated tells how much more', async () => {
    const url = await serve((_path, body) => ({ status: 200, json: { data: /query things/.test(body) ? { queryComplexity: { score: 500, limit: 250 } } : { __typename: 'Query' } } }));
    const { verdicts } = await tryAll({ settings: settingsFor(url), wanted: { gitlab: url } });
    const verdict = verdicts['gitlab-complexity-as-estimated'];
    expect(verdict?.result).toBe('failed');
    expect(verdict && 'times' in verdict ? verdict.times : 0).toBeGreaterThan(2);
  });
});

type Respond = (path: string, body: string) => { status: number; json: unknown };

async function serve(respond: Respond): Promise<string> {
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      const { status, json } = respond(req.url ?? '', body);
      res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => new Promise((resolve) => {
    server.close(() => resolve(undefined));
    server.closeAllConnections();
  }));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('what calls can tell of a site', () => {
  let app: WholeApp;
  let settings: Settings;
  const PAGE = { id: '42', title: 'Plan', version: 7, blocks: [] };
  beforeAll(async () => {
    app = await startWholeApp({ pages: [PAGE, { ...PAGE, id: '43', restricted: true }] });
    settings = app.settings;
  });
  beforeEach(() => void Object.assign(app.confluence.switches, confluenceSwitches()));
  afterAll(() => app.close());

  const account = () => app.confluence.users.find(({ key }) => key === 'dana')?.accountId;
  const check = (wanted: Partial<Wanted>) => tryAll({ settings, wanted: { site: app.confluence.url, ...wanted } });

  test('holds for the stand-in by calls that are signed as the app', async () => {
    const { verdicts } = await check({ page: '42', account: account() });
    expect(resultsOf(verdicts)).toMatchObject({ 'install-accepted': 'held', 'app-user-reads-names': 'held', 'app-user-reads-pages': 'held', 'app-user-sees-administrators': 'held' });
    expect(verdicts['page-named-in-frames']).toMatchObject({ result: 'untried', detail: expect.stringContaining('open a page') });
    const seen = { clientKey: app.confluence.installation().clientKey, at: new Date().toISOString() };
    await asOperator(app.database).query("INSERT INTO known_pages (client_key, page_id, version, learned, sealed_macros, seen_at) VALUES (:clientKey, '42', 7, 'frames', '', :at)", { replacements: seen });
    expect(resultsOf((await check({})).verdicts)).toMatchObject({ 'page-named-in-frames': 'held', 'app-user-reads-pages': 'held' });
  });

  test('fails where the app user may not', async () => {
    app.confluence.switches.appUserMayReadUsers = false;
    const { verdicts } = await check({ page: '43', account: account() });
    expect(verdicts['app-user-reads-names']).toEqual({ result: 'failed', detail: 'Confluence answered 403' });
    expect(verdicts['app-user-sees-administrators']).toEqual({ result: 'failed', detail: 'Confluence answered 403' });
    expect(verdicts['app-user-reads-pages']).toEqual({ result: 'failed', detail: 'Confluence answered 404' });
  });

  test('is not known where Confluence is down, where nothing is named, and where the site has no install', async () => {
    app.confluence.switches.status500 = true;
    const down = await check({ page: '42', account: account() });
    expect(down.verdicts['app-user-reads-pages']).toEqual({ result: 'untried', detail: 'Confluence answered 500' });
    const unnamed = await check({});
    expect(unnamed.verdicts['app-user-reads-pages']?.detail).toContain('--page');
    expect(unnamed.verdicts['app-user-reads-names']?.detail).toContain('--account');
    const stranger = await check({ site: 'https://stranger.atlassian.net' });
    expect(stranger.verdicts['install-accepted']).toEqual({ result: 'untried', detail: 'this database holds no install of that site by Connect' });
    expect(stranger.counts).toMatchObject({ held: 0, failed: 0 });
    expect(stranger.said.match(/no install of that site/g)).toHaveLength(1);
  });
});

describe('what a person has to look at', () => {
  const target: Running['targets'][number] = { about: 'site', address: 'https://one.atlassian.net', hindrance: async () => undefined, call: async () => ({ result: 'untried', detail: 'said the test' }) };
  const persons = ASSUMPTIONS.filter(({ about, check }) => about === 'site' && check.by === 'person').map(({ id }) => id);

  async function converse(typed: string): Promise<{ verdicts: Verdicts; shown: string }> {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const ending = new AbortController();
    const person = askPerson({ input, output, signal: ending.signal });
    const verdicts: Verdicts = {};
    input.end(typed);
    await runChecks({ targets: [target], answer: person.answer, keep: (_target, id, verdict) => (verdicts[id] = verdict), say: (line) => void output.write(`${line}\n`), signal: ending.signal });
    person.close();
    return { verdicts, shown: String(output.read()) };
  }

  test('is asked one by one, with the steps to take, until it is answered', async () => {
    const { verdicts, shown } = await converse('perhaps\ny\nN\ns\nq\n');
    expect(persons.slice(0, 5).map((id) => verdicts[id]?.result)).toEqual(['held', 'failed', 'untried', 'untried', 'untried']);
    expect(shown.match(/Do the macros show at each of them\? \[y\/n/g)).toHaveLength(2);
    expect(shown).toContain('1. Open a page with a GitLab macro at every address');
    expect(shown).not.toContain('Is the first a card (GitLab) and the second a chip in a line (GitLab inline)?\n');
  });

  test('stays untried where the terminal goes away, or nobody is to be asked', async () => {
    const { verdicts } = await converse('y\n');
    expect(Object.values(resultsOf(verdicts)).filter((result) => result === 'held')).toHaveLength(1);
    const kept: Verdicts = {};
    await runChecks({ targets: [target], answer: undefined, keep: (_target, id, verdict) => (kept[id] = verdict), say: () => undefined, signal: new AbortController().signal });
    expect(persons.map((id) => kept[id]?.result)).toEqual(persons.map(() => 'untried'));
  });

  test('is not shown while a secret is typed', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const person = askPerson({ input, output, signal: new AbortController().signal });
    const typed = person.secret('A token: ');
    input.write('glpat-canary\n');
    expect(await typed).toBe('glpat-canary');
    person.close();
    expect(String(output.read())).toBe('A token: \n');
  });
});

test('what is printed holds no control characters', () => {
  expect(printable('a\u001b[31mb\r\n\u202ec\u0000')).toBe('a [31mb c ');
  expect(printable('x'.repeat(10_000))).toHaveLength(500);
});
