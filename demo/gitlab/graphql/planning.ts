import { milestonePath } from '../paths.js';
import type { Label, Milestone, Project } from '../world/model.js';
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

/** Check boxes of a description. */
export function taskCompletion(description: string): { count: number; completedCount: number } {
  const boxes = [...description.matchAll(/^\s*(?:[-*+]|\d+[.)]) \[([ xX])\] /gm)];
  return { count: boxes.length, completedCount: boxes.filter(([, mark]) => mark !== ' ').length };
}
