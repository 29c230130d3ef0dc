import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GitLabError } from '../../src/gitlab/errors.js';
import { createGitLab, type GitLab } from '../../src/gitlab/gitlab.js';
import type { Reference } from '../../src/gitlab/references/reference.js';
import { createLogger } from '../../src/logger.js';
import { sendJson, startScriptedServer, type ScriptedServer, type SeenRequest } from '../support/scripted-server.js';
import { testSettings } from '../support/settings.js';

const MIB = 1024 * 1024;
const PROJECT = {
  ...{ fullPath: 'acme/web', name: 'Web', nameWithNamespace: 'Acme / Web', webUrl: null, descriptionHtml: null, visibility: 'public', archived: false },
  ...{ topics: [], starCount: 0, forksCount: 0, openIssuesCount: 0, openMergeRequestsCount: 0, lastActivityAt: null, repository: null },
};
const project: Reference = { kind: 'project', instance: 'default', fullPath: 'acme/web' };

type Fault = (response: ServerResponse, request: SeenRequest) => void;

let server: ScriptedServer;
let gitlab: GitLab;

beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());
beforeEach(() => {
  gitlab = createGitLab({ settings: testSettings({ gitlab: { url: server.url, privateHosts: ['127.0.0.1'] } }), logger: createLogger('silent') });
});
afterEach(() => gitlab.close());

/** Whoever bears the name of a fault meets it; everybody else is answered as usual. */
function misbehave(faults: Readonly<Record<string, Fault>>): void {
  server.answer((request, response) => {
    const fault = faults[(request.headers.authorization ?? '').replace('Bearer ', '')];
    if (fault) fault(response, request);
    else sendJson(response, 200, { data: { project: PROJECT } });
  });
}

const load = (token: string, reference: Reference = project) =>
  gitlab.load(gitlab.preset, reference, token, new AbortController().signal).then(({ kind }) => kind as string, (error: unknown) => (error instanceof GitLabError ? error.failure : `threw ${String(error)}`));

/** Loads for each of them at once, and for others all the while; answers what came of it and the longest wait of the others. */
async function meet(faults: Readonly<Record<string, Fault>>): Promise<{ outcomes: Record<string, string>; longestMs: number; tookMs: number }> {
  misbehave(faults);
  const started = performance.now();
  let isOver = false;
  let longestMs = 0;
  const bystanders = (async () => {
    for (let index = 0; !isOver; index += 1) {
      const asked = performance.now();
      expect(await load(`bystander-${index % 5}`)).toBe('project');
      longestMs = Math.max(longestMs, performance.now() - asked);
      await new Promise((done) => setTimeout(done, 150));
    }
  })();
  const outcomes = Object.fromEntries(await Promise.all(Object.keys(faults).map(async (name) => [name, await load(name)] as const)));
  isOver = true;
  await bystanders;
  return { outcomes, longestMs, tookMs: performance.now() - started };
}

const allUnavailable = (faults: object) => Object.fromEntries(Object.keys(faults).map((name) => [name, 'unavailable']));
const body = (text: string): Fault => (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(text);
const bomb = (encoding: string, bytes: Buffer): Fault => (response) => response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(bytes);

const SHAPES: Readonly<Record<string, Fault>> = {
  nothing: body(''),
  text: body('"data"'),
  'no-data': body('{"errors":[{"message":"x"}]}'),
  'a-list': body('[[[[]]]]'),
  'other-types': body('{"data":{"project":{"fullPath":{"a":1},"name":[],"topics":"x"}}}'),
  'half-a-body': (response) => response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"data":', () => response.destroy()),
  'deep-lists': body('['.repeat(100_000)),
  'deep-objects': body(`{"data":${'{"project":'.repeat(100_000)}1${'}'.repeat(100_001)}`),
  'many-errors': body(JSON.stringify({ data: null, errors: Array.from({ length: 20_000 }, () => ({ message: 'x'.repeat(100) })) })),
};

let written = 0;
const SIZES: Readonly<Record<string, Fault>> = {
  'a-gibibyte': (response) => {
    const chunk = Buffer.alloc(64 * 1024, ' ');
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(1024 * MIB) });
    const push = (): void => {
      while (!response.destroyed && written < 1024 * MIB && response.write(chunk)) written += chunk.length;
      response.once('drain', push);
    };
    push();
  },
  gzip: bomb('gzip', gzipSync(Buffer.alloc(256 * MIB))),
  deflate: bomb('deflate', deflateSync(Buffer.alloc(256 * MIB))),
  brotli: bomb('br', brotliCompressSync(Buffer.alloc(256 * MIB), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })),
  'gzip-twice': bomb('gzip, gzip', gzipSync(gzipSync(Buffer.alloc(256 * MIB)))),
};

/** Goes on until the other side hangs up. */
function drip(response: ServerResponse, everyMs: number, piece: string): void {
  const timer = setInterval(() => response.socket?.write(piece), everyMs);
  response.socket?.on('close', () => clearInterval(timer));
}

const WAITS: Readonly<Record<string, Fault>> = {
  'never-an-answer': () => undefined,
  'a-byte-a-second': (response) => {
    response.socket?.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n');
    drip(response, 1_000, ' ');
  },
  'headers-without-end': (response) => {
    response.socket?.write('HTTP/1.1 200 OK\r\n');
    drip(response, 5, 'x-more: and more\r\n');
  },
  'a-header-a-second': (response) => {
    response.socket?.write('HTTP/1.1 200 OK\r\n');
    drip(response, 1_000, 'x-more: and more\r\n');
  },
};

describe('a GitLab that misbehaves is unavailable to whom it does, and to nobody else', () => {
  test('with answers of the wrong shape [T16d, T16e]', async () => {
    const { outcomes, longestMs } = await meet(SHAPES);
    expect(outcomes).toEqual(allUnavailable(SHAPES));
    expect(longestMs).toBeLessThan(3_000);
  });

  test('with answers that are too large, compressed or not, of which no more than is needed is read [T16a, T16e]', async () => {
    const { outcomes, longestMs } = await meet(SIZES);
    expect(outcomes).toEqual(allUnavailable(SIZES));
    expect(written).toBeLessThan(64 * MIB);
    expect(longestMs).toBeLessThan(3_000);
  });

  test('with answers that take longer than 8 seconds [T16b, T16e]', async () => {
    const { outcomes, longestMs, tookMs } = await meet(WAITS);
    expect(outcomes).toEqual(allUnavailable(WAITS));
    expect([tookMs < 10_000, longestMs < 3_000]).toEqual([true, true]);
  }, 20_000);

  test('with lists whose pages never end [T16c]', async () => {
    let pages = 0;
    misbehave({
      pages: (response) => {
        pages += 1;
        sendJson(response, 200, Array.from({ length: 100 }, (_, index) => ({ id: pages * 1_000 + index, title: 'x' })), { 'x-next-page': String(pages + 1) });
      },
    });
    expect(await load('pages', { kind: 'iteration', level: 'group', instance: 'default', fullPath: 'acme', id: 5 })).toBe('not-found');
    expect(pages).toBeGreaterThan(1);
    expect(pages).toBeLessThanOrEqual(20);
  });
});

test('after all that memory is back where it was [T16e]', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / MIB;
  };
  await meet({ ...SHAPES, ...SIZES });
  const before = used();
  for (let round = 0; round < 3; round += 1) await meet({ ...SHAPES, ...SIZES });
  expect(used() - before).toBeLessThan(50);
}, 30_000);

test('a GitLab that fails for everybody is left alone, and asked again after a while [T16e, T25b]', async () => {
  server.answer((_request, response) => response.writeHead(502).end());
  for (let index = 0; index < 12; index += 1) expect(await load(`viewer-${index}`)).toBe('unavailable');
  expect(server.seen).toHaveLength(8);
  misbehave({});
  const deadline = Date.now() + 5_000;
  while ((await load('ann')) !== 'project' && Date.now() < deadline) await new Promise((done) => setTimeout(done, 100));
  expect(await load('ann')).toBe('project');
});
