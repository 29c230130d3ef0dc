import { describe, expect, test } from '@jest/globals';
import { meaningOf } from '../../src/editor/list-meaning.js';
import { usualColumns } from '../../src/macros/cards/list-columns.js';
import { problemWords } from '../../src/macros/cards/list-problems.js';
import { LIST_PARAMETERS, readListParameters } from '../../src/macros/parameters/list-parameters.js';
import { readListMacro, writeListMacro } from '../../views/editor/list-macro.js';
import { DATE_FILTERS, LIST_KINDS, LIST_VOCABULARY, type FilterName, type ListKind } from '../../views/editor/list-vocabulary.js';
import { instance } from '../support/things.js';
import { english } from '../support/words.js';

const PROJECT = `${instance.baseUrl}/acme/orbit`;
const GROUP = `${instance.baseUrl}/groups/acme`;

const FILTERS = LIST_PARAMETERS.filter((name): name is FilterName => !['url', 'kind', 'columns', 'count'].includes(name));

function problemsOf(parameters: Readonly<Record<string, string>>): readonly string[] {
  const read = readListParameters({ url: PROJECT, ...parameters }, [instance]);
  if (!read) throw new Error('The address is none of ours.');
  return 'problems' in read ? read.problems.map((problem) => problemWords(problem, english)) : [];
}

/** A value that is fine wherever the kind has the filter at all. */
function goodValue(kind: ListKind, name: FilterName): string {
  if (name === 'state') return LIST_VOCABULARY[kind].states[0] ?? 'opened';
  if (name === 'sort') return LIST_VOCABULARY[kind].sorts[0] ?? 'created_desc';
  return DATE_FILTERS.some((date) => date === name) ? '2026-11-23' : 'a';
}

describe('what the list’s editor offers', () => {
  test('are the kinds that the macro reads, and no others', () => {
    for (const kind of LIST_KINDS) expect([kind, problemsOf({ kind })]).toEqual([kind, []]);
    const [told] = problemsOf({ kind: 'none' });
    expect(told?.match(/there are (.*)\./)?.[1]?.split(', ').sort()).toEqual([...LIST_KINDS].sort());
  });

  test.each(LIST_KINDS)('are the filters that GitLab has for %s, and no others', (kind) => {
    const taken = FILTERS.filter((name) => problemsOf({ kind, [name]: goodValue(kind, name) }).length === 0);
    expect(taken).toEqual(FILTERS.filter((name) => LIST_VOCABULARY[kind].filters.includes(name)));
  });

  test.each(LIST_KINDS)('are the states of %s, of which the usual stores nothing', (kind) => {
    const { filters, states } = LIST_VOCABULARY[kind];
    if (!filters.includes('state')) return expect(states).toEqual([]);
    const [told] = problemsOf({ kind, state: 'none-such' });
    const known = told?.match(/it may be (.*)\./)?.[1]?.split(/, | or /) ?? [];
    const usual = kind === 'pipelines' ? [] : ['opened'];
    expect([...states, ...usual].filter((state) => state !== 'all' || kind !== 'pipelines').sort()).toEqual(known.sort());
  });

  test.each(LIST_KINDS)('are orders that %s have', (kind) => {
    for (const sort of LIST_VOCABULARY[kind].sorts) expect([sort, problemsOf({ kind, sort })]).toEqual([sort, []]);
  });

  test.each(LIST_KINDS)('are the columns of %s, and the usual ones are usual', (kind) => {
    const { columns, usualColumns: usual } = LIST_VOCABULARY[kind];
    expect(problemsOf({ kind, columns: columns.join(',') })).toEqual([]);
    const [told] = problemsOf({ kind, columns: 'none-such' });
    expect(told?.match(/there are title, (.*)\./)?.[1]?.split(', ')).toEqual([...columns]);
    const read = readListParameters({ url: PROJECT, kind }, [instance]);
    const of = read && 'reference' in read && read.reference.kind === 'list' ? read.reference.of : undefined;
    expect(of && usualColumns(of)).toEqual([...usual]);
  });

  test.each(LIST_KINDS)('are %s for a group only where a group has them', (kind) => {
    const problems = problemsOf({ url: GROUP, kind });
    expect(problems.length > 0).toBe(LIST_VOCABULARY[kind].ofProjects ?? false);
  });
});

describe('what the list’s editor stores', () => {
  const again = (parameters: Readonly<Record<string, string>>) => writeListMacro(readListMacro(parameters), meaningOf(parameters['url'] ?? '', [instance]));

  test('is what it has read, also what it knows nothing of', () => {
    for (const kind of LIST_KINDS) {
      const filters = Object.fromEntries(LIST_VOCABULARY[kind].filters.map((name) => [name, goodValue(kind, name)]));
      const parameters = { url: PROJECT, ...(kind === 'issues' ? {} : { kind }), ...filters, columns: LIST_VOCABULARY[kind].columns.join(','), count: '7', export: 'title', foreign: 'kept' };
      expect(again(parameters)).toEqual(parameters);
    }
    expect(again({ url: PROJECT })).toEqual({ url: PROJECT });
  });

  test('leaves out what goes without saying, and what the kind does not have', () => {
    expect(again({ url: PROJECT, kind: 'issues', columns: 'state,labels,assignees,updated_at', export: 'link', count: ' ' })).toEqual({ url: PROJECT });
    expect(again({ url: PROJECT, kind: 'commits', labels: 'bug', columns: 'sha,labels' })).toEqual({ url: PROJECT, kind: 'commits', columns: 'sha' });
    expect(again({ url: `${PROJECT}/-/merge_requests`, kind: 'merge_requests', state: 'merged' })).toEqual({ url: `${PROJECT}/-/merge_requests`, state: 'merged' });
  });

  test('lists the same as the list page did whose filters it has taken in', () => {
    const { list, place } = meaningOf(`${PROJECT}/-/issues?state=closed&label_name[]=bug&assignee_username=alice`, [instance]);
    expect([list, place?.url]).toEqual([{ of: 'issues', filters: { state: 'closed', labels: 'bug', assignee: 'alice' }, isWhole: true }, PROJECT]);
  });
});
