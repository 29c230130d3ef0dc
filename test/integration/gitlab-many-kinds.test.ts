import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import { createGitLab, type GitLab } from '../../src/gitlab/gitlab.js';
import { parseReference } from '../../src/gitlab/references/parse-reference.js';
import type { Reference } from '../../src/gitlab/references/reference.js';
import type { Thing } from '../../src/gitlab/things/things.js';
import { createLogger } from '../../src/logger.js';
import { testSettings } from '../support/settings.js';

const BOARD = 'harbourlight/tideboard';
const BOOK = 'harbourlight/tidebook';

/** All that GraphQL tells of them, and of a commit what REST adds. */
const DOZEN = [
  ...[BOOK, 'groups/harbourlight', 'users/mira', `${BOARD}/-/issues/12`, `${BOARD}/-/merge_requests/42`, `${BOOK}/-/blob/main/src/leap.ts`, `${BOOK}/-/tree/main/src`],
  ...[`${BOOK}/-/releases/v2.1`, `${BOARD}/-/pipelines/70044`, `${BOARD}/-/jobs/880442`, `${BOOK}/-/snippets/61`, `${BOARD}/-/boards/401`],
];
/** Kinds of which REST tells all, or a part that comes first. */
const OTHERS = [
  ...[`${BOARD}/-/issues/21#note_50181`, `${BOARD}/-/work_items/26`, `${BOARD}/-/pipelines/main/latest`, `${BOARD}/-/issues?state=closed`, `${BOARD}/-/merge_requests`, `${BOARD}/-/pipelines`, `${BOOK}/-/releases`],
  ...[`${BOARD}/-/milestones/5`, 'groups/harbourlight/-/milestones/3', `${BOOK}/-/compare/v2.0...v2.1`, `${BOOK}/-/branches/main`, `${BOOK}/-/tags/v2.1`, `${BOOK}/-/wikis/printing/paper`, `${BOARD}/-/environments/4101`],
];

let standIn: StandInGitLab;
let gitlab: GitLab;
let token: string;

beforeAll(async () => {
  standIn = await startGitLab({ relativeRoot: '/gitlab' });
  token = standIn.issueToken('alice').accessToken;
});
afterAll(() => standIn.close());
beforeEach(() => {
  gitlab = start();
  standIn.calls.length = 0;
});
afterEach(() => gitlab.close());

const start = () => createGitLab({ settings: testSettings({ gitlab: { url: standIn.url, privateHosts: ['127.0.0.1'] } }), logger: createLogger('silent') });

function referenceOf(path: string): Reference {
  const reference = parseReference(`${standIn.url}/${path}`, [gitlab.preset]);
  if (!reference) throw new Error(`${path} is no reference.`);
  return reference;
}
const load = (path: string) => gitlab.load(gitlab.preset, referenceOf(path), token, new AbortController().signal);

/** Each by itself, of a GitLab of which nothing is known. */
async function loadAlone(path: string): Promise<unknown> {
  const own = start();
  try {
    return await own.load(own.preset, referenceOf(path), token, new AbortController().signal);
  } finally {
    await own.close();
  }
}

/** The stand-in's milestones are always as new as the moment. */
const settled = (things: readonly unknown[]) => things.map((thing) => (thing as Thing).kind === 'milestone' ? { ...(thing as Thing), updatedAt: undefined } : thing);

const asked = (what: 'graphql' | 'v4') => standIn.calls.filter(({ path }) => path.includes(`/api/${what}`)).length;

describe('links of as many kinds', () => {
  test('a dozen take three requests, for GitLab allows no more in one, and each is what it is by itself', async () => {
    const alone: unknown[] = [];
    for (const path of DOZEN) alone.push(await loadAlone(path));
    expect(new Set(alone.map((thing) => (thing as { kind: string }).kind)).size).toBe(DOZEN.length);
    expect(asked('graphql')).toBe(DOZEN.length);
    standIn.calls.length = 0;
    expect(await Promise.all(DOZEN.map(load))).toEqual(alone);
    expect([asked('graphql'), asked('v4')]).toEqual([3, 0]);
  });

  test('all kinds at once are each what they are by themselves; REST is asked once for each that it tells', async () => {
    const all = [...DOZEN, ...OTHERS];
    const alone: unknown[] = [];
    for (const path of all) alone.push(await loadAlone(path));
    standIn.calls.length = 0;
    expect(settled(await Promise.all(all.map(load)))).toEqual(settled(alone));
    // Two milestones, a comparison, a branch, a tag, a page of a wiki and an environment.
    expect(asked('v4')).toBe(7);
    expect(asked('graphql')).toBeLessThanOrEqual(9);
  });

  test('one that is not there takes nothing from the others', async () => {
    const [first = '', ...others] = DOZEN;
    const gone = [`${BOARD}/-/boards/999`, `${BOOK}/-/snippets/999`, `${BOOK}/-/tree/main/nowhere`, `${BOARD}/-/milestones/77`, 'harbourlight/nowhere/-/merge_requests'];
    const outcomes = await Promise.allSettled([first, ...gone, ...others].map(load));
    const failed = outcomes.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { failure: string }).failure] : []));
    expect(failed).toEqual(gone.map(() => 'not-found'));
  });
});
