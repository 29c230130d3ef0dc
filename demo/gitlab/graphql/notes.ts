import { renderMarkdown } from '../markdown/markdown.js';
import { epicPath, issuePath, mergeRequestPath } from '../paths.js';
import { absoluteUrl, placeFor } from '../reader.js';
import type { Project } from '../world/model.js';
import type { Note } from '../world/plans.js';
import { accessLevel, canSeeEpic, canSeeIssue, canSeeMergeRequests, canSeeNote, groupAccessLevel } from '../world/visibility.js';
import { gid, time, type Node, type Scope } from './scope.js';

interface Place {
  readonly path: string;
  readonly project: Project | undefined;
  readonly level: ReturnType<typeof accessLevel>;
  readonly notes: readonly Note[];
}

/** A note by its number, on whatever it is; null where the viewer may not see it or what it is on. */
export function noteById(scope: Scope, id: string): Node | null {
  for (const { notes, level, path, project } of places(scope)) {
    const found = notes.find((one) => id === gid('Note', one.id));
    if (found) return canSeeNote(level, found) ? note(scope, found, path, project) : null;
  }
  return null;
}

function places(scope: Scope): Place[] {
  const { world, viewer, root } = scope;
  const ofProjects = world.projects.flatMap((project): Place[] => {
    const level = accessLevel(world, viewer, project);
    const issues = project.issues.filter((one) => canSeeIssue(world, viewer, project, one));
    const requests = canSeeMergeRequests(world, viewer, project) ? project.mergeRequests : [];
    return [
      ...issues.map((one) => ({ path: issuePath(root, project, one), project, level, notes: one.comments ?? [] })),
      ...requests.map((one) => ({ path: mergeRequestPath(root, project, one), project, level, notes: one.comments ?? [] })),
    ];
  });
  const ofGroups = world.groups.flatMap((group) =>
    (group.epics ?? [])
      .filter((one) => canSeeEpic(world, viewer, group, one))
      .map((one): Place => ({ path: epicPath(root, group, one), project: undefined, level: groupAccessLevel(world, viewer, group), notes: one.comments ?? [] })),
  );
  return [...ofProjects, ...ofGroups];
}

function note(scope: Scope, given: Note, path: string, project: Project | undefined): Node {
  const { position, resolved, resolvedBy } = given;
  return {
    id: gid('Note', given.id),
    author: scope.nodes.user(scope, given.author),
    body: given.body,
    bodyHtml: () => renderMarkdown(given.body, placeFor(scope, project)),
    createdAt: time(given.createdAt),
    updatedAt: time(given.editedAt ?? given.createdAt),
    lastEditedAt: time(given.editedAt),
    internal: given.internal ?? false,
    system: false,
    resolvable: resolved !== undefined,
    resolved: resolved ?? false,
    resolvedBy: resolvedBy ? scope.nodes.user(scope, resolvedBy) : null,
    position: position ? { filePath: position.path, newPath: position.path, oldPath: position.path, newLine: position.line, oldLine: null } : null,
    url: `${absoluteUrl(scope, path)}#note_${given.id}`,
  };
}
