import type { Caller, GitLabClient } from '../calls/client.js';
import { findValues, type FoundValue, type ValueOf } from './filter-values.js';
import { findGroups, type FoundGroup } from './groups.js';
import { createOwnWork, type OwnWork, type OwnWorkWish } from './own-work.js';
import { findProjects, type FoundProject } from './projects.js';
import { findRecentWork, type FoundWork } from './recent-work.js';
import { findRefs, type FoundRefs } from './refs.js';

/** What an author looks through to find something: each with the author's own token. All throw GitLabError and nothing else. */
export interface Finder {
  /** The author's own first, then others that they may see; without words those that they work in, the liveliest first. */
  projects(author: Caller, words: string): Promise<readonly FoundProject[]>;
  /** Groups whose names hold the words; without words the author's own. */
  groups(author: Caller, words: string): Promise<readonly FoundGroup[]>;
  /** What a list of a project or group, by its full path, can be filtered by. */
  values(author: Caller, wanted: { readonly of: ValueOf; readonly place: string; readonly words: string }): Promise<readonly FoundValue[]>;
  /** Branches and tags whose names hold the words. */
  refs(author: Caller, fullPath: string, words: string): Promise<FoundRefs>;
  /** What the author has open: merge requests of theirs and to review, issues assigned to them; the newest change first. */
  recentWork(author: Caller, username: string): Promise<readonly FoundWork[]>;
  /** Everything that the GitLab page shows of one instance, in one request. */
  ownWork(viewer: Caller, wish: OwnWorkWish): Promise<OwnWork>;
}

/** `clock` in epoch milliseconds. */
export function createFinder(client: GitLabClient, clock: () => number): Finder {
  return {
    ownWork: createOwnWork(client, clock),
    projects: (author, words) => findProjects(client, author, words),
    groups: (author, words) => findGroups(client, author, words),
    values: (author, wanted) => findValues(client, author, wanted),
    refs: (author, fullPath, words) => findRefs(client, author, fullPath, words),
    recentWork: (author, username) => findRecentWork(client, author, username),
  };
}
