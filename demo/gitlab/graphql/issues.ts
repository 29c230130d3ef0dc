import { renderMarkdown, renderTitle } from '../markdown/markdown.js';
import { absoluteUrl, placeFor } from '../reader.js';
import { issuePath } from '../paths.js';
import type { Issue, MergeRequest, Project } from '../world/model.js';
import { canSeeIssue } from '../world/visibility.js';
import { connection, type Paging } from './connection.js';
import { label, milestone, taskCompletion } from './planning.js';
import { gid, time, type Node, type Scope } from './scope.js';

/** What issues, work items and merge requests share. */
export function issuable(scope: Scope, project: Project, given: Issue | MergeRequest): Node {
  return {
    iid: String(given.iid),
    name: given.title,
    title: given.title,
    titleHtml: () => renderTitle(given.title),
    description: given.description,
    descriptionHtml: () => renderMarkdown(given.description, placeFor(scope, project)),
    createdAt: time(given.createdAt),
    updatedAt: time(given.updatedAt),
    closedAt: time(given.closedAt),
    upvotes: given.upvotes,
    downvotes: given.downvotes,
    userNotesCount: given.notes,
    userDiscussionsCount: Math.ceil(given.notes / 2),
    discussionLocked: false,
    taskCompletionStatus: taskCompletion(given.description),
    labels: (paging: Paging) => connection(given.labels, paging, label),
    milestone: given.milestone ? milestone(scope, project, given.milestone) : null,
  };
}

export function issue(scope: Scope, project: Project, given: Issue): Node {
  const path = issuePath(scope.root, project, given);
  return {
    ...issuable(scope, project, given),
    __typename: 'Issue',
    id: gid('Issue', given.id),
    type: given.type,
    state: given.state,
    confidential: given.confidential,
    hidden: false,
    dueDate: given.dueDate ?? null,
    severity: given.type === 'INCIDENT' ? 'MEDIUM' : 'UNKNOWN',
    author: scope.nodes.user(scope, given.author),
    assignees: (paging: Paging) => connection(given.assignees, paging, (user) => scope.nodes.user(scope, user)),
    updatedBy: null,
    moved: given.movedTo !== undefined,
    movedTo: () => {
      const target = targetOf(scope, given);
      return target ? scope.nodes.issue(scope, target.project, target.issue) : null;
    },
    closedAsDuplicateOf: null,
    projectId: project.id,
    mergeRequestsCount: closing(project, given).length,
    relatedMergeRequests: (paging: Paging) => connection(closing(project, given), paging, (one) => scope.nodes.mergeRequest(scope, project, one)),
    timeEstimate: 0,
    totalTimeSpent: 0,
    humanTimeEstimate: null,
    reference: ({ full }: { full: boolean }) => `${full ? project.fullPath : ''}#${given.iid}`,
    webPath: path,
    webUrl: absoluteUrl(scope, path),
  };
}

function closing(project: Project, given: Issue): MergeRequest[] {
  return project.mergeRequests.filter(({ description }) => new RegExp(`\\b(Closes|Fixes) #${given.iid}\\b`, 'i').test(description));
}

/** Where an issue was moved to, if the viewer may see that. */
function targetOf({ world, viewer }: Scope, { movedTo }: Issue): { project: Project; issue: Issue } | undefined {
  const project = world.projects.find(({ fullPath }) => fullPath === movedTo?.fullPath);
  const found = project?.issues.find(({ iid }) => iid === movedTo?.iid);
  return project && found && canSeeIssue(world, viewer, project, found) ? { project, issue: found } : undefined;
}

const TYPE_NAMES = { ISSUE: 'Issue', INCIDENT: 'Incident', TASK: 'Task' };
const TYPE_IDS = { ISSUE: 1, INCIDENT: 2, TASK: 5 };

export function workItem(scope: Scope, project: Project, given: Issue): Node {
  const { title, titleHtml, description, descriptionHtml, createdAt, updatedAt, closedAt, userDiscussionsCount } = issuable(scope, project, given);
  return {
    __typename: 'WorkItem',
    id: gid('WorkItem', given.id),
    iid: String(given.iid),
    name: given.title,
    title, titleHtml, description, descriptionHtml, createdAt, updatedAt, closedAt, userDiscussionsCount,
    state: given.state === 'closed' ? 'CLOSED' : 'OPEN',
    confidential: given.confidential,
    archived: project.archived,
    hidden: false,
    imported: false,
    lockVersion: 1,
    author: scope.nodes.user(scope, given.author),
    project: () => scope.nodes.project(scope, project),
    namespace: () => scope.nodes.namespace(scope, project),
    movedToWorkItemUrl: () => {
      const target = targetOf(scope, given);
      return target ? absoluteUrl(scope, issuePath(scope.root, target.project, target.issue)) : null;
    },
    duplicatedToWorkItemUrl: null,
    reference: ({ full }: { full: boolean }) => `${full ? project.fullPath : ''}#${given.iid}`,
    webUrl: absoluteUrl(scope, issuePath(scope.root, project, given)),
    workItemType: { id: gid('WorkItems::Type', TYPE_IDS[given.type]), name: TYPE_NAMES[given.type], iconName: `issue-type-${given.type.toLowerCase()}` },
    widgets: ({ onlyTypes, exceptTypes }: { onlyTypes?: string[] | null; exceptTypes?: string[] | null }) =>
      widgets(scope, project, given).filter(({ type }) => (onlyTypes?.includes(String(type)) ?? true) && !exceptTypes?.includes(String(type))),
  };
}

/** A work item's parts; an incident has no dates and no children. */
function widgets(scope: Scope, project: Project, given: Issue): Node[] {
  const { world, viewer } = scope;
  const { description, descriptionHtml, taskCompletionStatus, labels, milestone: planned, upvotes, downvotes } = issuable(scope, project, given);
  const visible = (other: Issue) => canSeeIssue(world, viewer, project, other);
  const parent = project.issues.find(({ iid }) => iid === given.parent);
  const children = project.issues.filter((other) => other.parent === given.iid && visible(other));
  const widget = (name: string, type: string, more: Node) => ({ __typename: `WorkItemWidget${name}`, type, ...more });
  return [
    widget('Description', 'DESCRIPTION', { description, descriptionHtml, taskCompletionStatus, edited: false, lastEditedAt: null }),
    widget('Assignees', 'ASSIGNEES', { assignees: (paging: Paging) => connection(given.assignees, paging, (user) => scope.nodes.user(scope, user)) }),
    widget('Labels', 'LABELS', { labels }),
    widget('Milestone', 'MILESTONE', { milestone: planned }),
    widget('AwardEmoji', 'AWARD_EMOJI', { upvotes, downvotes }),
    ...(given.type === 'INCIDENT' ? [] : [
      widget('StartAndDueDate', 'START_AND_DUE_DATE', { startDate: given.startDate ?? null, dueDate: given.dueDate ?? null, rollUp: false }),
      widget('Hierarchy', 'HIERARCHY', {
        hasParent: parent !== undefined,
        parent: parent && visible(parent) ? () => scope.nodes.workItem(scope, project, parent) : null,
        hasChildren: children.length > 0,
        children: (paging: Paging) => connection(children, paging, (child) => scope.nodes.workItem(scope, project, child)),
      }),
    ]),
  ];
}
