import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import type { FileContent, Project } from '../../demo/gitlab/world/model.js';
import { createGitLab, type GitLab } from '../../src/gitlab/gitlab.js';
import type { Reference } from '../../src/gitlab/references/reference.js';
import { createLogger } from '../../src/logger.js';
import { testSettings } from '../support/settings.js';

const BOARD = 'harbourlight/tideboard';
const BERTHS = 'harbourlight/platform/berths';

let standIn: StandInGitLab;
let gitlab: GitLab;

beforeAll(async () => {
  standIn = await startGitLab({ relativeRoot: '/gitlab' });
  const [board] = standIn.world.projects;
  if (!board) throw new Error('The stand-in has a project.');
  standIn.world.projects.push(...[1, 2, 3, 4, 5].map((number) => crowded(board, number)));
});
afterAll(() => standIn.close());
beforeEach(() => {
  gitlab = createGitLab({ settings: testSettings({ gitlab: { url: standIn.url, privateHosts: ['127.0.0.1'] } }), logger: createLogger('silent') });
  standIn.calls.length = 0;
});
afterEach(() => gitlab.close());

/** A private project of many things, which alice develops. */
function crowded(like: Project, number: number): Project {
  const [issue, request] = [like.issues[0], like.mergeRequests[0]];
  if (!issue || !request) throw new Error('The stand-in has an issue and a merge request.');
  const ids = Array.from({ length: 40 }, (_, index) => number * 1_000 + index);
  return {
    ...like,
    ...{ id: 900 + number, fullPath: `crowd/p${number}`, formerPaths: [], visibility: 'private', members: { alice: 30 } },
    issues: ids.map((id) => ({ ...issue, id, iid: id, title: `Issue ${id}`, confidential: false })),
    mergeRequests: ids.map((id) => ({ ...request, id, iid: id, title: `Request ${id}` })),
  };
}

const FILES = ['src/tide.ts', 'README.md'];
/** Five projects with four issues, four merge requests and two files each. */
const PAGE: readonly Reference[] = [1, 2, 3, 4, 5].flatMap((number): Reference[] => {
  const place = { instance: 'default', fullPath: `crowd/p${number}` };
  const ids = [0, 1, 2, 3].map((index) => number * 1_000 + index);
  return [
    ...ids.map((iid): Reference => ({ kind: 'issue', ...place, iid })),
    ...ids.map((iid): Reference => ({ kind: 'merge-request', ...place, iid })),
    ...FILES.map((path): Reference => ({ kind: 'file', ...place, refAndPath: `main/${path}` })),
  ];
});

const tokenOf = (username: string) => standIn.issueToken(username).accessToken;
const load = (reference: Reference, token?: string, signal = new AbortController().signal) => gitlab.load(gitlab.preset, reference, token, signal);
const titleOf = (reference: Reference, token?: string) => load(reference, token).then((thing) => ('title' in thing ? thing.title : thing.kind === 'file' ? thing.path : thing.kind), (error: { failure: string }) => error.failure);
const issue = (fullPath: string, iid: number): Reference => ({ kind: 'issue', instance: 'default', fullPath, iid });

const expected = (reference: Reference) => (reference.kind === 'issue' ? `Issue ${reference.iid}` : reference.kind === 'merge-request' ? `Request ${reference.iid}` : FILES.find((path) => 'refAndPath' in reference && reference.refAndPath.endsWith(path)));

describe('a page of fifty', () => {
  test('takes two requests, and each thing is the one that was asked for', async () => {
    const token = tokenOf('alice');
    expect(await Promise.all(PAGE.map((reference) => titleOf(reference, token)))).toEqual(PAGE.map(expected));
    expect(standIn.calls).toHaveLength(2);
  });

  test('takes ten requests or fewer when its macros come six at a time and nothing is known of it', async () => {
    const token = tokenOf('alice');
    const waiting = [...PAGE];
    const seen: unknown[] = [];
    const visit = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) seen.push(await titleOf(next, token));
    };
    await Promise.all(Array.from({ length: 6 }, visit));
    expect(seen).toHaveLength(50);
    expect(standIn.calls.length).toBeLessThanOrEqual(10);
  });

  test('shows an outsider nothing of private projects, and asks for no project twice', async () => {
    const token = tokenOf('bob');
    expect(new Set(await Promise.all(PAGE.map((reference) => titleOf(reference, token))))).toEqual(new Set(['not-found']));
    expect(standIn.calls.length).toBeLessThanOrEqual(2 + 5);
  });
});

test('two viewers never share a request, nor does anybody with nobody', async () => {
  const [alice, bob] = [tokenOf('alice'), tokenOf('bob')];
  const confidential = issue(BOARD, 30);
  const seen = await Promise.all([titleOf(confidential, alice), titleOf(confidential, bob), titleOf(confidential), titleOf(confidential, alice)]);
  expect(seen).toEqual(['The debug page shows the key of the gauge', 'not-found', 'not-found', 'The debug page shows the key of the gauge']);
  const tokens = standIn.calls.filter(({ path }) => path.endsWith('/graphql')).map(({ authorization }) => authorization);
  expect(tokens.sort()).toEqual([`Bearer ${alice}`, `Bearer ${bob}`, undefined].sort());
});

test('whoever stops waiting takes nothing from those who wait on', async () => {
  const token = tokenOf('alice');
  const controller = new AbortController();
  const left = load(issue(BOARD, 18), token, controller.signal).then(() => 'shown', (error: { failure: string }) => error.failure);
  const stayed = titleOf(issue(BOARD, 18), token);
  controller.abort();
  expect(await left).toBe('unavailable');
  expect(await stayed).not.toBe('unavailable');
  expect(standIn.calls).toHaveLength(1);
});

test('every kind goes along: project, issue, work item, merge request, files of a branch with slashes and of a tag', async () => {
  const place = { instance: 'default', fullPath: BOARD };
  const kinds: readonly Reference[] = [
    { kind: 'project', ...place },
    issue(BOARD, 18),
    { kind: 'work-item', level: 'project', ...place, iid: 26 },
    { kind: 'merge-request', ...place, iid: 42 },
    { kind: 'file', ...place, refAndPath: 'feature/rings/src/rings.ts' },
    { kind: 'file', ...place, refAndPath: 'v1.4.0/src/clock.ts', refType: 'tags' },
  ];
  const things = await Promise.all(kinds.map((reference) => load(reference)));
  expect(things.map(({ kind }) => kind)).toEqual(['project', 'issue', 'work-item', 'merge-request', 'file', 'file']);
  expect(things[4]).toMatchObject({ ref: 'feature/rings', path: 'src/rings.ts' });
  // The second or third is for the longer refs, which are known from then on.
  expect(standIn.calls.length).toBeLessThanOrEqual(3);
  standIn.calls.length = 0;
  expect(await load({ kind: 'file', ...place, refAndPath: 'feature/rings/README.md' })).toMatchObject({ ref: 'feature/rings' });
  expect(standIn.calls).toHaveLength(1);
});

test('epics of a group go along, and one that is hidden is not found', async () => {
  const epic = (iid: number): Reference => ({ kind: 'epic', level: 'group', instance: 'default', fullPath: 'harbourlight', iid });
  const [alice, carol] = [tokenOf('alice'), tokenOf('carol')];
  expect((await Promise.all([epic(5), epic(6), issue(BOARD, 18)].map((reference) => load(reference, carol)))).map(({ kind }) => kind)).toEqual(['epic', 'epic', 'issue']);
  expect(standIn.calls).toHaveLength(1);
  expect(await titleOf(epic(6), alice)).toBe('not-found');
});

test('what looks like a project may be a group', async () => {
  expect(await load({ kind: 'project', instance: 'default', fullPath: 'harbourlight/platform' })).toMatchObject({ kind: 'group', fullPath: 'harbourlight/platform' });
});

test('an issue that moved says where to, to those who may see it there', async () => {
  const given = standIn.world.projects.find(({ fullPath }) => fullPath === BOARD)?.issues.find(({ iid }) => iid === 27);
  if (!given) throw new Error('The stand-in has issue 27.');
  given.movedTo = { fullPath: BERTHS, iid: 3 };
  const seenBy = async (token: string, kind: 'issue' | 'work-item') => {
    const thing = await load(kind === 'issue' ? issue(BOARD, 27) : { kind, level: 'project', instance: 'default', fullPath: BOARD, iid: 27 }, token);
    return 'movedTo' in thing ? thing.movedTo : undefined;
  };
  const moved = { reference: `${BERTHS}#3`, webUrl: `${standIn.url}/${BERTHS}/-/issues/3` };
  const [alice, bob] = [tokenOf('alice'), tokenOf('bob')];
  expect(await Promise.all([seenBy(alice, 'issue'), seenBy(alice, 'work-item'), seenBy(bob, 'issue'), seenBy(bob, 'work-item')])).toEqual([moved, moved, undefined, undefined]);
});

test('a file that is too large to show is not downloaded whole', async () => {
  const place = { instance: 'default', fullPath: BOARD };
  const board = standIn.world.projects.find(({ fullPath }) => fullPath === BOARD);
  const head = board?.repository.commits.get(board.repository.branches.get('main') ?? '');
  if (!head) throw new Error('The stand-in has a main branch.');
  (head.tree as Map<string, FileContent>).set('logs/all.txt', { kind: 'text', text: 'a line of the log\n'.repeat(200_000) });
  const things = await Promise.all([load({ kind: 'file', ...place, refAndPath: 'main/logs/all.txt' }), load({ kind: 'file', ...place, refAndPath: 'main/src/tide.ts' })]);
  expect(things).toMatchObject([{ withheld: 'too-big', size: 3_600_000, text: undefined }, { withheld: undefined }]);
  // Both, the other by itself, and the large one without its text.
  expect(standIn.calls).toHaveLength(3);
});

test('a dozen links of as many kinds take a few requests', async () => {
  const place = { instance: 'default', fullPath: BOARD };
  const tidebook = { instance: 'default', fullPath: 'harbourlight/tidebook' };
  const sha = standIn.world.projects.find(({ fullPath }) => fullPath === BOARD)?.repository.branches.get('main') ?? '';
  const mixed: readonly (readonly [string, Reference])[] = [
    ['issue', issue(BOARD, 18)],
    ['note', { kind: 'issue', ...place, iid: 18, note: 50181 }],
    ['merge-request', { kind: 'merge-request', ...place, iid: 42 }],
    ['merge-request', { kind: 'merge-request', ...place, iid: 42, tab: 'changes' }],
    ['pipeline', { kind: 'pipeline', ...place, id: 70044 }],
    ['pipeline', { kind: 'latest-pipeline', ...place, ref: 'main' }],
    ['job', { kind: 'job', ...place, id: 880443 }],
    ['commit', { kind: 'commit', ...place, sha }],
    ['release', { kind: 'release', ...tidebook, tag: 'v2.0' }],
    ['release', { kind: 'release', ...tidebook }],
    ['user', { kind: 'user', instance: 'default', username: 'carol' }],
    ['group', { kind: 'group', instance: 'default', fullPath: 'harbourlight' }],
    ['user', { kind: 'namespace', instance: 'default', fullPath: 'alice' }],
  ];
  const token = tokenOf('alice');
  const things = await Promise.all(mixed.map(([, reference]) => load(reference, token)));
  expect(things.map(({ kind }) => kind)).toEqual(mixed.map(([kind]) => kind));
  expect(things[3]).toMatchObject({ tab: { is: 'changes', total: 3 } });
  const graphql = standIn.calls.filter(({ path }) => path.endsWith('/graphql')).length;
  // Two pipelines and a merge request fill most of a request each; REST alone counts a commit's lines.
  expect({ graphql, rest: standIn.calls.length - graphql }).toEqual({ graphql: 3, rest: 1 });
});

test('one viewer of very much keeps nobody waiting', async () => {
  standIn.switches.latencyMs = 100;
  const [alice, bob] = [tokenOf('alice'), tokenOf('bob')];
  let over = false;
  const much = Promise.all(Array.from({ length: 100 }, (_, index) => titleOf({ kind: 'file', instance: 'default', fullPath: `crowd/p${(index % 5) + 1}`, refAndPath: `b${index}/README.md` }, alice))).finally(() => (over = true));
  await titleOf(issue(BOARD, 18), bob);
  expect(over).toBe(false);
  standIn.switches.latencyMs = 0;
  await much;
});

test('a project that moved is found once for all its things', async () => {
  const project = standIn.world.projects.find(({ fullPath }) => fullPath === BERTHS);
  project?.formerPaths.push('harbourlight/moorings');
  const token = tokenOf('alice');
  const kinds: readonly Reference[] = [3, 4, 5].map((iid) => issue('harbourlight/moorings', iid));
  expect(await Promise.all(kinds.map((reference) => titleOf(reference, token)))).toEqual(await Promise.all([3, 4, 5].map((iid) => titleOf(issue(BERTHS, iid), token))));
  const rest = standIn.calls.filter(({ path }) => path.includes('/projects/'));
  expect(rest).toHaveLength(2); // the redirect and what it leads to
});
