import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import type { Commit, Project } from '../../demo/gitlab/world/model.js';
import { TIDEBOOK } from '../../demo/gitlab/world/tidebook.js';
import { createGitLab, type GitLab } from '../../src/gitlab/gitlab.js';
import { parseReference } from '../../src/gitlab/references/parse-reference.js';
import type { Thing } from '../../src/gitlab/things/things.js';
import { createLogger } from '../../src/logger.js';
import { pinReference } from '../../src/macros/parameters/pin.js';
import { testSettings } from '../support/settings.js';

const BOOK = 'harbourlight/tidebook';
const PAGE = `${BOOK}/-/blob/main/src/page.ts`;

let standIn: StandInGitLab;
let gitlab: GitLab;
let book: Project;

beforeAll(async () => {
  standIn = await startGitLab();
});
afterAll(() => standIn.close());
beforeEach(() => {
  gitlab = createGitLab({ settings: testSettings({ gitlab: { url: standIn.url, privateHosts: ['127.0.0.1'] } }), logger: createLogger('silent') });
  book = standIn.world.projects.find(({ fullPath }) => fullPath === BOOK)!;
  standIn.calls.length = 0;
});
afterEach(() => gitlab.close());

async function seen(path: string, pin: string, username?: string): Promise<Thing | string> {
  const reference = pinReference(parseReference(`${standIn.url}/${path}`, [gitlab.preset]), pin);
  if (!reference) return 'unsupported';
  const token = username === undefined ? undefined : standIn.issueToken(username).accessToken;
  return gitlab.load(gitlab.preset, reference, token, new AbortController().signal).catch((error: { failure: string }) => error.failure);
}

/** Lets a branch grow by so many commits for one test. */
async function withCommits(branch: string, count: number, then: () => Promise<void>): Promise<void> {
  const { branches, commits } = book.repository;
  const before = branches.get(branch)!;
  for (let index = 0; index < count; index += 1) {
    const parent = commits.get(branches.get(branch)!)!;
    const commit: Commit = { ...parent, sha: `ee${index.toString(16).padStart(38, '0')}`, parent: parent.sha, otherParents: [], at: parent.at + 1 };
    commits.set(commit.sha, commit);
    branches.set(branch, commit.sha);
  }
  await then().finally(() => branches.set(branch, before));
}

describe('a pinned file', () => {
  test('is shown as it was, and told by how many commits its branch has moved on and that it has changed', async () => {
    expect(await seen(`${PAGE}#L9`, TIDEBOOK.v20)).toMatchObject({
      ...{ kind: 'file', path: 'src/page.ts', ref: 'main', sha: TIDEBOOK.v20, lines: { from: 9, to: 9 } },
      text: expect.stringContaining('toFixed(1)'),
      webUrl: `${standIn.url}/${BOOK}/-/blob/${TIDEBOOK.v20}/src/page.ts#L9`,
      pin: {
        sha: TIDEBOOK.v20,
        drift: {
          ...{ ref: 'main', state: 'ahead', ahead: 7, capped: false, file: 'changed', webUrl: `${standIn.url}/${BOOK}/-/blob/main/src/page.ts` },
          comparisonUrl: `${standIn.url}/${BOOK}/-/compare/${TIDEBOOK.v20}...main`,
        },
      },
    });
    expect(standIn.calls).toHaveLength(3);
  });

  test('is told not to have changed where only other files have', async () => {
    expect(await seen(PAGE, TIDEBOOK.v21)).toMatchObject({ pin: { drift: { state: 'ahead', ahead: 1, file: 'same' } } });
  });

  test('of a branch that still is at the pin costs one call', async () => {
    expect(await seen(PAGE, TIDEBOOK.year2027.slice(0, 9))).toMatchObject({ sha: TIDEBOOK.year2027, pin: { drift: { state: 'here', ahead: 0, file: 'same' } } });
    expect(standIn.calls).toHaveLength(1);
  });

  test('of a branch that has since lost the file says so', async () => {
    expect(await seen(`${BOOK}/-/blob/main/src/cover.ts`, TIDEBOOK.next)).toMatchObject({ text: expect.stringContaining('COVER'), pin: { drift: { state: 'apart', ahead: 1, file: 'deleted' } } });
  });

  test('of a branch that is gone, slashes and all, is still shown', async () => {
    book.repository.branches.delete('feature/cover');
    expect(await seen(`${BOOK}/-/blob/feature/cover/src/cover.ts`, TIDEBOOK.next)).toMatchObject({ path: 'src/cover.ts', text: expect.stringContaining('2027'), pin: { drift: { ref: 'feature/cover', state: 'gone' } } });
    book.repository.branches.set('feature/cover', TIDEBOOK.next);
  });

  test('at a commit that does not have it, or is none, says so', async () => {
    for (const pin of [TIDEBOOK.v20, 'abcdef0123']) {
      expect(await seen(`${BOOK}/-/blob/main/src/leap.ts`, pin)).toMatchObject({ withheld: 'not-at-pin', text: undefined, pin: { drift: { file: 'changed' } } });
    }
  });

  test('of a link that names a commit does not drift', async () => {
    expect(await seen(`${BOOK}/-/blob/${TIDEBOOK.v21}/src/page.ts`, TIDEBOOK.v20)).toMatchObject({ pin: { sha: TIDEBOOK.v20, drift: undefined } });
  });

  test.each([[99, 100], [250, 251], [777, 778]])('counts %i more commits in few calls', async (count, ahead) => {
    await withCommits('main', count, async () => {
      expect(await seen(PAGE, TIDEBOOK.v21)).toMatchObject({ pin: { drift: { ahead, capped: false } } });
      expect(standIn.calls.length).toBeLessThanOrEqual(8);
    });
  });

  test('counts a thousand and stops', async () => {
    await withCommits('main', 1_200, async () => {
      expect(await seen(PAGE, TIDEBOOK.v21)).toMatchObject({ pin: { drift: { ahead: 1_000, capped: true } } });
      expect(standIn.calls.length).toBeLessThanOrEqual(4);
    });
  });

  test('shows to whoever sees the code', async () => {
    const hold = 'harbourlight/platform/berths/-/blob/main/booking/hold.go';
    const pin = '7c05b1e8f2d946a3b0e7c5f19d82a46e30b9f5c1';
    const failures = await Promise.all([undefined, 'bob', 'mira'].map((username) => seen(hold, pin, username)));
    expect(failures).toEqual(['not-found', 'not-found', 'not-found']);
    expect(await seen(hold, pin, 'alice')).toMatchObject({ kind: 'file', pin: { drift: { state: 'here' } } });
    expect(await seen('harbourlight/almanac/-/blob/main/src/page.ts', TIDEBOOK.v20)).toMatchObject({ fullPath: BOOK, pin: { drift: { ahead: 7 } } });
  });

  test('needs a commit id', async () => {
    for (const pin of ['main', 'abc123', '../../etc', 'g'.repeat(40), `${'a'.repeat(65)}`]) expect(await seen(PAGE, pin)).toBe('unsupported');
    expect(standIn.calls).toHaveLength(0);
  });
});
