import type { User } from '../world/model.js';
import type { Todo } from '../world/plans.js';
import { canSeeIssue, canSeeMergeRequests } from '../world/visibility.js';
import { findProject } from '../world/world.js';
import { connection, type Paging } from './connection.js';
import { gid, time, type Node, type Scope } from './scope.js';

export interface TodoArguments extends Paging {
  readonly action?: readonly string[] | null;
  readonly state?: readonly string[] | null;
  readonly type?: readonly string[] | null;
  readonly sort?: string | null;
}

/** What waits for the viewer, the newest first; GitLab tells of none whose target is hidden from them. */
export function todosOf(scope: Scope, viewer: User, { action, state, type, sort, ...paging }: TodoArguments): Node {
  const all = (scope.world.todos ?? []).filter(({ user }) => user === viewer).flatMap((todo) => todoOf(scope, todo));
  const found = all
    .filter((one) => (action?.includes(one.todo.action) ?? true) && (state?.includes(one.todo.state) ?? true) && (type?.includes(String(one.node.targetType)) ?? true))
    .sort((left, right) => right.todo.createdAt - left.todo.createdAt);
  return connection(sort === 'CREATED_ASC' ? found.reverse() : found, paging, ({ node }) => node);
}

function todoOf(scope: Scope, todo: Todo): { readonly todo: Todo; readonly node: Node }[] {
  const project = findProject(scope.world, todo.fullPath);
  const target = project && targetOf(scope, project, todo);
  if (!target) return [];
  const node: Node = {
    id: gid('Todo', todo.id),
    action: todo.action,
    author: scope.nodes.user(scope, todo.author),
    body: target.node.title,
    createdAt: time(todo.createdAt),
    group: null,
    project: () => scope.nodes.project(scope, project),
    state: todo.state,
    target: target.node,
    targetEntity: target.node,
    targetType: target.type,
    targetUrl: target.node.webUrl,
  };
  return [{ todo, node }];
}

function targetOf(scope: Scope, project: NonNullable<ReturnType<typeof findProject>>, { kind, iid }: Todo): { readonly type: string; readonly node: Node } | undefined {
  const { world, viewer, nodes } = scope;
  if (kind === 'merge-request') {
    const request = project.mergeRequests.find((one) => one.iid === iid);
    return request && canSeeMergeRequests(world, viewer, project) ? { type: 'MERGEREQUEST', node: nodes.mergeRequest(scope, project, request) } : undefined;
  }
  const issue = project.issues.find((one) => one.iid === iid);
  return issue && canSeeIssue(world, viewer, project, issue) ? { type: 'ISSUE', node: nodes.issue(scope, project, issue) } : undefined;
}
