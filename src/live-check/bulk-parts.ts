import type { Part, Piece, Shared } from '../gitlab/loading/part.js';
import { BOARDS } from '../gitlab/queries/board.js';
import { COMMITS } from '../gitlab/queries/commit.js';
import { BARE_FILES, FILES } from '../gitlab/queries/file.js';
import { folders } from '../gitlab/queries/folder.js';
import { GROUPS } from '../gitlab/queries/group.js';
import { ISSUES } from '../gitlab/queries/issue.js';
import { jobId, JOBS } from '../gitlab/queries/job.js';
import { MERGED } from '../gitlab/queries/merged-requests.js';
import { TABS } from '../gitlab/queries/merge-request-tab.js';
import { MERGE_REQUESTS } from '../gitlab/queries/merge-request.js';
import { MILESTONE_PROGRESS } from '../gitlab/queries/milestone.js';
import { NOTED, NOTES } from '../gitlab/queries/note.js';
import { pinnedFiles } from '../gitlab/queries/pinned-file.js';
import { DEFAULT_BRANCHES, LATEST_PIPELINES, PIPELINES, pipelineId } from '../gitlab/queries/pipeline.js';
import { GROUP_NAMES, PROJECT_NAMES } from '../gitlab/queries/place-names.js';
import { BARE_PROJECTS, PROJECTS } from '../gitlab/queries/project.js';
import { NEWEST_RELEASES, RELEASES } from '../gitlab/queries/release.js';
import { BARE_SNIPPETS, SNIPPETS } from '../gitlab/queries/snippet.js';
import { USERS } from '../gitlab/queries/user.js';
import { GROUP_WORK_ITEMS, WORK_ITEMS } from '../gitlab/queries/work-item.js';

const TYPED: readonly Part[] = [FILES.typed, BARE_FILES.typed];
const PLACES: readonly Part[] = [...GROUPS, ...USERS, NOTES, ...Object.values(NOTED).flat(), PROJECT_NAMES, GROUP_NAMES];
const CI: readonly Part[] = [...PIPELINES, ...LATEST_PIPELINES, DEFAULT_BRANCHES, ...JOBS];
const CODE: readonly Part[] = [COMMITS, RELEASES, NEWEST_RELEASES, FILES.plain, BARE_FILES.plain, ...TYPED, ...Object.values(SNIPPETS), ...Object.values(BARE_SNIPPETS)];
const WORK: readonly Part[] = [ISSUES, ...WORK_ITEMS, GROUP_WORK_ITEMS, ...MERGE_REQUESTS, ...Object.values(TABS), ...PROJECTS, ...BARE_PROJECTS, ...Object.values(BOARDS).flatMap((boards) => Object.values(boards)), MILESTONE_PROGRESS, MERGED];
const BOTH = [true, false];
const MADE: readonly Part[] = BOTH.flatMap((text) => [...BOTH.map((typed) => folders({ probes: 0, typed, text })), pinnedFiles({ splits: 1, text })]);

/** Every way in which things are asked for together, but for lists. */
export const BULK_PARTS: readonly Part[] = [...new Set([...PLACES, ...CI, ...CODE, ...WORK, ...MADE])];

/** So many wants of a part, of things and places that most likely aren't there. */
export function wantsOf(part: Part, places: number, keys: number): Piece[] {
  return Array.from({ length: places * keys }, (_, index) => ({
    part,
    fullPath: placeOf(part, index % places),
    key: keyOf(part, part === FILES.plain ? Math.floor(index / places) : index),
    shared: sharedOf(part),
  }));
}

/** A page of fifty: issues, merge requests and files of five projects. */
export function wantsOfPage(): Piece[] {
  return [...wantsOf(ISSUES, 5, 4), ...wantsOf(MERGE_REQUESTS[0], 5, 4), ...wantsOf(FILES.plain, 5, 2)];
}

const GLOBAL: Partial<Record<Part['within'], string>> = { note: 'Note', milestone: 'Milestone', snippets: 'PersonalSnippet' };

function placeOf(part: Part, index: number): string {
  const type = GLOBAL[part.within];
  if (type !== undefined) return `gid://gitlab/${type}/${index + 1}`;
  return part.within === 'user' ? `live-check-${index}` : `live-check/p${index}`;
}

/** GitLab takes no id of another type. */
function keyOf({ keyType }: Part, index: number): string {
  const id = String(index + 1);
  if (keyType === 'CiPipelineID!') return pipelineId(index + 1);
  if (keyType === 'JobID!') return jobId(index + 1);
  if (keyType === '[SnippetID!]') return `gid://gitlab/ProjectSnippet/${id}`;
  return keyType === '' ? '' : id;
}

/** For parts that ask for several fields of a place: each takes those that it uses. */
const SHARED: Shared = {
  ref: { type: 'String', value: null },
  ref0: { type: 'String!', value: 'main' },
  path: { type: 'String', value: 'src' },
  path0: { type: 'String!', value: 'src' },
  readmes: { type: '[String!]!', value: ['README.md'] },
  refType: { type: 'RefType', value: 'HEADS' },
  pin: { type: 'String!', value: '0123456789abcdef' },
  id: { type: 'BoardID', value: 'gid://gitlab/Board/1' },
  title: { type: 'String!', value: 'live-check' },
  after: { type: 'Time!', value: '2026-01-01T00:00:00Z' },
  before: { type: 'Time!', value: '2026-01-02T00:00:00Z' },
};

function sharedOf(part: Part): Shared {
  if (part.apart) return SHARED;
  if (part.field !== 'blobs') return {};
  return { ref: { type: 'String', value: 'main' }, ...(TYPED.includes(part) ? { refType: { type: 'RefType', value: 'HEADS' } } : {}) };
}
