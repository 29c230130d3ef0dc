import { LRUCache } from 'lru-cache';
import type { Caller, GitLabClient } from '../calls/client.js';
import { findProjectPath } from './renamed-project.js';
import { nameOf } from './name-of.js';

/** Where projects are that GraphQL does not know by their old path, as each viewer may know. */
export interface Renames {
  /** Undefined when the viewer may see no such project. @throws GitLabError other than `not-found`. */
  find(caller: Caller, fullPath: string): Promise<string | undefined>;
}

const KEPT_MS = 5 * 60_000;

/** Asks once for each project and token, and remembers the answer for some minutes; a failure is not remembered. */
export function createRenames(client: GitLabClient): Renames {
  const paths = new LRUCache<string, Promise<string | undefined>>({ max: 5_000, ttl: KEPT_MS });
  return {
    find(caller, fullPath) {
      const key = `${nameOf(caller)} ${fullPath.toLowerCase()}`;
      const known = paths.get(key);
      if (known) return known;
      const found = findProjectPath(client, caller, fullPath);
      paths.set(key, found);
      found.catch(() => {
        if (paths.peek(key) === found) paths.delete(key);
      });
      return found;
    },
  };
}
