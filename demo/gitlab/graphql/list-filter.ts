import type { Issue, MergeRequest, User } from '../world/model.js';
import type { Epic } from '../world/plans.js';

/** GitLab's arguments of lists of issues, work items and merge requests. */
export interface ListArguments {
  readonly iid?: string | null;
  readonly iids?: readonly string[] | null;
  readonly state?: string | null;
  readonly types?: readonly string[] | null;
  readonly confidential?: boolean | null;
  readonly draft?: boolean | null;
  readonly labelName?: readonly (string | null)[] | null;
  readonly milestoneTitle?: string | readonly (string | null)[] | null;
  readonly milestoneWildcardId?: 'NONE' | 'ANY' | 'STARTED' | 'UPCOMING' | null;
  readonly assigneeId?: string | null;
  readonly assigneeUsername?: string | null;
  readonly assigneeUsernames?: readonly string[] | null;
  readonly assigneeWildcardId?: 'NONE' | 'ANY' | null;
  readonly authorUsername?: string | null;
  readonly reviewerUsername?: string | null;
  readonly reviewerWildcardId?: 'NONE' | 'ANY' | null;
  readonly search?: string | null;
  readonly createdAfter?: string | null;
  readonly createdBefore?: string | null;
  readonly updatedAfter?: string | null;
  readonly updatedBefore?: string | null;
  readonly mergedAfter?: string | null;
  readonly mergedBefore?: string | null;
  readonly sort?: string | null;
}

type Listed = Epic | Issue | MergeRequest;

/** Whether a thing is in a list with these arguments. */
export function fits(one: Listed, given: ListArguments): boolean {
  const { iid, iids, state, types, confidential, draft } = given;
  return (iid ?? String(one.iid)) === String(one.iid)
    && (iids?.includes(String(one.iid)) ?? true)
    && (!state || state === 'all' || state === one.state)
    && (!types || ('type' in one && types.includes(one.type)))
    && (confidential ?? ('confidential' in one && one.confidential)) === ('confidential' in one && one.confidential)
    && (draft ?? ('draft' in one && one.draft)) === ('draft' in one && one.draft)
    && hasWords(one, given.search)
    && hasLabels(one, given.labelName)
    && inMilestone(one, given)
    && isOf(one, given)
    && isWithin(one, given);
}

function hasWords({ title, description }: Listed, search: string | null | undefined): boolean {
  const text = `${title}\n${description}`.toLowerCase();
  return (search ?? '').toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function hasLabels({ labels }: Listed, names: ListArguments['labelName']): boolean {
  return (names ?? []).every((name) => {
    if (/^any$/i.test(name ?? '')) return labels.length > 0;
    return /^none$/i.test(name ?? '') ? labels.length === 0 : labels.some(({ title }) => title === name);
  });
}

function inMilestone({ milestone }: Listed, { milestoneTitle, milestoneWildcardId }: ListArguments): boolean {
  if (milestoneWildcardId) return milestoneWildcardId === 'NONE' ? milestone === undefined : milestone !== undefined;
  return (milestoneTitle ? [milestoneTitle].flat() : []).every((title) => milestone?.title === title);
}

function isOf(one: Listed, given: ListArguments): boolean {
  const reviewers = 'reviews' in one ? one.reviews.map(({ user }) => user) : [];
  const wanted = [...(given.assigneeUsernames ?? []), ...(given.assigneeUsername ? [given.assigneeUsername] : [])];
  return wanted.every((name) => isAmong(one.assignees, name))
    && (!given.assigneeId || one.assignees.some(({ id }) => String(id) === given.assigneeId))
    && wildcard(one.assignees, given.assigneeWildcardId)
    && (!given.authorUsername || isAmong([one.author], given.authorUsername))
    && (!given.reviewerUsername || isAmong(reviewers, given.reviewerUsername))
    && wildcard(reviewers, given.reviewerWildcardId);
}

const isAmong = (people: readonly User[], name: string) => people.some(({ username }) => username.toLowerCase() === name.toLowerCase());
const wildcard = (people: readonly User[], word: 'NONE' | 'ANY' | null | undefined) => !word || (word === 'NONE') === (people.length === 0);

type Moments = Pick<Listed, 'createdAt' | 'updatedAt'> & { readonly mergedAt?: number | undefined };

/** Whether it was made, changed and merged in the time that is asked for. */
export function isWithin(one: Moments, given: ListArguments): boolean {
  const { createdAt, updatedAt, mergedAt } = one;
  const at = (time: string | null | undefined, otherwise: number) => (time ? Date.parse(time) : otherwise);
  return createdAt >= at(given.createdAfter, 0) && createdAt <= at(given.createdBefore, Infinity)
    && updatedAt >= at(given.updatedAfter, 0) && updatedAt <= at(given.updatedBefore, Infinity)
    && (!given.mergedAfter || (mergedAt ?? 0) >= at(given.mergedAfter, 0)) && (!given.mergedBefore || (mergedAt ?? Infinity) <= at(given.mergedBefore, Infinity));
}

const KEYS: Readonly<Record<string, (one: Listed) => number | string>> = {
  created: ({ createdAt }) => createdAt,
  updated: ({ updatedAt }) => updatedAt,
  closed_at: ({ closedAt }) => closedAt ?? 0,
  merged_at: (one) => ('mergedAt' in one ? (one.mergedAt ?? 0) : 0),
  title: ({ title }) => title.toLowerCase(),
  popularity: ({ upvotes }) => upvotes,
  due_date: (one) => ('dueDate' in one ? (one.dueDate ?? '9999') : '9999'),
  milestone_due: ({ milestone }) => milestone?.dueDate ?? '9999',
};

/** `UPDATED_ASC` and the like; the newest first without. */
export function inOrder<T extends { readonly given: Listed }>(all: readonly T[], sort: string | null | undefined): T[] {
  const [, name = 'created', direction = 'desc'] = /^(.+)_(asc|desc)$/i.exec((sort ?? '').toLowerCase()) ?? [];
  const key = KEYS[name] ?? (({ createdAt }: Listed) => createdAt);
  const compare = (left: T, right: T) => (key(left.given) < key(right.given) ? -1 : key(left.given) > key(right.given) ? 1 : left.given.id - right.given.id);
  const sorted = [...all].sort(compare);
  return direction === 'desc' ? sorted.reverse() : sorted;
}
