import type { Part, Piece, Shared } from '../gitlab/loading/part.js';
import { COMMITS } from '../gitlab/queries/commit.js';
import { BARE_FILES, FILES } from '../gitlab/queries/file.js';
import { GROUPS } from '../gitlab/queries/group.js';
import { ISSUES } from '../gitlab/queries/issue.js';
import { JOBS } from '../gitlab/queries/job.js';
import { TABS } from '../gitlab/queries/merge-request-tab.js';
import { MERGE_REQUESTS } from '../gitlab/queries/merge-request.js';
import { NOTED, NOTES } from '../gitlab/queries/note.js';
import { DEFAULT_BRANCHES, LATEST_PIPELINES, PIPELINES } from '../gitlab/queries/pipeline.js';
import { BARE_PROJECTS, PROJECTS } from '../gitlab/queries/project.js';
import { NEWEST_RELEASES, RELEASES } from '../gitlab/queries/release.js';
import { USERS } from '../gitlab/queries/user.js';
import { GROUP_WORK_ITEMS, WORK_ITEMS } from '../gitlab/queries/work-item.js';

const TYPED: readonly Part[] = [FILES.typed, BARE_FILES.typed];
const PLACES: readonly Part[] = [...GROUPS, ...USERS, NOTES, ...Object.values(NOTED).flat()];
const CI_AND_CODE: readonly Part[] = [...PIPELINES, ...LATEST_PIPELINES, DEFAULT_BRANCHES, ...JOBS, COMMITS, RELEASES, NEWEST_RELEASES, ...Object.values(TABS)];
const WORK: readonly Part[] = [ISSUES, ...WORK_ITEMS, GROUP_WORK_ITEMS, ...MERGE_REQUESTS, ...PROJECTS, ...BARE_PROJECTS];

/** Every way in which things are asked for together. */
export const BULK_PARTS: readonly Part[] = [...new Set([...PLACES, ...CI_AND_CODE, ...WORK, FILES.plain, BARE_FILES.plain, ...TYPED])];

/** So many wants of a part, of things and places that most likely aren't there. */
export function wantsOf(part: Part, places: number, keys: number): Piece[] {
  return Array.from({ length: places * keys }, (_, index) => ({
    part,
    fullPath: placeOf(part, index % places),
    key: part.keyType === '' ? '' : String(part === FILES.plain ? Math.floor(index / places) : index),
    shared: sharedOf(part),
  }));
}

/** A page of fifty: issues, merge requests and files of five projects. */
export function wantsOfPage(): Piece[] {
  return [...wantsOf(ISSUES, 5, 4), ...wantsOf(MERGE_REQUESTS[0], 5, 4), ...wantsOf(FILES.plain, 5, 2)];
}

function placeOf(part: Part, index: number): string {
  if (part.within === 'note') return `gid://gitlab/Note/${index + 1}`;
  return part.within === 'user' ? `live-check-${index}` : `live-check/p${index}`;
}

function sharedOf(part: Part): Shared {
  if (part.field !== 'blobs') return {};
  return { ref: { type: 'String', value: 'main' }, ...(TYPED.includes(part) ? { refType: { type: 'RefType', value: 'HEADS' } } : {}) };
}
