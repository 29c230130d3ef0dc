import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import express from 'express';
import { openAssets } from '../../src/http/assets.js';
import { compressText } from '../../src/http/compress-text.js';

const STYLE = '.card { color: red; }\n'.repeat(200);
const PAGE = `<!doctype html>${'<p>Some words.</p>'.repeat(200)}`;

let folder: string;
let server: Server;
let assets: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assets-'));
  writeFileSync(join(folder, 'own.css'), STYLE);
  writeFileSync(join(folder, 'font.woff2'), 'not text');
  const opened = openAssets(folder, '');
  assets = opened.mountPath;
  const app = express().disable('etag');
  app.use(compressText).use(assets, opened.serve);
  app.get('/page', (_req, res) => void res.type('html').send(PAGE));
  app.get('/small', (_req, res) => void res.type('html').send('<p>'));
  app.get('/picture', (_req, res) => void res.type('png').send(Buffer.alloc(5_000)));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

/** An answer as it was sent. */
async function ask(path: string, encodings?: string): Promise<{ response: IncomingMessage; body: Buffer }> {
  const { port } = server.address() as AddressInfo;
  const headers = encodings === undefined ? {} : { 'accept-encoding': encodings };
  const response = await new Promise<IncomingMessage>((resolve, reject) => get({ port, path, headers, agent: false }, resolve).once('error', reject));
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { response, body: Buffer.concat(chunks) };
}

describe('styles and scripts', () => {
  it.each([['gzip, deflate, br', 'br', brotliDecompressSync], ['gzip', 'gzip', gunzipSync]] as const)('are sent as the browser takes them: %s', async (accepted, encoding, unpack) => {
    for (let again = 0; again < 2; again += 1) {
      const { response, body } = await ask(`${assets}/own.css`, accepted);
      expect(response.headers).toMatchObject({ 'content-encoding': encoding, vary: 'Accept-Encoding', 'cache-control': 'public, max-age=31536000, immutable', 'content-type': 'text/css; charset=utf-8' });
      expect(response.headers['content-length']).toBe(String(body.length));
      expect(unpack(body).toString()).toBe(STYLE);
    }
  });

  it.each([undefined, 'identity', 'gzip;q=0, br;q=0'])('are sent plain to whoever takes no other: %s', async (accepted) => {
    const { response, body } = await ask(`${assets}/own.css`, accepted);
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(response.headers.vary).toBe('Accept-Encoding');
    expect(body.toString()).toBe(STYLE);
  });

  it.each(['/font.woff2', '/none.css', '/..%2fpackage.json', '/__proto__', '/'])('are the only thing that is packed: %s', async (path) => {
    const { response } = await ask(assets + path, 'br');
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(response.statusCode).toBe(path === '/font.woff2' ? 200 : 404);
  });
});

describe('pages', () => {
  it('are compressed for who takes it', async () => {
    const { response, body } = await ask('/page', 'gzip');
    expect(response.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(gunzipSync(body).toString()).toBe(PAGE);
  });

  it.each([['/page', undefined], ['/small', 'gzip'], ['/picture', 'gzip']] as const)('and nothing else, nor for others: %s, %s', async (path, accepted) => {
    expect((await ask(path, accepted)).response.headers['content-encoding']).toBeUndefined();
  });
});
