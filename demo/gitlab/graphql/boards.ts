import { projectPath } from '../paths.js';
import { absoluteUrl } from '../reader.js';
import type { Board, Issue, Project } from '../world/model.js';
import { canSeeIssue } from '../world/visibility.js';
import { connection, type Paging } from './connection.js';
import { label } from './planning.js';
import { gid, time, type Node, type Scope } from './scope.js';

/** The boards of a project; one that has none of its own has GitLab's first, without lists of labels. */
export function boards(scope: Scope, project: Project, { id, ...paging }: Paging & { id?: string | null }): Node {
  const all = project.boards ?? [{ id: project.id * 10, name: 'Development', labels: [] }];
  return connection(all.filter((one) => !id || id === gid('Board', one.id)), paging, (one) => board(scope, project, one));
}

function board(scope: Scope, project: Project, { id, name, labels: titles }: Board): Node {
  const path = `${projectPath(scope.root, project)}/-/boards/${id}`;
  const visible = project.issues.filter((issue) => canSeeIssue(scope.world, scope.viewer, project, issue));
  const columns = project.labels.filter(({ title }) => titles.includes(title));
  const listed = (issue: Issue) => columns.some((one) => issue.labels.includes(one));
  const list = (title: string, listType: string, issues: readonly Issue[], about: Node = {}): Node =>
    ({ id: gid('List', `${id}-${title}`), title, listType, position: null, collapsed: false, issuesCount: issues.length, label: null, ...about });
  const open = visible.filter(({ state }) => state === 'opened');
  const lists = [
    list('Open', 'backlog', open.filter((issue) => !listed(issue))),
    ...columns.map((one) => list(one.title, 'label', open.filter((issue) => issue.labels.includes(one)), { label: label(one) })),
    list('Closed', 'closed', visible.filter(({ state }) => state === 'closed')),
  ];
  return {
    id: gid('Board', id),
    name,
    hideBacklogList: false,
    hideClosedList: false,
    lists: (paging: Paging) => connection(lists, paging, (one) => one),
    webPath: path,
    webUrl: absoluteUrl(scope, path),
    createdAt: time(project.createdAt),
    updatedAt: time(project.createdAt),
  };
}
