import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createGitLab, type GitLab } from '../../src/gitlab/gitlab.js';
import type { Reference } from '../../src/gitlab/references/reference.js';
import { createLogger } from '../../src/logger.js';
import { sendJson, startScriptedServer, type ScriptedServer } from '../support/scripted-server.js';
import { testSettings } from '../support/settings.js';

const PLACE = { instance: 'default', fullPath: 'acme/web' } as const;
/** Less than the most that is read of any answer. */
const WHOLE = 4_000_000;
const CHUNK = 'x'.repeat(16 * 1024);

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

/** Sends an answer with `TEXT` in it, and in its place a text of four megabytes, for as long as anybody reads; gives what was sent. */
async function drip(response: ServerResponse, answer: object): Promise<number> {
  const [head = '', tail = ''] = JSON.stringify(answer).split('TEXT');
  const [total, most] = [WHOLE + head.length + tail.length, WHOLE / CHUNK.length];
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': total });
  let sent = 0;
  const send = async (text: string) => {
    sent += text.length;
    if (!response.write(text) && !response.destroyed) await new Promise((next) => response.once('drain', next).once('close', next));
    // Whoever reads is in this process too.
    await new Promise((next) => setImmediate(next));
  };
  await send(head);
  for (let count = 0; count < most && !response.destroyed; count += 1) await send(CHUNK.slice(0, Math.min(CHUNK.length, WHOLE - count * CHUNK.length)));
  response.end(tail);
  return sent;
}

const project = (fields: object) => ({ data: { project: { fullPath: PLACE.fullPath, ...fields } } });
const TIMES = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' };
const names = (name: string) => ({ nodes: [{ name }], pageInfo: { hasNextPage: false } });

/** A file as GitLab tells of it, in the order of the query; `text` as it would begin. */
const blob = (path: string, text?: string) => ({ path, storedExternally: false, rawSize: String(WHOLE), ...(text === undefined ? {} : { rawTextBlob: text }), name: path, oid: 'a', language: null, permalinkPath: null });
const snippet = (text?: string) => ({ id: 'gid://gitlab/ProjectSnippet/5', title: 'S', ...TIMES, visibilityLevel: 'public', author: null, blobs: { nodes: [{ path: 'a.log', size: WHOLE, ...(text === undefined ? {} : { rawPlainData: text }), name: 'a.log', binary: false }] } });
const folder = { trees: names('a'), blobs: names('b'), submodules: { nodes: [] } };
const PROJECT = { name: 'Web', nameWithNamespace: 'Acme / Web', starCount: 0, forksCount: 0 };

const CASES: readonly (readonly [string, Reference, (text?: string) => object, object])[] = [
  ['a file', { kind: 'file', ...PLACE, refAndPath: 'main/a.log' }, (text) => project({ repository: { blobs: { nodes: [blob('a.log', text)] } } }), { withheld: 'too-big', size: WHOLE, text: undefined }],
  ['a pinned file', { kind: 'file', ...PLACE, refAndPath: 'main/a.log', pin: '4f1c2a9b' }, (text) => project({ repository: { head0: { lastCommit: { sha: '4f1c2a9b' } }, now0: { nodes: [{ path: 'a.log', oid: 'a' }] }, then0: { nodes: [blob('a.log', text)] } } }), { withheld: 'too-big', size: WHOLE, text: undefined }],
  ['the README of a folder', { kind: 'folder', ...PLACE, refAndPath: 'main' }, (text) => project({ repository: { rootRef: 'main', folder, ...(text === undefined ? {} : { readme: { nodes: [blob('README.md', text)] } }) } }), { readme: undefined, entries: { length: 2 } }],
  ['the README of a project', { kind: 'project', ...PLACE }, (text) => project({ ...PROJECT, repository: { rootRef: 'main', ...(text === undefined ? {} : { readme: { nodes: [blob('README.md', text)] } }) } }), { readme: undefined, name: 'Web' }],
  ['a snippet', { kind: 'snippet', ...PLACE, id: 5 }, (text) => project({ snippets: { nodes: [snippet(text)] } }), { files: [{ withheld: 'too-big', size: WHOLE, text: undefined }] }],
  ['a personal snippet', { kind: 'snippet', instance: 'default', id: 5 }, (text) => ({ data: { snippets: { nodes: [snippet(text)] } } }), { files: [{ withheld: 'too-big', size: WHOLE, text: undefined }] }],
];

test.each(CASES)('%s over a megabyte is told without its text, of which GitLab sends little [T16c]', async (_what, reference, answer, told) => {
  let sending: Promise<number> | undefined;
  server.answer((request, response) => {
    if (!/rawTextBlob|rawPlainData/.test(request.body)) return sendJson(response, 200, answer());
    sending = drip(response, answer('TEXT'));
  });
  expect(await gitlab.load(gitlab.preset, reference, undefined, new AbortController().signal)).toMatchObject(told);
  expect(server.seen).toHaveLength(2);
  expect(await sending).toBeLessThan(WHOLE / 4);
});
