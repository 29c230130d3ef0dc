import { bytesOf } from './blobs.js';
import type { FileContent, Tree } from './model.js';

/** How one file differs between two trees. */
export interface Change {
  readonly oldPath: string;
  readonly newPath: string;
  readonly kind: 'new' | 'deleted' | 'renamed' | 'changed';
  /** As `git diff` writes it, from the first `@@` on; empty for what is not text. */
  readonly diff: string;
}

/** What changed from one tree to another, by path. A file that is the same under another name was renamed. */
export function changesBetween(from: Tree, to: Tree): Change[] {
  const gone = [...from].filter(([path]) => !to.has(path));
  const come = [...to].filter(([path]) => !from.has(path));
  const renames = come.flatMap(([path, content]) => gone.filter(([, before]) => before === content).slice(0, 1).map(([before]) => ({ before, path })));
  const changed = [...to].filter(([path, content]) => from.has(path) && !same(from.get(path), content));
  const changes: Change[] = [
    ...renames.map(({ before, path }): Change => ({ oldPath: before, newPath: path, kind: 'renamed', diff: '' })),
    ...come.filter(([path]) => !renames.some((one) => one.path === path)).map(([path, content]): Change => ({ oldPath: path, newPath: path, kind: 'new', diff: patch(undefined, content) })),
    ...gone.filter(([path]) => !renames.some((one) => one.before === path)).map(([path, content]): Change => ({ oldPath: path, newPath: path, kind: 'deleted', diff: patch(content, undefined) })),
    ...changed.map(([path, content]): Change => ({ oldPath: path, newPath: path, kind: 'changed', diff: patch(from.get(path), content) })),
  ];
  return changes.sort((left, right) => (left.newPath < right.newPath ? -1 : 1));
}

function same(left: FileContent | undefined, right: FileContent): boolean {
  if (left === right) return true;
  return left !== undefined && left.kind !== 'huge' && right.kind !== 'huge' && bytesOf(left).equals(bytesOf(right));
}

/** One hunk: from the first line that differs to the last. */
function patch(from: FileContent | undefined, to: FileContent | undefined): string {
  if ((from && from.kind !== 'text') || (to && to.kind !== 'text')) return '';
  const [before, after] = [from, to].map((content) => (content?.kind === 'text' ? content.text.replace(/\n$/, '').split('\n') : []));
  if (!before || !after) return '';
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const removed = before.slice(head, before.length - tail);
  const added = after.slice(head, after.length - tail);
  return [`@@ -${head + 1},${removed.length} +${head + 1},${added.length} @@`, ...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`), ''].join('\n');
}
