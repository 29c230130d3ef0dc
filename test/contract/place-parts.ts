import type { Shared } from '../../src/gitlab/loading/part.js';
import type { PlacePart } from '../../src/gitlab/loading/place-part.js';
import { BOARDS } from '../../src/gitlab/queries/board.js';
import { folders } from '../../src/gitlab/queries/folder.js';
import { refs } from '../../src/gitlab/queries/lists/commit-list.js';
import { ARGUMENTS, discussedLists, variablesFor } from '../../src/gitlab/queries/lists/discussed-list.js';
import { sharedOf } from '../../src/gitlab/queries/lists/listing.js';
import { ARGUMENTS as OF_PIPELINES, pipelineLists, pipelineVariables } from '../../src/gitlab/queries/lists/pipeline-list.js';
import { releaseLists } from '../../src/gitlab/queries/lists/release-list.js';
import { MERGED } from '../../src/gitlab/queries/merged-requests.js';
import { MILESTONE_PROGRESS } from '../../src/gitlab/queries/milestone.js';
import { pinnedFiles } from '../../src/gitlab/queries/pinned-file.js';
import { GROUP_NAMES, PROJECT_NAMES } from '../../src/gitlab/queries/place-names.js';
import { BARE_SNIPPETS, SNIPPETS } from '../../src/gitlab/queries/snippet.js';
import { MAX_SPLITS } from '../../src/gitlab/references/ref-splits.js';
import type { ListFilter } from '../../src/gitlab/references/reference.js';

const LEVELS = ['project', 'group'] as const;
const BOTH = [true, false];

const DATES = { createdAfter: '2026-01-01', createdBefore: '2026-02-01', updatedAfter: '2026-01-01', updatedBefore: '2026-02-01' };
const EVERYTHING: ListFilter = { state: 'all', labels: ['a', 'b'], milestone: '1.0', assignee: 'ann', author: 'bob', search: 'words', sort: 'updated_desc', ...DATES };

type Case = readonly [PlacePart<unknown>, Shared];
type Page = { readonly first: number; readonly after: string | undefined };

const PAGES: readonly (readonly [Page, ListFilter])[] = [
  [{ first: 20, after: undefined }, {}],
  [{ first: 20, after: undefined }, { milestone: 'none', assignee: 'none' }],
  [{ first: 100, after: 'abc' }, EVERYTHING],
];

const LISTS: Case[] = PAGES.flatMap(([page, filter]) => {
  const query = (variables: object) => ({ given: Object.keys(variables), first: page.first, continued: page.after !== undefined });
  const discussed = (['issues', 'workItems', 'mergeRequests'] as const).flatMap((field) => LEVELS.map((level): Case => {
    const own = field === 'mergeRequests' ? { reviewer: 'cat' } : field === 'workItems' ? { types: ['task'] } : {};
    const variables = variablesFor(field, filter === EVERYTHING ? { ...filter, ...own } : filter, filter === EVERYTHING);
    return [discussedLists({ field, level, ...query(variables) }), sharedOf(page, ARGUMENTS[field], variables)];
  }));
  const variables = filter === EVERYTHING ? pipelineVariables({ ...filter, state: 'success', refAndPath: 'main' }) : {};
  const releases = LEVELS.map((level): Case => [releaseLists(level, query({})), sharedOf(page, { sort: level === 'group' ? 'GroupReleaseSort' : 'ReleaseSort' }, { sort: 'RELEASED_AT_DESC' })]);
  return [...discussed, [pipelineLists(query(variables)), sharedOf(page, OF_PIPELINES, variables)], ...releases];
});

/** Every variable of the others: a document takes those that it uses. */
const SHARED: Shared = {
  ...Object.fromEntries(Array.from({ length: MAX_SPLITS + 1 }, (_, index) => [[`ref${index}`, { type: 'String!', value: 'main' }], [`path${index}`, { type: 'String!', value: 'src' }]]).flat()),
  ref: { type: 'String', value: null },
  path: { type: 'String', value: 'src' },
  readmes: { type: '[String!]!', value: ['a', 'b', 'c', 'd'] },
  refType: { type: 'RefType', value: 'HEADS' },
  pin: { type: 'String!', value: '4f1c2a9b' },
  id: { type: 'BoardID', value: 'gid://gitlab/Board/1' },
  title: { type: 'String!', value: '1.0' },
  after: { type: 'Time!', value: '2026-01-01T00:00:00Z' },
  before: { type: 'Time!', value: '2026-01-02T00:00:00Z' },
};

const OTHERS: readonly PlacePart<unknown>[] = [
  ...[0, MAX_SPLITS].flatMap((probes) => BOTH.flatMap((typed) => BOTH.map((text) => folders({ probes, typed, text })))),
  ...[1, MAX_SPLITS].flatMap((splits) => BOTH.map((text) => pinnedFiles({ splits, text }))),
  ...LEVELS.flatMap((level) => Object.values(BOARDS[level])),
  ...[refs(1), refs(MAX_SPLITS + 1), MERGED, MILESTONE_PROGRESS, PROJECT_NAMES, GROUP_NAMES, SNIPPETS.personal, BARE_SNIPPETS.personal],
];

/** Parts that ask for several fields of a place, with what they are asked with. */
export const PLACE_PARTS: readonly Case[] = [...OTHERS.map((part): Case => [part, SHARED]), ...LISTS];
