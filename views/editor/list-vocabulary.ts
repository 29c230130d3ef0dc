/** What can be listed, by the names that pages store. */
export const LIST_KINDS = ['issues', 'merge_requests', 'work_items', 'pipelines', 'commits', 'releases'] as const;

export type ListKind = (typeof LIST_KINDS)[number];

/** Filters by the names of the macro's parameters. */
export type FilterName = 'state' | 'labels' | 'milestone' | 'assignee' | 'author' | 'reviewer' | 'search' | 'ref' | DateFilter | 'sort';

export const DATE_FILTERS = ['created_after', 'created_before', 'updated_after', 'updated_before'] as const;

type DateFilter = (typeof DATE_FILTERS)[number];

export type ListColumn =
  | 'type' | 'state' | 'pipeline' | 'labels' | 'milestone' | 'assignees' | 'reviewers' | 'author' | 'ref' | 'sha' | 'duration'
  | 'due_date' | 'created_at' | 'updated_at' | 'closed_at' | 'merged_at' | 'released_at';

/** What one kind of list can be asked for. */
export interface ListVocabulary {
  readonly filters: readonly FilterName[];
  /** Besides the usual, which stores nothing. */
  readonly states: readonly string[];
  readonly sorts: readonly string[];
  readonly columns: readonly ListColumn[];
  /** Where the author chooses none. */
  readonly usualColumns: readonly ListColumn[];
  /** Only a project has them. */
  readonly ofProjects?: boolean;
}

const DISCUSSED = ['state', 'labels', 'milestone', 'assignee', 'author', 'search', ...DATE_FILTERS, 'sort'] as const;
const DISCUSSED_COLUMNS = ['type', 'state', 'labels', 'milestone', 'assignees', 'author', 'due_date', 'created_at', 'updated_at', 'closed_at'] as const;
const DISCUSSED_SORTS = ['created_asc', 'updated_desc', 'updated_asc', 'priority_asc', 'label_priority_asc', 'milestone_due_asc', 'popularity_desc', 'title_asc', 'closed_at_desc'] as const;

/** The same words that the list macro reads: there are tests for that. */
export const LIST_VOCABULARY: Readonly<Record<ListKind, ListVocabulary>> = {
  issues: {
    filters: DISCUSSED,
    states: ['closed', 'all'],
    sorts: [...DISCUSSED_SORTS, 'due_date_asc'],
    columns: DISCUSSED_COLUMNS,
    usualColumns: ['state', 'labels', 'assignees', 'updated_at'],
  },
  work_items: {
    filters: DISCUSSED,
    states: ['closed', 'all'],
    sorts: [...DISCUSSED_SORTS, 'due_date_asc'],
    columns: DISCUSSED_COLUMNS,
    usualColumns: ['type', 'state', 'labels', 'assignees', 'updated_at'],
  },
  merge_requests: {
    filters: [...DISCUSSED, 'reviewer'],
    states: ['merged', 'closed', 'locked', 'all'],
    sorts: [...DISCUSSED_SORTS, 'merged_at_desc'],
    columns: ['state', 'pipeline', 'labels', 'milestone', 'assignees', 'reviewers', 'author', 'ref', 'created_at', 'updated_at', 'closed_at', 'merged_at'],
    usualColumns: ['state', 'pipeline', 'author', 'reviewers', 'updated_at'],
  },
  pipelines: {
    filters: ['state', 'author', 'ref', 'updated_after', 'updated_before'],
    states: ['success', 'failed', 'running', 'pending', 'canceled', 'skipped', 'manual', 'scheduled', 'created', 'preparing', 'waiting_for_resource', 'waiting_for_callback', 'canceling'],
    sorts: [],
    columns: ['state', 'ref', 'sha', 'author', 'duration', 'created_at', 'updated_at'],
    usualColumns: ['state', 'ref', 'author', 'created_at'],
    ofProjects: true,
  },
  commits: {
    filters: ['author', 'search', 'ref', 'created_after', 'created_before'],
    states: [],
    sorts: [],
    columns: ['sha', 'author', 'created_at'],
    usualColumns: ['author', 'created_at'],
    ofProjects: true,
  },
  releases: {
    filters: ['sort'],
    states: [],
    sorts: ['released_at_asc'],
    columns: ['state', 'author', 'milestone', 'created_at', 'released_at'],
    usualColumns: ['author', 'released_at'],
  },
};

/** What the server tells of an address that a list is to be of. */
export interface ListMeaning {
  /** Undefined where no list can be of it. A board or search page is shown as it is. */
  readonly kind: 'place' | 'list' | 'board' | 'search' | undefined;
  readonly place?: ListPlace | undefined;
  /** Of a list page: what it lists, and its filters as the macro stores them. */
  readonly list?: { readonly of: ListKind; readonly filters: Readonly<Partial<Record<FilterName, string>>>; /** The macro has a parameter for each of them. */ readonly isWhole: boolean } | undefined;
}

/** A project or group. */
export interface ListPlace {
  readonly instance: string;
  readonly fullPath: string;
  readonly level: 'project' | 'group';
  readonly url: string;
}

/** A label, milestone or person to filter by. */
export interface ValueChoice {
  readonly value: string;
  readonly detail?: string | undefined;
  readonly color?: string | undefined;
}
