import { describe, expect, test } from '@jest/globals';
import { parseReference } from '../../src/gitlab/references/parse-reference.js';
import type { ListReference, Reference } from '../../src/gitlab/references/reference.js';
import type { BoardThing, ListThing } from '../../src/gitlab/things/list.js';
import { againstGitLab } from '../support/against-gitlab.js';

const BOARD = 'harbourlight/tideboard';
const BERTHS = 'harbourlight/platform/berths';

const on = againstGitLab();

/** Each one's own, the same for all that they ask. */
const tokens = new Map<string, string>();
function tokenOf(username: string | undefined): string | undefined {
  if (username === undefined) return undefined;
  const token = tokens.get(username) ?? on.standIn.issueToken(username).accessToken;
  tokens.set(username, token);
  return token;
}
const load = (reference: Reference, username: string | undefined) =>
  on.gitlab.load(on.gitlab.preset, reference, tokenOf(username), new AbortController().signal) as Promise<ListThing>;

async function list(of: ListReference['of'], about: Partial<Omit<ListReference, 'of' | 'kind'>> = {}, username?: string): Promise<ListThing> {
  return load({ kind: 'list', instance: 'default', fullPath: BOARD, level: 'project', of, filter: {}, ...about }, username);
}

function at<T = ListThing>(path: string, username?: string): Promise<T> {
  const reference = parseReference(`${on.standIn.url}/${path}`, [on.gitlab.preset]);
  if (!reference) throw new Error('unsupported');
  return load(reference, username) as Promise<T>;
}

const references = ({ rows }: ListThing) => rows.map(({ reference }) => reference?.replace(/^.*(?=[#!])/, ''));
const failure = (answer: Promise<unknown>) => answer.then(() => 'shown', (error: { failure: string }) => error.failure);

describe('a list', () => {
  test('holds what its viewer may see, and nothing of it tells that others see more', async () => {
    const [hers, his] = [await list('issues', {}, 'alice'), await list('issues', {}, 'bob')];
    expect(references(hers)).toContain('#30');
    expect(references(his)).toEqual(references(hers).filter((reference) => reference !== '#30'));
    expect([hers.total, his.total]).toEqual([references(hers).length, references(hers).length - 1]);
    expect(JSON.stringify(his)).not.toContain('debug page');
  });

  test('of a hidden project is as absent as one that is not there [T25d]', async () => {
    const about = { fullPath: BERTHS };
    expect(await failure(list('issues', about))).toBe('not-found');
    expect(await failure(list('issues', { fullPath: 'harbourlight/nothing' }))).toBe('not-found');
    expect(await failure(list('commits', about, 'bob'))).toBe('not-found');
    expect((await list('issues', about, 'mira')).rows.length).toBeGreaterThan(0);
    expect(await list('merge-requests', about, 'mira')).toMatchObject({ rows: [], total: 0 });
  });

  test('comes with its count in one call', async () => {
    await list('issues', { page: { rows: 2 } }, 'alice');
    await list('merge-requests', {}, 'alice');
    await list('pipelines', {}, 'alice');
    expect(on.standIn.calls).toHaveLength(3);
  });

  test('of a group holds what is in all its projects, as far as the viewer sees them', async () => {
    const group = { fullPath: 'harbourlight', level: 'group', filter: { state: 'all' } } as const;
    const projects = async (username?: string) => [...new Set((await list('issues', group, username)).rows.map(({ reference }) => reference?.replace(/#.*/, '')))].sort();
    expect(await projects()).toEqual(expect.arrayContaining([BOARD]));
    expect(await projects()).not.toContain(BERTHS);
    expect(await projects('alice')).toEqual(expect.arrayContaining([BOARD, 'harbourlight/platform/forecast', BERTHS]));
    expect(await projects('alice')).not.toContain('harbourlight/office/payroll');
    expect(await projects('carol')).toContain('harbourlight/office/payroll');
  });

  test('of a path that may be a project or a subgroup is that of what it is', async () => {
    const found = await list('issues', { fullPath: 'harbourlight/platform' }, 'alice');
    expect(found).toMatchObject({ level: 'group', webUrl: `${on.standIn.url}/groups/harbourlight/platform/-/issues` });
    expect(found.rows.length).toBeGreaterThan(0);
  });

  test('of a renamed project is found where it went', async () => {
    const [formerPath] = on.standIn.world.projects.find(({ fullPath }) => fullPath === BOARD)?.formerPaths ?? [];
    expect(await list('issues', { fullPath: formerPath ?? '' })).toMatchObject({ fullPath: BOARD });
  });
});

describe('a filter', () => {
  const bySearch = async (filter: ListReference['filter'], of: ListReference['of'] = 'issues', username = 'alice') => references(await list(of, { filter }, username));

  test.each([
    ['state', { state: 'closed' }, ['#33', '#25', '#12']],
    ['labels, all of them', { labels: ['bug', 'priority::high'] }, ['#30']],
    ['milestone', { milestone: '1.4 Equinox', state: 'all' }, ['#12']],
    ['no milestone', { milestone: 'None', state: 'all', labels: ['bug'] }, ['#27']],
    ['assignee', { assignee: 'mira', state: 'all' }, ['#25']],
    ['nobody assigned', { assignee: 'none' }, ['#27']],
    ['author', { author: '@bob', state: 'all' }, ['#27', '#12']],
    ['words', { search: 'circumflex' }, ['#27']],
    ['what GitLab does not know', { milestone: 'Never' }, []],
  ])('by %s', async (_name, filter, expected) => {
    expect(await bySearch(filter)).toEqual(expected);
    expect(await bySearch(filter, 'work-items')).toEqual(expected);
  });

  test('by time', async () => {
    const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    expect(await bySearch({ createdAfter: day(10) })).toEqual(['#30', '#27']);
    expect(await bySearch({ createdBefore: day(25) })).toEqual(['#18']);
    expect(await bySearch({ updatedBefore: day(3) })).toEqual(['#27']);
  });

  test('of merge requests', async () => {
    expect(await bySearch({ reviewer: 'carol' }, 'merge-requests')).toEqual(['!44', '!42']);
    expect(await bySearch({ state: 'merged' }, 'merge-requests')).toEqual(['!39']);
    expect(await bySearch({ author: 'bob', state: 'all' }, 'merge-requests')).toEqual(['!43', '!36']);
  });

  test('of work items by their type', async () => {
    expect(await bySearch({ types: ['task'], state: 'all' }, 'work-items')).toEqual(['#26', '#25']);
  });

  test('that is sorted', async () => {
    expect((await bySearch({ sort: 'popularity_desc' })).slice(0, 2)).toEqual(['#18', '#24']);
    expect((await bySearch({ sort: 'created_asc' }))[0]).toBe('#18');
    expect((await bySearch({ sort: 'due_date' }))[0]).toBe('#30');
  });

  test('by oneself is that of whoever looks, and of nobody in particular there is none', async () => {
    expect(await bySearch({ assignee: '@me' }, 'merge-requests')).toEqual(['!44', '!42']);
    expect(await bySearch({ assignee: '@me', state: 'all' }, 'issues', 'mira')).toEqual(['#25']);
    expect(await failure(list('issues', { filter: { assignee: '@me' } }))).toBe('not-found');
    expect((await list('issues', { filter: { assignee: '@me' } }, 'mira')).webUrl).toContain('assignee_username=mira');
  });

  test('that means nothing is told, and GitLab is not asked', async () => {
    const { problems, rows } = await list('issues', { filter: { state: 'fresh', createdAfter: '2026-02-31', sort: 'by_luck' } });
    expect([problems.length, rows]).toEqual([3, []]);
    expect(problems).toMatchObject([{ is: 'not-among', value: 'fresh', known: expect.arrayContaining(['opened']) }, { is: 'not-among', value: 'by_luck' }, { is: 'no-date', value: '2026-02-31' }]);
    expect((await list('pipelines', { filter: { labels: ['bug'] } })).problems).toEqual([{ is: 'unfit', of: 'pipelines', filter: 'labels' }]);
    expect(on.standIn.calls).toEqual([]);
  });
});

describe('pages', () => {
  test.each(['issues', 'merge-requests', 'commits'] as const)('of %s follow one another without a gap, and the last leads nowhere', async (kind) => {
    const filter = kind === 'commits' ? {} : { state: 'all' };
    const all = await list(kind, { filter, page: { rows: 100 } }, 'alice');
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await list(kind, { filter, page: { rows: 2, ...(after === undefined ? {} : { after }) } }, 'alice');
      found.push(...page.rows.map(({ webUrl }) => webUrl));
      after = page.next;
    } while (after !== undefined && found.length < 50);
    expect(found).toEqual(all.rows.map(({ webUrl }) => webUrl));
    expect(found.length).toBeGreaterThan(2);
  });
});

describe('code', () => {
  test('pipelines by ref and state, the newest first', async () => {
    const { rows, total } = await list('pipelines', {}, 'alice');
    expect(rows.length).toBe(total);
    expect(rows.every(({ state, ref, webUrl }) => state && ref && webUrl.includes('/-/pipelines/'))).toBe(true);
    expect((await list('pipelines', { filter: { state: 'failed', refAndPath: 'fix/no-pressure-sensor' } })).rows).toMatchObject([{ state: 'failed', reference: '#70044' }]);
  });

  test('commits of a ref with a slash, and of one path', async () => {
    expect((await list('commits', { filter: { refAndPath: 'feature/rings' } })).rows[0]).toMatchObject({ title: 'Draw the tide as a ring', authorName: 'Alice Arden' });
    expect((await list('commits', { filter: { refAndPath: 'feature/rings/src/rings.ts' } })).rows.map(({ title }) => title)).toEqual(['Draw the tide as a ring']);
    expect((await list('commits', { filter: { search: 'time zone' } })).rows).toHaveLength(1);
    expect(await failure(list('commits', { fullPath: BERTHS }, 'mira'))).toBe('forbidden');
  });

  test('releases of a project and of a group', async () => {
    const tags = async (about: object, username?: string) => (await list('releases', about, username)).rows.map(({ reference }) => reference);
    expect(await tags({ fullPath: 'harbourlight/tidebook' })).toEqual(['v2.1', 'v2.0']);
    expect(await tags({ fullPath: 'harbourlight/tidebook', filter: { sort: 'released_at_asc' } })).toEqual(['v2.0', 'v2.1']);
    const group = { fullPath: 'harbourlight', level: 'group' };
    expect(await tags(group)).toEqual(['v2.1', 'v2.0']);
    expect(await tags(group, 'alice')).toContain('v0.9');
  });
});

describe('by a link', () => {
  test('a list page shows what it lists, with its own filters', async () => {
    expect(references(await at(`${BOARD}/-/issues?state=closed&label_name%5B%5D=bug`))).toEqual(['#12']);
    expect(references(await at('groups/harbourlight/-/merge_requests?state=merged'))).toContain('!39');
  });

  test('a board shows its lists with what the viewer may see in them', async () => {
    const counts = async (username?: string) => (await at<BoardThing>(`${BOARD}/-/boards/401`, username)).lists.map(({ title, issues }) => `${title}: ${issues}`);
    expect(await counts()).toEqual(['Open: 2', 'workflow::ready: 2', 'workflow::in review: 1', 'Closed: 3']);
    expect((await counts('alice'))[0]).toBe('Open: 3');
    expect(await failure(at(`${BOARD}/-/boards/999`))).toBe('not-found');
    expect((await at<BoardThing>(`${BOARD}/-/boards`)).name).toBe('Development');
  });

  test('a search shows what GitLab finds for the viewer', async () => {
    const found = await at('search?search=key&scope=issues', 'alice');
    expect(references(found)).toContain('#30');
    // REST names labels without their colours: they are grey, not another colour than GitLab's.
    expect(new Set(found.rows.flatMap(({ labels = [] }) => labels.map(({ color }) => color)))).toEqual(new Set(['#89888d']));
    expect(references(await at('search?search=key&scope=issues', 'bob'))).not.toContain('#30');
  });

  test('a search for files leads to their lines', async () => {
    const { rows } = await at(`search?search=fullness&project_id=101`, 'bob');
    expect(rows[0]).toMatchObject({ title: 'src/tide.ts', reference: BOARD, webUrl: expect.stringContaining(`${on.standIn.url}/${BOARD}/-/blob/main/src/tide.ts#L`) });
    expect((await at('search?search=x&scope=blobs', 'bob')).problems).toEqual([{ is: 'unsearchable' }]);
  });

  test('a search of the whole instance needs a sign-in, a search too many waits', async () => {
    expect(await failure(at('search?search=key&scope=issues'))).toBe('not-found');
    const asked = await Promise.all(['a', 'b', 'c', 'd'].map((word) => failure(at(`search?search=${word}`, 'carol'))));
    expect(asked.sort()).toEqual(['limited', 'limited', 'shown', 'shown']);
    expect(await failure(at('search?search=a', 'mira'))).toBe('shown');
  });
});
