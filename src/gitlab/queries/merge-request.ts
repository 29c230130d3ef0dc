import { z } from 'zod';
import type { Caller, GitLabClient } from '../client.js';
import { GitLabError } from '../errors.js';
import type { GraphQLOperation } from '../graphql-answer.js';
import type { GitLabInstance } from '../instance.js';
import type { NumberedReference } from '../reference.js';
import type { MergeRequestThing, Pipeline } from '../things.js';
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

const answer = z.object({ project: z.object({ fullPath: z.string(), mergeRequest: mergeRequest.nullish() }).nullish() });

export const mergeRequestOperation: GraphQLOperation<z.infer<typeof answer>> = {
  name: 'mergeRequest',
  answer,
  optional: ['headPipeline', 'diffStatsSummary', 'detailedMergeStatus', 'approvedBy'],
  document: `query mergeRequest($fullPath: ID!, $iid: String!) {
    project(fullPath: $fullPath) {
      fullPath
      mergeRequest(iid: $iid) {
        title state draft webUrl descriptionHtml sourceBranch targetBranch createdAt updatedAt closedAt mergedAt
        approved detailedMergeStatus upvotes userNotesCount
        sourceProject { fullPath }
        approvedBy(first: 10) { nodes { ...person } }
        ${parts.TASKS}
        diffStatsSummary { additions deletions fileCount }
        headPipeline { status path detailedStatus { label } }
        author { ...person }
        assignees(first: 10) { nodes { ...person } }
        reviewers(first: 10) { nodes { ...person } }
        ${parts.LABELS}
        ${parts.MILESTONE}
      }
    }
  }
  ${parts.PERSON}`,
};

/** Undefined when the project is absent or hidden. @throws GitLabError, `not-found` when only the merge request is. */
export async function loadMergeRequest(client: GitLabClient, caller: Caller, reference: NumberedReference): Promise<MergeRequestThing | undefined> {
  const { project } = await client.graphql(caller, mergeRequestOperation, { fullPath: reference.fullPath, iid: String(reference.iid) });
  if (!project) return undefined;
  if (!project.mergeRequest) throw new GitLabError('not-found', 'The merge request is absent or hidden from this viewer.');
  return readMergeRequest(project.mergeRequest, { ...reference, fullPath: project.fullPath }, caller);
}

function readMergeRequest(value: z.infer<typeof mergeRequest>, reference: NumberedReference, { instance }: Caller): MergeRequestThing {
  const source = value.sourceProject?.fullPath;
  return {
    kind: 'merge-request',
    ...readDiscussed(value, reference, instance),
    state: value.state,
    draft: value.draft,
    sourceBranch: value.sourceBranch,
    targetBranch: value.targetBranch,
    sourceProject: source === reference.fullPath ? undefined : source,
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
