import type { MarkdownPlace } from './markdown/markdown.js';
import type { ReferenceTarget } from './markdown/references.js';
import { issuePath, mergeRequestPath } from './paths.js';
import type { Project, World } from './world/model.js';
import { canSeeIssue, canSeeMergeRequests, type Viewer } from './world/visibility.js';
import { findUser } from './world/world.js';

/** Somebody who looks at the world through this instance. */
export interface Reader {
  /** Relative root: `''` or `/gitlab`. */
  readonly root: string;
  /** Origin and relative root. */
  readonly url: string;
  readonly clock: () => number;
  readonly world: World;
  readonly viewer: Viewer;
}

/** `/group/project` to the URL that the instance gives it. */
export function absoluteUrl({ root, url }: Pick<Reader, 'root' | 'url'>, path: string): string {
  return `${url.slice(0, url.length - root.length)}${path}`;
}

/** Where a text of the project is rendered: references to what this viewer can't see stay text. */
export function placeFor(reader: Reader, project?: Project): MarkdownPlace {
  return { root: reader.root, projectId: project?.id, target: (reference) => targetOf(reader, project, reference) };
}

function targetOf(reader: Reader, project: Project | undefined, reference: string): ReferenceTarget | undefined {
  const { world, viewer, root } = reader;
  const name = reference.slice(1);
  if (reference.startsWith('@')) {
    const user = findUser(world, name);
    return user && { kind: 'user', path: `${root}/${user.username}`, title: user.name, id: user.id };
  }
  if (!project) return undefined;
  if (reference.startsWith('#')) {
    const issue = project.issues.find(({ iid }) => iid === Number(name));
    return issue && canSeeIssue(world, viewer, project, issue) ? { kind: 'issue', path: issuePath(root, project, issue), title: issue.title, id: issue.id } : undefined;
  }
  const found = canSeeMergeRequests(world, viewer, project) ? project.mergeRequests.find(({ iid }) => iid === Number(name)) : undefined;
  return found && { kind: 'merge_request', path: mergeRequestPath(root, project, found), title: found.title, id: found.id };
}
