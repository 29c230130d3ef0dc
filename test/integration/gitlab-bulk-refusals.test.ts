import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createGitLab, type GitLab } from '../../src/gitlab/gitlab.js';
import type { Reference } from '../../src/gitlab/references/reference.js';
import { createLogger } from '../../src/logger.js';
import { sendJson, startScriptedServer, type ScriptedServer, type SeenRequest } from '../support/scripted-server.js';
import { testSettings } from '../support/settings.js';

const PERSON = { name: 'Ada', username: 'ada', webUrl: null };
const THING = { title: 'x', state: 'opened', confidential: false, createdAt: '2026-01-01T10:00:00Z', updatedAt: '2026-01-01T10:00:00Z', author: PERSON };
const REQUEST = { ...THING, draft: false, sourceBranch: 'a', targetBranch: 'main' };

let server: ScriptedServer;
let gitlab: GitLab;
let now: number;

beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());
beforeEach(() => {
  now = Date.now();
  gitlab = createGitLab({ settings: testSettings({ gitlab: { url: server.url, privateHosts: ['127.0.0.1'] } }), logger: createLogger('silent'), clock: () => now });
});
afterEach(() => gitlab.close());

const place = { instance: 'default', fullPath: 'acme/web' };
const issue = (iid: number): Reference => ({ kind: 'issue', ...place, iid });
const mergeRequest = (iid: number): Reference => ({ kind: 'merge-request', ...place, iid });
const outcome = (reference: Reference) =>
  gitlab.load(gitlab.preset, reference, 'token', new AbortController().signal).then((thing) => ('iid' in thing ? `${thing.kind} ${thing.iid}` : thing.kind), (error: { failure: string }) => error.failure);
const outcomes = (references: readonly Reference[]) => Promise.all(references.map(outcome));

interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** How many things it asks for in one project. */
  readonly things: number;
}

function read({ body }: SeenRequest): Asked {
  const { query, variables } = JSON.parse(body) as Omit<Asked, 'things'>;
  return { query, variables, things: Object.entries(variables).reduce((sum, [name, value]) => sum + (name.startsWith('keys') && Array.isArray(value) ? value.length : 0), 0) };
}

/** What a GitLab that has everything says to a query for one project. */
function everything({ query, variables }: Asked): { project: Record<string, unknown> } & Record<string, unknown> {
  const nodes = (field: string, thing: object) => {
    const name = new RegExp(`^${field}\\(iids: \\$(\\w+), first: \\d+\\)`, 'm').exec(query)?.[1];
    return name === undefined ? {} : { [field]: { nodes: (variables[name] as string[]).map((iid) => ({ iid, ...thing })) } };
  };
  return { project: { fullPath: variables.path, ...nodes('issues', THING), ...nodes('workItems', { ...THING, workItemType: { name: 'Issue' } }), ...nodes('mergeRequests', REQUEST) } };
}

const serve = (answer: (asked: Asked) => unknown) =>
  server.answer((request, response) => {
    if (request.method === 'GET') return sendJson(response, 404, {});
    const given = answer(read(request));
    if (typeof given === 'number') return sendJson(response, given, { errors: [{ message: 'Query too large' }] });
    sendJson(response, 200, given);
  });
const sizes = () => server.seen.map((request) => read(request).things);

describe('a query that GitLab finds too big', () => {
  const six = [1, 2, 3, 4, 5, 6].map((iid) => issue(iid));
  const refused = { errors: [{ message: 'Query has complexity of 260, which exceeds max complexity of 250' }] };

  test.each<[string, unknown]>([['its complexity', refused], ['its length', 422]])('for %s is asked in halves, and the size is remembered for an hour', async (_why, refusal) => {
    serve((asked) => (asked.things > 2 ? refusal : { data: everything(asked) }));
    expect(await outcomes(six)).toEqual([1, 2, 3, 4, 5, 6].map((iid) => `issue ${iid}`));
    expect(Math.max(...sizes())).toBe(6);
    server.seen.length = 0;
    expect(await outcomes(six)).not.toContain('unavailable');
    expect(Math.max(...sizes())).toBeLessThanOrEqual(2);
    now += 3_600_001;
    server.seen.length = 0;
    await outcomes(six);
    expect(Math.max(...sizes())).toBe(6);
  });

  test('even when it asks for one thing is unavailable, after one try', async () => {
    serve(() => refused);
    expect(await outcome(issue(1))).toBe('unavailable');
    expect(server.seen).toHaveLength(1);
  });

  test('never takes more than some tries, however many things are wanted', async () => {
    serve(() => refused);
    expect(new Set(await outcomes(Array.from({ length: 32 }, (_, iid) => issue(iid + 1))))).toEqual(new Set(['unavailable']));
    expect(server.seen.length).toBeLessThanOrEqual(63);
  });
});

test('what GitLab says that it allows decides how much the next query asks', async () => {
  serve((asked) => ({ data: { ...everything(asked), queryComplexity: { score: 50, limit: 70 } } }));
  await outcomes([issue(1), mergeRequest(1)]);
  expect(server.seen).toHaveLength(1);
  await outcomes([issue(2), mergeRequest(2)]);
  expect(server.seen).toHaveLength(3);
});

describe('an answer over the size limit', () => {
  test('is asked for in halves', async () => {
    serve((asked) => ({ data: everything(asked), ...(asked.things > 1 ? { extensions: 'x'.repeat(6 * 1024 * 1024) } : {}) }));
    expect(await outcomes([issue(1), issue(2), mergeRequest(3)])).toEqual(['issue 1', 'issue 2', 'merge-request 3']);
  });
});

describe('a text of a file that is too large to show', () => {
  const file = (path: string): Reference => ({ kind: 'file', ...place, refAndPath: `main/${path}` });
  const blob = (path: string, size: number) => ({ path, storedExternally: false, rawSize: String(size), rawTextBlob: 'x', name: path });
  const told = (reference: Reference) =>
    gitlab.load(gitlab.preset, reference, 'token', new AbortController().signal).then((thing) => ('withheld' in thing ? `${thing.size} ${thing.withheld ?? thing.text}` : thing.kind), (error: { failure: string }) => error.failure);

  /** Of what holds such a text, no more than its beginning is ever sent. */
  const serveFiles = (sizes: Readonly<Record<string, number>>) =>
    server.answer((request, response) => {
      const asked = read(request);
      const paths = (Object.entries(asked.variables).find(([name, value]) => name.startsWith('keys') && Array.isArray(value) && String(value[0]).endsWith('.txt'))?.[1] ?? []) as string[];
      const bare = !asked.query.includes('rawTextBlob');
      const nodes = paths.map((path) => ({ ...blob(path, sizes[path] ?? 1), ...(bare ? { rawTextBlob: undefined } : {}) }));
      const data = everything(asked);
      const all = JSON.stringify({ data: { project: { ...data.project, repository: { blobs: { nodes } } } } });
      const large = bare ? undefined : paths.find((path) => (sizes[path] ?? 1) > 1_000_000);
      if (large === undefined) return sendJson(response, 200, JSON.parse(all));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(all.slice(0, all.indexOf('"rawTextBlob":"', all.indexOf(`"path":"${large}"`)) + 17));
    });

  test('is not waited for: the file is told without it, and all else is asked for again', async () => {
    serveFiles({ 'large.txt': 1_000_001 });
    expect(await Promise.all([told(file('large.txt')), told(file('small.txt')), outcome(issue(1))])).toEqual(['1000001 too-big', '1 x', 'issue 1']);
    expect(server.seen).toHaveLength(3);
  });

  test('is never one of a million bytes', async () => {
    serveFiles({ 'small.txt': 1_000_000 });
    expect(await told(file('small.txt'))).toBe('1000000 x');
    expect(server.seen).toHaveLength(1);
  });

  test('may be one of many, which harm nothing else', async () => {
    const large = Array.from({ length: 12 }, (_, index) => `large${index}.txt`);
    serveFiles(Object.fromEntries(large.map((path) => [path, 2_000_000])));
    const seen = await Promise.all([...large.map((path) => told(file(path))), told(file('small.txt')), outcome(issue(1))]);
    expect(seen).toEqual([...large.map(() => '2000000 too-big'), '1 x', 'issue 1']);
    expect(server.seen.length).toBeLessThanOrEqual(40);
  });
});

describe('what one part of a joint query fails in', () => {
  test('fails what it belongs to', async () => {
    serve((asked) => {
      const data = everything(asked);
      const { nodes } = data.project.mergeRequests as { nodes: (object | null)[] };
      nodes[1] = null;
      return { data, errors: [{ message: 'Gitaly is busy', path: ['project', 'mergeRequests', 'nodes', 1, 'title'] }] };
    });
    expect(await outcomes([issue(1), mergeRequest(1), mergeRequest(2), mergeRequest(3)])).toEqual(['issue 1', 'merge-request 1', 'unavailable', 'merge-request 3']);
    expect(server.seen).toHaveLength(1);
  });

  test('is unavailable where a whole kind fails, and the others are shown', async () => {
    serve((asked) => ({ data: { project: { ...everything(asked).project, mergeRequests: null } }, errors: [{ message: 'Timeout', path: ['project', 'mergeRequests'] }] }));
    expect(await outcomes([issue(1), mergeRequest(1)])).toEqual(['issue 1', 'unavailable']);
  });

  test('is another way of asking where its schema is older, and the way is remembered', async () => {
    const older = { errors: [{ message: "Field 'issues' doesn't exist on type 'Project'", path: ['query things', 'project', 'issues'], extensions: { code: 'undefinedField', fieldName: 'issues' } }] };
    serve((asked) => (asked.query.includes('issues(') ? older : { data: everything(asked) }));
    expect(await outcomes([issue(1), mergeRequest(1)])).toEqual(['work-item 1', 'merge-request 1']);
    expect(server.seen).toHaveLength(4); // together, each alone, and the issue as a work item
    expect(await outcomes([issue(2), mergeRequest(2)])).toEqual(['work-item 2', 'merge-request 2']);
    expect(server.seen).toHaveLength(5);
  });

  test('is asked so no more, each kind in its own way: a pipeline with less, a commit and a comment by REST', async () => {
    const older = { errors: [{ message: 'x', path: ['query things', 'project'], extensions: { code: 'undefinedField' } }] };
    const younger = /fragment (?:pipeline|toldCommit) |note\(/;
    const commit = { id: 'abcdef12', web_url: `${server.url}/acme/web/-/commit/abcdef12`, parent_ids: [] };
    server.answer((request, response) => {
      if (request.method === 'GET') return sendJson(response, 200, request.url.includes('/diff') ? [] : request.url.includes('/notes/') ? { body: 'Why?', created_at: '2026-01-01T10:00:00Z' } : commit);
      const asked = read(request);
      if (younger.test(asked.query)) return sendJson(response, 200, older);
      const pipeline = { id: 'gid://gitlab/Ci::Pipeline/7', status: 'SUCCESS', createdAt: '2026-01-01T10:00:00Z' };
      sendJson(response, 200, { data: { project: { ...everything(asked).project, pipeline, issue: THING } } });
    });
    const wanted: readonly Reference[] = [{ kind: 'pipeline', ...place, id: 7 }, { kind: 'commit', ...place, sha: 'abcdef12' }, { kind: 'issue', ...place, iid: 1, note: 5 }, mergeRequest(1)];
    const kinds = () => Promise.all(wanted.map((reference) => gitlab.load(gitlab.preset, reference, 'token', new AbortController().signal).then(({ kind }) => kind, (error: { failure: string }) => error.failure)));
    expect(await kinds()).toEqual(['pipeline', 'commit', 'note', 'merge-request']);
    const first = server.seen.length;
    server.seen.length = 0;
    expect(await kinds()).toEqual(['pipeline', 'commit', 'note', 'merge-request']);
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(server.seen.length).toBeLessThan(first);
  });

  test('of a comment is shown without it', async () => {
    serve((asked) => ({ data: { project: { ...everything(asked).project, issue: THING }, note: null }, errors: [{ message: 'Timeout', path: ['note', 'bodyHtml'] }] }));
    expect(await gitlab.load(gitlab.preset, { kind: 'issue', ...place, iid: 1, note: 5 }, 'token', new AbortController().signal)).toMatchObject({ kind: 'note', on: { title: 'x' }, comment: undefined });
  });

  test('does without the measure of complexity where the schema has none', async () => {
    const none = { errors: [{ message: "Field 'queryComplexity' doesn't exist on type 'Query'", path: ['query things', 'queryComplexity'], extensions: { code: 'undefinedField' } }] };
    serve((asked) => (asked.query.includes('queryComplexity') ? none : { data: everything(asked) }));
    expect(await outcomes([issue(1), mergeRequest(1)])).toEqual(['issue 1', 'merge-request 1']);
    expect(await outcomes([issue(2)])).toEqual(['issue 2']);
    expect(server.seen).toHaveLength(3);
  });

  test('is looked for one by one where GitLab names nothing of what it hides', async () => {
    const hidden = { data: null, errors: [{ message: "The resource that you are attempting to access does not exist or you don't have permission to perform this action" }] };
    serve((asked) => (asked.query.includes('mergeRequests(') ? hidden : { data: everything(asked) }));
    expect(await outcomes([issue(1), mergeRequest(1)])).toEqual(['issue 1', 'not-found']);
    expect(server.seen).toHaveLength(3);
  });

  test('is nothing at all for somebody without a token whom GitLab asks to sign in', async () => {
    server.answer((_request, response) => sendJson(response, 401, { message: '401 Unauthorized' }));
    const asNobody = (reference: Reference) => gitlab.load(gitlab.preset, reference, undefined, new AbortController().signal).then(() => 'shown', (error: { failure: string }) => error.failure);
    expect(await Promise.all([issue(1), issue(2), mergeRequest(1)].map(asNobody))).toEqual(['not-found', 'not-found', 'not-found']);
    expect(server.seen).toHaveLength(1);
  });

  test.each<[number, string]>([[401, 'unauthorized'], [403, 'forbidden'], [500, 'unavailable'], [429, 'limited']])('is everything where GitLab refuses the whole with %d', async (status, failure) => {
    server.answer((_request, response) => sendJson(response, status, { message: 'no' }));
    expect(await outcomes([issue(1), issue(2), mergeRequest(1)])).toEqual([failure, failure, failure]);
    expect(server.seen).toHaveLength(1);
  });
});
