import { z } from 'zod';
import type { GitLabInstance } from '../../instance.js';
import type { ListRow } from '../../things/list.js';
import * as parts from '../parts.js';

const PEOPLE = 'nodes { ...person }';
const LABELS = 'labels(first: 10) { nodes { title color } }';

/** What a row asks for, by the field that lists it. */
export const ROW_FIELDS = {
  issues: `title state type confidential reference(full: true) webUrl createdAt updatedAt closedAt dueDate
    author { ...person } assignees(first: 5) { ${PEOPLE} } ${LABELS} ${parts.MILESTONE}`,
  workItems: `title state confidential reference(full: true) webUrl createdAt updatedAt closedAt
    workItemType { name } author { ...person }
    widgets(onlyTypes: [ASSIGNEES, LABELS, MILESTONE, START_AND_DUE_DATE]) {
      ... on WorkItemWidgetAssignees { assignees(first: 5) { ${PEOPLE} } }
      ... on WorkItemWidgetLabels { ${LABELS} }
      ... on WorkItemWidgetMilestone { ${parts.MILESTONE} }
      ... on WorkItemWidgetStartAndDueDate { dueDate }
    }`,
  mergeRequests: `title state draft reference(full: true) webUrl createdAt updatedAt closedAt mergedAt sourceBranch
    headPipeline { status path detailedStatus { label } }
    author { ...person } assignees(first: 5) { ${PEOPLE} } reviewers(first: 5) { ${PEOPLE} } ${LABELS} ${parts.MILESTONE}`,
} as const;

const widget = z.object({ assignees: parts.people, labels: parts.labels, milestone: parts.milestone, dueDate: parts.maybeText });

/** Any of the three kinds: each leaves some of it out. */
export const discussedRow = widget.extend({
  title: z.string(),
  state: z.string(),
  type: parts.maybeText,
  workItemType: z.object({ name: z.string() }).nullish(),
  draft: z.boolean().nullish(),
  confidential: z.boolean().nullish(),
  reference: z.string(),
  webUrl: parts.maybeText,
  createdAt: parts.maybeText,
  updatedAt: parts.maybeText,
  closedAt: parts.maybeText,
  mergedAt: parts.maybeText,
  sourceBranch: parts.maybeText,
  headPipeline: z.object({ status: z.string(), path: parts.maybeText, detailedStatus: z.object({ label: parts.maybeText }).nullish() }).nullish(),
  author: parts.person.nullish(),
  reviewers: parts.people,
  widgets: z.array(widget.partial().nullable()).nullish(),
});

export function readDiscussedRow(value: z.infer<typeof discussedRow>, instance: GitLabInstance): ListRow {
  const { assignees, labels, milestone, dueDate } = { ...value, ...Object.assign({}, ...(value.widgets ?? [])) } as z.infer<typeof widget>;
  const { headPipeline: pipeline } = value;
  return {
    title: value.title,
    webUrl: parts.ownUrl(value.webUrl, instance) ?? instance.baseUrl,
    reference: value.reference,
    type: value.workItemType?.name ?? typeName(value.type),
    state: stateName(value.state),
    draft: value.draft ?? false,
    confidential: value.confidential ?? false,
    labels: parts.readLabels(labels),
    milestone: parts.readMilestone(milestone, instance),
    author: value.author ? parts.readPerson(value.author, instance) : undefined,
    assignees: parts.readPeople(assignees, instance),
    reviewers: parts.readPeople(value.reviewers, instance),
    createdAt: value.createdAt ?? undefined,
    updatedAt: value.updatedAt ?? undefined,
    closedAt: value.closedAt ?? undefined,
    mergedAt: value.mergedAt ?? undefined,
    dueDate: parts.dayOf(dueDate),
    ref: value.sourceBranch ?? undefined,
    pipeline: pipeline ? { status: pipeline.status.toLowerCase(), label: pipeline.detailedStatus?.label ?? undefined, webUrl: parts.ownUrl(pipeline.path, instance) } : undefined,
  };
}

/** Work items say `OPEN` where the others say `opened`. */
function stateName(state: string): string {
  const word = state.toLowerCase();
  return word === 'open' ? 'opened' : word;
}

/** `TEST_CASE` to `Test case`; a merge request has no type. */
function typeName(type: string | null | undefined): string | undefined {
  const words = type?.toLowerCase().replaceAll('_', ' ');
  return words && words.charAt(0).toUpperCase() + words.slice(1);
}
