import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createListener } from '../../src/http/listener.js';
import { createLogger } from '../../src/logger.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

interface Heard {
  readonly text: string;
  /** Milliseconds until the server closed the connection. */
  readonly after: number;
}

let app: WholeApp;

beforeAll(async () => {
  app = await startWholeApp({ install: false });
});
afterAll(() => app.close());

/** Says something on a connection of its own, then a byte every fifth of a second, and listens until the server has closed it. */
async function say(text: string, dribble = ''): Promise<Heard> {
  const started = performance.now();
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  // A server that has heard enough resets the connection.
  socket.on('error', () => undefined);
  socket.write(text);
  for (const byte of dribble) {
    if (socket.destroyed || socket.readableEnded) break;
    socket.write(byte);
    await Promise.race([pause(200), closed]);
  }
  await closed;
  return { text: heard, after: performance.now() - started };
}

function errorOf({ text }: Heard): { status: number; code: string; reference: string } {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const { error } = JSON.parse(body) as { error: { code: string; message: string; reference: string } };
  expect(error.message).toMatch(/^[A-Z].*\.$/);
  expect(head).toMatch(/^content-type: application\/json; charset=utf-8$/im);
  expect(head).toMatch(/^cache-control: no-store$/im);
  expect(head).toMatch(/^x-content-type-options: nosniff$/im);
  expect(head).toMatch(/^connection: close$/im);
  return { status: Number(head.split(' ')[1]), code: error.code, reference: error.reference };
}

const linesOf = (reference: string) => app.log().split('\n').filter((line) => line.includes(reference)).map((line) => JSON.parse(line) as unknown);

const POST = 'POST /oauth/start HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const FOREVER = 'x'.repeat(100);

describe('a request that takes its time', () => {
  it('is answered and its connection closed, whatever it is slow with [T17a]', async () => {
    const [headers, body, chunks, silence, second] = await Promise.all([
      say('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ', FOREVER),
      say(`${POST}Content-Length: 1000\r\n\r\n{"ticket":"`, FOREVER),
      say(`${POST}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n'.repeat(20)),
      say(''),
      say('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nX-Slow: ', FOREVER),
    ]);
    for (const slow of [headers, body, chunks]) {
      const { status, code, reference } = errorOf(slow);
      expect({ status, code }).toEqual({ status: 408, code: 'too-slow' });
      expect(linesOf(reference)).toEqual([expect.objectContaining({ level: 'info', msg: 'request', status: 408, refused: 'too-slow' })]);
    }
    expect(silence.text).toBe('');
    expect(second.text).toMatch(/^HTTP\/1.1 200 [^]*HTTP\/1.1 408 /);
    for (const { after } of [headers, silence, second]) expect(after).toBeLessThan(9_000);
    for (const { after } of [body, chunks]) expect(after).toBeLessThan(12_000);
  }, 30_000);
});

describe('what is no request', () => {
  it.each([
    ['another protocol', '\u0016\u0003\u0001 hello\r\n\r\n', 400, 'bad-request'],
    ['no method', 'HELLO\r\n\r\n', 400, 'bad-request'],
    ['two lengths', `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400, 'bad-request'],
    ['a length and chunks', `${POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400, 'bad-request'],
    ['a line feed in a header', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Evil: a\nb\r\n\r\n', 400, 'bad-request'],
    ['a broken chunk', `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400, 'bad-request'],
    ['chunks that say more than they hold', `${POST}Transfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}`, 413, 'too-large'],
    ['headers without end', `GET /healthz HTTP/1.1\r\nHost: x\r\n${'X-Long: canary-of-a-header\r\n'.repeat(2_000)}`, 431, 'too-long'],
    ['an address without end', `GET /healthz?jwt=canary-of-a-header${'x'.repeat(40_000)}`, 431, 'too-long'],
  ])('is answered: %s [T17c]', async (_what, text, status, code) => {
    const heard = await say(text);
    const error = errorOf(heard);
    expect(error).toMatchObject({ status, code });
    expect(linesOf(error.reference)).toEqual([expect.objectContaining({ level: 'info', msg: 'request', status, refused: code })]);
    expect(heard.after).toBeLessThan(2_000);
    expect(app.log() + heard.text).not.toContain('canary-of');
  });

  it.each([
    ['an upgrade to another protocol', 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n', /^HTTP\/1.1 200 /],
    ['a proxy’s way of asking', 'GET http://elsewhere.example/healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /^HTTP\/1.1 (200|404) /],
    ['an address of another shape', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /^HTTP\/1.1 404 /],
    ['a tunnel', 'CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: x\r\n\r\n', /^$/],
    ['what must be understood and is not', 'GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: a-miracle\r\nConnection: close\r\n\r\n', /^HTTP\/1.1 417 /],
  ])('is no trouble: %s', async (_what, text, answer) => {
    const heard = await say(text);
    expect(heard.text).toMatch(answer);
    expect(heard.after).toBeLessThan(2_000);
  });

  it('goes on serving the others', async () => {
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  });
});

describe('what is too many', () => {
  it('connections are closed, further requests on one are answered 503, and both are counted and logged once [T17d]', async () => {
    const lines: string[] = [];
    const logger = createLogger('warn', new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()) }));
    const away: string[] = [];
    const metrics = { answered: () => undefined, turnedAway: (what: string) => void away.push(what) };
    const listener = createListener((_req, res) => res.end('here'), logger, { metrics, mostConnections: 1, requestsAConnection: 2 });
    const port = await listener.listen(0, '127.0.0.1');
    const first = connect(port, '127.0.0.1');
    let heard = '';
    const answers = (count: number) => new Promise<void>((resolve) => first.on('data', () => (heard.match(/HTTP\/1\.1/g) ?? []).length >= count && resolve()));
    first.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk)).on('error', () => undefined);
    const one = answers(1);
    first.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await one;
    for (let nth = 0; nth < 2; nth += 1) {
      const second = connect(port, '127.0.0.1').on('error', () => undefined);
      await new Promise((resolve) => second.once('close', resolve));
    }
    const three = answers(3);
    first.write('GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await three;
    expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 503']);
    await listener.drain(0);
    expect(away).toEqual(['connection', 'connection', 'request']);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([expect.objectContaining({ level: 'warn', connections: 1, requests: 0 })]);
  });
});
