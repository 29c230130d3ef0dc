import { groupMilestonePath, milestonePath } from '../paths.js';
import type { Group, Label, Milestone, Project } from '../world/model.js';
import { canSeeIssue } from '../world/visibility.js';
import { gid, time, type Node, type Scope } from './scope.js';

export function label(given: Label): Node {
  return {
    id: gid('ProjectLabel', given.id),
    title: given.title,
    description: given.description,
    descriptionHtml: given.description,
    color: given.color,
    textColor: given.textColor,
    archived: false,
    createdAt: time(0),
    updatedAt: time(0),
  };
}

export function milestone(scope: Scope, project: Project, given: Milestone): Node {
  const within = project.issues.filter((issue) => issue.milestone === given);
  const today = new Date(scope.clock()).toISOString().slice(0, 10);
  return {
    id: gid('Milestone', given.id),
    iid: String(given.iid),
    title: given.title,
    description: given.description,
    state: given.state,
    startDate: given.startDate ?? null,
    dueDate: given.dueDate ?? null,
    expired: given.dueDate !== undefined && given.dueDate < today,
    upcoming: given.startDate !== undefined && given.startDate > today,
    projectMilestone: true,
    groupMilestone: false,
    project: () => scope.nodes.project(scope, project),
    group: null,
    stats: { totalIssuesCount: within.length, closedIssuesCount: within.filter(({ state }) => state === 'closed').length },
    webPath: milestonePath(scope.root, project, given.iid),
    createdAt: time(project.createdAt),
    updatedAt: time(project.createdAt),
  };
}

/** Of a group: for the issues of every project below it that the viewer may see. */
export function groupMilestone(scope: Scope, group: Group, given: Milestone): Node {
  const below = scope.world.projects.filter(({ fullPath }) => fullPath.startsWith(`${group.fullPath}/`));
  const within = below.flatMap((project) => project.issues.filter((one) => one.milestone?.title === given.title && canSeeIssue(scope.world, scope.viewer, project, one)));
  const [some] = below;
  return {
    ...(some ? milestone(scope, some, given) : {}),
    projectMilestone: false,
    groupMilestone: true,
    project: null,
    group: () => scope.nodes.group(scope, group),
    stats: { totalIssuesCount: within.length, closedIssuesCount: within.filter(({ state }) => state === 'closed').length },
    webPath: groupMilestonePath(scope.root, group, given.iid),
  };
}

/** Check boxes of a description. */
export function taskCompletion(description: string): { count: number; completedCount: number } {
  const boxes = [...description.matchAll(/^\s*(?:[-*+]|\d+[.)]) \[([ xX])\] /gm)];
  return { count: boxes.length, completedCount: boxes.filter(([, mark]) => mark !== ' ').length };
}
