import type { Reader } from '../reader.js';
import type { Commit, Group, Issue, MergeRequest, Project, User } from '../world/model.js';

/** An object of the GraphQL API: fields as values, or as functions of their arguments. */
export type Node = Readonly<Record<string, unknown>>;

/** Somebody's view of the API; `nodes` makes the objects, so that each kind can lead to every other. */
export interface Scope extends Reader {
  readonly nodes: Nodes;
}

export interface Nodes {
  user(scope: Scope, user: User, typename?: string): Node;
  group(scope: Scope, group: Group): Node;
  /** The namespace that a group is, or that a project is to its work items. */
  namespace(scope: Scope, place: Group | Project): Node;
  project(scope: Scope, project: Project): Node;
  issue(scope: Scope, project: Project, issue: Issue): Node;
  workItem(scope: Scope, project: Project, issue: Issue): Node;
  mergeRequest(scope: Scope, project: Project, mergeRequest: MergeRequest): Node;
  repository(scope: Scope, project: Project): Node;
  commit(scope: Scope, project: Project, commit: Commit): Node;
}

export const gid = (kind: string, id: number | string) => `gid://gitlab/${kind}/${id}`;

/** As GitLab writes it: whole seconds, UTC. */
export function time(at: number): string;
export function time(at: number | undefined): string | null;
export function time(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
