import type { Group, Label, Members, Milestone, Project } from '../world/model.js';
import { canSeeGroup, canSeeIssues, canSeeProject, groupAccessLevel } from '../world/visibility.js';
import { connection, type Paging } from './connection.js';
import { groupMilestone, label, milestone } from './planning.js';
import type { Node, Scope } from './scope.js';

interface Named {
  readonly title?: string | null;
  readonly state?: string | null;
  readonly searchTerm?: string | null;
  readonly searchTitle?: string | null;
  readonly search?: string | null;
  readonly includeAncestors?: boolean | null;
  readonly includeDescendants?: boolean | null;
  readonly includeDescendantGroups?: boolean | null;
  readonly relations?: readonly string[] | null;
}

const holds = (text: string, words: string | null | undefined) => text.toLowerCase().includes((words ?? '').toLowerCase());

/** What a project's lists are filtered by: its labels and milestones, those of the groups above, and its members. */
export function projectChoices(scope: Scope, project: Project): Node {
  const above = scope.world.groups.filter(({ fullPath }) => project.fullPath.startsWith(`${fullPath}/`));
  const labels = project.labels;
  return {
    labels: (given: Named & Paging) => labelsOf(labels, given),
    milestones: (given: Named & Paging) => {
      const own = project.milestones.map((one) => ({ one, node: () => milestone(scope, project, one) }));
      const others = given.includeAncestors ? groupMilestones(scope, above) : [];
      return connection([...own, ...others].filter(({ one }) => isWanted(one, given)), given, ({ node }) => node());
    },
    projectMembers: (given: Named & Paging) => membersOf(scope, [project, ...(given.relations?.includes('INHERITED') ?? true ? above : [])], given),
  };
}

/** The same of a group, where labels stand in its projects. */
export function groupChoices(scope: Scope, group: Group): Node {
  const { world, viewer } = scope;
  const within = ({ fullPath }: { fullPath: string }) => fullPath.startsWith(`${group.fullPath}/`);
  const projects = world.projects.filter((one) => within(one) && canSeeProject(world, viewer, one));
  const groups = world.groups.filter((one) => within(one) && canSeeGroup(world, viewer, one));
  const above = world.groups.filter(({ fullPath }) => group.fullPath.startsWith(`${fullPath}/`));
  return {
    labels: (given: Named & Paging) => labelsOf(given.includeDescendantGroups ? projects.flatMap((one) => (canSeeIssues(world, viewer, one) ? one.labels : [])) : [], given),
    milestones: (given: Named & Paging) => {
      const own = groupMilestones(scope, [group, ...(given.includeAncestors ? above : []), ...(given.includeDescendants ? groups : [])]);
      const below = given.includeDescendants ? projects.flatMap((project) => project.milestones.map((one) => ({ one, node: () => milestone(scope, project, one) }))) : [];
      return connection([...own, ...below].filter(({ one }) => isWanted(one, given)), given, ({ node }) => node());
    },
    groupMembers: (given: Named & Paging) => membersOf(scope, [group, ...(given.relations?.includes('INHERITED') ?? true ? above : []), ...(given.relations?.includes('DESCENDANTS') ? [...groups, ...projects] : [])], given),
  };
}

/** Groups that the viewer may see, by name or path; `allAvailable: false` for those that they are a member of. */
export function groupsOf(scope: Scope, given: Paging & { search?: string | null; allAvailable?: boolean | null }): Node {
  const { world, viewer } = scope;
  const mine = (one: Group) => given.allAvailable !== false || groupAccessLevel(world, viewer, one) > 0;
  const found = world.groups.filter((one) => canSeeGroup(world, viewer, one) && mine(one) && holds(`${one.name} ${one.fullPath}`, given.search));
  return connection(found.sort((left, right) => left.name.localeCompare(right.name)), given, (one) => scope.nodes.group(scope, one));
}

function labelsOf(labels: readonly Label[], given: Named & Paging): Node {
  return connection(labels.filter(({ title }) => (given.title ?? title) === title && holds(title, given.searchTerm)), given, label);
}

function groupMilestones(scope: Scope, groups: readonly Group[]): { one: Milestone; node: () => Node }[] {
  return groups.flatMap((group) => (group.milestones ?? []).map((one) => ({ one, node: () => groupMilestone(scope, group, one) })));
}

function isWanted({ state, title }: Milestone, given: Named): boolean {
  return (given.state ?? state) === state && (given.title ?? title) === title && holds(title, given.searchTitle);
}

function membersOf(scope: Scope, places: readonly { readonly members: Members }[], given: Named & Paging): Node {
  const names = new Set(places.flatMap(({ members }) => Object.keys(members)));
  const users = scope.viewer ? scope.world.users.filter(({ username, name }) => names.has(username) && holds(`${name} ${username}`, given.search)) : [];
  return connection(users, given, (one) => ({ __typename: 'ProjectMember', user: scope.nodes.user(scope, one) }));
}
