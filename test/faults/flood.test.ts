import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { endChildren, run, type Child } from '../support/child.js';
import { sendRaw } from '../support/raw-request.js';
import { ROOT } from '../support/processes.js';
import { isLong } from './length.js';

jest.setTimeout(120_000);

const MEBIBYTE = 1024 * 1024;
const TIMES = isLong ? 2_000 : 150;
const AT_ONCE = 10;
const SLOW = isLong ? 1_000 : 200;

let folder: string;
let child: Child;
let origin: string;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flood-'));
  const environment = { NODE_ENV: 'test', PORT: '0', AC_LOCAL_BASE_URL: 'http://localhost:3000', DATABASE_URL: `sqlite:${join(folder, 'app.sqlite')}` };
  child = run(process.execPath, [join(ROOT, 'dist/server.js')], folder, environment);
  port = await child.listening();
  origin = `http://127.0.0.1:${port}`;
  // What any process takes that has begun to work.
  await many(500, () => sendRaw(origin, '/atlassian-connect.json'));
  await many(100, () => post(JSON.stringify({ ticket: 'x'.repeat(15_000) })));
  await many(20, () => statusOf(post(LARGE)));
});
afterAll(async () => {
  await endChildren();
  rmSync(folder, { recursive: true, force: true });
});

/** Bytes of memory that the server holds, which is the child of what was started. */
function memory(): number {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'ppid=,rss='], { encoding: 'utf8' });
  const line = stdout.split('\n').map((one) => one.trim().split(/\s+/).map(Number)).find(([parent]) => parent === child.process.pid);
  if (line?.[1] === undefined) throw new Error('The server is not there.');
  return line[1] * 1024;
}

/** The answers, and the most memory that the server held in between. */
async function many<T>(times: number, ask: () => Promise<T>): Promise<{ readonly answers: readonly T[]; readonly most: number }> {
  const answers: T[] = [];
  let most = 0;
  for (let done = 0; done < times; done += AT_ONCE) {
    answers.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, times - done) }, ask))));
    most = Math.max(most, memory());
  }
  return { answers, most };
}

const LARGE = Buffer.alloc(10 * MEBIBYTE, 'x');
const post = (body: string | Buffer) => sendRaw(origin, '/oauth/start', { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }, body });

/** The server may close before it has read all: then the answer, or that the connection was closed, is what the sender knows. */
const statusOf = (answer: Promise<{ readonly status: number }>) => answer.then(({ status }) => status, (error: NodeJS.ErrnoException) => error.code ?? 'closed');

test.each([
  ['bodies of 10 MiB', TIMES / 5, () => post(LARGE), [413, 'EPIPE', 'ECONNRESET']],
  ['addresses of 16 KiB', TIMES, () => sendRaw(origin, `/macros/link?url=${'x'.repeat(16 * 1024)}`), [414]],
  ['a thousand parameters', TIMES, () => sendRaw(origin, `/macros/link?${Array.from({ length: 1_000 }, (_, index) => `p${index}=1`).join('&')}`), [401]],
  ['deep JSON', TIMES, () => post(`${'['.repeat(7_000)}${']'.repeat(7_000)}`), [400]],
])('%s are refused, and cost the server 50 MiB of memory at most [T17d]', async (_what, times, ask, statuses) => {
  const before = memory();
  const { answers, most } = await many(times, () => statusOf(ask()));
  expect(answers.filter((status) => !statuses.includes(status))).toEqual([]);
  expect(answers).toContain(statuses[0]);
  expect(most - before).toBeLessThanOrEqual(50 * MEBIBYTE);
});

test('connections that dribble cost 50 MiB at most, are all ended, and hold nobody up [T17a, T17d]', async () => {
  const before = memory();
  const ended = Array.from({ length: SLOW }, () => new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('POST /oauth/start HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Slow: '));
    const dribble = setInterval(() => socket.write('x'), 500);
    socket.on('error', () => undefined).on('data', () => undefined).once('close', () => {
      clearInterval(dribble);
      resolve();
    });
  }));
  const during = await fetch(`${origin}/healthz`);
  expect(during.status).toBe(200);
  const most = memory();
  await Promise.all(ended);
  expect(Math.max(most, memory()) - before).toBeLessThanOrEqual(50 * MEBIBYTE);
});
