import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFile } from '../source-file.js';
import type { Commit, FileContent, Repository, Tree } from './model.js';

/** The files below `world/files/<folder>`; each carries `.txt` after its real name, so that no tool takes it for a source of this project. */
export function readTree(folder: string): Tree {
  const root = sourceFile(join('world', 'files', folder));
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [path.slice(root.length + 1, -'.txt'.length), textFile(readFileSync(path, 'utf8'))]));
}

export const textFile = (text: string): FileContent => ({ kind: 'text', text });

/** A tree with some files put in or changed. */
export function withFiles(tree: Tree, changes: Iterable<readonly [string, FileContent]>): Tree {
  return new Map([...tree, ...changes].sort(([left], [right]) => (left < right ? -1 : 1)));
}

export function without(tree: Tree, path: string): Tree {
  return new Map([...tree].filter(([name]) => name !== path));
}

export function repository(commits: readonly Commit[], branches: Record<string, string>, tags: Record<string, string> = {}): Repository {
  return {
    defaultBranch: 'main',
    branches: new Map(Object.entries(branches)),
    tags: new Map(Object.entries(tags)),
    commits: new Map(commits.map((commit) => [commit.sha, commit])),
  };
}

/** The commit that a branch, a tag or a sha (seven digits or more) names. */
export function resolveRef(repository: Repository, ref: string, kind?: 'heads' | 'tags'): Commit | undefined {
  const branch = kind === 'tags' ? undefined : repository.branches.get(ref);
  const tag = kind === 'heads' ? undefined : repository.tags.get(ref);
  const named = branch ?? tag ?? (ref === 'HEAD' ? repository.branches.get(repository.defaultBranch) : undefined);
  if (named) return repository.commits.get(named);
  if (kind || !/^[0-9a-f]{7,40}$/.test(ref)) return undefined;
  return [...repository.commits.values()].find((commit) => commit.sha.startsWith(ref));
}

export function sizeOf(content: FileContent): number {
  if (content.kind === 'text') return Buffer.byteLength(content.text);
  return content.kind === 'binary' ? content.bytes.length : content.size;
}

/** The last commit from `head` backwards that changed the file, or anything below the folder; `''` is the whole tree. */
export function lastCommit(repository: Repository, head: Commit, path: string): Commit {
  let commit = head;
  for (;;) {
    const { tree } = commit;
    const parents = parentsOf(commit).flatMap((sha) => repository.commits.get(sha) ?? []);
    const same = parents.find((parent) => sameBelow(tree, parent.tree, path));
    if (!same) return commit;
    commit = same;
  }
}

export function parentsOf({ parent, otherParents = [] }: Commit): string[] {
  return parent === undefined ? [...otherParents] : [parent, ...otherParents];
}

/** Everything that leads to a commit, itself first, the newest of what is left next. */
export function historyOf(repository: Repository, head: Commit): Commit[] {
  const open = new Map([[head.sha, head]]);
  const done = new Map<string, Commit>();
  while (open.size > 0) {
    const [next] = [...open.values()].sort((left, right) => right.at - left.at);
    if (!next) break;
    open.delete(next.sha);
    done.set(next.sha, next);
    for (const sha of parentsOf(next)) {
      const parent = repository.commits.get(sha);
      if (parent && !done.has(sha)) open.set(sha, parent);
    }
  }
  return [...done.values()];
}

/** What `to` has that `from` has not, the newest first. */
export function commitsBetween(repository: Repository, from: Commit, to: Commit): Commit[] {
  const known = new Set(historyOf(repository, from).map(({ sha }) => sha));
  return historyOf(repository, to).filter(({ sha }) => !known.has(sha));
}

function sameBelow(left: Tree, right: Tree, path: string): boolean {
  const below = (tree: Tree) => [...tree].filter(([name]) => path === '' || name === path || name.startsWith(`${path}/`));
  const [these, those] = [below(left), below(right)];
  return these.length === those.length && these.every(([name, content]) => right.get(name) === content);
}
