import { z } from 'zod';
import type { Caller, GitLabClient } from '../client.js';
import { GitLabError } from '../errors.js';
import type { GraphQLOperation } from '../graphql-answer.js';
import type { NumberedReference } from '../reference.js';
import type { IssueThing } from '../things.js';
import { discussed, readDiscussed } from './discussed.js';
import * as parts from './parts.js';

const issue = discussed.extend({
  state: z.string(),
  type: parts.maybeText,
  confidential: z.boolean(),
  dueDate: parts.maybeText,
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
    ...readDiscussed(value, reference, instance),
    type: typeName(value.type),
    state: value.state === 'closed' ? 'closed' : 'opened',
    confidential: value.confidential,
    dueDate: parts.dayOf(value.dueDate),
  };
}

/** `TEST_CASE` to `Test case`, as work items name their types. */
function typeName(type: string | null | undefined): string {
  const words = (type || 'ISSUE').toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
