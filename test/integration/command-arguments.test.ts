import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runNode } from '../support/processes.js';

test.each([
  ['bench', ['dist/bench/main.js', 'nosuch'], /^There is no benchmark "nosuch"\. There are: compare, description, .*\.\n$/],
  ['bench, of a name that every object has', ['dist/bench/main.js', 'constructor'], /^There is no benchmark "constructor"\. .*\n$/],
  ['demo', ['dist/demo/main.js', '--bogus'], /^"--bogus" is no option of the demo, which takes --forge or nothing\.\n$/],
  ['demo beside one that it knows', ['dist/demo/main.js', '--forge', 'bogus'], /^"bogus" is no option of the demo, .*\n$/],
  ['adopt-database', ['dist/src/adopt-database.js', '--force'], /'--force'.*\n\n[^]*npm run adopt-database -- --moved/],
  ['revoke-all', ['dist/src/revoke-all.js', '--instance', 'gitlab'], /^--instance must be .*\n\n[^]*npm run revoke-all -- --site/],
  ['backup', ['dist/src/backup.js'], /^Writes a copy .*\n[^]*npm run backup -- --to FILE/],
  ['forge:manifest', ['dist/forge/manifest/main.js', '--bogus'], /'--bogus'.*\n\nnpm run forge:manifest -- --profile connect\|native \[--app-id ID\] .*\n$/],
])('npm run %s names an argument that it does not know, and ends with 1', async (_command, args, told) => {
  expect(await runNode(args)).toEqual({ code: 1, out: '', err: expect.stringMatching(told) });
}, 30_000);

test('npm run forge:manifest tells of an app id and a base URL in one run, the latter by the name that it was given by', async () => {
  const { code, err } = await runNode(['dist/forge/manifest/main.js', '--profile', 'connect', '--app-id', 'mine', '--base-url', 'http://gitlab-app.example.com']);
  expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^The app id must look like .*\n--base-url must be https.*\n$/) });
}, 30_000);

test.each(['jobs', 'backup --to /nowhere/copy', 'revoke-all', 'erase-now --site example.atlassian.net'])('npm run %s makes no database where there is none, and says so', async (command) => {
  const [name, ...args] = command.split(' ');
  const folder = mkdtempSync(join(tmpdir(), 'commands-'));
  try {
    const path = join(folder, 'none.sqlite');
    const { code, out, err } = await runNode([`dist/src/${name}.js`, ...args], { NODE_ENV: 'test', DATABASE_URL: `sqlite:${path}`, ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}` });
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: `There is no database at ${path}. Is this the app's own folder, with its settings?\n` });
    expect(existsSync(path)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 30_000);
