import type { Group, Issue, MergeRequest, Project } from '../world/model.js';
import type { Epic } from '../world/plans.js';
import { canSeeCode, canSeeEpic, canSeeIssue, canSeeIssues, canSeeMergeRequests, canSeeProject } from '../world/visibility.js';
import { boards } from './boards.js';
import { connection, type Paging } from './connection.js';
import { groupWorkItems } from './epics.js';
import { fits, inOrder, type ListArguments } from './list-filter.js';
import { release, releasesOf } from './releases.js';
import type { Node, Scope } from './scope.js';

type GroupArguments = ListArguments & Paging & { readonly includeSubgroups?: boolean | null; readonly includeDescendants?: boolean | null };

interface Placed<T> {
  readonly place: Project;
  readonly given: T;
}

interface Listable {
  readonly given: Epic | Issue;
  readonly node: () => Node;
}

/** The lists of a project as GitLab filters and sorts them; null where the feature is switched off, or hidden from the viewer. */
export function projectLists(scope: Scope, project: Project): Node {
  const { world, viewer } = scope;
  const seesIssues = canSeeIssues(world, viewer, project);
  return {
    issues: (given: ListArguments & Paging) => (seesIssues ? issueList(scope, [project], given, scope.nodes.issue) : null),
    workItems: (given: ListArguments & Paging) => (seesIssues ? issueList(scope, [project], given, scope.nodes.workItem) : null),
    mergeRequests: (given: ListArguments & Paging) => (canSeeMergeRequests(world, viewer, project) ? mergeRequestList(scope, [project], given) : null),
    boards: (given: Paging & { id?: string | null }) => (seesIssues ? boards(scope, project, given) : null),
  };
}

/** The same of a group, from those of its projects that the viewer sees; archived ones are left out. */
export function groupLists(scope: Scope, group: Group): Node {
  return {
    issues: (given: GroupArguments) => issueList(scope, projectsOf(scope, group, given.includeSubgroups), given, scope.nodes.issue),
    workItems: (given: GroupArguments) => {
      const epics = (group.epics ?? []).filter((one) => canSeeEpic(scope.world, scope.viewer, group, one) && fits(one, given)).map((one) => ({ given: one, node: () => groupWorkItems(scope, group, (other) => other === one)[0] ?? {} }));
      const below = given.includeDescendants ? placedIssues(scope, projectsOf(scope, group, true), given).map((one) => ({ given: one.given, node: () => scope.nodes.workItem(scope, one.place, one.given) })) : [];
      return connection(inOrder<Listable>([...epics, ...below], given.sort), given, ({ node }) => node());
    },
    mergeRequests: (given: GroupArguments) => mergeRequestList(scope, projectsOf(scope, group, given.includeSubgroups), given),
    releases: (given: Paging & { sort?: string | null }) => releaseList(scope, projectsOf(scope, group, true), given),
    boards: (given: Paging) => connection([], given, () => ({})),
  };
}

function projectsOf({ world, viewer }: Scope, { fullPath }: Group, deep: boolean | null | undefined): Project[] {
  const inside = (path: string) => path.startsWith(`${fullPath}/`) && (deep || !path.slice(fullPath.length + 1).includes('/'));
  return world.projects.filter((project) => inside(project.fullPath) && !project.archived && canSeeProject(world, viewer, project));
}

/** Issues of these projects. */
export function issueList(scope: Scope, projects: readonly Project[], given: ListArguments & Paging, make: (scope: Scope, project: Project, issue: Issue) => Node): Node {
  return connection(inOrder(placedIssues(scope, projects, given), given.sort), given, (one) => make(scope, one.place, one.given));
}

function placedIssues({ world, viewer }: Scope, projects: readonly Project[], given: ListArguments): Placed<Issue>[] {
  return projects.flatMap((place) => place.issues.filter((issue) => canSeeIssue(world, viewer, place, issue) && fits(issue, given)).map((issue) => ({ place, given: issue })));
}

/** The newest release first, unless the order ends in `_ASC`. */
export function releaseList(scope: Scope, projects: readonly Project[], given: Paging & { sort?: string | null }): Node {
  const all = projects.flatMap((place) => releasesOf(scope, place).map((one) => ({ place, one }))).sort((left, right) => right.one.releasedAt - left.one.releasedAt);
  return connection(given.sort?.endsWith('_ASC') ? all.reverse() : all, given, ({ place, one }) => release(scope, place, one));
}

function mergeRequestList(scope: Scope, projects: readonly Project[], given: ListArguments & Paging): Node {
  const { world, viewer } = scope;
  const readable = projects.filter((place) => canSeeMergeRequests(world, viewer, place) && canSeeCode(world, viewer, place));
  const all = readable.flatMap((place): Placed<MergeRequest>[] => place.mergeRequests.filter((one) => fits(one, given)).map((one) => ({ place, given: one })));
  return connection(inOrder(all, given.sort), given, (one) => scope.nodes.mergeRequest(scope, one.place, one.given));
}
