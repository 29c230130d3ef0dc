import { z } from 'zod';
import type { Caller, GitLabClient } from '../client.js';
import { GitLabError } from '../errors.js';
import { SchemaMismatch, type GraphQLOperation } from '../graphql-answer.js';
import type { NumberedReference } from '../reference.js';
import type { IssueThing } from '../things.js';
import { readDiscussed } from './discussed.js';
import { loadIssue } from './issue.js';
import * as parts from './parts.js';

/** Each widget carries some of these; a work item's type decides which widgets it has. */
const widget = z.object({
  descriptionHtml: parts.maybeText,
  taskCompletionStatus: parts.tasks,
  assignees: parts.people,
  labels: parts.labels,
  milestone: parts.milestone,
  dueDate: parts.maybeText,
  upvotes: parts.maybeCount,
});

const workItem = z.object({
  title: z.string(),
  state: z.string(),
  confidential: z.boolean(),
  webUrl: parts.maybeText,
  createdAt: z.string(),
  updatedAt: z.string(),
  closedAt: parts.maybeText,
  author: parts.person.nullish(),
  workItemType: z.object({ name: z.string() }),
  widgets: z.array(widget.nullable()).nullish(),
});

const answer = z.object({
  project: z.object({ fullPath: z.string(), workItems: z.object({ nodes: z.array(workItem.nullable()).nullish() }).nullish() }).nullish(),
});

export const workItemOperation: GraphQLOperation<z.infer<typeof answer>> = {
  name: 'workItem',
  answer,
  document: `query workItem($fullPath: ID!, $iid: String!) {
    project(fullPath: $fullPath) {
      fullPath
      workItems(iids: [$iid], first: 1) {
        nodes {
          title state confidential webUrl createdAt updatedAt closedAt
          author { ...person }
          workItemType { name }
          widgets {
            ... on WorkItemWidgetDescription { descriptionHtml ${parts.TASKS} }
            ... on WorkItemWidgetAssignees { assignees(first: 10) { nodes { ...person } } }
            ... on WorkItemWidgetLabels { ${parts.LABELS} }
            ... on WorkItemWidgetMilestone { ${parts.MILESTONE} }
            ... on WorkItemWidgetStartAndDueDate { dueDate }
            ... on WorkItemWidgetAwardEmoji { upvotes }
          }
        }
      }
    }
  }
  ${parts.PERSON}`,
};

/**
 * Undefined when the project is absent or hidden. @throws GitLabError, `not-found` when only the work item is.
 * Versions whose schema lacks any of this still answer for issues, which are work items under another name.
 */
export async function loadWorkItem(client: GitLabClient, caller: Caller, reference: NumberedReference): Promise<IssueThing | undefined> {
  try {
    const { project } = await client.graphql(caller, workItemOperation, { fullPath: reference.fullPath, iid: String(reference.iid) });
    if (!project) return undefined;
    const [found] = parts.nodesOf(project.workItems);
    if (!found) throw new GitLabError('not-found', 'The work item is absent or hidden from this viewer.');
    return readWorkItem(found, { ...reference, fullPath: project.fullPath }, caller);
  } catch (error) {
    if (error instanceof SchemaMismatch) return loadIssue(client, caller, reference);
    throw error;
  }
}

function readWorkItem(value: z.infer<typeof workItem>, reference: NumberedReference, { instance }: Caller): IssueThing {
  const widgets: z.infer<typeof widget> = Object.assign({}, ...(value.widgets ?? []));
  return {
    kind: 'work-item',
    ...readDiscussed({ ...value, ...widgets }, reference, instance),
    type: value.workItemType.name,
    state: value.state === 'CLOSED' ? 'closed' : 'opened',
    confidential: value.confidential,
    dueDate: parts.dayOf(widgets.dueDate),
  };
}
