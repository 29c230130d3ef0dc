import type { Job } from './ci.js';
import { ACCESS, type AccessLevel, type FeatureAccess, type Group, type Issue, type Project, type Snippet, type User, type Visibility, type World } from './model.js';
import type { Epic, Note } from './plans.js';

/** Who asks; undefined is somebody who is not signed in. */
export type Viewer = User | undefined;

/** The viewer's role in the project, from the project itself and every group above it; 0 without one. */
export function accessLevel(world: World, viewer: Viewer, project: Project): AccessLevel | 0 {
  if (!viewer) return 0;
  const above = world.groups.filter((group) => project.fullPath.startsWith(`${group.fullPath}/`));
  return highest([project.members[viewer.username], ...above.map((group) => group.members[viewer.username])]);
}

function highest(levels: readonly (AccessLevel | undefined)[]): AccessLevel | 0 {
  return levels.reduce<AccessLevel | 0>((most, level) => (level !== undefined && level > most ? level : most), 0);
}

/** https://docs.gitlab.com/user/public_access/ */
export function canSeeProject(world: World, viewer: Viewer, project: Project): boolean {
  return visibleTo(project.visibility, viewer) || accessLevel(world, viewer, project) > 0;
}

/** A private group shows to its members, and to those of anything below it. */
export function canSeeGroup(world: World, viewer: Viewer, group: Group): boolean {
  if (visibleTo(group.visibility, viewer)) return true;
  if (!viewer) return false;
  const inside = (path: string) => path === group.fullPath || path.startsWith(`${group.fullPath}/`);
  return [...world.groups, ...world.projects].some((place) => inside(place.fullPath) && place.members[viewer.username] !== undefined)
    || world.groups.some((above) => group.fullPath.startsWith(`${above.fullPath}/`) && above.members[viewer.username] !== undefined);
}

function visibleTo(visibility: Visibility, viewer: Viewer): boolean {
  return visibility === 'public' || (visibility === 'internal' && viewer !== undefined && !viewer.external);
}

/** A confidential issue shows to planners and above, and to its author and assignees: https://docs.gitlab.com/user/project/issues/confidential_issues/ */
export function canSeeIssue(world: World, viewer: Viewer, project: Project, issue: Issue): boolean {
  if (!canUse(world, viewer, project, project.features.issues, ACCESS.guest)) return false;
  if (!issue.confidential) return true;
  if (viewer && (issue.author === viewer || issue.assignees.includes(viewer))) return true;
  return accessLevel(world, viewer, project) >= ACCESS.planner;
}

/** The viewer's role in a group, from itself and every group above it; 0 without one. */
export function groupAccessLevel(world: World, viewer: Viewer, group: Group): AccessLevel | 0 {
  if (!viewer) return 0;
  const above = world.groups.filter((other) => group.fullPath.startsWith(`${other.fullPath}/`));
  return highest([group.members[viewer.username], ...above.map((other) => other.members[viewer.username])]);
}

/** As an issue, within a group. */
export function canSeeEpic(world: World, viewer: Viewer, group: Group, epic: Epic): boolean {
  if (!canSeeGroup(world, viewer, group)) return false;
  if (!epic.confidential) return true;
  return groupAccessLevel(world, viewer, group) >= ACCESS.planner || (viewer !== undefined && epic.author === viewer);
}

/** Pipelines and jobs go with the code ("Project-based pipeline visibility" is off): https://docs.gitlab.com/ci/pipelines/settings/ */
export function canSeePipelines(world: World, viewer: Viewer, project: Project): boolean {
  return canSeeCode(world, viewer, project);
}

/** A log that was written for debugging may hold secrets: https://docs.gitlab.com/ci/variables/#enable-debug-logging */
export function canReadLog(world: World, viewer: Viewer, project: Project, job: Job): boolean {
  return canSeePipelines(world, viewer, project) && (!job.debug || accessLevel(world, viewer, project) >= ACCESS.developer);
}

/** An internal note is for planners and above: https://docs.gitlab.com/user/discussions/#internal-notes */
export function canSeeNote(level: AccessLevel | 0, note: Note): boolean {
  return !note.internal || level >= ACCESS.planner;
}

/** Code: a guest of a private project doesn't see it. https://docs.gitlab.com/user/permissions/#repository */
export function canSeeCode(world: World, viewer: Viewer, project: Project): boolean {
  return canUse(world, viewer, project, project.features.repository, ACCESS.reporter);
}

/** Merge requests go with the code that they change. */
export function canSeeMergeRequests(world: World, viewer: Viewer, project: Project): boolean {
  return canUse(world, viewer, project, project.features.mergeRequests, ACCESS.reporter) && canSeeCode(world, viewer, project);
}

/** Releases and the wiki show to every member, also to guests. */
export function canSeeAsGuest(world: World, viewer: Viewer, project: Project): boolean {
  return canUse(world, viewer, project, 'enabled', ACCESS.guest);
}

/** A snippet of a project shows to its members, and to others as far as both are visible; a personal one besides to its author. */
export function canSeeSnippet(world: World, viewer: Viewer, snippet: Snippet, project?: Project): boolean {
  if (project && !canSeeProject(world, viewer, project)) return false;
  const byRole = project !== undefined && accessLevel(world, viewer, project) >= ACCESS.guest;
  return byRole || snippet.author === viewer || visibleTo(snippet.visibility, viewer);
}

export function canSeeIssues(world: World, viewer: Viewer, project: Project): boolean {
  return canUse(world, viewer, project, project.features.issues, ACCESS.guest);
}

function canUse(world: World, viewer: Viewer, project: Project, feature: FeatureAccess, memberLevel: AccessLevel): boolean {
  if (feature === 'disabled' || !canSeeProject(world, viewer, project)) return false;
  const level = accessLevel(world, viewer, project);
  const byRole = level >= memberLevel;
  return byRole || (feature === 'enabled' && visibleTo(project.visibility, viewer));
}
