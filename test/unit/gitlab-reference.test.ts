import { describe, expect, test } from '@jest/globals';
import { parseReference } from '../../src/gitlab/references/parse-reference.js';

const COM = { id: 'default', baseUrl: 'https://gitlab.com' };
const OWN = { id: 'own', baseUrl: 'https://git.example:8443/gitlab' };
const INSTANCES = [COM, OWN];
const SHA = '0123456789abcdef0123456789abcdef01234567';

const parse = (text: string) => parseReference(text, INSTANCES);
const on = { instance: 'default', fullPath: 'acme/web' };
const group = { instance: 'default', fullPath: 'acme/sub' };
const issue12 = { kind: 'issue', ...on, iid: 12 };
const mr7 = { kind: 'merge-request', ...on, iid: 7 };
const drawer = (iid: unknown, full_path: string) => encodeURIComponent(Buffer.from(JSON.stringify({ iid, full_path, id: 9 })).toString('base64'));
const P = 'https://gitlab.com/acme/web';
const G = 'https://gitlab.com/groups/acme/sub';

function reads(cases: readonly (readonly [string, object])[]): void {
  test.each(cases)('%s', (url, reference) => expect(parse(url)).toEqual(reference));
}

describe('places and people', () => {
  reads([
    [P, { kind: 'project', ...on }],
    [`${P}/`, { kind: 'project', ...on }],
    [`${P}.git`, { kind: 'project', ...on }],
    [`${P}?tab=readme#top`, { kind: 'project', ...on }],
    ['  HTTPS://GitLab.com:443/acme/web\n', { kind: 'project', ...on }],
    ['https://gitlab.com/Acme/sub.group/deep_er/web', { kind: 'project', instance: 'default', fullPath: 'Acme/sub.group/deep_er/web' }],
    ['https://gitlab.com/acme/ci/pipelines', { kind: 'project', instance: 'default', fullPath: 'acme/ci/pipelines' }],
    ['https://git.example:8443/gitlab/acme/web', { kind: 'project', instance: 'own', fullPath: 'acme/web' }],
    ['https://gitlab.com/acme', { kind: 'namespace', instance: 'default', fullPath: 'acme' }],
    [G, { kind: 'group', ...group }],
    [`${G}/`, { kind: 'group', ...group }],
    ['https://gitlab.com/users/alice', { kind: 'user', instance: 'default', username: 'alice' }],
    ['https://gitlab.com/users/alice/projects?x=1', { kind: 'user', instance: 'default', username: 'alice' }],
    ['https://gitlab.com/u/alice', { kind: 'user', instance: 'default', username: 'alice' }],
  ]);
});

describe('what is planned and reviewed', () => {
  reads([
    [`${P}/-/issues/12`, issue12],
    [`${P}/-/issues/12#note_99`, { ...issue12, note: 99 }],
    [`${P}/-/issues/12#related-issues`, issue12],
    [`${P}/-/issues/12.json`, issue12],
    [`${P}/-/issues/12/designs/a.png?version=2`, issue12],
    [`${P}/-/issues/incident/12/timeline`, issue12],
    [`${P}/issues/12`, issue12],
    [`${P}/-/issues?show=${drawer('12', 'acme/web')}`, issue12],
    [`${G}/-/issues?show=${drawer(12, 'acme/web')}`, issue12],
    [`${P}/-/boards/3?show=${drawer('12', 'acme/web')}`, issue12],
    [`${P}/-/work_items/12`, { kind: 'work-item', level: 'project', ...on, iid: 12 }],
    [`${P}/-/work_items/12?x=y#note_5`, { kind: 'work-item', level: 'project', ...on, iid: 12, note: 5 }],
    [`${G}/-/work_items/12`, { kind: 'work-item', level: 'group', ...group, iid: 12 }],
    [`${G}/-/work_items?show=${drawer('12', 'acme/sub')}`, { kind: 'work-item', level: 'group', ...group, iid: 12 }],
    [`${G}/-/epics/3#note_4`, { kind: 'epic', level: 'group', ...group, iid: 3, note: 4 }],
    [`${P}/-/merge_requests/7`, mr7],
    [`${P}/-/merge_requests/7#note_8`, { ...mr7, note: 8 }],
    [`${P}/-/merge_requests/7/diffs?commit_id=xyz#x`, { ...mr7, tab: 'changes' }],
    [`${P}/-/merge_requests/7/diffs?commit_id=${SHA}#x`, { kind: 'commit', ...on, sha: SHA }],
    [`${P}/-/merge_requests/7/diffs?commit_id=${SHA}#note_8`, { ...mr7, tab: 'changes', note: 8 }],
    [`${P}/-/merge_requests/7/commits`, { ...mr7, tab: 'commits' }],
    [`${P}/-/merge_requests/7/pipelines/`, { ...mr7, tab: 'pipelines' }],
    [`${P}/-/merge_requests/7/conflicts`, mr7],
    [`${P}/-/merge_requests/7/constructor`, mr7],
    [`${P}/-/merge_requests/7.diff`, mr7],
    [`${P}/merge_requests/7`, mr7],
    [`${P}/-/milestones/4/merge_requests`, { kind: 'milestone', level: 'project', ...on, iid: 4 }],
    [`${G}/-/milestones/4`, { kind: 'milestone', level: 'group', ...group, iid: 4 }],
    ['https://gitlab.com/groups/acme/sub/milestones/4', { kind: 'milestone', level: 'group', ...group, iid: 4 }],
    [`${G}/-/iterations/9`, { kind: 'iteration', level: 'group', ...group, id: 9 }],
    [`${G}/-/cadences/2/iterations/9`, { kind: 'iteration', level: 'group', ...group, id: 9 }],
    [`${P}/-/cadences/2/iterations/9`, { kind: 'iteration', level: 'project', ...on, id: 9 }],
    [`${P}/-/iterations/inherited/9`, { kind: 'iteration', level: 'project', ...on, id: 9 }],
    [`${P}/-/boards`, { kind: 'board', level: 'project', ...on }],
    [`${G}/-/boards/6`, { kind: 'board', level: 'group', ...group, id: 6 }],
  ]);
});

describe('code', () => {
  const file = { kind: 'file', ...on };
  const comparison = { kind: 'comparison', ...on, from: 'v1', to: 'v2', straight: false };
  reads([
    [`${P}/-/blob/main/README.md`, { ...file, refAndPath: 'main/README.md' }],
    [`${P}/blob/main/README.md`, { ...file, refAndPath: 'main/README.md' }],
    [`${P}/-/raw/main/a/b.rb?inline=false`, { ...file, refAndPath: 'main/a/b.rb' }],
    [`${P}/-/blame/main/a/b.rb`, { ...file, refAndPath: 'main/a/b.rb' }],
    [`${P}/-/blob/${SHA}/x.ts#L10`, { ...file, refAndPath: `${SHA}/x.ts`, lines: { from: 10, to: 10 } }],
    [`${P}/-/blob/main/x.ts#L10-20`, { ...file, refAndPath: 'main/x.ts', lines: { from: 10, to: 20 } }],
    [`${P}/-/blob/main/x.ts#L20-L10`, { ...file, refAndPath: 'main/x.ts', lines: { from: 10, to: 20 } }],
    [`${P}/-/blob/main/x.ts#L0`, { ...file, refAndPath: 'main/x.ts' }],
    [`${P}/-/blob/feature%2Fx/d%20ir/c%23.md?plain=1&ref_type=heads`, { ...file, refAndPath: 'feature/x/d ir/c#.md', refType: 'heads' }],
    [`${P}/-/blob/main/-/issues/12`, { ...file, refAndPath: 'main/-/issues/12' }],
    [`${P}/-/blob/main/дом/ü.txt`, { ...file, refAndPath: 'main/дом/ü.txt' }],
    [`${P}/-/tree`, { kind: 'folder', ...on, refAndPath: '' }],
    [`${P}/-/tree/main`, { kind: 'folder', ...on, refAndPath: 'main' }],
    [`${P}/tree/main/src/`, { kind: 'folder', ...on, refAndPath: 'main/src' }],
    [`${P}/-/tree/feature/x/src?ref_type=heads`, { kind: 'folder', ...on, refAndPath: 'feature/x/src', refType: 'heads' }],
    [`${P}/-/commit/0123ABC`, { kind: 'commit', ...on, sha: '0123abc' }],
    [`${P}/-/commit/${SHA}.patch`, { kind: 'commit', ...on, sha: SHA }],
    [`${P}/commit/${SHA}/pipelines?ref=main`, { kind: 'commit', ...on, sha: SHA }],
    [`${P}/-/compare/v1...v2`, comparison],
    [`${P}/-/compare/v1..v2`, { ...comparison, straight: true }],
    [`${P}/compare/v1...v2?straight=true`, { ...comparison, straight: true }],
    [`${P}/-/compare/v1...v2?from_project_id=278964&straight=false`, { ...comparison, fromProject: 278964 }],
    [`${P}/-/compare/v1...v2.diff`, comparison],
    [`${P}/-/compare/rel%2F1.0...feature%2Fx`, { ...comparison, from: 'rel/1.0', to: 'feature/x' }],
    [`${P}/-/compare/rel/1.0...feature/x`, { ...comparison, from: 'rel/1.0', to: 'feature/x' }],
    [`${P}/-/branches/feature%2Fx`, { kind: 'branch', ...on, name: 'feature/x' }],
    [`${P}/-/branches/feature/x`, { kind: 'branch', ...on, name: 'feature/x' }],
    [`${P}/-/tags/v1.0`, { kind: 'tag', ...on, name: 'v1.0' }],
    [`${P}/tags/2026%2Fv1`, { kind: 'tag', ...on, name: '2026/v1' }],
    [`${P}/-/releases/v1.0`, { kind: 'release', ...on, tag: 'v1.0' }],
    [`${P}/-/releases/2026%2Fv1`, { kind: 'release', ...on, tag: '2026/v1' }],
    [`${P}/-/releases/v1.0/downloads/bin/app.zip`, { kind: 'release', ...on, tag: 'v1.0' }],
    [`${P}/-/releases/permalink/latest`, { kind: 'release', ...on }],
    [`${P}/-/releases/permalink/latest/downloads/app.zip`, { kind: 'release', ...on }],
    [`${P}/-/releases/permalink%2Flatest`, { kind: 'release', ...on, tag: 'permalink/latest' }],
    ['https://gitlab.com/-/snippets/5', { kind: 'snippet', instance: 'default', id: 5 }],
    ['https://gitlab.com/snippets/5', { kind: 'snippet', instance: 'default', id: 5 }],
    [`${P}/-/snippets/5/raw/main/notes.md`, { kind: 'snippet', ...on, id: 5 }],
    [`${P}/snippets/5#note_1`, { kind: 'snippet', ...on, id: 5 }],
    [`${P}/-/wikis`, { kind: 'wiki', level: 'project', ...on, slug: 'home' }],
    [`${P}/wikis/How%20to/deploy#steps`, { kind: 'wiki', level: 'project', ...on, slug: 'How to/deploy' }],
    [`${G}/-/wikis/home`, { kind: 'wiki', level: 'group', ...group, slug: 'home' }],
  ]);
});

describe('pipelines, jobs and environments', () => {
  reads([
    [`${P}/-/pipelines/5`, { kind: 'pipeline', ...on, id: 5 }],
    [`${P}/pipelines/5/builds`, { kind: 'pipeline', ...on, id: 5 }],
    [`${P}/-/pipelines/5/test_report?job=x`, { kind: 'pipeline', ...on, id: 5 }],
    [`${P}/-/pipelines/latest`, { kind: 'latest-pipeline', ...on }],
    [`${P}/-/pipelines/latest?ref=feature%2Fx`, { kind: 'latest-pipeline', ...on, ref: 'feature/x' }],
    [`${P}/-/pipelines/feature/x/latest`, { kind: 'latest-pipeline', ...on, ref: 'feature/x' }],
    [`${P}/-/pipelines/5/latest`, { kind: 'latest-pipeline', ...on, ref: '5' }],
    [`${P}/-/jobs/10000000005#L12`, { kind: 'job', ...on, id: 10000000005 }],
    [`${P}/-/jobs/5/artifacts/browse/dist`, { kind: 'job', ...on, id: 5 }],
    [`${P}/builds/5/raw`, { kind: 'job', ...on, id: 5 }],
    [`${P}/-/environments/5`, { kind: 'environment', ...on, id: 5 }],
  ]);
});

describe('lists and searches', () => {
  const list = (of: string, filter: object = {}) => ({ kind: 'list', level: 'project', ...on, of, filter });
  reads([
    [`${P}/-/issues`, list('issues')],
    [`${P}/-/issues/?state=opened&label_name%5B%5D=a&label_name[]=b&label_name[]=a&page=2`, list('issues', { state: 'opened', labels: ['a', 'b'] })],
    [`${P}/-/issues?show=bm9uc2Vuc2U%3D&sort=created_date`, list('issues', { sort: 'created_date' })],
    [`${P}/-/issues?assignee_username[]=al&author_username=bo&milestone_title=M+1&search=a%20b`, list('issues', { assignee: 'al', author: 'bo', milestone: 'M 1', search: 'a b' })],
    [`${P}/-/merge_requests?reviewer_username=al&created_after=2026-01-01`, list('merge-requests', { reviewer: 'al', createdAfter: '2026-01-01' })],
    [`${P}/-/work_items?type[]=TASK`, list('work-items', { types: ['TASK'] })],
    [`${G}/-/epics`, { ...list('work-items', { types: ['epic'] }), level: 'group', ...group }],
    [`${G}/-/merge_requests?state=merged`, { ...list('merge-requests', { state: 'merged' }), level: 'group', ...group }],
    [`${P}/-/pipelines?ref=main&status=success&username=al`, list('pipelines', { state: 'success', author: 'al', refAndPath: 'main' })],
    [`${P}/-/commits`, list('commits')],
    [`${P}/commits/feature/x/src?author=Al&search=fix`, list('commits', { author: 'Al', search: 'fix', refAndPath: 'feature/x/src' })],
    [`${P}/-/releases?sort=asc`, list('releases', { sort: 'asc' })],
    ['https://gitlab.com/search?search=tide+table&scope=issues&project_id=5', { kind: 'search', instance: 'default', search: 'tide table', scope: 'issues', projectId: 5 }],
    ['https://gitlab.com/search?search=x&group_id=5&project_id=', { kind: 'search', instance: 'default', search: 'x', groupId: 5 }],
  ]);
});

describe('what is no reference', () => {
  test.each([
    '',
    'acme/web#12',
    'gitlab.com/acme/web',
    'https:gitlab.com/acme/web',
    'https:/gitlab.com/acme/web',
    'https:///gitlab.com/acme/web',
    'https:\\\\gitlab.com\\acme\\web',
    'https://gitlab.com\\@evil.example/acme/web',
    'javascript:alert(1)//https://gitlab.com/acme/web',
    'http://gitlab.com/acme/web',
    'ftp://gitlab.com/acme/web',
    'https://gitlab.com:8443/acme/web',
    'https://gitlab.com./acme/web',
    'https://www.gitlab.com/acme/web',
    'https://gitlab.com.evil.example/acme/web',
    'https://evilgitlab.com/acme/web',
    'https://gitlab.com@evil.example/acme/web',
    'https://user@gitlab.com/acme/web',
    'https://user:password@gitlab.com/acme/web',
    'https://@gitlab.com/acme/web',
    'https://gitlаb.com/acme/web', // a Cyrillic letter
    'https://git.example/gitlab/acme/web',
    'https://git.example:8443/acme/web',
    'https://git.example:8443/gitlabx/acme/web',
    'https://git.example:8443/gitlab',
    'https://git.example:8443/gitlab/../acme/web',
    'https://gitlab.com/acme/./web',
    'https://gitlab.com/acme/%2e%2E/web/x',
    'https://gitlab.com/acme/web\n/-/issues/1',
    'https://gitlab.com/acme\t/web',
    'https://gitlab.com/acme/w%00eb',
    'https://gitlab.com/acme/%ff',
    'https://gitlab.com//acme/web',
    'https://gitlab.com/',
    'https://gitlab.com/help',
    'https://gitlab.com/help/user',
    'https://gitlab.com/users/sign_in',
    'https://gitlab.com/groups/acme/web/-/issues/3',
    'https://gitlab.com/-/issues/3',
    'https://gitlab.com/dashboard/issues',
    'https://gitlab.com/API/v4',
    'https://gitlab.com/acme/web.atom',
    'https://gitlab.com/acme/-web',
    'https://gitlab.com/acme/we b',
    'https://gitlab.com/acme/web/-/issues/new',
    'https://gitlab.com/acme/web/-/issues/0',
    'https://gitlab.com/acme/web/-/issues/12x',
    'https://gitlab.com/acme/web/-/issues/99999999999',
    'https://gitlab.com/acme/web/-/blob/main',
    'https://gitlab.com/acme/web/-/blob/main/',
    'https://gitlab.com/acme/web/-/blob/main/..%2f..%2fsecret',
    'https://gitlab.com/acme/web/-/blob/main//x',
    'https://gitlab.com/acme/web/-/',
    `https://gitlab.com/acme/web/-/blob/main/${'a'.repeat(5000)}`,
    'https://gitlab.com/groups/new',
    'https://gitlab.com/groups/acme/-/issues/3',
    'https://gitlab.com/groups/acme/-/group_members',
    'https://gitlab.com/users/Sign_In',
    'https://gitlab.com/users/password/new',
    'https://gitlab.com/projects/5',
    'https://gitlab.com/search',
    'https://gitlab.com/search?search=',
    'https://gitlab.com/-/profile',
    ...['edit/main/x.ts', 'new/main', 'find_file/main', 'network/main', 'graphs/main/charts', 'settings/ci_cd', 'project_members', 'ci/editor'].map((page) => `${P}/-/${page}`),
    ...['issues/12/edit', 'issues/service_desk', 'merge_requests/new', 'merge_requests/7/edit', 'milestones/new', 'epics/3', 'boards/x'].map((page) => `${P}/-/${page}`),
    ...['pipelines/charts', 'pipelines/new', 'jobs', 'jobs/5/terminal', 'environments', 'environments/folders/review', 'releases/new', 'releases/v1/edit'].map((page) => `${P}/-/${page}`),
    ...['compare', 'compare/v1', 'compare/...v2', 'compare/v1...', 'compare/a...b..c', 'compare/a....b', 'commit/012345', 'commit/main', 'branches', 'branches/stale'].map((page) => `${P}/-/${page}`),
    ...['tags', 'tags/new', 'tags/v1/release/edit', 'wikis/pages', 'wikis/home/edit', 'wikis/home/history', 'snippets', 'snippets/5/edit', 'cadences/2', 'iterations'].map((page) => `${P}/-/${page}`),
  ])('%s', (url) => {
    expect(parse(url)).toBeUndefined();
  });

  test('an instance that is not configured', () => {
    expect(parseReference('https://gitlab.com/acme/web', [])).toBeUndefined();
    expect(parseReference('https://gitlab.com/acme/web', [{ id: 'x', baseUrl: 'not a URL' }])).toBeUndefined();
  });
});

test('of two instances on one origin the one with the longer base path has the URL', () => {
  const root = { id: 'root', baseUrl: 'https://git.example' };
  const below = { id: 'below', baseUrl: 'https://git.example/gitlab' };
  expect(parseReference('https://git.example/gitlab/acme/web', [root, below])).toMatchObject({ instance: 'below', fullPath: 'acme/web' });
  expect(parseReference('https://git.example/acme/web', [below, root])).toMatchObject({ instance: 'root', fullPath: 'acme/web' });
});
