import { describe, expect, test } from '@jest/globals';
import { HttpFailure, type HttpAnswer } from '../../src/gitlab/calls/http-client.js';
import { commitsOfMergeRequests, type MergedNode } from '../../src/gitlab/queries/merged-requests.js';
import { loadWiki } from '../../src/gitlab/queries/wiki.js';
import type { ComparisonReference } from '../../src/gitlab/references/reference.js';
import { loadAlone } from '../support/alone.js';
import { answeringClient, jsonAnswer, variablesOf } from '../support/gitlab-answers.js';

const PLACE = { instance: 'default', fullPath: 'acme/web' };
const older = { data: null, errors: [{ message: 'x', extensions: { code: 'undefinedField' } }] };
const project = (fields: object) => ({ data: { project: { fullPath: 'acme/web', ...fields } } });
const tooLarge = () => new HttpFailure('too-large', 'too large');
const missing = jsonAnswer(404, { message: '404 Not Found' });

const restCommit = (id: string, ...parents: string[]) => ({ id, title: `T${id}`, message: `T${id}\n\nBecause.`, author_name: 'Ann', committed_date: '2026-11-20T10:00:00Z', parent_ids: parents, web_url: `https://git.example/gitlab/acme/web/-/commit/${id}` });

describe('a commit', () => {
  const reference = { kind: 'commit', ...PLACE, sha: 'abcdef1' } as const;
  const detail = { ...restCommit('abcdef1234', 'p1'), stats: { additions: 3, deletions: 1, total: 4 }, last_pipeline: { status: 'failed', web_url: 'https://git.example/gitlab/acme/web/-/pipelines/5' } };

  test('of a GitLab whose GraphQL knows none comes by REST alone', async () => {
    const diffs = [{ old_path: 'a', new_path: 'b', renamed_file: true, new_file: false, deleted_file: false, diff: '@@ -1 +1 @@\n-x\n+y\n+z\n' }];
    const { client, caller, asked } = answeringClient(jsonAnswer(200, detail), older, jsonAnswer(200, diffs));
    expect(await loadAlone(client, caller, reference)).toMatchObject({
      ...{ sha: 'abcdef1234', title: 'Tabcdef1234', description: 'Because.', descriptionHtml: undefined, author: { name: 'Ann', person: undefined }, fileCount: undefined },
      files: [{ change: 'renamed', path: 'b', oldPath: 'a', additions: 2, deletions: 1 }],
      stats: { additions: 3, deletions: 1 },
      pipeline: { status: 'failed', webUrl: 'https://git.example/gitlab/acme/web/-/pipelines/5' },
    });
    expect(asked).toHaveLength(3);
  });

  test('is shown without what REST adds where REST fails, and not at all where GraphQL has nothing', async () => {
    const told = { sha: 'abcdef1234', title: 'T', webPath: '/gitlab/acme/web/-/commit/abcdef1234', author: null, diffs: [{ newPath: 'n', newFile: 'true', deletedFile: 'false', renamedFile: 'false' }] };
    const failing = answeringClient(jsonAnswer(500, {}), project({ repository: { commit: told } }));
    expect(await loadAlone(failing.client, failing.caller, reference)).toMatchObject({ stats: undefined, parents: [], files: [{ change: 'added', path: 'n' }], fileCount: 1 });
    const absent = answeringClient(missing, project({ repository: { commit: null } }));
    await expect(loadAlone(absent.client, absent.caller, reference)).rejects.toMatchObject({ failure: 'not-found' });
    const hidden = answeringClient(missing, { data: { project: null } });
    expect(await loadAlone(hidden.client, hidden.caller, reference)).toBeUndefined();
    const strange = answeringClient(missing, project({ repository: { commit: { sha: 5 } } }));
    await expect(loadAlone(strange.client, strange.caller, reference)).rejects.toMatchObject({ failure: 'unavailable' });
  });

  test('keeps links that lead away from the instance out', async () => {
    const told = { sha: 'abcdef1234', title: 'T', webPath: '//evil.example/x', author: { name: 'E', username: 'e', webUrl: 'https://evil.example/e' }, diffs: null };
    const { client, caller } = answeringClient(missing, project({ repository: { commit: told } }));
    expect(JSON.stringify(await loadAlone(client, caller, reference))).not.toContain('evil');
  });
});

describe('a comparison', () => {
  const reference: ComparisonReference = { kind: 'comparison', ...PLACE, from: 'v1', to: 'v2', straight: false };
  const load = (...answers: Parameters<typeof answeringClient>) => {
    const { client, caller, asked } = answeringClient(...answers);
    return { asked, thing: loadAlone(client, caller, reference) };
  };

  test('too large for one answer is told by its commits alone', async () => {
    const { thing, asked } = load(tooLarge(), jsonAnswer(200, [restCommit('c2', 'c1'), restCommit('c1')]), project({ mergeRequests: { nodes: [] } }));
    expect(await thing).toMatchObject({ files: undefined, commitCount: 2, commitsCut: false, commits: [{ sha: 'c2' }, { sha: 'c1' }] });
    expect(asked[1]?.url.search).toBe('?ref_name=v1..v2&per_page=100');
  });

  test('of a huge range is told by its newest commits, and that there are more', async () => {
    const commits = Array.from({ length: 1_500 }, (_, index) => restCommit(`c${index}`, `c${index - 1}`));
    const { thing } = load(jsonAnswer(200, { commit: commits.at(-1), commits, diffs: [] }), project({ mergeRequests: { nodes: [] } }));
    expect(await thing).toMatchObject({ commitCount: 1_000, commitsCut: true, otherCommits: 1_000, commits: { length: 100, 0: { sha: 'c1499' } } });
  });

  test('asks for what was merged from a day before its first commit to a day after its last', async () => {
    const { thing, asked } = load(jsonAnswer(200, { commit: restCommit('c1'), commits: [restCommit('c1')], diffs: [] }), project({ mergeRequests: { nodes: [], pageInfo: { hasNextPage: true } } }));
    expect(await thing).toMatchObject({ mergeRequestsCut: true });
    expect(variablesOf(asked[1])).toEqual({ path: 'acme/web', after: '2026-11-19T10:00:00.000Z', before: '2026-11-21T10:00:00.000Z' });
  });

  test('of a GitLab that filters merge requests otherwise is told without them, and of a hidden project not at all', async () => {
    const range = () => jsonAnswer(200, { commit: null, commits: [restCommit('c1')], diffs: null });
    expect(await load(range(), older).thing).toMatchObject({ mergeRequests: [], commits: [{ sha: 'c1' }], files: undefined });
    expect(await load(range(), { data: { project: null } }).thing).toBeUndefined();
    await expect(load(jsonAnswer(200, { commits: 'all' })).thing).rejects.toMatchObject({ failure: 'unavailable' });
    await expect(load(missing).thing).rejects.toMatchObject({ failure: 'not-found' });
  });

  test('of a fork names the project it is in', async () => {
    const { client, caller, asked } = answeringClient(jsonAnswer(200, { commits: [], diffs: [], compare_same_ref: false }), project({}));
    await loadAlone(client, caller, { ...reference, fromProject: 9 });
    expect(asked[0]?.url.search).toBe('?from=v1&to=v2&straight=false&from_project_id=9');
  });
});

describe('the commits of merge requests', () => {
  const request = (about: Partial<MergedNode>): MergedNode => ({ iid: '1', title: 'A change', commitCount: 1, ...about });
  const owned = (commits: ReturnType<typeof restCommit>[], about: Partial<MergedNode>) => [...commitsOfMergeRequests(commits, [request(about)])].sort();

  test('are a merge commit and what only its side brought', () => {
    const commits = [restCommit('m', 'b', 's2'), restCommit('s2', 's1'), restCommit('s1', 'a'), restCommit('b', 'a'), restCommit('a', 'old')];
    expect(owned(commits, { mergeCommitSha: 'm' })).toEqual(['m', 's1', 's2']);
  });

  test('are the head and those before it where it was fast-forwarded', () => {
    const commits = [restCommit('d', 'c'), restCommit('c', 'b'), restCommit('b', 'a'), restCommit('a', 'old')];
    expect(owned(commits, { diffHeadSha: 'c', commitCount: 2 })).toEqual(['b', 'c']);
  });

  test('are one with its title where it was squashed', () => {
    expect(owned([{ ...restCommit('q', 'a'), title: 'A change' }, restCommit('a')], { diffHeadSha: 'elsewhere' })).toEqual(['q']);
  });

  test('end, even where an answer says that commits are their own parents [T16c]', () => {
    expect(owned([restCommit('m', 'm', 'm')], { mergeCommitSha: 'm' })).toEqual(['m']);
    expect(owned([restCommit('x', 'x')], { diffHeadSha: 'x', commitCount: 3 })).toEqual(['x']);
  });
});

describe('a folder', () => {
  const FOLDER = { kind: 'folder', ...PLACE, refAndPath: 'v1/src' } as const;
  const repository = { rootRef: 'main', folder: { trees: { nodes: [{ name: 'a' }], pageInfo: { hasNextPage: true } }, blobs: { nodes: [] }, submodules: { nodes: [{ name: 'm' }] } }, readme: null };

  test('of a typed ref says so, except to versions that do not know types', async () => {
    const { client, caller, asked } = answeringClient(older, project({ repository }));
    expect(await loadAlone(client, caller, { ...FOLDER, refType: 'tags' })).toMatchObject({ ref: 'v1', path: 'src', cut: true, entries: [{ name: 'a', webUrl: expect.stringMatching(/v1\/src\/a\?ref_type=tags$/) }, { kind: 'submodule', webUrl: undefined }] });
    expect(asked.map((one) => (variablesOf(one) as { refType?: string }).refType)).toEqual(['TAGS', undefined]);
  });

  test('in a hidden project is not told, in a hidden repository not found', async () => {
    const hidden = answeringClient({ data: { project: null } });
    expect(await loadAlone(hidden.client, hidden.caller, FOLDER)).toBeUndefined();
    const closed = answeringClient(project({ repository: null }));
    await expect(loadAlone(closed.client, closed.caller, FOLDER)).rejects.toMatchObject({ failure: 'not-found' });
    const { client, caller, asked } = answeringClient();
    await expect(loadAlone(client, caller, { ...FOLDER, refAndPath: '-x' })).rejects.toMatchObject({ failure: 'not-found' });
    expect(asked).toHaveLength(0);
  });
});

describe('releases, snippets and wiki pages', () => {
  test('link only to addresses of the web', async () => {
    const release = { name: 'R', tagName: 'v1', assets: { links: { nodes: [{ name: 'a', url: 'javascript:alert(1)' }, { name: 'b', url: 'https://example.org/b' }] }, sources: { nodes: [{ format: 'zip', url: 'https://evil.example/x' }] } } };
    const { client, caller } = answeringClient(project({ release }));
    expect(await loadAlone(client, caller, { kind: 'release', ...PLACE, tag: 'v1' })).toMatchObject({ assets: [{ name: 'b' }] });
  });

  test('a snippet too large for one answer is told without its text', async () => {
    const of = (blob: object) => ({ data: { snippets: { nodes: [{ title: 'S', createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', blobs: { nodes: [blob] } }] } } });
    const { client, caller, asked } = answeringClient(tooLarge(), of({ name: 'a', size: 9_000_000, binary: false }));
    expect(await loadAlone(client, caller, { kind: 'snippet', instance: 'default', id: 5 })).toMatchObject({ fullPath: undefined, files: [{ path: 'a', withheld: 'too-big', text: undefined }] });
    expect(variablesOf(asked[0])).toEqual({ path: ['gid://gitlab/PersonalSnippet/5'] });
    const empty = answeringClient(of({ name: 'a', size: 0, binary: false, rawPlainData: null }));
    expect(await loadAlone(empty.client, empty.caller, { kind: 'snippet', instance: 'default', id: 5 })).toMatchObject({ files: [{ withheld: undefined, text: '', lineCount: 0 }] });
  });

  test('a wiki page is asked for by its encoded slug, of a project or a group', async () => {
    const page = (): HttpAnswer => jsonAnswer(200, { slug: 'how/to it', content: '<p>x</p>' });
    const { client, caller, asked } = answeringClient(page(), page());
    const reference = { kind: 'wiki', ...PLACE, slug: 'how/to it' } as const;
    expect(await loadWiki(client, caller, { ...reference, level: 'project' })).toMatchObject({ title: 'to it', webUrl: 'https://git.example/gitlab/acme/web/-/wikis/how/to%20it' });
    await loadWiki(client, caller, { ...reference, level: 'group' });
    expect(asked.map(({ url }) => url.pathname)).toEqual(['/gitlab/api/v4/projects/acme%2Fweb/wikis/how%2Fto%20it', '/gitlab/api/v4/groups/acme%2Fweb/wikis/how%2Fto%20it']);
  });
});
