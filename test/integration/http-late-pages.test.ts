import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import express, { type Response } from 'express';
import { openAssets } from '../../src/http/assets.js';
import { compressText } from '../../src/http/compress-text.js';
import { answerErrors } from '../../src/http/error-handler.js';
import { handle } from '../../src/http/handle.js';
import { answerWithin } from '../../src/http/limits.js';
import { createPages, type Awaited } from '../../src/http/pages.js';
import { logRequests } from '../../src/http/request-log.js';
import { createLogger } from '../../src/logger.js';
import { readChunks } from '../support/chunked-answer.js';
import { sendRaw } from '../support/raw-request.js';
import { testSettings } from '../support/settings.js';
import { english, languages } from '../support/words.js';

const EMBEDDER = { baseUrl: 'https://one.atlassian.net/wiki', displayUrl: undefined };
const SKELETON = '<div class="skeleton block" aria-busy="true">acme/orbit#12</div>';
const MAIN = '<main data-outcome="shown">The content</main>';
const LIMIT_MS = 1_200;

const lines: Record<string, unknown>[] = [];
let server: Server;
let origin: string;
/** What the next page waits for. */
let content: (asking: () => void) => ReturnType<Awaited['content']>;
/** The latest answer, and how often something was written to it. */
let latest: Response;
let writes: number;

const ready = (html = MAIN) => ({ title: 'Rings – GitLab', main: { html: Buffer.from(html) }, arrived: () => 'Rings: loaded.' });

/** A promise, and how to settle it. */
function later() {
  let come: (value: ReturnType<typeof ready>) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<ReturnType<typeof ready>>((resolve, reject) => ((come = resolve), (fail = reject)));
  return { promise, come, fail };
}

beforeAll(async () => {
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>), done()) });
  const assets = openAssets(join(import.meta.dirname, '../../dist/public'), '');
  const pages = createPages({ settings: testSettings(), assets, languages: languages.names });
  const app = express().disable('etag');
  app.use(logRequests(createLogger('info', sink)), compressText);
  app.get('/frame', answerWithin(LIMIT_MS), handle(async (_req, res) => {
    latest = res;
    writes = 0;
    const { write } = res;
    res.write = ((...given: Parameters<typeof write>) => ((writes += 1), write.apply(res, given))) as typeof write;
    await pages.frameWhenReady(res, EMBEDDER, { content, skeleton: () => ({ title: 'acme/orbit#12 – GitLab', main: { html: Buffer.from(SKELETON) } }), words: english, scripts: ['frame.js'] });
  }));
  app.use(answerErrors(assets, '', languages));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => void server.close(resolve)));
beforeEach(() => {
  lines.length = 0;
});

/** The lines of the log, once there is one: it is written after the answer. */
async function logged(): Promise<readonly Record<string, unknown>[]> {
  while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
  return lines;
}

describe('a page whose content takes a while', () => {
  it.each([undefined, 'gzip'])('begins with its head and a skeleton, and ends with the content: %s', async (encoding) => {
    const { promise, come } = later();
    content = (asking) => (asking(), promise);
    const answer = await readChunks(`${origin}/frame`, { ...(encoding === undefined ? {} : { 'accept-encoding': encoding }) });
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.first).toMatch(/^<!doctype html>.*<title>acme\/orbit#12 – GitLab<\/title>.*frame\.css.*frame\.js/s);
    expect(answer.first.endsWith(SKELETON)).toBe(true);
    come(ready());
    const whole = await answer.whole;
    expect(whole.slice(answer.first.length)).toContain(MAIN);
    expect(whole.endsWith('</html>')).toBe(true);
    expect(whole.match(/<main/g)).toHaveLength(1);
  });

  it('has one policy and one nonce for both parts [T12c]', async () => {
    const { promise, come } = later();
    content = (asking) => (asking(), promise);
    const answer = await readChunks(`${origin}/frame`);
    come(ready());
    const [, nonce] = /'nonce-([^']+)'/.exec(String(answer.headers['content-security-policy'])) ?? [];
    const rest = (await answer.whole).slice(answer.first.length);
    for (const part of [answer.first, rest]) expect(new Set([...part.matchAll(/nonce="([^"]*)"/g)].map(([, its]) => its))).toEqual(new Set([nonce]));
    expect(rest).toContain('data-title="Rings – GitLab"');
  });

  it.each([
    ['what nobody expected', () => new Error('a secret detail'), 'Something went wrong on our side.'],
    ['what was refused', () => Object.assign(new Error('x'), { status: 404 }), 'There is nothing at this address.'],
  ])('ends with the sentence and reference of an error, logged once: %s', async (_what, error, sentence) => {
    const { promise, fail } = later();
    content = (asking) => (asking(), promise);
    const answer = await readChunks(`${origin}/frame`);
    fail(error());
    const whole = await answer.whole;
    const [, reference] = /<main class="notice">.*<code>([0-9a-f]{16})<\/code>/s.exec(whole) ?? [];
    expect(whole).toContain(sentence);
    expect(whole).not.toContain('secret detail');
    expect(whole.endsWith('</html>')).toBe(true);
    const all = await logged();
    expect(all).toEqual([expect.objectContaining({ reference, status: 200, level: sentence.startsWith('Something') ? 'error' : 'info' })]);
  });

  it('ends when its time is over, and what comes after that changes nothing', async () => {
    const { promise, come } = later();
    content = (asking) => (asking(), promise);
    const answer = await readChunks(`${origin}/frame`);
    const whole = await answer.whole;
    expect(whole).toContain('This took too long.');
    expect(whole.match(/<main/g)).toHaveLength(1);
    expect(await logged()).toHaveLength(1);
    come(ready());
    await promise;
    expect((await sendRaw(origin, '/nothing')).status).toBe(404);
  });

  it('is given up without a word where its reader has gone', async () => {
    const { promise, come } = later();
    content = (asking) => (asking(), promise);
    const answer = await readChunks(`${origin}/frame`);
    answer.leave();
    expect(await logged()).toEqual([expect.objectContaining({ status: 499, level: 'info' })]);
    come(ready());
    await promise;
    expect(latest.writableEnded).toBe(false);
  });

  it('has no skeleton in the answer to HEAD', async () => {
    const { promise, come } = later();
    content = (asking) => (asking(), promise);
    const asked = sendRaw(origin, '/frame', { method: 'HEAD' });
    setTimeout(() => come(ready()), 400);
    expect(await asked).toMatchObject({ status: 200, body: '' });
    expect(writes).toBe(0);
  });
});

describe('a page for which GitLab is not asked yet', () => {
  it('begins with nothing, however long that takes, so that a failure keeps its status', async () => {
    const { promise, fail } = later();
    content = () => promise;
    setTimeout(() => fail(new Error('the database is away')), 400);
    const answer = await sendRaw(origin, '/frame', { headers: { accept: 'text/html' } });
    expect([answer.status, answer.body.includes('skeleton')]).toEqual([500, false]);
  });
});

describe('a page whose content is at hand', () => {
  it('goes out in one piece, without a skeleton', async () => {
    content = () => Promise.resolve(ready());
    const answer = await sendRaw(origin, '/frame');
    expect([answer.status, writes]).toEqual([200, 0]);
    expect(answer.headers['x-accel-buffering']).toBeUndefined();
    expect(answer.body).toContain(MAIN);
    expect(answer.body).not.toContain('skeleton');
  });

  it('is a whole error page where it fails at once', async () => {
    content = () => Promise.reject(new Error('at once'));
    const answer = await sendRaw(origin, '/frame', { headers: { accept: 'text/html' } });
    expect([answer.status, answer.body.includes('skeleton')]).toEqual([500, false]);
  });
});
