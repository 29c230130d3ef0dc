import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import { createGitLab, type GitLab } from '../../src/gitlab/gitlab.js';
import { parseReference } from '../../src/gitlab/references/parse-reference.js';
import { createLogger } from '../../src/logger.js';
import { testSettings } from '../support/settings.js';
import { startSlashProxy, type SlashProxy } from '../support/slash-proxy.js';

let standIn: StandInGitLab;
let proxy: SlashProxy;
let gitlab: GitLab;

beforeAll(async () => {
  standIn = await startGitLab({ relativeRoot: '/gitlab' });
  proxy = await startSlashProxy(standIn.url);
});
afterAll(() => Promise.all([proxy.close(), standIn.close()]));

function open(url: string): void {
  gitlab = createGitLab({ settings: testSettings({ gitlab: { url, privateHosts: ['127.0.0.1'] } }), logger: createLogger('silent') });
}
beforeEach(() => {
  proxy.seen.length = 0;
  standIn.calls.length = 0;
  open(`${proxy.origin}/gitlab`);
});
afterEach(() => gitlab.close());

const tokenOf = (username: string) => standIn.issueToken(username).accessToken;

/** What somebody sees there; why not, where they don't. */
async function see(path: string, accessToken?: string): Promise<string> {
  const reference = parseReference(`${gitlab.preset.baseUrl}/${path}`, [gitlab.preset]);
  if (!reference) return 'unsupported';
  return gitlab.load(gitlab.preset, reference, accessToken, new AbortController().signal).then(({ kind }) => kind, (error: { failure: string }) => error.failure);
}

const BOARD = 'harbourlight/tideboard';
const isLookUp = ({ body }: { body: unknown }) => /^(?:project|group)Id$/.test(String((body as { operationName?: string } | undefined)?.operationName));
const lookUps = () => standIn.calls.filter(isLookUp).length;

test('behind it a project is asked for by its number, which is looked up once', async () => {
  const alice = tokenOf('alice');
  const path = `${BOARD}/-/environments/4101`;
  expect(await see(path, alice)).toBe('environment');
  const asked = proxy.seen.filter((url) => url.includes('/environments/'));
  expect(asked).toHaveLength(2);
  expect(asked[0]).toContain('%2F');
  expect(asked[1]).toMatch(/\/api\/v4\/projects\/\d+\/environments\/\d+$/);
  expect(await see(path, alice)).toBe('environment');
  expect(proxy.seen.filter((url) => url.includes('/environments/'))).toHaveLength(3);
  expect(lookUps()).toBe(1);
});

test('what one viewer’s number was is not another’s', async () => {
  const path = 'harbourlight/platform/berths/-/commits/main';
  expect(await see(path, tokenOf('alice'))).toBe('list');
  const before = lookUps();
  expect(await see(path)).toBe('not-found');
  expect(lookUps()).toBe(before + 1);
  // Nothing was asked by a number that this viewer had not been told.
  const anonymous = standIn.calls.filter(({ authorization, path: asked }) => authorization === undefined && /\/projects\/\d+\//.test(asked));
  expect(anonymous).toEqual([]);
});

test('lists of commits and comparisons come through', async () => {
  const alice = tokenOf('alice');
  expect(await see(`${BOARD}/-/commits/main`, alice)).toBe('list');
  expect(await see(`${BOARD}/-/compare/v1.4.0...main`, alice)).toBe('comparison');
});

test('branches and tags come through, with a slash in their name as well', async () => {
  const alice = tokenOf('alice');
  const tideboard = standIn.world.projects.find(({ fullPath }) => fullPath === BOARD);
  const main = tideboard?.repository.branches.get('main') ?? '';
  tideboard?.repository.tags.set('docs/v1', main);
  tideboard?.repository.tags.set('docs/v10', main);
  const load = (kind: 'branch' | 'tag', name: string) =>
    gitlab.load(gitlab.preset, { kind, instance: 'default', fullPath: BOARD, name }, alice, new AbortController().signal).then((thing) => ('name' in thing ? thing.name : ''), (error: { failure: string }) => error.failure);
  expect(await load('branch', 'feature/rings')).toBe('feature/rings');
  expect(await load('branch', 'main')).toBe('main');
  expect(await load('tag', 'docs/v1')).toBe('docs/v1');
  expect(await load('tag', 'docs/v')).toBe('not-found');
  expect(await load('branch', 'feature/none')).toBe('not-found');
  expect(lookUps()).toBe(1);
});

test('without it nothing is looked up, not even for what is absent', async () => {
  await gitlab.close();
  open(standIn.url);
  const alice = tokenOf('alice');
  expect(await see(`${BOARD}/-/commits/main`, alice)).toBe('list');
  expect(await see(`${BOARD}/-/environments/999999`, alice)).toBe('not-found');
  expect(await see('harbourlight/nowhere/-/environments/1', alice)).toBe('not-found');
  expect(lookUps()).toBe(0);
});
