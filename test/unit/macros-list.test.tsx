import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import { LIST_PARAMETERS, readListParameters } from '../../src/macros/parameters/list-parameters.js';
import { cardOf } from '../../src/macros/cards/card.js';
import { problemWords } from '../../src/macros/cards/list-problems.js';
import { chipOf } from '../../src/macros/cards/chip.js';
import type { ListRow, ListThing } from '../../src/gitlab/things/list.js';
import type { ListCardModel } from '../../views/macros/list-card.js';
import { Card } from '../../views/macros/card.js';
import { parseReference } from '../../src/gitlab/references/parse-reference.js';
import { testSettings } from '../support/settings.js';
import { alice, bob, instance } from '../support/things.js';
import { english, inEnglish } from '../support/words.js';

const DeclaredMacro = z.object({ url: z.string(), parameters: z.array(z.object({ identifier: z.string(), values: z.array(z.string()).optional() })) });

const URL_OF = 'https://gitlab.example.com';
const read = (parameters: Readonly<Record<string, string>>) => readListParameters({ url: `${URL_OF}/acme/orbit`, ...parameters }, [instance]);
const problems = (parameters: Readonly<Record<string, string>>) => {
  const answer = read(parameters);
  return answer && 'problems' in answer ? answer.problems.map((problem) => problemWords(problem, english)).join(' ') : undefined;
};

describe("the list macro's parameters", () => {
  test('mean a list of what the address is of', () => {
    expect(read({})).toEqual({ reference: { kind: 'list', instance: 'default', fullPath: 'acme/orbit', level: 'project', of: 'issues', filter: {} }, columns: undefined });
    expect(read({ url: `${URL_OF}/groups/acme`, kind: 'merge_requests' })).toMatchObject({ reference: { fullPath: 'acme', level: 'group', of: 'merge-requests' } });
    expect(read({ url: `${URL_OF}/acme`, kind: 'work_items' })).toMatchObject({ reference: { fullPath: 'acme', level: 'group', of: 'work-items' } });
    expect(read({ url: `${URL_OF}/acme/orbit/-/boards/3` })).toMatchObject({ reference: { kind: 'board', id: 3 } });
    expect(read({ url: `${URL_OF}/search?search=tide`, count: '5' })).toMatchObject({ reference: { kind: 'search', page: { rows: 5 } } });
    expect(read({ url: 'https://elsewhere.example.com/acme/orbit' })).toBeUndefined();
  });

  test('each have their place in the filter', () => {
    const given = {
      ...{ kind: 'merge_requests', state: 'Merged', labels: ' bug , priority::high ,', milestone: '1.0', assignee: '@me', author: 'bob', reviewer: 'none', search: 'login' },
      ...{ created_after: '2026-01-01', created_before: '2026-02-01T10:00:00Z', updated_after: '2026-01-01', updated_before: '2026-03-01', sort: 'updated_desc' },
      ...{ columns: 'title, state,reviewers', count: '50' },
    };
    expect(read(given)).toEqual({
      reference: {
        ...{ kind: 'list', instance: 'default', fullPath: 'acme/orbit', level: 'project', of: 'merge-requests', page: { rows: 50 } },
        filter: {
          ...{ state: 'merged', labels: ['bug', 'priority::high'], milestone: '1.0', assignee: '@me', author: 'bob', reviewer: 'none', search: 'login', sort: 'updated_desc' },
          ...{ createdAfter: '2026-01-01', createdBefore: '2026-02-01T10:00:00Z', updatedAfter: '2026-01-01', updatedBefore: '2026-03-01' },
        },
      },
      columns: ['state', 'reviewers'],
    });
    expect(read({ kind: 'commits', ref: 'feature/rings/src' })).toMatchObject({ reference: { of: 'commits', filter: { refAndPath: 'feature/rings/src' } } });
    expect(new Set(LIST_PARAMETERS)).toEqual(new Set(['url', 'ref', ...Object.keys(given)]));
  });

  test('are those that the descriptor declares and sends', () => {
    const { modules } = makeDescriptor(testSettings());
    const macro = DeclaredMacro.parse(modules.dynamicContentMacros.find(({ key }) => key === 'gitlab-for-confluence-list'));
    expect(macro.parameters.map(({ identifier }) => identifier)).toEqual([...LIST_PARAMETERS, 'export']);
    for (const name of LIST_PARAMETERS) expect(macro.url).toContain(`${name}={${name}}`);
    expect(macro.parameters.find(({ identifier }) => identifier === 'kind')?.values?.every((kind) => problems({ kind }) === undefined)).toBe(true);
  });

  test('go before the filters of a list page, which hold where nothing else is said', () => {
    const url = `${URL_OF}/acme/orbit/-/issues?state=closed&label_name[]=bug&assignee_username=bob`;
    expect(read({ url, state: 'all' })).toMatchObject({ reference: { of: 'issues', filter: { state: 'all', labels: ['bug'], assignee: 'bob' } } });
    expect(read({ url, kind: 'merge_requests' })).toMatchObject({ reference: { of: 'merge-requests', filter: {} } });
  });

  test.each([
    ['a kind', { kind: 'epics' }, '“epics” is no kind of list'],
    ['a state', { state: 'open' }, '“open” is no state: it may be opened, closed or all.'],
    ['a date', { created_after: '23.11.2026' }, 'write it like 2026-11-23'],
    ['a day that never was', { updated_before: '2026-02-30' }, 'updated_before'],
    ['an order', { sort: 'best_first' }, '“best_first” is no sort'],
    ['a column', { columns: 'state,mood' }, '“mood” is no column here'],
    ['a count', { count: '0' }, '1 to 100'],
    ['too many rows', { count: '101' }, '1 to 100'],
    ['a filter that the kind has not', { kind: 'releases', labels: 'bug' }, 'can’t filter releases by labels'],
    ['a group’s pipelines', { url: `${URL_OF}/groups/acme`, kind: 'pipelines' }, 'name a project'],
    ['an address of one thing', { url: `${URL_OF}/acme/orbit/-/issues/12` }, 'a project, a group, or a list page'],
    ['filters beside a board', { url: `${URL_OF}/acme/orbit/-/boards/3`, labels: 'bug' }, 'takes no labels'],
    ['a text without end', { search: 'x'.repeat(256) }, '255'],
  ])('tell what is wrong with %s', (_name, parameters, words) => {
    expect(problems(parameters)).toContain(words);
  });
});

const row = (about: Partial<ListRow> = {}): ListRow => ({
  ...{ title: 'Login', webUrl: `${URL_OF}/acme/orbit/-/issues/12`, reference: 'acme/orbit#12', type: 'Issue', state: 'opened' },
  ...{ labels: [{ title: 'bug', color: '#d9534f' }], assignees: [alice], author: bob, updatedAt: '2026-11-20T16:40:00Z', ...about },
});

const list = (about: Partial<ListThing> = {}): ListThing => ({
  ...{ kind: 'list', instance: 'default', of: 'issues', fullPath: 'acme/orbit', level: 'project', filter: {} },
  ...{ webUrl: `${URL_OF}/acme/orbit/-/issues`, rows: [row()], total: 1, next: undefined, problems: [], ...about },
});

const look = { columns: undefined, query: 'url=u&state=all', nth: 1 };
const card = (thing: ListThing, about: Partial<typeof look> = {}) => cardOf(thing, { instance, words: english, now: 0, list: { ...look, ...about } }) as ListCardModel;
const html = (thing: ListThing, about: Partial<typeof look> = {}) => inEnglish(<Card card={card(thing, about)} />);

describe('a list', () => {
  test('says what it is, how many there are, and by what it is filtered', () => {
    const { head, about } = card(list({ of: 'merge-requests', total: 1_234, filter: { state: 'merged', labels: ['bug'], author: 'bob', search: 'tide', sort: 'updated_desc' } }));
    expect(head).toMatchObject({ title: 'Merged merge requests in acme/orbit', url: `${URL_OF}/acme/orbit/-/issues`, badges: [{ text: '1,234 merge requests' }] });
    expect(about).toEqual(['label bug', 'by @bob', 'matching “tide”', 'sorted by updated, newest first']);
    expect(card(list({ total: 20_000 })).head.badges).toMatchObject([{ text: 'More than 10,000 issues' }]);
    expect(card(list({ total: undefined })).head.badges).toEqual([]);
  });

  test('is a table with a heading for each column, and a heading for each row', () => {
    const text = html(list());
    expect([...text.matchAll(/<th scope="col"[^>]*>(?:<button[^>]*>)?([^<]*)/g)].map(([, heading]) => heading)).toEqual(['Title', 'State', 'Labels', 'Assignees', 'Updated']);
    expect(text.match(/<th scope="row"/g)).toHaveLength(1);
    expect(text).toContain('#12');
    expect(text).not.toContain('acme/orbit#12');
  });

  test('has the columns that its author chose, also where a row has nothing for them', () => {
    const columns = ['due_date', 'author'] as const;
    const { headings, rows } = cardOf(list(), { instance, words: english, now: 0, list: { ...look, columns } }) as ListCardModel;
    expect([headings, rows[0]?.cells[0]]).toEqual([['Due', 'Author'], undefined]);
  });

  test('is sorted by a column that GitLab has an order for: the latest first, a name from its beginning, and then the other way round', () => {
    const sorts = (thing: ListThing, query = 'url=u&sort=title_asc') => Object.fromEntries(card(thing, { query }).sorts.flatMap((sort) => (sort ? [[sort.column, [sort.now, /sort=(\w+)$/.exec(sort.address)?.[1]]]] : [])));
    expect(sorts(list())).toEqual({ title: [undefined, 'title_asc'], updated_at: [undefined, 'updated_desc'] });
    expect(sorts(list({ filter: { sort: 'updated_desc' } }))).toMatchObject({ updated_at: ['descending', 'updated_asc'] });
    expect(sorts(list({ filter: { sort: 'title_asc' } }))).toMatchObject({ title: ['ascending', 'title_desc'] });
    expect(sorts(list({ of: 'releases' }))).toEqual({ released_at: ['descending', 'released_at_asc'] });
    expect(card(list({ filter: { state: 'all' } })).sorts[0]?.address).toBe('/api/macros/list?url=u&state=all&sort=title_asc');
  });

  test.each([
    ['commits', list({ of: 'commits' })],
    ['pipelines', list({ of: 'pipelines' })],
    ['what a search finds', list({ fullPath: undefined, level: undefined })],
    ['what can’t be asked for', list({ problems: [{ is: 'unsearchable' }] })],
  ])('has no order of its readers’ choice where GitLab has none: %s', (_what, thing) => {
    expect(card(thing).sorts.filter(Boolean)).toEqual([]);
    expect(html(thing)).not.toContain('data-action="sort"');
  });

  test('leads on to its next page, and on the twentieth to GitLab', () => {
    expect(card(list({ next: 'abc=' })).more).toBe('/api/macros/list?url=u&state=all&after=abc%3D&nth=2');
    expect(card(list()).more).toBeUndefined();
    expect(card(list({ next: 'abc=' }), { nth: 20 })).toMatchObject({ more: undefined, cut: true });
  });

  test('without rows says so, and with a wrong filter says what is wrong instead', () => {
    expect(html(list({ rows: [], total: 0 }))).toContain('Nothing matches.');
    const wrong = html(list({ rows: [], total: undefined, problems: [{ is: 'not-among', name: 'state', value: 'x', known: ['opened', 'closed'] }] }));
    expect(wrong).toContain('“x” is no state: it may be opened or closed.');
    expect(wrong).not.toContain('Nothing matches.');
  });

  test('shows whatever stands in a title as text [T9b]', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    expect(html(list({ rows: [row({ title: hostile, reference: hostile, labels: [{ title: hostile, color: '#000000' }] })] }))).not.toContain('<img');
  });

  test('is a chip with its count in a sentence', () => {
    expect(chipOf(list({ total: 57 }), english)).toMatchObject({ title: 'Open issues in acme/orbit', badge: { text: '57' } });
    expect(chipOf(list({ total: undefined, next: 'abc' }), english)).toMatchObject({ badge: { text: '1+' } });
  });
});

describe('a link to a list page', () => {
  test('whose filters this app has no words for says that more is shown', () => {
    const reference = parseReference(`${URL_OF}/acme/orbit/-/issues?state=opened&not[label_name][]=bug&weight=3&page=2&sort=created_date`, [instance]);
    expect(reference).toMatchObject({ kind: 'list', filter: { state: 'opened', ignored: ['not[label_name]', 'weight'] } });
    expect(html(list({ filter: { ignored: ['weight'] } }))).toContain('can’t be narrowed by weight');
    expect(html(list())).not.toContain('narrowed');
  });
});
