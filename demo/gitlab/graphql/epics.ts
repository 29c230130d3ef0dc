import { renderMarkdown, renderTitle } from '../markdown/markdown.js';
import { epicPath } from '../paths.js';
import { absoluteUrl, placeFor } from '../reader.js';
import type { Group, Issue, Project } from '../world/model.js';
import type { Epic } from '../world/plans.js';
import { canSeeEpic, canSeeIssue } from '../world/visibility.js';
import { findProject } from '../world/world.js';
import { connection, type Paging } from './connection.js';
import { groupMilestone, label, taskCompletion } from './planning.js';
import { gid, time, type Node, type Scope } from './scope.js';

/** The group's own work items that the viewer may see, as the API shows them. */
export function groupWorkItems(scope: Scope, group: Group, fits: (epic: Epic) => boolean): Node[] {
  return (group.epics ?? []).filter((one) => fits(one) && canSeeEpic(scope.world, scope.viewer, group, one)).map((one) => epic(scope, group, one));
}

function epic(scope: Scope, group: Group, given: Epic): Node {
  return {
    __typename: 'WorkItem',
    id: gid('WorkItem', given.id),
    iid: String(given.iid),
    name: given.title,
    title: given.title,
    titleHtml: renderTitle(given.title),
    description: given.description,
    descriptionHtml: () => renderMarkdown(given.description, placeFor(scope)),
    createdAt: time(given.createdAt),
    updatedAt: time(given.updatedAt),
    closedAt: time(given.closedAt),
    userDiscussionsCount: given.notes,
    state: given.state === 'closed' ? 'CLOSED' : 'OPEN',
    confidential: given.confidential,
    archived: false,
    hidden: false,
    imported: false,
    lockVersion: 1,
    author: scope.nodes.user(scope, given.author),
    project: null,
    namespace: () => scope.nodes.namespace(scope, group),
    movedToWorkItemUrl: null,
    duplicatedToWorkItemUrl: null,
    reference: ({ full }: { full: boolean }) => `${full ? group.fullPath : ''}&${given.iid}`,
    webUrl: absoluteUrl(scope, epicPath(scope.root, group, given)),
    workItemType: { id: gid('WorkItems::Type', 8), name: 'Epic', iconName: 'issue-type-epic' },
    widgets: () => widgets(scope, group, given),
  };
}

interface Child {
  readonly project: Project;
  readonly issue: Issue;
}

function childrenOf({ world, viewer }: Scope, { children }: Epic): Child[] {
  return children.flatMap(([path, iid]): Child[] => {
    const project = findProject(world, path);
    const issue = project?.issues.find((one) => one.iid === iid);
    return project && issue && canSeeIssue(world, viewer, project, issue) ? [{ project, issue }] : [];
  });
}

function widgets(scope: Scope, group: Group, given: Epic): Node[] {
  const widget = (name: string, type: string, more: Node) => ({ __typename: `WorkItemWidget${name}`, type, ...more });
  const parent = group.epics?.find(({ iid }) => iid === given.parent);
  const visibleParent = parent && canSeeEpic(scope.world, scope.viewer, group, parent) ? parent : undefined;
  const children = childrenOf(scope, given);
  return [
    widget('Description', 'DESCRIPTION', {
      description: given.description,
      descriptionHtml: () => renderMarkdown(given.description, placeFor(scope)),
      taskCompletionStatus: taskCompletion(given.description),
      edited: false,
      lastEditedAt: null,
    }),
    widget('Assignees', 'ASSIGNEES', { assignees: (paging: Paging) => connection(given.assignees, paging, (user) => scope.nodes.user(scope, user)) }),
    widget('Labels', 'LABELS', { labels: (paging: Paging) => connection(given.labels, paging, label) }),
    widget('Milestone', 'MILESTONE', { milestone: given.milestone ? groupMilestone(scope, group, given.milestone) : null }),
    widget('AwardEmoji', 'AWARD_EMOJI', { upvotes: given.upvotes, downvotes: given.downvotes }),
    widget('StartAndDueDate', 'START_AND_DUE_DATE', { startDate: given.startDate ?? null, dueDate: given.dueDate ?? null, rollUp: false }),
    widget('Hierarchy', 'HIERARCHY', {
      hasParent: parent !== undefined,
      parent: visibleParent ? () => epic(scope, group, visibleParent) : null,
      hasChildren: children.length > 0,
      children: ({ state, ...paging }: Paging & { state?: 'OPEN' | 'CLOSED' | null }) => {
        const within = children.filter(({ issue }) => !state || (state === 'CLOSED') === (issue.state === 'closed'));
        return connection(within, paging, ({ project, issue }) => scope.nodes.workItem(scope, project, issue));
      },
    }),
  ];
}
