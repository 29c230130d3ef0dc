import { z } from 'zod';
import { GitLabError } from '../errors.js';
import { restInTurn, type Means } from '../loading/means.js';
import type { Asker } from '../loading/part.js';
import { askPlace, placePart } from '../loading/place-part.js';
import { referenceUrl } from '../references/reference-url.js';
import type { MilestoneReference } from '../references/reference.js';
import type { MilestoneThing, Progress } from '../things/planning.js';
import { dayOf, maybeCount, maybeText, ownUrl } from './parts.js';

const milestone = z.object({
  id: z.number(),
  iid: z.number(),
  title: z.string(),
  description: maybeText,
  state: z.enum(['active', 'closed']),
  expired: z.boolean().nullish(),
  start_date: maybeText,
  due_date: maybeText,
  updated_at: maybeText,
  web_url: maybeText,
});

const count = z.object({ count: z.number() }).nullish();
const counts = z.object({ fullPath: z.string(), all: count, merged: count }).nullish();
const progress = z.object({ stats: z.object({ closedIssuesCount: maybeCount, totalIssuesCount: maybeCount }).nullable(), project: counts, group: counts });

/** Progress of milestones by their global id; variable: their title. */
export const MILESTONE_PROGRESS = placePart({
  name: 'progress of milestones',
  within: 'milestone',
  select: ({ shared: { title } }) => `stats { closedIssuesCount totalIssuesCount }
  project { fullPath all: mergeRequests(milestoneTitle: ${title}) { count } merged: mergeRequests(milestoneTitle: ${title}, state: merged) { count } }
  group {
    fullPath
    all: mergeRequests(milestoneTitle: ${title}, includeSubgroups: true) { count }
    merged: mergeRequests(milestoneTitle: ${title}, includeSubgroups: true, state: merged) { count }
  }`,
  cost: () => 15,
  optional: ['stats', 'all', 'merged'],
  answer: progress,
});

/**
 * By its `iid`, which only REST looks up (https://docs.gitlab.com/api/milestones/), then its progress, which only GraphQL tells
 * and which a card can do without. @throws GitLabError, `not-found` when the milestone or its place is absent or hidden.
 */
export async function loadMilestone(means: Means, reference: MilestoneReference): Promise<MilestoneThing> {
  const { asker, caller } = means;
  const place = `/${reference.level}s/${encodeURIComponent(reference.fullPath)}`;
  const list = await restInTurn(means).rest(caller, `${place}/milestones?iids[]=${reference.iid}`, z.array(milestone));
  const value = list.find(({ iid }) => iid === reference.iid);
  if (!value) throw new GitLabError('not-found', 'The milestone is absent or hidden from this viewer.');
  return readMilestone(value, await progressOf(asker, value), reference, asker);
}

type Progresses = z.infer<typeof progress> | undefined;

async function progressOf(asker: Asker, { id, title }: z.infer<typeof milestone>): Promise<Progresses> {
  try {
    return await askPlace(asker, [MILESTONE_PROGRESS], `gid://gitlab/Milestone/${id}`, { title: { type: 'String!', value: title } });
  } catch (error) {
    // A token that died in between is another matter than a figure that is missing.
    if (error instanceof GitLabError && error.failure !== 'unauthorized') return undefined;
    throw error;
  }
}

function readMilestone(value: z.infer<typeof milestone>, told: Progresses, reference: MilestoneReference, { instance }: Pick<Asker, 'instance'>): MilestoneThing {
  const place = told?.project ?? told?.group;
  const { closedIssuesCount: closed, totalIssuesCount: total } = told?.stats ?? {};
  return {
    kind: 'milestone',
    instance: instance.id,
    fullPath: place?.fullPath ?? reference.fullPath,
    iid: value.iid,
    title: value.title,
    webUrl: ownUrl(value.web_url, instance) ?? referenceUrl(reference, instance),
    state: value.state,
    expired: value.expired ?? false,
    startDate: dayOf(value.start_date),
    dueDate: dayOf(value.due_date),
    description: value.description || undefined,
    updatedAt: value.updated_at ?? undefined,
    issues: progressIn(closed, total),
    mergeRequests: progressIn(place?.merged?.count, place?.all?.count),
  };
}

function progressIn(done: number | null | undefined, total: number | null | undefined): Progress | undefined {
  return typeof done === 'number' && typeof total === 'number' && total > 0 ? { done, total } : undefined;
}
