import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import { createSwitches } from '../../demo/gitlab/switches.js';
import { readRecord, recordFile } from '../../src/assumptions/record.js';
import { makeCheckout, type Checkout } from '../support/checkout.js';
import { endChildren, run, type Child } from '../support/child.js';

let checkout: Checkout;
let gitlab: StandInGitLab;

beforeAll(async () => {
  checkout = makeCheckout();
  gitlab = await startGitLab();
}, 120_000);
afterAll(async () => {
  await gitlab.close();
  checkout.remove();
});
beforeEach(() => void Object.assign(gitlab.switches, createSwitches()));
afterEach(async () => {
  await endChildren();
  rmSync(join(checkout.root, 'data'), { recursive: true, force: true });
});

const environment = () => ({ NODE_ENV: 'test', GITLAB_URL: gitlab.url, GITLAB_PRIVATE_HOSTS: new URL(gitlab.url).host, AC_HOST_WHITELIST: 'localhost' });

function liveCheck(args: readonly string[], more: Readonly<Record<string, string>> = {}): Child {
  return run(process.execPath, [join(checkout.root, 'dist/src/live-check.js'), ...args], checkout.root, { ...environment(), ...more });
}

async function finish(child: Child): Promise<{ code: number | null; out: string; err: string }> {
  const { code } = await child.ended;
  return { code, out: child.stdout(), err: child.stderr() };
}

describe('npm run live-check', () => {
  test('prints what held and what was not tried, and keeps what it found', async () => {
    const { accessToken } = gitlab.issueToken('alice');
    const { code, out, err } = await finish(liveCheck(['--gitlab', gitlab.url, '--non-interactive'], { GITLAB_TOKEN: accessToken }));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`GitLab ${gitlab.url}\n  held          gitlab-anonymous-api`);
    expect(out).toMatch(/\n\d+ held, 0 did not hold, \d+ not tried\.\n.*live-check\.json/);
    const { record, problem } = readRecord(checkout.root);
    expect(problem).toBeUndefined();
    expect(record.gitlab[gitlab.url]?.['gitlab-complexity-told']).toMatchObject({ result: 'held' });
    expect(record.gitlab[gitlab.url]).not.toHaveProperty('gitlab-link-lasts');
    expect(out + err + readFileSync(recordFile(checkout.root), 'utf8')).not.toContain(accessToken);
  }, 60_000);

  test('says what happens instead of what did not hold, and leaves 1', async () => {
    gitlab.switches.coop = true;
    const { code, out } = await finish(liveCheck(['--gitlab', gitlab.url, '--non-interactive']));
    expect(code).toBe(1);
    expect(out).toMatch(/DID NOT HOLD {2}gitlab-keeps-opener.*\n.*no Cross-Origin-Opener-Policy.*\n.*What happens instead: The frame learns/);
  }, 60_000);

  test('interrupted, keeps what it found until then, and says so', async () => {
    const child = liveCheck(['--gitlab', gitlab.url, '--non-interactive']);
    child.process.stdout?.once('data', () => {
      gitlab.switches.hang = true;
    });
    await new Promise<void>((resolve) => {
      const look = () => (child.stdout().includes('gitlab-anonymous-api') || gitlab.switches.hang) && resolve();
      child.process.stdout?.on('data', look);
    });
    child.process.kill('SIGINT');
    const { code, out } = await finish(child);
    expect(code).toBe(130);
    expect(out).toMatch(/\d+ held, 0 did not hold, \d+ not tried, and it was interrupted\./);
  }, 60_000);

  test('without a terminal asks nothing, and leaves 1 where nothing was tried', async () => {
    const { code, out, err } = await finish(liveCheck(['--site', 'https://stranger.atlassian.net']));
    expect({ code, err: err.trim() }).toEqual({ code: 1, err: 'No terminal to ask questions at: what somebody has to look at stays untried.' });
    expect(out).toMatch(/\n0 held, 0 did not hold, \d+ not tried\.\nNothing was tried, and nothing was kept\.\n$/);
    expect(existsSync(recordFile(checkout.root))).toBe(false);
  }, 60_000);

  test('puts a record that can not be read anew, and says so', async () => {
    mkdirSync(dirname(recordFile(checkout.root)), { recursive: true });
    writeFileSync(recordFile(checkout.root), '{');
    const { code, err } = await finish(liveCheck(['--gitlab', gitlab.url, '--non-interactive']));
    expect(code).toBe(0);
    expect(err).toMatch(/live-check\.json is not a record .*; it is made anew\./);
    expect(readRecord(checkout.root).problem).toBeUndefined();
  }, 60_000);

  test('explains itself to whom it can not follow, without a word of what was typed', async () => {
    const { code, out, err } = await finish(liveCheck(['--gitlab', gitlab.url, '--token=glpat-canary']));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('GITLAB_TOKEN');
    expect(err).not.toMatch(/canary|at .*\.js:\d+/);
  });

  test('lists all that is assumed', async () => {
    const { code, out } = await finish(liveCheck(['--list']));
    expect(code).toBe(0);
    expect(out).toContain('| `popup-reaches-frame` |');
  });
});

describe('the server', () => {
  test('starts with a record that can not be read as if there were none, and warns', async () => {
    mkdirSync(dirname(recordFile(checkout.root)), { recursive: true });
    writeFileSync(recordFile(checkout.root), '{"version":1,"gitlab":"all of it"}');
    const server = run(process.execPath, [join(checkout.root, 'dist/src/server.js')], checkout.root, { ...environment(), PORT: '0', AC_LOCAL_BASE_URL: 'http://localhost:3000' });
    await server.listening();
    expect(server.log().find(({ level }) => level === 'warn')).toMatchObject({ problem: expect.stringMatching(/live-check\.json .*run it again, or remove the file/) });
    server.process.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0 });
  }, 60_000);

  test('serves the descriptor that fits what was found', async () => {
    mkdirSync(dirname(recordFile(checkout.root)), { recursive: true });
    writeFileSync(recordFile(checkout.root), JSON.stringify({ version: 1, gitlab: {}, site: { 'https://one.atlassian.net': { 'autoconvert-one-segment': { result: 'failed', at: '2026-11-24T02:00:00Z' } } } }));
    const server = run(process.execPath, [join(checkout.root, 'dist/src/server.js')], checkout.root, { ...environment(), PORT: '0', AC_LOCAL_BASE_URL: 'http://localhost:3000' });
    const port = await server.listening();
    const descriptor = await (await fetch(`http://127.0.0.1:${port}/atlassian-connect.json`)).text();
    expect(descriptor).toContain(`{"pattern":"${gitlab.url}/{}/-/issues/{}"}`);
    server.process.kill('SIGTERM');
    await server.ended;
  }, 60_000);
});
