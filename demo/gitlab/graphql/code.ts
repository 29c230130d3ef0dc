import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { escapeHtml } from '../html.js';
import { renderMarkdown, renderTitle } from '../markdown/markdown.js';
import { commitPath, filePath } from '../paths.js';
import { absoluteUrl, placeFor } from '../reader.js';
import { blobId, entriesBelow, isRefName, languageOf } from '../world/blobs.js';
import { changesBetween, type Change } from '../world/changes.js';
import type { Commit, FileContent, Project, Tree } from '../world/model.js';
import { lastCommit, resolveRef, sizeOf } from '../world/repository.js';
import { connection, type Paging } from './connection.js';
import { pipeline } from './pipelines.js';
import { gid, time, type Node, type Scope } from './scope.js';

interface RefArguments {
  readonly ref?: string | null;
  readonly refType?: 'HEADS' | 'TAGS' | null;
}

export function repository(scope: Scope, project: Project): Node {
  const { repository: code } = project;
  const at = (given: RefArguments) => commitAt(project, given);
  const last = ({ path, ...given }: RefArguments & { path?: string | null }) => {
    const head = at(given);
    return head ? commit(scope, project, lastCommit(code, head, path ?? '')) : null;
  };
  const treeAt = ({ path, recursive, ...given }: TreeArguments) => {
    const head = at(given);
    return head ? tree(scope, project, { head, ref: given.ref ?? code.defaultBranch, path: path ?? '', recursive: recursive ?? false }) : null;
  };
  return {
    rootRef: code.defaultBranch,
    empty: code.commits.size === 0,
    exists: true,
    branchNames: ({ searchPattern, offset, limit }: { searchPattern: string; offset: number; limit: number }) =>
      [...code.branches.keys()].filter((name) => matches(searchPattern, name)).slice(offset, offset + limit),
    commit: ({ ref }: { ref: string }) => {
      const found = at({ ref });
      return found ? commit(scope, project, found) : null;
    },
    lastCommit: last,
    tree: treeAt,
    paginatedTree: (given: TreeArguments & Paging) => connection([treeAt(given)].filter((one) => one !== null), given, (one) => one),
    blobs: ({ paths, ...given }: RefArguments & Paging & { paths: string[] }) => {
      const head = at(given);
      const ref = given.ref || code.defaultBranch;
      const found = head ? paths.flatMap((path) => blobAt(head, path)) : [];
      return connection(found, given, ({ path, content }) => blob(scope, project, { head: head as Commit, ref, path, content }));
    },
  };
}

/** `*` stands for anything. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

/** The commit that a field's arguments name; the default branch without any. @throws GraphQLError for what git can't accept as a name */
function commitAt(project: Project, { ref, refType }: RefArguments): Commit | undefined {
  if (ref && !isRefName(ref)) throw new GraphQLError('Ref is not valid');
  const kind = refType === 'HEADS' ? 'heads' : refType === 'TAGS' ? 'tags' : undefined;
  return resolveRef(project.repository, ref || project.repository.defaultBranch, kind);
}

function blobAt(head: Commit, path: string): { path: string; content: FileContent }[] {
  const content = head.tree.get(path);
  return content ? [{ path, content }] : [];
}

interface BlobPlace {
  readonly head: Commit;
  readonly ref: string;
  readonly path: string;
  readonly content: FileContent;
}

function blob({ root }: Scope, project: Project, { head, ref, path, content }: BlobPlace): Node {
  const link = (kind: string, name = ref) => filePath(root, project, kind, name, path);
  const text = content.kind === 'text' ? content.text : null;
  const language = languageOf(path);
  const id = blobId(content);
  const isImage = path.endsWith('.png');
  const viewer = (type: 'simple' | 'rich', fileType: string) => ({
    type,
    fileType,
    tooLarge: content.kind === 'huge',
    renderError: content.kind === 'huge' ? 'too_large' : null,
    collapsed: false,
    loadAsync: type === 'rich',
    loadingPartialName: 'loading',
  });
  return {
    id: gid('Gitlab::Graphql::Representation::Blob', id),
    oid: id,
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    mode: '100644',
    size: String(sizeOf(content)),
    rawSize: String(sizeOf(content)),
    language: language ?? null,
    fileType: isImage ? 'image' : content.kind === 'text' ? 'text' : 'download',
    lfsOid: null,
    storedExternally: false,
    externalStorage: null,
    archived: project.archived,
    rawTextBlob: text,
    rawBlob: text,
    plainData: () => text && highlighted(text, language ?? 'plaintext'),
    simpleViewer: viewer('simple', content.kind === 'text' ? 'text' : 'download'),
    richViewer: path.endsWith('.md') ? viewer('rich', 'markup') : isImage ? viewer('rich', 'image') : null,
    webPath: link('blob'),
    rawPath: link('raw'),
    blamePath: link('blame'),
    historyPath: link('commits'),
    editBlobPath: link('edit'),
    permalinkPath: link('blob', head.sha),
  };
}

function highlighted(text: string, language: string): string {
  return text.replace(/\n$/, '').split('\n').map((line, index) => `<span id="LC${index + 1}" class="line" lang="${language}">${escapeHtml(line)}</span>`).join('\n');
}

export function commit(scope: Scope, project: Project, given: Commit): Node {
  const path = commitPath(scope.root, project, given.sha);
  return {
    __typename: 'Commit',
    id: gid('CommitPresenter', given.sha),
    sha: given.sha,
    shortId: given.sha.slice(0, 8),
    name: given.title,
    title: given.title,
    titleHtml: renderTitle(given.title),
    fullTitle: given.title,
    message: given.body === undefined ? `${given.title}\n` : `${given.title}\n\n${given.body}\n`,
    description: given.body ?? '',
    descriptionHtml: () => (given.body === undefined ? '' : renderMarkdown(given.body, placeFor(scope, project))),
    diffs: () => changesBetween(parentTree(project, given), given.tree).map(diff),
    author: scope.nodes.user(scope, given.author),
    authorName: given.author.name,
    committerName: given.author.name,
    pipelines: (paging: Paging) => connection(project.mergeRequests.flatMap((one) => (one.pipeline?.sha === given.sha ? [one.pipeline] : [])), paging, (one) => pipeline(scope, project, one)),
    authoredDate: time(given.at),
    committedDate: time(given.at),
    webPath: path,
    webUrl: absoluteUrl(scope, path),
  };
}

function parentTree({ repository }: Project, { parent }: Commit): Tree {
  return (parent === undefined ? undefined : repository.commits.get(parent)?.tree) ?? new Map();
}

/** GitLab writes the flags as text. */
function diff({ oldPath, newPath, kind, diff: patch }: Change): Node {
  return { oldPath, newPath, newFile: String(kind === 'new'), deletedFile: String(kind === 'deleted'), renamedFile: String(kind === 'renamed'), diff: patch };
}

type TreeArguments = RefArguments & { path?: string | null; recursive?: boolean | null };

interface TreePlace {
  readonly head: Commit;
  readonly ref: string;
  readonly path: string;
  readonly recursive: boolean;
}

function tree(scope: Scope, project: Project, { head, ref, path, recursive }: TreePlace): Node {
  const { folders, files } = entriesBelow(head.tree, path, recursive);
  const entry = (type: 'tree' | 'blob', name: string, sha: string): Node => {
    const webPath = filePath(scope.root, project, type, ref, name);
    return { __typename: type === 'tree' ? 'TreeEntry' : 'Blob', id: gid('Gitlab::Graphql::Representation::TreeEntry', sha), sha, type, path: name, flatPath: name, name: name.slice(name.lastIndexOf('/') + 1), webPath, webUrl: absoluteUrl(scope, webPath), mode: type === 'tree' ? '040000' : '100644', lfsOid: null };
  };
  const folderId = (name: string) => createHash('sha1').update(`${head.sha}:${name}`).digest('hex');
  const fileId = (name: string) => blobId(head.tree.get(name) ?? { kind: 'text', text: '' });
  return {
    lastCommit: () => commit(scope, project, lastCommit(project.repository, head, path)),
    submodules: (paging: Paging) => connection([], paging, (one) => one),
    trees: (paging: Paging) => connection(folders, paging, (name) => entry('tree', name, folderId(name))),
    blobs: (paging: Paging) => connection(files, paging, (name) => entry('blob', name, fileId(name))),
  };
}
