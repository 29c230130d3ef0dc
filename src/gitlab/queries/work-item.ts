import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { Found, Part } from '../loading/part.js';
import type { NumberedReference } from '../references/reference.js';
import { parseShape } from '../calls/shape.js';
import type { IssueThing } from '../things/things.js';
import { readDiscussed } from './discussed.js';
import { HIERARCHY, hierarchy, readHierarchy } from './hierarchy.js';
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
  movedToWorkItemUrl: parts.maybeText,
});

/** What is asked of a work item, but for where it has moved. What GitLab 16.0 does not know yet is in `full` alone. */
export function workItemFields(full: boolean): string {
  return `title state confidential webUrl createdAt updatedAt closedAt
  author { ...person }
  workItemType { name }
  widgets {
    ... on WorkItemWidgetDescription { descriptionHtml${full ? ` ${parts.TASKS}` : ''} }
    ... on WorkItemWidgetAssignees { assignees(first: 10) { nodes { ...person } } }
    ... on WorkItemWidgetLabels { ${parts.LABELS} }
    ... on WorkItemWidgetMilestone { ${parts.MILESTONE} }
    ... on WorkItemWidgetStartAndDueDate { startDate dueDate }
    ${full ? `... on WorkItemWidgetAwardEmoji { upvotes } ${HIERARCHY}` : ''}
  }`;
}

function fragment(name: string, full: boolean): string {
  return `fragment ${name} on WorkItem { ${workItemFields(full)} ${full ? 'movedToWorkItemUrl' : ''} }`;
}

function workItems(name: string, within: Part['within'], full: boolean): Part {
  const spread = full ? 'workItem' : 'leanWorkItem';
  return {
    name,
    within,
    inside: [],
    field: 'workItems',
    keyType: '[String!]!',
    keyField: 'iid',
    most: 100,
    select: ({ keys, count }) => `(iids: ${keys}, first: ${count}) { nodes { iid ...${spread} } }`,
    fragments: [fragment(spread, full), parts.PERSON],
    cost: (count) => (full ? 46 : 40) * (1 + count / 100),
    optional: [],
  };
}

/** A project's work items by iid, those of new versions first. */
export const WORK_ITEMS = [workItems('workItems', 'project', true), workItems('leanWorkItems', 'project', false)] as const;

/** A group's, epics among them, where GitLab tells of epics as work items. */
export const GROUP_WORK_ITEMS = workItems('groupWorkItems', 'namespace', true);

/** @throws GitLabError for another shape */
export function readWorkItem({ value, fullPath }: Found, reference: NumberedReference, instance: GitLabInstance): IssueThing {
  const found = parseShape(workItem, value);
  const widgets: z.infer<typeof widget> = Object.assign({}, ...(found.widgets ?? []));
  return {
    kind: 'work-item',
    ...readDiscussed({ ...found, ...widgets }, { ...reference, fullPath }, instance),
    type: found.workItemType.name,
    state: found.state === 'CLOSED' ? 'closed' : 'opened',
    confidential: found.confidential,
    startDate: parts.dayOf(widgets.startDate),
    dueDate: parts.dayOf(widgets.dueDate),
    ...readHierarchy(widgets, instance),
    movedTo: parts.readMoved(found.movedToWorkItemUrl, instance),
  };
}
