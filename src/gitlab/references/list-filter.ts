import type { ListFilter, ListReference } from './reference.js';

type ListOf = ListReference['of'];
/** What a list can be filtered by. */
export type FilterKey = Exclude<keyof ListFilter, 'ignored'>;

/** Names of the filters as GitLab's API, its list pages and our macro spell them. */
export const FILTER_WORDS = {
  state: 'state',
  labels: 'labels',
  types: 'types',
  milestone: 'milestone',
  assignee: 'assignee',
  author: 'author',
  reviewer: 'reviewer',
  search: 'search',
  refAndPath: 'ref',
  createdAfter: 'created_after',
  createdBefore: 'created_before',
  updatedAfter: 'updated_after',
  updatedBefore: 'updated_before',
  sort: 'sort',
} as const satisfies Record<FilterKey, string>;

/** One thing that keeps GitLab from being asked for a list; `filter` is the filter's own name. */
export type FilterProblem =
  | { readonly is: 'unfit'; readonly of: ListOf; readonly filter: string }
  | { readonly is: 'not-of-group'; readonly of: ListOf }
  | { readonly is: 'too-long' | 'too-many-labels'; readonly most: number }
  | { readonly is: 'search-and-filter' }
  | { readonly is: 'not-among'; readonly name: 'state' | 'type' | 'sort'; readonly value: string; readonly known: readonly string[] }
  | { readonly is: 'no-date'; readonly value: string; readonly filter: string }
  /** GitLab's search, where it finds what this app does not list. */
  | { readonly is: 'unlisted'; readonly scope: string }
  | { readonly is: 'unsearchable' };

const DISCUSSED = ['state', 'labels', 'milestone', 'assignee', 'author', 'search', 'createdAfter', 'createdBefore', 'updatedAfter', 'updatedBefore', 'sort'] as const;

/** What GitLab's API filters each kind by. */
const FILTERS: Readonly<Record<ListOf, readonly FilterKey[]>> = {
  issues: DISCUSSED,
  'work-items': [...DISCUSSED, 'types'],
  'merge-requests': [...DISCUSSED, 'reviewer'],
  pipelines: ['state', 'author', 'refAndPath', 'updatedAfter', 'updatedBefore'],
  commits: ['author', 'search', 'refAndPath', 'createdAfter', 'createdBefore'],
  releases: ['sort'],
};

const PIPELINE_STATES = [
  ...['created', 'waiting_for_resource', 'preparing', 'waiting_for_callback', 'pending', 'running', 'failed', 'success'],
  ...['canceling', 'canceled', 'skipped', 'manual', 'scheduled'],
];

const STATES: Readonly<Partial<Record<ListOf, readonly string[]>>> = {
  issues: ['opened', 'closed', 'all'],
  'work-items': ['opened', 'closed', 'all'],
  'merge-requests': ['opened', 'closed', 'merged', 'locked', 'all'],
  pipelines: PIPELINE_STATES,
};

const TYPES = ['ISSUE', 'INCIDENT', 'TASK', 'EPIC', 'OBJECTIVE', 'KEY_RESULT', 'REQUIREMENT', 'TEST_CASE', 'TICKET'];

const both = (...orders: readonly string[]) => orders.flatMap((order) => [`${order}_asc`, `${order}_desc`]);
const SHARED_SORTS = both('created', 'updated', 'title', 'closed_at', 'priority', 'label_priority', 'milestone_due', 'popularity');

const SORTS: Readonly<Partial<Record<ListOf, readonly string[]>>> = {
  issues: [...SHARED_SORTS, ...both('due_date')],
  'work-items': [...SHARED_SORTS, ...both('due_date')],
  'merge-requests': [...SHARED_SORTS, ...both('merged_at')],
  releases: both('released_at', 'created'),
};

/** In which order GitLab gives a list where none is asked for. */
const USUAL_SORTS: Readonly<Partial<Record<ListOf, string>>> = {
  issues: 'created_desc',
  'work-items': 'created_desc',
  'merge-requests': 'created_desc',
  releases: 'released_at_desc',
};

/** The orders that GitLab can give a list in, by its API's names in lower case, and the one that it is in. */
export function ordersOf({ of, level, filter: { sort } }: Pick<ListReference, 'of' | 'level' | 'filter'>): { readonly known: readonly string[]; readonly current: string | undefined } {
  const known = of === 'releases' && level === 'group' ? both('released_at') : (SORTS[of] ?? []);
  return { known, current: sort === undefined ? USUAL_SORTS[of] : sortName(sort) };
}

/** How GitLab's list pages abbreviate an order in their address. */
const PAGE_SORTS: Readonly<Record<string, string>> = {
  created_date: 'created_desc',
  priority: 'priority_asc',
  label_priority: 'label_priority_asc',
  milestone: 'milestone_due_asc',
  milestone_due: 'milestone_due_asc',
  due_date: 'due_date_asc',
  popularity: 'popularity_desc',
  closed_at: 'closed_at_asc',
  merged_at: 'merged_at_asc',
  desc: 'released_at_desc',
  asc: 'released_at_asc',
};

/** An order by GitLab's own name for it: `created_date` to `created_desc`. */
export function sortName(sort: string): string {
  const name = sort.trim().toLowerCase().replace(/^(created|updated)_at_/, '$1_');
  return Object.hasOwn(PAGE_SORTS, name) ? (PAGE_SORTS[name] ?? name) : name;
}

/** The same order in the address of one of GitLab's list pages: `created_desc` to `created_date`. */
export function pageSort(sort: string): string {
  const name = sortName(sort);
  return Object.entries(PAGE_SORTS).find(([, long]) => long === name)?.[0] ?? name;
}

/** No label, name or search text that means anything is longer. */
const LONGEST = 255;
const MOST_LABELS = 20;

/** What is wrong with a filter; nothing when GitLab can be asked. Pure. */
export function filterProblems({ of, level, filter }: Pick<ListReference, 'of' | 'level' | 'filter'>): FilterProblem[] {
  const given = (Object.keys(FILTER_WORDS) as FilterKey[]).filter((key) => filter[key] !== undefined);
  const unfit = given.filter((key) => !FILTERS[of].includes(key)).map((key): FilterProblem => ({ is: 'unfit', of, filter: FILTER_WORDS[key] }));
  const ofProject: FilterProblem[] = level === 'group' && (of === 'pipelines' || of === 'commits') ? [{ is: 'not-of-group', of }] : [];
  const texts: FilterProblem[] = given.flatMap((key) => filter[key] ?? []).some((text) => text.length > LONGEST) ? [{ is: 'too-long', most: LONGEST }] : [];
  const labels: FilterProblem[] = (filter.labels ?? []).length > MOST_LABELS ? [{ is: 'too-many-labels', most: MOST_LABELS }] : [];
  if (unfit.length + texts.length > 0) return [...unfit, ...ofProject, ...texts, ...labels];
  return [
    ...[...ofProject, ...labels],
    ...notAmong('state', filter.state, STATES[of]),
    ...(filter.types ?? []).flatMap((type) => notAmong('type', type.toUpperCase(), TYPES)),
    ...notAmong('sort', filter.sort && sortName(filter.sort), SORTS[of] && ordersOf({ of, level, filter }).known),
    ...wrongDates(filter),
    ...(of === 'commits' ? searchedAndFiltered(filter) : []),
  ];
}

/** GitLab searches the messages of a ref's commits and nothing else with it. */
function searchedAndFiltered({ search, author, createdAfter, createdBefore, refAndPath }: ListFilter): FilterProblem[] {
  const filtered = [author, createdAfter, createdBefore].some((value) => value !== undefined) || refAndPath?.includes('/');
  return search !== undefined && filtered ? [{ is: 'search-and-filter' }] : [];
}

function notAmong(name: 'state' | 'type' | 'sort', value: string | undefined, known: readonly string[] | undefined): FilterProblem[] {
  if (value === undefined || !known || known.includes(value)) return [];
  return [{ is: 'not-among', name, value, known }];
}

const DATES = ['createdAfter', 'createdBefore', 'updatedAfter', 'updatedBefore'] as const;

function wrongDates(filter: ListFilter): FilterProblem[] {
  return DATES.flatMap((key) => {
    const date = filter[key];
    return date === undefined || momentOf(date) !== undefined ? [] : [{ is: 'no-date', value: date, filter: FILTER_WORDS[key] }];
  });
}

/** A day, or a time in ISO 8601, as GitLab's `Time`; undefined for anything else. */
export function momentOf(date: string): string | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(date) ?? [];
  const time = year === undefined ? Number.NaN : Date.parse(date.length === 10 ? `${date}T00:00:00Z` : date);
  // `2026-02-31` would quietly become the third of March.
  const real = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  return Number.isNaN(time) || !real ? undefined : new Date(time).toISOString();
}
