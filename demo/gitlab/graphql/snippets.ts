import { renderMarkdown } from '../markdown/markdown.js';
import { absoluteUrl, placeFor } from '../reader.js';
import { projectPath } from '../paths.js';
import type { Project, Snippet } from '../world/model.js';
import { canSeeSnippet } from '../world/visibility.js';
import { connection, type Paging } from './connection.js';
import { gid, time, type Node, type Scope } from './scope.js';

export interface SnippetFilter extends Paging {
  readonly ids?: readonly string[] | null;
  readonly type?: 'personal' | 'project' | null;
}

/** The snippets of a project that this viewer may see. */
export function projectSnippets(scope: Scope, project: Project, { ids, ...paging }: SnippetFilter): Node {
  return connection(visible(scope, project.snippets, project, ids), paging, (one) => snippet(scope, one, project));
}

/** Those of people, and of all projects. */
export function allSnippets(scope: Scope, { ids, type, ...paging }: SnippetFilter): Node {
  const { world } = scope;
  const personal = type === 'project' ? [] : visible(scope, world.snippets, undefined, ids).map((one) => snippet(scope, one));
  const ofProjects = type === 'personal' ? [] : world.projects.flatMap((project) => visible(scope, project.snippets, project, ids).map((one) => snippet(scope, one, project)));
  return connection([...personal, ...ofProjects], paging, (one) => one);
}

function visible({ world, viewer }: Scope, snippets: readonly Snippet[] | undefined, project: Project | undefined, ids: readonly string[] | null | undefined): Snippet[] {
  return (snippets ?? []).filter((one) => canSeeSnippet(world, viewer, one, project) && (ids?.includes(idOf(one, project)) ?? true));
}

function idOf({ id }: Snippet, project: Project | undefined): string {
  return gid(project ? 'ProjectSnippet' : 'PersonalSnippet', id);
}

function snippet(scope: Scope, given: Snippet, project?: Project): Node {
  const path = `${project ? projectPath(scope.root, project) : scope.root}/-/snippets/${given.id}`;
  const files = (paging: Paging) =>
    connection(given.files, paging, ({ name, text }) => ({ name, path: name, binary: false, size: Buffer.byteLength(text), rawPlainData: text, rawPath: `${path}/raw/main/${name}` }));
  return {
    __typename: 'Snippet',
    id: idOf(given, project),
    title: given.title,
    description: given.description,
    descriptionHtml: () => renderMarkdown(given.description, placeFor(scope, project)),
    fileName: given.files[0]?.name ?? null,
    visibilityLevel: given.visibility,
    author: scope.nodes.user(scope, given.author),
    project: project ? () => scope.nodes.project(scope, project) : null,
    createdAt: time(given.createdAt),
    updatedAt: time(given.createdAt),
    rawUrl: absoluteUrl(scope, `${path}/raw`),
    webUrl: absoluteUrl(scope, path),
    blobs: (paging: Paging) => ({ ...files(paging), hasUnretrievableBlobs: false }),
  };
}
