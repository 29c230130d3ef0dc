import type { RowModel } from '../../views/home/work-row.js';
import type { NoticeModel, TabModel, TabName, WorkModel } from '../../views/home/work.js';
import type { Words } from '../../views/words/words.js';
import type { OwnWork, WorkList } from '../gitlab/finding/own-work.js';
import { instanceName } from '../gitlab/instance.js';
import type { Place } from './places.js';
import { seenRow, todoRow, workRow } from './rows.js';

const TABS: readonly TabName[] = ['todos', 'issues', 'mergeRequests', 'reviews', 'recent'];

const MINUTE_MS = 60_000;

/** The pages of GitLab that list the same. */
const PAGES: Readonly<Partial<Record<TabName, (username: string) => string>>> = {
  todos: () => 'dashboard/todos',
  issues: (username) => `dashboard/issues?state=opened&assignee_username=${encodeURIComponent(username)}`,
  mergeRequests: (username) => `dashboard/merge_requests?state=opened&author_username=${encodeURIComponent(username)}`,
  reviews: (username) => `dashboard/merge_requests?state=opened&reviewer_username=${encodeURIComponent(username)}`,
};

/** What all linked instances tell, put together; undefined where none has told anything and none is to be waited for. */
export function workOf(places: readonly Place[], words: Words, now: number): WorkModel | undefined {
  const told = places.filter(({ taken }) => taken !== undefined);
  const away = places.filter(({ state }) => state === 'unavailable');
  if (told.length === 0 && away.length === 0) return undefined;
  return {
    tabs: told.length > 0 ? TABS.map((name) => tabOf(name, told, places.length > 1, words, now)) : [],
    notices: away.map((place) => noticeOf(place, words, now)),
    age: Math.floor(Math.max(0, ...told.map(({ taken }) => now - (taken?.takenAt ?? now))) / MINUTE_MS) * MINUTE_MS,
  };
}

function tabOf(name: TabName, places: readonly Place[], several: boolean, words: Words, now: number): TabModel {
  const parts = places.map((place) => ({ place, part: partOf(name, place, words, now) }));
  const rows = parts.flatMap(({ place, part }) => (part?.rows ?? []).map((row) => (several ? { ...row, gitlab: instanceName(place.instance) } : row)));
  const totals = parts.flatMap(({ part }) => (part ? [part.total] : []));
  const known = totals.every((total) => total !== undefined);
  return {
    name,
    // What was looked at stays in the order in which that was.
    rows: several && name !== 'recent' ? rows.sort((left, right) => (right.at ?? '').localeCompare(left.at ?? '')) : rows,
    total: known ? totals.reduce((sum, total) => sum + total, 0) : undefined,
    untold: parts.filter(({ part }) => !part).map(({ place }) => instanceName(place.instance)),
    pages: places.flatMap(({ instance, account }) => {
      const page = PAGES[name];
      return page && account ? [{ gitlab: instanceName(instance), url: `${instance.baseUrl}/${page(account.username)}` }] : [];
    }),
  };
}

type Part = { readonly rows: readonly RowModel[]; readonly total: number | undefined };

/** Undefined where GitLab could not tell it. */
function partOf(name: TabName, { taken, instance }: Place, words: Words, now: number): Part | undefined {
  const work: OwnWork | undefined = taken?.work;
  switch (name) {
    case 'todos':
      return rowsOf(work?.todos, (todo) => todoRow(todo, instance, words, now));
    case 'issues':
      return rowsOf(work?.issues, (one) => workRow(one, words, now));
    case 'mergeRequests':
      return rowsOf(work?.mergeRequests, (one) => workRow(one, words, now));
    case 'reviews':
      return rowsOf(work?.reviews, (one) => workRow(one, words, now));
    case 'recent':
      return work?.seen && { rows: work.seen.map((one) => seenRow(one, instance, words)), total: work.seen.length };
  }
}

function rowsOf<T>(list: WorkList<T> | undefined, read: (one: T) => RowModel): Part | undefined {
  return list && { rows: list.rows.map(read), total: list.total };
}

function noticeOf({ instance, taken, retryAt }: Place, words: Words, now: number): NoticeModel {
  return {
    gitlab: instanceName(instance),
    retry: words.minute(new Date(retryAt ?? now)),
    copyAge: taken && words.ago(Math.max(0, now - taken.takenAt)),
  };
}
