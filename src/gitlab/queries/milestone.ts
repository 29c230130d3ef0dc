import { z } from 'zod';
import type { Caller, GitLabClient } from '../client.js';
import { GitLabError } from '../errors.js';
import type { GraphQLOperation } from '../graphql-answer.js';
import { referenceUrl } from '../reference-url.js';
import type { MilestoneReference } from '../reference.js';
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

const counts = z.object({ fullPath: z.string(), all: z.object({ count: z.number() }).nullish(), merged: z.object({ count: z.number() }).nullish() }).nullish();
const answer = z.object({
  milestone: z
    .object({ stats: z.object({ closedIssuesCount: maybeCount, totalIssuesCount: maybeCount }).nullish(), project: counts, group: counts })
    .nullish(),
});

export const milestoneProgressOperation: GraphQLOperation<z.infer<typeof answer>> = {
  name: 'milestoneProgress',
  answer,
  optional: ['stats', 'all', 'merged'],
  document: `query milestoneProgress($id: MilestoneID!, $title: String!) {
    milestone(id: $id) {
      stats { closedIssuesCount totalIssuesCount }
      project { fullPath all: mergeRequests(milestoneTitle: $title) { count } merged: mergeRequests(milestoneTitle: $title, state: merged) { count } }
      group {
        fullPath
        all: mergeRequests(milestoneTitle: $title, includeSubgroups: true) { count }
        merged: mergeRequests(milestoneTitle: $title, includeSubgroups: true, state: merged) { count }
      }
    }
  }`,
};

/**
 * By its `iid`, which only REST looks up (https://docs.gitlab.com/api/milestones/), then its progress, which only GraphQL tells
 * and which a card can do without. @throws GitLabError, `not-found` when the milestone or its place is absent or hidden.
 */
export async function loadMilestone(client: GitLabClient, caller: Caller, reference: MilestoneReference): Promise<MilestoneThing> {
  const place = `/${reference.level}s/${encodeURIComponent(reference.fullPath)}`;
  const list = await client.rest(caller, `${place}/milestones?iids[]=${reference.iid}`, z.array(milestone));
  const value = list.find(({ iid }) => iid === reference.iid);
  if (!value) throw new GitLabError('not-found', 'The milestone is absent or hidden from this viewer.');
  return readMilestone(value, await progressOf(client, caller, value), reference, caller);
}

type Progresses = z.infer<typeof answer>['milestone'];

async function progressOf(client: GitLabClient, caller: Caller, { id, title }: z.infer<typeof milestone>): Promise<Progresses> {
  try {
    return (await client.graphql(caller, milestoneProgressOperation, { id: `gid://gitlab/Milestone/${id}`, title })).milestone;
  } catch (error) {
    // A token that died in between is another matter than a figure that is missing.
    if (error instanceof GitLabError && error.failure !== 'unauthorized') return undefined;
    throw error;
  }
}

function readMilestone(value: z.infer<typeof milestone>, progress: Progresses, reference: MilestoneReference, { instance }: Caller): MilestoneThing {
  const place = progress?.project ?? progress?.group;
  const { closedIssuesCount: closed, totalIssuesCount: total } = progress?.stats ?? {};
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
