import type { Request } from 'express';
import { filterProblems, type FilterKey } from '../../gitlab/references/list-filter.js';
import type { GitLabInstance } from '../../gitlab/instance.js';
import { parseReference } from '../../gitlab/references/parse-reference.js';
import type { BoardReference, ListFilter, ListReference, SearchReference } from '../../gitlab/references/reference.js';
import { MOST_ROWS } from '../../gitlab/queries/lists/list.js';
import { readColumns, type ColumnName } from '../cards/list-columns.js';
import type { ListProblem } from '../cards/list-problems.js';

/** The list macro's parameters: pages store these names, so that they never change. */
export const LIST_PARAMETERS = [
  ...['url', 'kind', 'state', 'labels', 'milestone', 'assignee', 'author', 'reviewer', 'search', 'ref'],
  ...['created_after', 'created_before', 'updated_after', 'updated_before', 'sort', 'columns', 'count'],
] as const;

type Parameters = Readonly<Record<string, string>>;

/** What a macro's address carries of them; a parameter without a value is left out. */
export function listParameters(query: Request['query']): Record<string, string> {
  return Object.fromEntries(LIST_PARAMETERS.flatMap((name) => {
    const value = query[name];
    return typeof value === 'string' && value.trim() !== '' ? [[name, value]] : [];
  }));
}

/** What a list macro shows, or what its author has to change. */
export type ReadList =
  | { readonly reference: ListReference | BoardReference | SearchReference; readonly columns: readonly ColumnName[] | undefined }
  | { readonly problems: readonly ListProblem[] };

/** Reads the macro's parameters; undefined where `url` is no address on one of the instances. Pure. */
export function readListParameters(parameters: Parameters, instances: readonly GitLabInstance[]): ReadList | undefined {
  const base = parseReference(parameters['url'] ?? '', instances);
  if (!base) return undefined;
  const rows = readCount(parameters['count']);
  const page = rows === undefined ? {} : { page: { rows: rows || 1 } };
  if (base.kind === 'search' || base.kind === 'board') {
    const problems = [...fixedProblems(base.kind, parameters), ...countProblems(rows, parameters)];
    return problems.length > 0 ? { problems } : { reference: base.kind === 'search' ? { ...base, ...page } : base, columns: undefined };
  }
  if (base.kind !== 'list' && base.kind !== 'project' && base.kind !== 'group' && base.kind !== 'namespace') {
    return { problems: [{ is: 'no-place' }] };
  }
  const kind = parameters['kind'] ?? '';
  if (kind !== '' && !Object.hasOwn(KINDS, kind)) return { problems: [{ is: 'no-kind', value: kind, known: Object.keys(KINDS) }] };
  const usual = base.kind === 'list' ? base.of : 'issues';
  const of = KINDS[kind] ?? usual;
  const filter = { ...(base.kind === 'list' && base.of === of ? base.filter : {}), ...readFilter(parameters) };
  const level = base.kind === 'list' ? base.level : base.kind === 'project' ? 'project' : 'group';
  const reference: ListReference = { kind: 'list', instance: base.instance, fullPath: base.fullPath, level, of, filter, ...page };
  const { columns, problems: unknown } = readColumns(of, parameters['columns'] ?? '');
  const problems = [...filterProblems(reference), ...unknown, ...countProblems(rows, parameters)];
  return problems.length > 0 ? { problems } : { reference, columns: parameters['columns']?.trim() ? columns : undefined };
}

const KINDS: Readonly<Record<string, ListReference['of']>> = {
  issues: 'issues',
  work_items: 'work-items',
  merge_requests: 'merge-requests',
  pipelines: 'pipelines',
  commits: 'commits',
  releases: 'releases',
};

const TEXTS = {
  state: 'state',
  milestone: 'milestone',
  assignee: 'assignee',
  author: 'author',
  reviewer: 'reviewer',
  search: 'search',
  ref: 'refAndPath',
  created_after: 'createdAfter',
  created_before: 'createdBefore',
  updated_after: 'updatedAfter',
  updated_before: 'updatedBefore',
  sort: 'sort',
} as const satisfies Record<string, FilterKey>;

function readFilter(parameters: Parameters): ListFilter {
  const texts = Object.entries(TEXTS).flatMap(([name, key]) => {
    const value = parameters[name]?.trim();
    return value ? [[key, name === 'state' || name === 'sort' ? value.toLowerCase() : value]] : [];
  });
  const labels = (parameters['labels'] ?? '').split(',').map((label) => label.trim()).filter((label) => label !== '');
  return { ...Object.fromEntries(texts), ...(labels.length > 0 ? { labels } : {}) };
}

/** Undefined where none is given; 0 for what is no count. */
function readCount(text: string | undefined): number | undefined {
  const trimmed = text?.trim();
  if (!trimmed) return undefined;
  const rows = /^\d{1,3}$/.test(trimmed) ? Number(trimmed) : 0;
  return rows >= 1 && rows <= MOST_ROWS ? rows : 0;
}

function countProblems(rows: number | undefined, parameters: Parameters): ListProblem[] {
  return rows === 0 ? [{ is: 'no-count', value: parameters['count'] ?? '', most: MOST_ROWS }] : [];
}

function fixedProblems(kind: 'search' | 'board', parameters: Parameters): ListProblem[] {
  const given = LIST_PARAMETERS.filter((name) => name !== 'url' && name !== 'count' && parameters[name]?.trim());
  return given.length === 0 ? [] : [{ is: 'fixed', page: kind, names: given }];
}
