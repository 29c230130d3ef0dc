import { readEnvironment, readJob, readPipelines } from './ci-pages.js';
import { readBranch, readCommit, readCommits, readComparison, readFile, readFolder, readRelease, readSnippet, readTag, readWiki } from './code-pages.js';
import { readList } from './list-pages.js';
import { isReservedBelow } from './names.js';
import type { Page, ReadPage, Target } from './page.js';
import { readBoard, readCadence, readEpics, readIssues, readIteration, readMergeRequests, readMilestone, readWorkItems } from './work-pages.js';

/** The pages that projects have behind `/-/`, by name. */
const PROJECT_PAGES: ReadonlyMap<string, ReadPage> = new Map<string, ReadPage>([
  ...(['blob', 'raw', 'blame'] as const).map((name): [string, ReadPage] => [name, readFile]),
  ['tree', readFolder],
  ['commits', readCommits],
  ['commit', readCommit],
  ['compare', readComparison],
  ['branches', readBranch],
  ['tags', readTag],
  ['releases', readRelease],
  ['snippets', readSnippet],
  ['wikis', readWiki],
  ['issues', readIssues],
  ['work_items', readWorkItems],
  ['merge_requests', readMergeRequests],
  ['milestones', readMilestone],
  ['iterations', readIteration],
  ['cadences', readCadence],
  ['boards', readBoard],
  ['pipelines', readPipelines],
  ['jobs', readJob],
  ['builds', readJob],
  ['environments', readEnvironment],
]);

/** The pages that groups have behind `/-/`, by name. */
const GROUP_PAGES: ReadonlyMap<string, ReadPage> = new Map<string, ReadPage>([
  ['issues', readIssues],
  ['work_items', readWorkItems],
  ['epics', readEpics],
  ['merge_requests', readMergeRequests],
  ['milestones', readMilestone],
  ['iterations', readIteration],
  ['cadences', readCadence],
  ['boards', readBoard],
  ['wikis', readWiki],
  ['releases', (page) => (page.inside.length === 0 ? readList('releases', page) : undefined)],
]);

/** What a page of that name shows; undefined for settings, forms and whatever else this app shows nothing of. */
export function readPage(name: string, page: Page): Target | undefined {
  return (page.level === 'group' ? GROUP_PAGES : PROJECT_PAGES).get(name)?.(page);
}

const BY_NUMBER = /^(?:\d+(?:\.\w+)?|new|incident)$/;

/**
 * Before 2019 pages followed the project without `/-/`, and GitLab still redirects them. A reserved word can't be a name;
 * the others may be (`acme/ci/pipelines` is a fine project), so they count only in front of what such a page needs.
 */
const LEGACY_PROJECT_PAGES = new Map<string, RegExp>([
  ...['issues', 'merge_requests', 'work_items', 'pipelines', 'jobs', 'milestones', 'snippets', 'environments', 'boards'].map((word) => [word, BY_NUMBER] as const),
  ['commit', /^[0-9a-f]{7,64}(?:\.\w+)?$/],
  ['compare', /\.\./],
  ...['tags', 'branches', 'releases', 'network', 'graphs'].map((word) => [word, /^/] as const),
]);

const LEGACY_GROUP_PAGES = new Map(['epics', 'milestones', 'boards'].map((word) => [word, BY_NUMBER] as const));

export function isLegacyPage({ level }: Pick<Page, 'level'>, word: string, next: string | undefined): boolean {
  const pages = level === 'group' ? LEGACY_GROUP_PAGES : LEGACY_PROJECT_PAGES;
  return isReservedBelow(word) || (next !== undefined && pages.get(word)?.test(next) === true);
}
