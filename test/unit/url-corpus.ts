import type { Reference } from '../../src/gitlab/references/reference.js';

/** What a pasted address is: its kind (none where it shows as a plain link), and the macro that it turns into. */
export interface Pasted {
  readonly url: string;
  readonly kind: Reference['kind'] | 'unsupported';
  readonly macro: 'block' | 'inline' | 'none';
}

export const COM = 'https://gitlab.com';
/** An installation below a path. */
export const OWN = 'https://git.example.com:8443/gitlab';

const P = `${COM}/harbour/tideboard`;
const DEEP = `${COM}/harbour/north/pier-2/tideboard`;
const G = `${COM}/groups/harbour`;
const SUB = `${COM}/groups/harbour/north`;
const SHA = '9b1f2c3d4e5f60718293a4b5c6d7e8f901234567';

type Row = readonly [kind: Pasted['kind'], macro: Pasted['macro'], urls: readonly string[]];

const PLACES: readonly Row[] = [
  ['namespace', 'inline', [`${COM}/harbour`, `${COM}/alice`, `${COM}/tidewater?tab=x`, `${COM}/o-brien_2`]],
  ['group', 'inline', [G, `${SUB}`, `${COM}/groups/harbour/north/pier-2`, `${G}?sort=name`]],
  ['user', 'inline', [`${COM}/users/alice`, `${COM}/users/alice/projects`, `${COM}/u/alice`]],
  ['project', 'inline', [P, `${P}/`, `${P}.git`, `${P}?tab=readme`, `${P}#install`, `${COM}/harbour/north/tideboard`, DEEP]],
  ['project', 'none', [`${COM}/a/b/c/d/tideboard`, `${COM}/harbour/north/2026-board`]],
];

const MENTIONED: readonly Row[] = [
  ['issue', 'inline', ['issues/12', 'issues/12#note_34', 'issues/12/', 'issues/12?x=y', 'issues/12/designs', 'issues/incident/12', 'issues/12.json'].map((page) => `${P}/-/${page}`)],
  ['issue', 'inline', [`${COM}/harbour/north/tideboard/-/issues/3`, `${DEEP}/-/issues/3#note_9`, `${COM}/a/b/c/d/e/-/issues/1`, `${P}/issues/12`]],
  ['work-item', 'inline', [`${P}/-/work_items/12`, `${P}/-/work_items/12#note_34`, `${P}/-/work_items/12/`, `${G}/-/work_items/12`, `${SUB}/-/work_items/12`, `${DEEP}/-/work_items/5`]],
  ['epic', 'inline', [`${G}/-/epics/3`, `${SUB}/-/epics/3#note_4`, `${COM}/groups/a/b/c/-/epics/3`]],
  ['merge-request', 'inline', ['merge_requests/7', 'merge_requests/7/diffs', 'merge_requests/7/diffs#abc_1_2', 'merge_requests/7/commits?page=2', 'merge_requests/7/pipelines', 'merge_requests/7#note_8', 'merge_requests/7.diff', 'merge_requests/7.patch'].map((page) => `${P}/-/${page}`)],
  ['merge-request', 'inline', [`${DEEP}/-/merge_requests/7`, `${COM}/a/b/c/d/e/-/merge_requests/7/diffs`]],
  ['commit', 'inline', [`${P}/-/commit/${SHA}`, `${P}/-/commit/9b1f2c3`, `${P}/-/commit/${SHA}.patch`, `${P}/-/commit/${SHA}#note_3`, `${DEEP}/-/commit/9b1f2c3d`, `${P}/-/merge_requests/7/diffs?commit_id=${SHA}`]],
  ['milestone', 'inline', [`${P}/-/milestones/4`, `${P}/-/milestones/4#tab-issues`, `${G}/-/milestones/4`, `${SUB}/-/milestones/4`]],
  ['tag', 'inline', [`${P}/-/tags/v1.4.0`, `${P}/-/tags/2026%2Fv1`]],
  ['branch', 'inline', [`${P}/-/branches/main`, `${P}/-/branches/feature%2Frings`]],
  ['iteration', 'inline', [`${G}/-/iterations/9`, `${G}/-/cadences/2/iterations/9`, `${SUB}/-/cadences/2/iterations/9`]],
  ['environment', 'inline', [`${P}/-/environments/5`, `${DEEP}/-/environments/5`]],
];

const EMBEDDED: readonly Row[] = [
  ['file', 'block', ['blob/main/README.md', 'blob/main/src/tide.ts#L10', 'blob/main/src/tide.ts#L10-20', 'blob/main/src/tide.ts#L10-L20', 'blob/main/a/b/c/d/e/f/g/h.txt'].map((page) => `${P}/-/${page}`)],
  ['file', 'block', ['blob/main/docs/notes.md?plain=1', 'blob/main/x.ts?ref_type=heads#L3', 'blob/feature/rings/src/tide.ts', 'blob/feature%2Frings/src/tide.ts', `blob/${SHA}/src/tide.ts`].map((page) => `${P}/-/${page}`)],
  ['file', 'block', ['blob/main/docs/%C3%BC%20x.md', 'blob/main/.gitlab-ci.yml', 'raw/main/src/tide.ts', 'raw/main/x.csv?inline=false', 'blame/main/src/tide.ts#L3'].map((page) => `${P}/-/${page}`)],
  ['file', 'block', [`${DEEP}/-/blob/main/src/tide.ts`, `${COM}/a/b/c/d/e/-/blob/main/README.md`, `${DEEP}/-/raw/main/x.csv`]],
  ['folder', 'block', [`${P}/-/tree/main`, `${P}/-/tree/main/src`, `${P}/-/tree/main/src/`, `${P}/-/tree/feature/rings/src?ref_type=heads`, `${P}/-/tree/main/a/b/c/d`, `${DEEP}/-/tree/main/src`, `${P}/-/tree`]],
  ['comparison', 'block', [`${P}/-/compare/v1.3.0...v1.4.0`, `${P}/-/compare/main..feature%2Frings`, `${P}/-/compare/main...feature/rings`, `${P}/-/compare/v1...v2?from_project_id=5&straight=false`, `${DEEP}/-/compare/v1...v2`]],
  ['pipeline', 'block', [`${P}/-/pipelines/1001`, `${P}/-/pipelines/1001/builds`, `${P}/-/pipelines/1001/test_report?job_name=x`, `${DEEP}/-/pipelines/1001`]],
  ['latest-pipeline', 'block', [`${P}/-/pipelines/main/latest`, `${P}/-/pipelines/latest?ref=main`, `${P}/-/pipelines/latest`, `${P}/-/pipelines/feature/rings/latest`]],
  ['job', 'block', [`${P}/-/jobs/10000000123`, `${P}/-/jobs/123#L12`, `${P}/-/jobs/123/raw`, `${DEEP}/-/jobs/123`]],
  ['release', 'block', [`${P}/-/releases/v1.4.0`, `${P}/-/releases/2026%2Fv1`, `${P}/-/releases/permalink/latest`, `${DEEP}/-/releases/v1.4.0`]],
  ['snippet', 'block', [`${P}/-/snippets/5`, `${P}/-/snippets/5#note_1`, `${COM}/-/snippets/5`, `${COM}/-/snippets/123?x=y`, `${DEEP}/-/snippets/5`]],
  ['wiki', 'block', [`${P}/-/wikis/home`, `${P}/-/wikis/How%20to/deploy`, `${P}/-/wikis/a/b/c#d`, `${P}/-/wikis`, `${G}/-/wikis/home`, `${SUB}/-/wikis/on-call/night`]],
  ['board', 'block', [`${P}/-/boards`, `${P}/-/boards/3`, `${G}/-/boards/3`, `${P}/-/boards?label_name[]=x`]],
];

const LISTED: readonly Row[] = [
  ['list', 'block', ['issues', 'issues?state=closed', 'issues/?sort=created_date&state=opened&label_name%5B%5D=bug&first_page_size=20', 'merge_requests', 'merge_requests?scope=all&state=merged', 'merge_requests/?reviewer_username=alice'].map((page) => `${P}/-/${page}`)],
  ['list', 'block', ['work_items', 'work_items?type[]=TASK', 'pipelines', 'pipelines?ref=main&status=failed', 'commits', 'commits/main', 'commits/main/src?author=Al', 'commits/feature/rings?ref_type=heads', 'releases'].map((page) => `${P}/-/${page}`)],
  ['list', 'block', [`${G}/-/issues`, `${G}/-/merge_requests?state=opened`, `${SUB}/-/work_items`, `${G}/-/epics`, `${G}/-/epics?state=opened`, `${DEEP}/-/issues?state=opened`, `${G}/-/releases`]],
  ['search', 'block', [`${COM}/search?search=tide`, `${COM}/search?search=tide+table&project_id=5&scope=issues`]],
];

/** Below a path of the host, where everything is as at a root. */
const BELOW_A_PATH: readonly Row[] = [
  ['project', 'inline', [`${OWN}/harbour/tideboard`, `${OWN}/harbour/north/tideboard`]],
  ['namespace', 'inline', [`${OWN}/harbour`]],
  ['issue', 'inline', [`${OWN}/harbour/tideboard/-/issues/12#note_3`]],
  ['merge-request', 'inline', [`${OWN}/harbour/north/tideboard/-/merge_requests/7/diffs`]],
  ['file', 'block', [`${OWN}/harbour/tideboard/-/blob/main/src/tide.ts#L1-3`]],
  ['pipeline', 'block', [`${OWN}/harbour/tideboard/-/pipelines/1001`]],
  ['snippet', 'block', [`${OWN}/-/snippets/5`]],
  ['list', 'block', [`${OWN}/harbour/tideboard/-/issues/?state=opened`]],
];

/** Older than the `/-/`, and taken where they look like what is taken. */
const LEGACY: readonly Row[] = [
  ['issue', 'inline', [`${P}/issues/7`]],
  ['merge-request', 'inline', [`${P}/merge_requests/7`]],
  ['commit', 'inline', [`${P}/commit/9b1f2c3`]],
  ['tag', 'inline', [`${P}/tags/v1.4.0`]],
  ['pipeline', 'inline', [`${P}/pipelines/1001`]],
  ['job', 'inline', [`${P}/builds/123`]],
  ['folder', 'inline', [`${P}/tree/main`]],
  ['snippet', 'inline', [`${COM}/snippets/5`]],
  ['file', 'none', [`${P}/blob/main/README.md`, `${P}/raw/main/src/tide.ts`]],
  ['comparison', 'inline', [`${P}/compare/v1...v2`]],
  ['milestone', 'inline', [`${COM}/groups/harbour/milestones/4`]],
];

/** Taken by accident: they have the shape of what is taken, and show as plain links. */
const ACCIDENTS: readonly Row[] = [
  ['unsupported', 'inline', ['help', 'explore', 'dashboard', 'admin', 'api', 'robots.txt'].map((page) => `${COM}/${page}`)],
  ['unsupported', 'inline', ['users/sign_in', 'users/sign_up', 'dashboard/issues', 'dashboard/todos', 'explore/groups', 'help/user', 'projects/new', 'groups/new', 'oauth/authorize?client_id=x', '-/profile'].map((page) => `${COM}/${page}`)],
  ['unsupported', 'inline', ['help/user/project', 'users/password/new', '-/user_settings/profile', 'api/v4/projects', 'dashboard/projects/starred'].map((page) => `${COM}/${page}`)],
  ['unsupported', 'inline', [`${P}/activity`, `${P}/-/milestones/new`, `${P}/-/tags/new`, `${P}/-/merge_requests/7/edit`, `${P}/-/issues/12/edit`, `${G}/-/epics/new`, `${P}/-/branches/stale`]],
  ['unsupported', 'block', [`${P}/-/pipelines/new`, `${P}/-/pipelines/charts`, `${P}/-/wikis/new`, `${P}/-/wikis/home/edit`, `${P}/-/releases/new`, `${P}/-/releases/v1/edit`, `${P}/-/snippets/new`, `${P}/-/compare/main`, `${COM}/search?search=`]],
];

const ALONE: readonly Row[] = [
  ['unsupported', 'none', [COM, `${COM}/`, `${COM}/search`, `${COM}/help/user/project/issues/managing_issues.md`, `${COM}/-/ide/project/harbour/tideboard/edit/main/-/README.md`]],
  ['unsupported', 'none', ['issues/new', 'issues/service_desk', 'merge_requests/new', 'project_members', 'settings/ci_cd', 'edit/main/README.md', 'new/main', 'find_file/main', 'network/main', 'environments', 'graphs/main/charts', 'security/dashboard'].map((page) => `${P}/-/${page}`)],
  ['unsupported', 'none', [`${G}/-/group_members`, `${G}/-/settings/ci_cd`, `${P}/-/forks`]],
  ['unsupported', 'none', ['https://about.gitlab.com/pricing/', 'https://about.gitlab.com/pricing', 'https://docs.gitlab.com/user/project/', 'https://forum.gitlab.com/t/x/1', 'https://gitlab.example/harbour/tideboard']],
  ['unsupported', 'none', ['https://gitlab.com.evil.example/harbour/tideboard', 'https://evilgitlab.com/harbour/tideboard', 'https://gitlab.com@evil.example/harbour/tideboard', 'https://www.gitlab.com/harbour/tideboard', 'https://gitlab.com./harbour/tideboard', 'https://gitlаb.com/harbour/tideboard']],
  ['unsupported', 'none', ['https://alice@gitlab.com/harbour/tideboard', 'https://alice:secret@gitlab.com/harbour/tideboard', 'https://gitlab.com:8443/harbour/tideboard', 'http://gitlab.com/harbour/tideboard', 'ftp://gitlab.com/harbour/tideboard', 'git@gitlab.com:harbour/tideboard.git', 'ssh://git@gitlab.com/harbour/tideboard.git']],
  ['unsupported', 'none', ['https://git.example.com:8443/harbour/tideboard', 'https://git.example.com:8443/gitlabx/harbour/tideboard', 'https://git.example.com/gitlab/harbour/tideboard', 'https://evil.example/?https://gitlab.com/harbour/tideboard', 'see https://gitlab.com/harbour/tideboard', 'harbour/tideboard#12']],
];

/** Addresses as people paste them. */
export const CORPUS: readonly Pasted[] = [...PLACES, ...MENTIONED, ...EMBEDDED, ...LISTED, ...BELOW_A_PATH, ...LEGACY, ...ACCIDENTS, ...ALONE].flatMap(([kind, macro, urls]) =>
  urls.map((url) => ({ url, kind, macro })),
);
