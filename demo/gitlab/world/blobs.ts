import { createHash } from 'node:crypto';
import type { FileContent, Tree } from './model.js';

/** What linguist calls the language, by the file's ending. */
const LANGUAGES: Record<string, string> = { ts: 'typescript', py: 'python', go: 'go', yaml: 'yaml', yml: 'yaml', md: 'markdown', json: 'json', csv: 'csv' };

export function languageOf(path: string): string | undefined {
  return LANGUAGES[path.slice(path.lastIndexOf('.') + 1)];
}

/** Git's own id of a blob; of a file too large to make, the id of its size. */
export function blobId(content: FileContent): string {
  const body = content.kind === 'text' ? Buffer.from(content.text) : content.kind === 'binary' ? content.bytes : Buffer.from(String(content.size));
  return createHash('sha1').update(`blob ${body.length}\0`).update(body).digest('hex');
}

export function bytesOf(content: FileContent): Buffer {
  return content.kind === 'binary' ? content.bytes : Buffer.from(content.kind === 'text' ? content.text : content.text());
}

/** Names directly below a folder, or all below it: folders and files by their full path. */
export function entriesBelow(tree: Tree, folder: string, recursive: boolean): { folders: string[]; files: string[] } {
  const prefix = folder === '' ? '' : `${folder.replace(/\/$/, '')}/`;
  const inside = [...tree.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length).split('/'));
  const folders = inside.flatMap((words) => words.slice(0, -1).map((_word, index) => words.slice(0, index + 1).join('/')));
  const direct = (path: string) => recursive || !path.includes('/');
  return {
    folders: [...new Set(folders)].filter(direct).map((path) => prefix + path),
    files: inside.map((words) => words.join('/')).filter(direct).map((path) => prefix + path),
  };
}

/** What git accepts as a ref name, near enough: https://git-scm.com/docs/git-check-ref-format */
export function isRefName(ref: string): boolean {
  return !/\.\.|[\x00-\x20~^:?*[\\\x7f]|@\{|^[-/]|\/$|\/\/|\.$|\.lock(\/|$)/.test(ref);
}
