import { FILTER_WORDS, sortName, type FilterKey } from '../../gitlab/references/list-filter.js';
import type { ListFilter } from '../../gitlab/references/reference.js';
import type { ListedKind, ListThing } from '../../gitlab/things/list.js';
import { count } from './phrases.js';

const NOUNS: Readonly<Record<ListedKind, string>> = {
  issues: 'issue',
  'work-items': 'work item',
  'merge-requests': 'merge request',
  pipelines: 'pipeline',
  commits: 'commit',
  releases: 'release',
  projects: 'project',
  milestones: 'milestone',
  users: 'person',
  files: 'file',
  'wiki-pages': 'wiki page',
  comments: 'comment',
  snippets: 'snippet',
};

const plural = (of: ListedKind) => (of === 'users' ? 'people' : `${NOUNS[of]}s`);

const STATES: ReadonlyMap<string, string> = new Map([['opened', 'open'], ['success', 'passed'], ['waiting_for_resource', 'waiting'], ['waiting_for_callback', 'waiting']]);

/** `Open issues in acme/orbit`, `Files in GitLab`. */
export function listTitle({ of, filter: { state }, fullPath }: ListThing): string {
  const shown = state ?? (of === 'issues' || of === 'work-items' || of === 'merge-requests' ? (fullPath === undefined ? 'all' : 'opened') : 'all');
  const words = shown === 'all' ? plural(of) : `${STATES.get(shown) ?? shown} ${plural(of)}`;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${fullPath === undefined ? '' : ` in ${fullPath}`}`;
}

/** More than this GitLab itself stops counting. */
const MOST_COUNTED = 10_000;

/** `57 issues`, `more than 10,000 issues`; undefined where GitLab doesn't count. */
export function totalWords({ of, total }: Pick<ListThing, 'of' | 'total'>): string | undefined {
  if (total === undefined) return undefined;
  const words = count(Math.min(total, MOST_COUNTED), NOUNS[of], plural(of));
  return total > MOST_COUNTED ? `More than ${words}` : words;
}

/** The same in the room of a chip: `57`, `10,000+`. */
export function totalNumber({ total, rows, next }: Pick<ListThing, 'total' | 'rows' | 'next'>): string {
  const number = new Intl.NumberFormat('en-GB');
  if (total !== undefined) return total > MOST_COUNTED ? `${number.format(MOST_COUNTED)}+` : number.format(total);
  return next === undefined ? String(rows.length) : `${rows.length}+`;
}

const PHRASES: Readonly<Partial<Record<FilterKey, string>>> = {
  milestone: 'milestone',
  assignee: 'assigned to',
  author: 'by',
  reviewer: 'reviewed by',
  search: 'matching',
  refAndPath: 'on',
  createdAfter: 'created after',
  createdBefore: 'created before',
  updatedAfter: 'updated after',
  updatedBefore: 'updated before',
  sort: 'sorted by',
};

/** What a list is filtered by, besides its state, in a few words each. */
export function filterWords(filter: ListFilter): string[] {
  const listed = [...(filter.labels ?? []).map((label) => `label ${label}`), ...(filter.types ?? []).map((type) => `type ${type.toLowerCase().replaceAll('_', ' ')}`)];
  const single = (Object.keys(FILTER_WORDS) as FilterKey[]).flatMap((key) => {
    const value = filter[key];
    const phrase = PHRASES[key];
    return phrase === undefined || typeof value !== 'string' ? [] : [`${phrase} ${valueWords(key, value)}`];
  });
  return [...listed, ...single];
}

/** That more is listed than where the link leads; undefined where that is not so. */
export function ignoredWords({ ignored = [] }: ListFilter): string | undefined {
  return ignored.length === 0 ? undefined : `This list can’t be narrowed by ${ignored.join(', ')} as the link is: it may hold more than GitLab’s own page.`;
}

const NOBODY = /^(?:none|any)$/i;

function valueWords(key: FilterKey, value: string): string {
  if (key === 'search') return `“${value}”`;
  if (key === 'sort') return sortWords(value);
  const isPerson = key === 'assignee' || key === 'reviewer' || key === 'author';
  return isPerson && !NOBODY.test(value) ? `@${value}` : value;
}

/** `created_desc` to `created, newest first`. */
function sortWords(sort: string): string {
  const name = sortName(sort);
  const order = name.replace(/_(?:asc|desc)$/, '').replaceAll('_', ' ').replace(/ at$/, '');
  const isTime = /^(?:created|updated|closed|merged|released)$/.test(order);
  if (isTime) return `${order}, ${name.endsWith('_desc') ? 'newest' : 'oldest'} first`;
  return name.endsWith('_desc') ? `${order}, descending` : order;
}
