import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { Found, Part } from '../loading/part.js';
import type { NumberedReference } from '../references/reference.js';
import { parseShape } from '../calls/shape.js';
import type { MergeRequestThing, Pipeline } from '../things/things.js';
import { discussed, readDiscussed } from './discussed.js';
import * as parts from './parts.js';

const pipeline = z.object({ status: z.string(), path: parts.maybeText, detailedStatus: z.object({ label: parts.maybeText }).nullish() }).nullish();

const mergeRequest = discussed.extend({
  state: z.enum(['opened', 'closed', 'locked', 'merged']),
  draft: z.boolean(),
  sourceBranch: z.string(),
  targetBranch: z.string(),
  sourceProject: z.object({ fullPath: z.string() }).nullish(),
  mergedAt: parts.maybeText,
  approved: z.boolean().nullish(),
  approvedBy: parts.people,
  detailedMergeStatus: parts.maybeText,
  diffStatsSummary: z.object({ additions: z.number(), deletions: z.number(), fileCount: z.number() }).nullish(),
  headPipeline: pipeline,
  reviewers: parts.people,
});

/** What a card can do without is left out of the lean one, for a schema that lacks some of it. */
function fragment(name: string, full: boolean): string {
  const more = `approved detailedMergeStatus upvotes userNotesCount
  approvedBy(first: 10) { nodes { ...person } }
  ${parts.TASKS}
  diffStatsSummary { additions deletions fileCount }
  headPipeline { status path detailedStatus { label } }`;
  return `fragment ${name} on MergeRequest {
  title state draft webUrl descriptionHtml sourceBranch targetBranch createdAt updatedAt closedAt mergedAt
  sourceProject { fullPath }
  ${full ? more : ''}
  author { ...person }
  assignees(first: 10) { nodes { ...person } }
  reviewers(first: 10) { nodes { ...person } }
  ${parts.LABELS}
  ${parts.MILESTONE}
}`;
}

function mergeRequests(name: string, full: boolean): Part {
  const spread = full ? 'mergeRequest' : 'leanMergeRequest';
  return {
    name,
    within: 'project',
    inside: [],
    field: 'mergeRequests',
    keyType: '[String!]!',
    keyField: 'iid',
    most: 100,
    select: ({ keys, count }) => `(iids: ${keys}, first: ${count}) { nodes { iid ...${spread} } }`,
    fragments: [fragment(spread, full), parts.PERSON],
    cost: (count) => (full ? 81 : 60) * (1 + count / 100),
    optional: ['headPipeline', 'diffStatsSummary', 'detailedMergeStatus', 'approvedBy'],
  };
}

/** A project's merge requests by iid, those with everything first. */
export const MERGE_REQUESTS = [mergeRequests('mergeRequests', true), mergeRequests('leanMergeRequests', false)] as const;

/** @throws GitLabError for another shape */
export function readMergeRequest({ value: found, fullPath }: Found, reference: NumberedReference, instance: GitLabInstance): MergeRequestThing {
  const value = parseShape(mergeRequest, found);
  const source = value.sourceProject?.fullPath;
  return {
    kind: 'merge-request',
    ...readDiscussed(value, { ...reference, fullPath }, instance),
    state: value.state,
    draft: value.draft,
    sourceBranch: value.sourceBranch,
    targetBranch: value.targetBranch,
    sourceProject: source === fullPath ? undefined : source,
    reviewers: parts.readPeople(value.reviewers, instance),
    approved: value.approved ?? false,
    approvedBy: parts.readPeople(value.approvedBy, instance),
    mergeStatus: value.detailedMergeStatus?.toLowerCase(),
    pipeline: readPipeline(value.headPipeline, instance),
    diffStats: value.diffStatsSummary ?? undefined,
    mergedAt: value.mergedAt ?? undefined,
  };
}

function readPipeline(value: z.infer<typeof pipeline>, instance: GitLabInstance): Pipeline | undefined {
  if (!value) return undefined;
  return { status: value.status.toLowerCase(), label: value.detailedStatus?.label ?? undefined, webUrl: parts.ownUrl(value.path, instance) };
}
