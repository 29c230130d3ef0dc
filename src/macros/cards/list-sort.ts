import type { SortModel } from '../../../views/macros/list-heading.js';
import { ordersOf } from '../../gitlab/references/list-filter.js';
import type { ListReference } from '../../gitlab/references/reference.js';
import type { ListedKind, ListThing } from '../../gitlab/things/list.js';
import type { ColumnName } from './list-columns.js';

/** GitLab's names for the orders of the columns that have one. */
const ORDERS: Readonly<Partial<Record<ColumnName | 'title', string>>> = {
  title: 'title',
  milestone: 'milestone_due',
  due_date: 'due_date',
  created_at: 'created',
  updated_at: 'updated',
  closed_at: 'closed_at',
  merged_at: 'merged_at',
  released_at: 'released_at',
};

const LISTS: ReadonlySet<string> = new Set<ListReference['of']>(['issues', 'work-items', 'merge-requests', 'pipelines', 'commits', 'releases']);
const isList = (of: ListedKind): of is ListReference['of'] => LISTS.has(of);

/** How a reader sorts the list by a column; undefined where GitLab can't. `query` holds the list's parameters: `url=…&state=opened`. */
export function sortOf(column: ColumnName | 'title', { of, level, filter, problems }: ListThing, query: string): SortModel | undefined {
  // What GitLab's search finds belongs to no place, and has an order of its own.
  if (level === undefined || !isList(of) || problems.length > 0) return undefined;
  const order = ORDERS[column];
  const { known, current } = ordersOf({ of, level, filter });
  if (order === undefined || !known.includes(`${order}_asc`)) return undefined;
  const now = current === `${order}_asc` ? 'ascending' : current === `${order}_desc` ? 'descending' : undefined;
  // Of times the latest are wanted first.
  const next = now === undefined ? (column === 'title' || column === 'milestone' || column === 'due_date' ? 'asc' : 'desc') : now === 'ascending' ? 'desc' : 'asc';
  return { column, now, address: `/api/macros/list?${sortedBy(query, `${order}_${next}`)}` };
}

function sortedBy(query: string, sort: string): string {
  const parameters = new URLSearchParams(query);
  parameters.set('sort', sort);
  return parameters.toString();
}
