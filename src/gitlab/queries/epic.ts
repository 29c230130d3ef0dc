import { z } from 'zod';
import type { Caller, GitLabClient } from '../client.js';
import { SchemaMismatch, type GraphQLOperation } from '../graphql-answer.js';
import type { WorkItemReference } from '../reference.js';
import type { IssueThing } from '../things.js';
import { readDiscussed } from './discussed.js';
import { HIERARCHY, hierarchy, readHierarchy } from './hierarchy.js';
import { loadOldEpic } from './old-epic.js';
import * as parts from './parts.js';

/** Each widget carries some of these; a work item's type decides which widgets it has. */
const widget = z.object({
  descriptionHtml: parts.maybeText,
  taskCompletionStatus: parts.tasks,
  assignees: parts.people,
  labels: parts.labels,
  milestone: parts.milestone,
  startDate: parts.maybeText,
  dueDate: parts.maybeText,
  upvotes: parts.maybeCount,
  ...hierarchy,
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

const answer = z.object({ group: z.object({ fullPath: z.string(), workItem: workItem.nullish() }).nullish() });

export const epicOperation: GraphQLOperation<z.infer<typeof answer>> = {
  name: 'groupWorkItem',
  answer,
  optional: ['children', 'closed', 'parent'],
  document: `query groupWorkItem($fullPath: ID!, $iid: String!) {
    group(fullPath: $fullPath) {
      fullPath
      workItem(iid: $iid) {
        title state confidential webUrl createdAt updatedAt closedAt
        author { ...person }
        workItemType { name }
        widgets {
          ... on WorkItemWidgetDescription { descriptionHtml ${parts.TASKS} }
          ... on WorkItemWidgetAssignees { assignees(first: 10) { nodes { ...person } } }
          ... on WorkItemWidgetLabels { ${parts.LABELS} }
          ... on WorkItemWidgetMilestone { ${parts.MILESTONE} }
          ... on WorkItemWidgetStartAndDueDate { startDate dueDate }
          ... on WorkItemWidgetAwardEmoji { upvotes }
          ${HIERARCHY}
        }
      }
    }
  }
  ${parts.PERSON}`,
};

/**
 * A work item that belongs to a group: an epic, mostly. Undefined when the group is absent or hidden.
 * @throws GitLabError, `not-found` when only the work item is. Where GitLab knows no work items of groups (before 18, by its own
 * switches), the epic is read by its old address.
 */
export async function loadEpic(client: GitLabClient, caller: Caller, reference: WorkItemReference): Promise<IssueThing | undefined> {
  try {
    const { group } = await client.graphql(caller, epicOperation, { fullPath: reference.fullPath, iid: String(reference.iid) });
    if (!group) return undefined;
    if (group.workItem) return readEpic(group.workItem, { ...reference, fullPath: group.fullPath }, caller);
  } catch (error) {
    if (!(error instanceof SchemaMismatch)) throw error;
  }
  return loadOldEpic(client, caller, reference);
}

function readEpic(value: z.infer<typeof workItem>, reference: WorkItemReference, { instance }: Caller): IssueThing {
  const widgets: z.infer<typeof widget> = Object.assign({}, ...(value.widgets ?? []));
  const type = value.workItemType.name;
  return {
    kind: 'epic',
    ...readDiscussed({ ...value, ...widgets }, reference, instance),
    reference: epicName(reference, type),
    type,
    state: value.state === 'CLOSED' ? 'closed' : 'opened',
    confidential: value.confidential,
    startDate: parts.dayOf(widgets.startDate),
    dueDate: parts.dayOf(widgets.dueDate),
    ...readHierarchy(widgets, instance),
  };
}

/** `group&5`, as GitLab writes epics; other work items keep the number sign. */
export function epicName({ fullPath, iid }: Pick<WorkItemReference, 'fullPath' | 'iid'>, type: string): string {
  return `${fullPath}${type.toLowerCase() === 'epic' ? '&' : '#'}${iid}`;
}
