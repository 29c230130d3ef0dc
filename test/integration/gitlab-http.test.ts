import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createAddressGuard, type AddressGuard } from '../../src/gitlab/calls/address-guard.js';
import { createHttpClient, MAX_BODY_BYTES, type HttpClient, type HttpFailure } from '../../src/gitlab/calls/http-client.js';
import { startScriptedServer, type ScriptedServer } from '../support/scripted-server.js';

let server: ScriptedServer;
const clients: HttpClient[] = [];

beforeAll(async () => {
  server = await startScriptedServer();
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
afterAll(() => server.close());

function clientFor(rules: { privateHosts?: string[]; ports?: number[] } = {}, resolve?: LookupFunction): HttpClient {
  const settings = { privateHosts: ['127.0.0.1'], ports: [443], ...rules };
  const client = createHttpClient(settings, createAddressGuard(settings, resolve));
  clients.push(client);
  return client;
}

const get = (url: string, timeoutMs = 5_000, signal = new AbortController().signal) => ({ method: 'GET' as const, url: new URL(url), headers: {}, signal, timeoutMs });
const failure = (promise: Promise<unknown>) => promise.then(() => 'an answer', (error: HttpFailure) => error.reason);

describe('time', () => {
  test('a server that never answers is left after the limit', async () => {
    server.answer(() => {});
    const started = performance.now();
    expect(await failure(clientFor().send(get(server.url, 200)))).toBe('slow');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('a body that drips on is left after the limit [T16b]', async () => {
    let drip: NodeJS.Timeout | undefined;
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await failure(clientFor().send(get(server.url, 300)))).toBe('slow');
    clearInterval(drip);
  });

  test('a caller who stops waiting stops the exchange', async () => {
    const closed = new Promise<void>((done) => server.answer((_request, response) => response.on('close', () => done())));
    const stop = new AbortController();
    const sent = failure(clientFor().send(get(server.url, 5_000, stop.signal)));
    while (server.seen.length === 0) await new Promise((done) => setImmediate(done));
    stop.abort();
    expect(await sent).toBe('slow');
    await closed;
  });

  test('nothing is sent when the time is up already', async () => {
    server.answer((_request, response) => response.end());
    expect(await failure(clientFor().send(get(server.url, 5_000, AbortSignal.abort())))).toBe('unreachable');
    expect(server.seen).toEqual([]);
  });
});

describe('size', () => {
  test('a body of exactly the limit is read', async () => {
    server.answer((_request, response) => response.end(Buffer.alloc(MAX_BODY_BYTES, 'a')));
    expect((await clientFor().send(get(server.url))).body.length).toBe(MAX_BODY_BYTES);
  });

  test('one byte more is refused', async () => {
    server.answer((_request, response) => response.end(Buffer.alloc(MAX_BODY_BYTES + 1, 'a')));
    expect(await failure(clientFor().send(get(server.url)))).toBe('too-large');
  });

  test('a body without end is cut off [T16a]', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'a');
    let written = 0;
    server.answer((_request, response) => {
      const push = (): void => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
        response.once('drain', push);
      };
      push();
    });
    expect(await failure(clientFor().send(get(server.url)))).toBe('too-large');
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  test('a gzip bomb is cut off by its decoded size, in little memory [T16a]', async () => {
    const mebibyte = gzipSync(Buffer.alloc(1024 * 1024));
    const bomb = gzipSync(Buffer.concat(Array.from({ length: 2048 }, () => mebibyte)));
    const before = process.memoryUsage().rss;
    server.answer((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(bomb));
    expect(await failure(clientFor().send(get(server.url)))).toBe('too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test('a compressed body is read decoded', async () => {
    server.answer((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}')));
    expect((await clientFor().send(get(server.url))).body.toString()).toBe('{"a":1}');
  });

  test('headers without end are refused [T16b]', async () => {
    server.answer((_request, response) => response.writeHead(200, { 'x-long': 'a'.repeat(64 * 1024) }).end());
    expect(await failure(clientFor().send(get(server.url)))).toBe('broken');
  });

  test('a body that breaks off is no answer', async () => {
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      response.destroy();
    });
    expect(await failure(clientFor().send(get(server.url)))).toBe('broken');
  });
});

describe('where it connects', () => {
  let other: ScriptedServer;
  beforeAll(async () => {
    other = await startScriptedServer();
    other.answer((_request, response) => response.end('reached'));
  });
  afterAll(() => other.close());

  test.each([301, 302, 303, 307, 308])('a redirect (%d) is an answer, and is not followed [T15a]', async (status) => {
    server.answer((_request, response) => response.writeHead(status, { location: other.url }).end());
    const answer = await clientFor().send(get(server.url));
    expect([answer.status, answer.headers.get('location')]).toEqual([status, other.url]);
    expect(other.seen).toEqual([]);
  });

  test.each(['http://127.0.0.1', 'https://127.0.0.1', 'https://2130706433', 'https://[::ffff:127.0.0.1]', 'https://[::1]', 'https://localhost'])('%s is not reached unless the operator named it [T13c]', async (base) => {
    const client = clientFor({ privateHosts: [], ports: [other.port] });
    expect(await failure(client.send(get(`${base}:${other.port}/`)))).toBe('unreachable');
    expect(other.seen).toEqual([]);
  });

  test('a named port stands for itself only [T13c]', async () => {
    server.answer((_request, response) => response.end());
    const client = clientFor({ privateHosts: [`127.0.0.1:${server.port}`] });
    expect((await client.send(get(server.url))).status).toBe(200);
    expect(await failure(client.send(get(other.url)))).toBe('unreachable');
    expect(other.seen).toEqual([]);
  });

  test('a name that resolves to a loopback address the second time is not followed there [T14a]', async () => {
    const reached: string[] = [];
    const trap: Server = createServer();
    trap.on('connection', (socket) => {
      reached.push(String(socket.remoteAddress));
      socket.destroy();
    });
    await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done));
    const { port } = trap.address() as AddressInfo;
    const answers = [['192.0.2.1'], ['8.8.8.8', '127.0.0.1'], ['127.0.0.1']];
    const resolve: LookupFunction = (_name, _options, callback) => callback(null, (answers.shift() ?? ['127.0.0.1']).map((address) => ({ address, family: 4 })));
    const client = clientFor({ privateHosts: [], ports: [port] }, resolve);
    for (let turn = 0; turn < 4; turn += 1) expect(await failure(client.send(get(`https://rebinding.example:${port}/`)))).toBe('unreachable');
    expect(reached).toEqual([]);
    await new Promise((done) => trap.close(done));
  });

  test('the socket goes to the very address that was judged [T14a]', async () => {
    server.answer((_request, response) => response.end('pinned'));
    const judged: AddressGuard = { judge: () => 'public', lookup: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]) };
    const client = createHttpClient({ privateHosts: [], ports: [] }, judged);
    clients.push(client);
    expect((await client.send(get(`http://no-such-name.invalid:${server.port}/`))).body.toString()).toBe('pinned');
  });

  test('a port where nobody listens is unreachable', async () => {
    const gone = await startScriptedServer();
    await gone.close();
    expect(await failure(clientFor().send(get(gone.url)))).toBe('unreachable');
  });
});
