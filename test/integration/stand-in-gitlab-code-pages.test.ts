import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';

let gitlab: StandInGitLab;
beforeAll(async () => {
  gitlab = await startGitLab();
});
afterAll(() => gitlab.close());

const BOOK = 'harbourlight/tidebook/-';

test.each([
  [`${BOOK}/tree/main/harbours`, 'zennor.yaml'],
  [`${BOOK}/tree/feature/cover/src`, 'cover.ts'],
  [`${BOOK}/compare/v2.0...v2.1`, 'Spell water'],
  [`${BOOK}/tags/v2.1`, 'Tidebook 2.1'],
  [`${BOOK}/releases/permalink/latest`, '120 g'],
  [`${BOOK}/snippets/61`, 'print.sh'],
  ['-/snippets/51', 'knots.py'],
  [`${BOOK}/wikis/printing/paper`, 'Which paper'],
])('the stand-in GitLab has a page of code at %s', async (path, words) => {
  const answer = await fetch(`${gitlab.url}/${path}`);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining(words)]);
});

test.each([`${BOOK}/snippets/62`, '-/snippets/53', `${BOOK}/wikis/none`, `${BOOK}/tree/main/none`, 'harbourlight/platform/berths/-/tree/main'])('there is none for everybody at %s', async (path) => {
  expect((await fetch(`${gitlab.url}/${path}`, { redirect: 'manual' })).status).toBe(302);
});
