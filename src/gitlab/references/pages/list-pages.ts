import type { ListFilter, ListReference, SearchReference } from '../reference.js';
import type { Page, Target } from './page.js';

type Of = ListReference['of'];
type Word = Exclude<keyof ListFilter, 'labels' | 'types' | 'refAndPath' | 'ignored'>;

/** GitLab's own names in the addresses of its list pages. */
const NAMES: Readonly<Record<Word, string>> = {
  state: 'state',
  milestone: 'milestone_title',
  assignee: 'assignee_username',
  author: 'author_username',
  reviewer: 'reviewer_username',
  search: 'search',
  createdAfter: 'created_after',
  createdBefore: 'created_before',
  updatedAfter: 'updated_after',
  updatedBefore: 'updated_before',
  sort: 'sort',
};

const OTHER_NAMES: Readonly<Partial<Record<Of, Partial<Record<Word, string>>>>> = {
  pipelines: { state: 'status', author: 'username' },
  commits: { author: 'author' },
};

/** The names in the address, with the words of the filter that they stand for. */
function namesOf(of: Of): [Word, string][] {
  return Object.entries({ ...NAMES, ...OTHER_NAMES[of] }) as [Word, string][];
}

const MOST = 20;
const LONGEST = 255;

function readValues(query: URLSearchParams, name: string): string[] {
  const sound = (value: string) => value !== '' && value.length <= LONGEST && !/\p{Cc}/u.test(value);
  return [...new Set([...query.getAll(`${name}[]`), ...query.getAll(name)])].filter(sound).slice(0, MOST);
}

/** Filters of GitLab's list pages that this app has no words for. */
const UNASKED = /^(?:(?:not|or)\[|(?:assignee_id|author_id|reviewer_id|my_reaction_emoji|iteration_id|epic_id|weight|health_status|confidential|draft|approved_by_usernames|release_tag|environment|source_branch|target_branch|parent_id|crm_contact_id|crm_organization_id|subscribed)(?:\[|$)|(?:due|closed|merged|deployed)_(?:after|before|date)$)/;

function readIgnored(query: URLSearchParams): string[] {
  const names = [...query.keys()].filter((name) => name.length <= LONGEST && UNASKED.test(name)).map((name) => name.replace(/\[\]$/, ''));
  return [...new Set(names)].slice(0, MOST);
}

/** What a list page's query asks for, of what this app can ask too, and the names of other filters; page numbers and the like are left out. */
export function readFilter(of: Of, query: URLSearchParams): ListFilter {
  const words = namesOf(of).flatMap(([word, name]) => readValues(query, name).slice(0, 1).map((value) => [word, value] as const));
  const labels = readValues(query, 'label_name');
  const types = of === 'work-items' ? readValues(query, 'type') : [];
  const [ref] = of === 'pipelines' ? readValues(query, 'ref') : [];
  const ignored = readIgnored(query);
  return {
    ...Object.fromEntries(words),
    ...(labels.length > 0 ? { labels } : {}),
    ...(types.length > 0 ? { types } : {}),
    ...(ref === undefined ? {} : { refAndPath: ref }),
    ...(ignored.length > 0 ? { ignored } : {}),
  };
}

/** `?state=opened&label_name[]=bug`, or nothing: `readFilter` reads it back. */
export function filterQuery({ of, filter }: ListReference): string {
  const query = new URLSearchParams();
  for (const [word, name] of namesOf(of)) {
    const value = filter[word];
    if (value !== undefined) query.append(name, value);
  }
  for (const label of filter.labels ?? []) query.append('label_name[]', label);
  for (const type of filter.types ?? []) query.append('type[]', type);
  if (of === 'pipelines' && filter.refAndPath !== undefined) query.append('ref', filter.refAndPath);
  return query.size > 0 ? `?${query}` : '';
}

/** The whole list that a page shows. */
export function readList(of: Of, { fullPath, level, query }: Page, filter: ListFilter = {}): Target {
  return { kind: 'list', fullPath, level, of, filter: { ...readFilter(of, query), ...filter } };
}

/** `search?search=words&scope=issues&project_id=5`; undefined without words. */
export function readSearch(query: URLSearchParams): Target | undefined {
  const [search] = readValues(query, 'search');
  const [scope] = readValues(query, 'scope').filter((value) => /^[a-z_]+$/.test(value));
  const projectId = readNumber(query, 'project_id');
  const groupId = readNumber(query, 'group_id');
  if (search === undefined) return undefined;
  return {
    ...{ kind: 'search', search },
    ...(scope === undefined ? {} : { scope }),
    ...(projectId === undefined ? {} : { projectId }),
    ...(groupId === undefined ? {} : { groupId }),
  };
}

export function searchQuery({ search, scope, projectId, groupId }: SearchReference): string {
  const query = new URLSearchParams({ search });
  if (scope !== undefined) query.append('scope', scope);
  if (projectId !== undefined) query.append('project_id', String(projectId));
  if (groupId !== undefined) query.append('group_id', String(groupId));
  return `?${query}`;
}

function readNumber(query: URLSearchParams, name: string): number | undefined {
  const digits = /^[1-9]\d{0,14}$/.exec(query.get(name) ?? '')?.[0];
  return digits === undefined ? undefined : Number(digits);
}
