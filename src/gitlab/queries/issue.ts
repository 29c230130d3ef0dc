import { z } from 'zod';
import type { Caller, GitLabClient } from '../client.js';
import { GitLabError } from '../errors.js';
import type { GraphQLOperation } from '../graphql-answer.js';
import type { NumberedReference } from '../reference.js';
import { referenceUrl } from '../reference-url.js';
import type { IssueThing } from '../things.js';
import * as parts from './parts.js';

const issue = z.object({
  title: z.string(),
  state: z.string(),
  type: parts.maybeText,
  confidential: z.boolean(),
  webUrl: parts.maybeText,
  descriptionHtml: parts.maybeText,
  createdAt: z.string(),
  updatedAt: z.string(),
  closedAt: parts.maybeText,
  dueDate: parts.maybeText,
  upvotes: parts.maybeCount,
  userNotesCount: parts.maybeCount,
  taskCompletionStatus: parts.tasks,
  author: parts.person.nullish(),
  assignees: parts.people,
  labels: parts.labels,
  milestone: parts.milestone,
});

const answer = z.object({ project: z.object({ fullPath: z.string(), issue: issue.nullish() }).nullish() });

export const issueOperation: GraphQLOperation<z.infer<typeof answer>> = {
  name: 'issue',
  answer,
  document: `query issue($fullPath: ID!, $iid: String!) {
    project(fullPath: $fullPath) {
      fullPath
      issue(iid: $iid) {
        title state type confidential webUrl descriptionHtml createdAt updatedAt closedAt dueDate upvotes userNotesCount
        ${parts.TASKS}
        author { ...person }
        assignees(first: 10) { nodes { ...person } }
        ${parts.LABELS}
        ${parts.MILESTONE}
      }
    }
  }
  ${parts.PERSON}`,
};

/** Undefined when the project is absent or hidden. @throws GitLabError, `not-found` when only the issue is. */
export async function loadIssue(client: GitLabClient, caller: Caller, reference: NumberedReference): Promise<IssueThing | undefined> {
  const { project } = await client.graphql(caller, issueOperation, { fullPath: reference.fullPath, iid: String(reference.iid) });
  if (!project) return undefined;
  if (!project.issue) throw new GitLabError('not-found', 'The issue is absent or hidden from this viewer.');
  return readIssue(project.issue, { ...reference, kind: 'issue', fullPath: project.fullPath }, caller);
}

function readIssue(value: z.infer<typeof issue>, reference: NumberedReference, { instance }: Caller): IssueThing {
  return {
    kind: 'issue',
    instance: instance.id,
    fullPath: reference.fullPath,
    iid: reference.iid,
    reference: `${reference.fullPath}#${reference.iid}`,
    webUrl: parts.ownUrl(value.webUrl, instance) ?? referenceUrl(reference, instance),
    type: typeName(value.type),
    title: value.title,
    state: value.state === 'closed' ? 'closed' : 'opened',
    confidential: value.confidential,
    descriptionHtml: value.descriptionHtml || undefined,
    labels: parts.readLabels(value.labels),
    assignees: parts.readPeople(value.assignees, instance),
    author: value.author ? parts.readPerson(value.author, instance) : undefined,
    milestone: parts.readMilestone(value.milestone, instance),
    dueDate: parts.dayOf(value.dueDate),
    createdAt: value.createdAt,
    updatedAt: value.updatedAt,
    closedAt: value.closedAt ?? undefined,
    upvotes: value.upvotes ?? undefined,
    userNotesCount: value.userNotesCount ?? undefined,
    taskCompletion: parts.readTasks(value.taskCompletionStatus),
  };
}

/** `TEST_CASE` to `Test case`, as work items name their types. */
function typeName(type: string | null | undefined): string {
  const words = (type || 'ISSUE').toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
