import { describe, expect, test } from '@jest/globals';
import { TIDEBOOK } from '../../demo/gitlab/world/tidebook.js';
import { againstGitLab } from '../support/against-gitlab.js';

const BOOK = 'harbourlight/tidebook';
const BERTHS = 'harbourlight/platform/berths';

const on = againstGitLab();

const everybody = [undefined, 'bob', 'mira', 'alice'];
/** For nobody in particular, an outsider, a guest of the private project, and a developer of it. */
const seenByAll = async (path: string) => (await Promise.all(everybody.map((username) => on.seen(path, username)))).map((thing) => (typeof thing === 'string' ? thing : thing.kind));

describe('a folder', () => {
  test('at the root of the default branch has its entries, folders first, its last commit and its README, by one call', async () => {
    expect(await on.seen(`${BOOK}/-/tree/main`)).toMatchObject({
      ...{ kind: 'folder', fullPath: BOOK, ref: 'main', path: '', cut: false, webUrl: `${on.standIn.url}/${BOOK}/-/tree/main` },
      entries: [
        { kind: 'folder', name: 'harbours', webUrl: `${on.standIn.url}/${BOOK}/-/tree/main/harbours` },
        { kind: 'folder', name: 'src' },
        { kind: 'file', name: 'LICENSE', webUrl: `${on.standIn.url}/${BOOK}/-/blob/main/LICENSE` },
        { kind: 'file', name: 'README.md' },
        { kind: 'file', name: 'year.txt' },
      ],
      lastCommit: { title: 'Begin the year 2027', author: { name: 'Alice Arden', person: { username: 'alice' } } },
      readme: { path: 'README.md', markdown: expect.stringContaining('# Tidebook') },
    });
    expect(on.standIn.calls).toHaveLength(1);
  });

  test('without a ref, or with HEAD, is that of the default branch', async () => {
    for (const path of ['tree', 'tree/HEAD']) expect(await on.seen(`${BOOK}/-/${path}`)).toMatchObject({ path: '', entries: { length: 5 } });
  });

  test('below the root has the last commit that touched it, and its own README', async () => {
    expect(await on.seen(`${BOOK}/-/tree/main/src`)).toMatchObject({ path: 'src', lastCommit: { title: 'Spell water' }, readme: undefined });
    expect(await on.seen(`${BOOK}/-/tree/v2.0/harbours?ref_type=tags`)).toMatchObject({ ref: 'v2.0', entries: { length: 14 }, readme: { path: 'harbours/README.md' } });
  });

  test('at a ref with slashes is found by a second call, and a folder that is not there is not found', async () => {
    expect(await on.seen(`${BOOK}/-/tree/feature/cover/src`)).toMatchObject({ ref: 'feature/cover', path: 'src', entries: expect.arrayContaining([expect.objectContaining({ name: 'cover.ts' })]) });
    expect(on.standIn.calls).toHaveLength(2);
    expect(await on.seen(`${BOOK}/-/tree/main/nowhere`)).toBe('not-found');
    expect(await on.seen(`${BOOK}/-/tree/no-such-branch`)).toBe('not-found');
  });

  test('shows to whoever sees the code', async () => {
    expect(await seenByAll(`${BERTHS}/-/tree/main`)).toEqual(['not-found', 'not-found', 'not-found', 'folder']);
  });

  test('of a renamed project is followed', async () => {
    expect(await on.seen('harbourlight/almanac/-/tree/main')).toMatchObject({ kind: 'folder', fullPath: BOOK });
  });
});

describe('a commit', () => {
  test('has its message, its author, what it changes, its parents and its pipeline, by two calls at once', async () => {
    expect(await on.seen(`${BOOK}/-/commit/${TIDEBOOK.paper.slice(0, 8)}`, 'bob')).toMatchObject({
      ...{ kind: 'commit', sha: TIDEBOOK.paper, title: 'Print heights with two decimals', webUrl: `${on.standIn.url}/${BOOK}/-/commit/${TIDEBOOK.paper}` },
      descriptionHtml: expect.stringContaining('<strong>not enough</strong>'),
      author: { person: { username: 'alice' } },
      parents: [{ sha: TIDEBOOK.v20 }],
      stats: { additions: 1, deletions: 1 },
      files: [{ change: 'modified', path: 'src/page.ts' }],
      fileCount: 1,
      pipeline: { status: 'success', webUrl: `${on.standIn.url}/${BOOK}/-/pipelines/70801` },
    });
    expect(on.standIn.calls).toHaveLength(2);
  });

  test('of a merge has two parents', async () => {
    expect(await on.seen(`${BOOK}/-/commit/${TIDEBOOK.leapMerge}`)).toMatchObject({ parents: [{ sha: TIDEBOOK.paperMerge }, { sha: TIDEBOOK.leap }] });
  });

  test('shows to whoever sees the code', async () => {
    expect(await seenByAll(`${BERTHS}/-/commit/7c05b1e8`)).toEqual(['not-found', 'not-found', 'not-found', 'commit']);
    expect(await on.seen(`${BOOK}/-/commit/0000000`)).toBe('not-found');
  });
});

describe('a comparison', () => {
  test('of two tags is release notes: what was merged, and the commits that came without a merge request', async () => {
    expect(await on.seen(`${BOOK}/-/compare/v2.0...v2.1`)).toMatchObject({
      ...{ kind: 'comparison', from: 'v2.0', to: 'v2.1', straight: false, same: false, commitCount: 6, otherCommits: 2 },
      mergeRequests: [
        { iid: 3, title: 'Give February its day', author: { username: 'bob' }, labels: [{ title: 'bug' }], webUrl: `${on.standIn.url}/${BOOK}/-/merge_requests/3` },
        { iid: 2, title: 'Print heights with two decimals', labels: [{ title: 'feature' }] },
      ],
      commits: [{ title: 'Tidebook 2.1' }, { title: 'Spell water' }],
      files: [
        { change: 'added', path: 'src/leap.ts', additions: 1, deletions: 0 },
        { change: 'modified', path: 'src/page.ts', additions: 1, deletions: 1 },
        { change: 'modified', path: 'src/words.ts' },
      ],
    });
    expect(on.standIn.calls).toHaveLength(2);
  });

  test('of the two states differs from one since they parted', async () => {
    const files = async (dots: string) => {
      const thing = await on.seen(`${BOOK}/-/compare/feature%2Fcover${dots}main`);
      return typeof thing === 'object' && thing.kind === 'comparison' ? thing.files?.map(({ change, path }) => `${change} ${path}`) : thing;
    };
    expect(await files('...')).toEqual(['added year.txt']);
    expect(await files('..')).toEqual(['deleted src/cover.ts', 'added year.txt']);
  });

  test('of one ref with itself is empty', async () => {
    expect(await on.seen(`${BOOK}/-/compare/v2.1...v2.1`)).toMatchObject({ same: true, commitCount: 0, commits: [], mergeRequests: [] });
  });

  test('shows to whoever sees the code, and not where a ref is missing', async () => {
    expect(await seenByAll(`${BERTHS}/-/compare/main...feature%2Fone-statement`)).toEqual(['not-found', 'not-found', 'forbidden', 'comparison']);
    expect(await on.seen(`${BOOK}/-/compare/v2.0...v9`)).toBe('not-found');
  });
});

describe('branches, tags and releases', () => {
  test('a branch has its standing and its last commit', async () => {
    expect(await on.seen(`${BOOK}/-/branches/main`)).toMatchObject({ kind: 'branch', name: 'main', isDefault: true, isProtected: true, commit: { title: 'Begin the year 2027' }, webUrl: `${on.standIn.url}/${BOOK}/-/tree/main` });
    expect(await on.seen(`${BOOK}/-/branches/feature/cover`)).toMatchObject({ name: 'feature/cover', isDefault: false, isMerged: false });
    expect(await on.seen(`${BOOK}/-/branches/gone`)).toBe('not-found');
  });

  test('a tag has its message, its commit and the way to its release', async () => {
    expect(await on.seen(`${BOOK}/-/tags/v2.1`)).toMatchObject({ kind: 'tag', message: 'Tidebook 2.1\n\nThe one with the leap day.', commit: { sha: TIDEBOOK.v21 }, releaseUrl: `${on.standIn.url}/${BOOK}/-/releases/v2.1` });
    expect(await on.seen(`${BOOK}/-/tags/print%2F2026`)).toMatchObject({ name: 'print/2026', message: undefined, releaseUrl: undefined });
  });

  test('a release has its notes, milestones and downloads; the latest is the newest that is out', async () => {
    const expected = {
      ...{ kind: 'release', name: 'Tidebook 2.1', tag: 'v2.1', upcoming: false, webUrl: `${on.standIn.url}/${BOOK}/-/releases/v2.1` },
      descriptionHtml: expect.stringContaining('<strong>120 g</strong>'),
      milestones: [{ title: '2.1 Leap year' }],
      assets: [{ kind: 'link', url: 'https://downloads.harbourlight.example/tidebook-2.1.pdf' }, { kind: 'source' }, { kind: 'source' }],
    };
    expect(await on.seen(`${BOOK}/-/releases/v2.1`)).toMatchObject(expected);
    const book = on.standIn.world.projects.find(({ fullPath }) => fullPath === BOOK);
    const planned = { ...book!.releases![0]!, id: 3, tag: 'v3', name: 'Tidebook 3', releasedAt: Date.now() + 1e9 };
    book!.releases!.push(planned);
    expect(await on.seen(`${BOOK}/-/releases/permalink/latest`)).toMatchObject(expected);
    expect(await on.seen(`${BOOK}/-/releases/v3`)).toMatchObject({ upcoming: true });
    book!.releases!.pop();
  });

  test('show to those who may: branches and tags with the code, releases to guests too, without what is code', async () => {
    expect(await seenByAll(`${BERTHS}/-/branches/main`)).toEqual(['not-found', 'not-found', 'forbidden', 'branch']);
    expect(await seenByAll(`${BERTHS}/-/tags/v0.9`)).toEqual(['not-found', 'not-found', 'forbidden', 'tag']);
    expect(await seenByAll(`${BERTHS}/-/releases/v0.9`)).toEqual(['not-found', 'not-found', 'release', 'release']);
    expect(await on.seen(`${BERTHS}/-/releases/v0.9`, 'mira')).toMatchObject({ tagUrl: undefined, commit: undefined, assets: [] });
  });

  test('of a renamed project are followed', async () => {
    for (const page of ['branches/main', 'tags/v2.1', 'releases/v2.1', 'compare/v2.0...v2.1', `commit/${TIDEBOOK.v21}`]) {
      expect([page, await on.seen(`harbourlight/almanac/-/${page}`, 'bob')]).toEqual([page, expect.objectContaining({ fullPath: BOOK })]);
    }
  });
});

describe('snippets and wikis', () => {
  test('a snippet has its files, and shows to those who may', async () => {
    expect(await on.seen(`${BOOK}/-/snippets/61`)).toMatchObject({
      ...{ kind: 'snippet', id: 61, title: 'Print one harbour', visibility: 'public', author: { username: 'alice' } },
      files: [{ path: 'print.sh', text: '#!/bin/sh\nset -e\nnpm run book -- --only "$1"', lineCount: 3 }, { path: 'isbel.yaml' }],
    });
    expect(await seenByAll(`${BERTHS}/-/snippets/71`)).toEqual(['not-found', 'not-found', 'snippet', 'snippet']);
    expect(await seenByAll(`${BOOK}/-/snippets/62`)).toEqual(['not-found', 'not-found', 'not-found', 'not-found']);
    expect(await seenByAll('-/snippets/51')).toEqual(['snippet', 'snippet', 'snippet', 'snippet']);
    expect(await seenByAll('-/snippets/52')).toEqual(['not-found', 'not-found', 'snippet', 'snippet']);
    expect(await seenByAll('-/snippets/53')).toEqual(['not-found', 'not-found', 'not-found', 'snippet']);
  });

  test('a wiki page has its rendered text, at a slug with slashes too', async () => {
    expect(await on.seen(`${BOOK}/-/wikis/printing/paper`)).toMatchObject({ kind: 'wiki', title: 'Paper', slug: 'printing/paper', webUrl: `${on.standIn.url}/${BOOK}/-/wikis/printing/paper`, html: expect.stringContaining('<table') });
    expect(await on.seen(`${BOOK}/-/wikis`)).toMatchObject({ slug: 'home' });
    expect(await seenByAll(`${BERTHS}/-/wikis/on-call`)).toEqual(['not-found', 'not-found', 'wiki', 'wiki']);
    expect(await on.seen(`${BOOK}/-/wikis/nowhere`)).toBe('not-found');
    expect(await on.seen('harbourlight/almanac/-/wikis/home')).toMatchObject({ kind: 'wiki', slug: 'home' });
  });

  test("a group's wiki page is read where GitLab has one", async () => {
    const group = on.standIn.world.groups.find(({ fullPath }) => fullPath === 'harbourlight/platform');
    group!.wiki = [{ slug: 'home', title: 'home', content: 'Stand on **this**.' }];
    expect(await on.seen('groups/harbourlight/platform/-/wikis/home', 'alice')).toMatchObject({ kind: 'wiki', level: 'group', html: expect.stringContaining('<strong>this</strong>') });
    expect(await on.seen('groups/harbourlight/-/wikis/home', 'alice')).toBe('not-found');
  });
});
