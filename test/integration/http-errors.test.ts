import express, { type RequestHandler } from 'express';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import request, { type Response, type Test } from 'supertest';
import { createApp, type App } from '../../src/app.js';
import { AppError } from '../../src/errors.js';
import { answerErrors } from '../../src/http/error-handler.js';
import { handle } from '../../src/http/handle.js';
import { answerWithin } from '../../src/http/limits.js';
import { logRequests } from '../../src/http/request-log.js';
import { createLogger, type Logger } from '../../src/logger.js';
import { onSqlite } from '../support/databases.js';
import { testSettings } from '../support/settings.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { languages } from '../support/words.js';

interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly reference: string };
}
type Line = Readonly<Record<string, unknown>>;

const lines: Line[] = [];

function logger(): Logger {
  return createLogger('debug', new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(JSON.parse(chunk.toString()) as Line), done()) }));
}

function expectError(answer: Response, status: number, code: string): ErrorBody['error'] {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  const { error } = answer.body as ErrorBody;
  expect(answer.body).toEqual({ error: { code, message: expect.stringMatching(/^[A-Z].*\.$/), reference: expect.stringMatching(/^[0-9a-f]{16}$/) } });
  return error;
}

describe('the whole app', () => {
  let app: WholeApp;
  beforeAll(async () => {
    app = await startWholeApp();
  });
  afterAll(() => app.close());

  const get = (path: string) => request(app.url).get(path);
  const post = (path: string) => request(app.url).post(path);
  const loggedOf = (reference: string) => app.log().split('\n').filter((line) => line.includes(reference));
  const WITH_BODY = ['/connect/installed', '/connect/uninstalled', '/oauth/start', '/api/link/start', '/api/link/confirm'];

  const REFUSED: readonly (readonly [string, () => Test, number, string])[] = [
    ['nothing there', () => get('/nothing'), 404, 'not-found'],
    ['another method', () => post('/home'), 404, 'not-found'],
    ['no token for a frame', () => get('/macros/link?url=x'), 401, 'unauthorized'],
    ['no token for a frame’s script', () => get('/api/home'), 401, 'unauthorized'],
    ['no token for an install', () => post('/connect/installed').send({ key: 'gitlab-for-confluence' }), 401, 'unauthorized'],
    ['a popup’s call from elsewhere', () => post('/oauth/start').send({ ticket: 'x' }), 403, 'forbidden'],
    ['a long address', () => get(`/healthz?${'x'.repeat(8_192)}`), 414, 'too-long'],
    ['a longer address', () => get(`/${'x'.repeat(17_000)}`), 414, 'too-long'],
    ['an address without end', () => get(`/${'x'.repeat(40_000)}`), 431, 'too-long'],
    ['headers without end', () => get('/healthz').set('x-long', 'x'.repeat(40_000)), 431, 'too-long'],
    ['a path that means nothing', () => get('/assets/%ff'), 404, 'not-found'],
  ];

  it.each(REFUSED)('answers %s with code, message and a reference that its one log line has too', async (_what, ask, status, code) => {
    const { reference } = expectError(await ask(), status, code);
    const logged = loggedOf(reference);
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ level: 'info', msg: 'request', reference, status, refused: code });
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])('does not know the method %s, not even where it has a page', async (method) => {
    for (const path of ['/home', '/healthz', '/connect/installed', '/nothing']) {
      const answer = await request(app.url)[method.toLowerCase() as 'put'](path);
      expectError(answer, 404, 'not-found');
    }
  });

  it.each(['/nothing', '/macros/link', '/macros/inline', '/home'])('shows a page with message and reference to whom asks %s for HTML', async (path) => {
    const answer = await get(path).set('accept', 'text/html,application/xhtml+xml,*/*;q=0.8');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    const [, reference] = /<code>([0-9a-f]{16})<\/code>/.exec(answer.text) ?? [];
    expect(answer.text).toContain(path === '/nothing' ? 'There is nothing at this address.' : 'This request could not be authenticated.');
    expect(answer.text).not.toContain('<script');
    expect(loggedOf(reference ?? 'none')).toHaveLength(1);
  });

  it('tells nothing of what was wrong in a 401: all but the reference is the same', async () => {
    const answers = [await get('/home'), await get('/home?jwt=x'), await get('/api/home').set('authorization', 'JWT a.b.c'), await post('/connect/installed').send({}), await post('/connect/uninstalled').set('authorization', 'JWT x').send({})];
    const shown = answers.map((answer) => ({ ...expectError(answer, 401, 'unauthorized'), reference: undefined }));
    expect(new Set(shown.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(new Set(answers.map((answer) => (answer.body as ErrorBody).error.reference)).size).toBe(answers.length);
  });

  describe.each(WITH_BODY)('of a body at %s', (path) => {
    const send = (body: string, type = 'application/json') => post(path).set('content-type', type).send(body);

    it('refuses ten megabytes [T17b]', async () => {
      const started = performance.now();
      expectError(await send(`{"a":"${'x'.repeat(10 * 1024 * 1024)}"}`), 413, 'too-large');
      expect(performance.now() - started).toBeLessThan(2_000);
    });

    it('refuses what is no JSON, and neither shows nor logs what it was', async () => {
      const answer = await send('{"sharedSecret":"canary-of-a-broken-body",');
      const { reference } = expectError(answer, 400, 'bad-request');
      expect(JSON.parse(loggedOf(reference)[0] ?? '')).toMatchObject({ why: 'entity.parse.failed' });
      expect(app.log() + answer.text).not.toContain('canary-of');
    });

    it.each([
      ['a lone surrogate', '{"\\ud800":1}', undefined],
      ['deep JSON', `${'['.repeat(7_000)}${']'.repeat(7_000)}`, undefined],
      ['deep objects', `${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}`, undefined],
      ['a prototype', '{"__proto__":{"ticket":"x"},"constructor":{"prototype":{"ticket":"x"}}}', undefined],
      ['a number', '5', undefined],
      ['null', 'null', undefined],
      ['a list', '[]', undefined],
      ['nothing', '', undefined],
      ['a form', 'ticket=x&key=y', 'application/x-www-form-urlencoded'],
      ['text', '{"ticket":"x"}', 'text/plain'],
      ['an unknown character set', '{}', 'application/json; charset=klingon'],
      ['a strange type', '{}', 'application/'],
    ])('refuses %s soon [T1d, T17b]', async (_what, body, type) => {
      const started = performance.now();
      const answer = await send(body, type);
      expect([400, 401, 403]).toContain(answer.status);
      expect(answer.body).toHaveProperty('error.reference');
      expect(performance.now() - started).toBeLessThan(2_000);
    });

    it('refuses a body that is not what its encoding says, or swells [T17b]', async () => {
      for (const encoding of ['gzip', 'deflate', 'br', 'zip']) {
        const answer = await send('not compressed').set('content-encoding', encoding);
        expect([400, 401, 403]).toContain(answer.status);
      }
    });
  });

  it.each(['/macros/link', '/home', '/api/home', '/api/link/status', '/oauth/callback', '/oauth/popup', '/atlassian-connect.json', '/healthz', '/nothing'])('takes a thousand parameters at %s without ado [T17c]', async (path) => {
    const query = Array.from({ length: 1_000 }, (_, index) => `p${index}=1`).join('&');
    for (const tail of [query, 'a=1&a=2', 'a[]=1', 'a[b]=1', '__proto__=1', 'constructor[prototype][x]=1', 'a=%ff', 'a=%', '%ff=1', '&&&==', 'jwt=x&jwt=y', 'state=a&state=b&code=c']) {
      const answer = await get(`${path}?${tail}`);
      expect([200, 400, 401, 404]).toContain(answer.status);
    }
  });

  it('logs one line a request, without its query, and every line is JSON', async () => {
    const before = app.log().length;
    await get('/healthz?canary-of-a-query=1');
    await get('/nothing/here%0a{"level":"fatal"}?state=canary-of-a-query');
    await request(app.url).get('/home').query({ jwt: 'eyJhbGciOi.canary-of-a-query.x' });
    const logged = app.log().slice(before).trim().split('\n').map((line) => JSON.parse(line) as Line);
    expect(logged.map(({ method, path, status, msg }) => ({ method, path, status, msg }))).toEqual([
      { method: 'GET', path: '/healthz', status: 200, msg: 'request' },
      { method: 'GET', path: '/nothing/here%0a%7B%22level%22:%22fatal%22%7D', status: 404, msg: 'request' },
      { method: 'GET', path: '/home', status: 401, msg: 'request' },
    ]);
    expect(JSON.stringify(logged)).not.toContain('canary-of');
    expect(new Set(logged.map(({ reference }) => reference)).size).toBe(3);
  });
});

describe('an app whose database is away', () => {
  const on = onSqlite();
  let app: App;
  beforeAll(() => {
    const database = { ...on.database, ping: () => Promise.reject(new Error('no database')) };
    app = createApp({ settings: testSettings(), logger: logger(), database, assetsFolder: join(import.meta.dirname, '../../public') });
  });
  afterAll(() => app.close());

  it('is alive and not ready', async () => {
    await request(app.express).get('/healthz').expect(200, { status: 'ok' });
    const answer = await request(app.express).get('/readyz');
    expectError(answer, 503, 'unavailable');
    expect(answer.headers['retry-after']).toBe('5');
  });
});

describe('a handler', () => {
  const assets = { url: '/assets/x/', mountPath: '/assets/x', serve: nothing, icon: nothing };
  /** Where Express prints errors that reach its end. */
  let print: jest.SpiedFunction<typeof console.error>;

  beforeEach(() => {
    lines.length = 0;
    print = jest.spyOn(console, 'error').mockReturnValue(undefined);
  });
  afterEach(() => print.mockRestore());

  function nothing(...[, , next]: Parameters<RequestHandler>): void {
    next();
  }

  function ask(...handlers: RequestHandler[]): Test {
    // Where NODE_ENV is test, as here, Express prints nothing.
    const app = express().set('env', 'production').use(logRequests(logger()));
    app.get('/', ...handlers);
    return request(app.use(answerErrors(assets, '', languages))).get('/');
  }

  it.each([
    ['an error of nobody', () => { throw new Error('canary of the inside'); }],
    ['a rejection', () => Promise.reject(new TypeError('canary of the inside'))],
    ['what is no error', () => { throw 'canary of the inside'; }],
    ['an error with a status of its own', () => Promise.reject(Object.assign(new Error('canary of the inside'), { status: 700 }))],
  ])('that throws %s gets a 500 that says nothing of it', async (_what, work) => {
    const answer = await ask(handle(work as () => Promise<void>));
    const { reference } = expectError(answer, 500, 'internal');
    expect(answer.text).not.toContain('canary');
    expect(lines).toEqual([expect.objectContaining({ level: 'error', reference, status: 500, err: expect.anything() })]);
  });

  it('that throws after it has answered keeps its answer, and the log has the error', async () => {
    const answer = await ask(handle((_req, res) => {
      res.json({ fine: true });
      throw new Error('too late');
    }));
    expect(answer.body).toEqual({ fine: true });
    expect(lines).toMatchObject([{ status: 200, err: { message: 'too late' } }]);
    expect(print).not.toHaveBeenCalled();
  });

  it('that throws in the middle of its answer ends the connection', async () => {
    const broken = ask(handle((_req, res) => {
      res.write('half');
      throw new Error('in the middle');
    }));
    await expect(broken).rejects.toThrow(/aborted|hang up/);
    expect(lines).toMatchObject([{ status: 499, err: { message: 'in the middle' } }]);
  });

  it('that takes too long is answered for, once, whatever becomes of it later', async () => {
    let finish = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let done: Promise<unknown> = Promise.resolve();
    const answer = await ask(answerWithin(20), handle((_req, res) => {
      const work = late.then(() => void res.json({ late: true }));
      done = work.catch(() => undefined);
      return work;
    }));
    expectError(answer, 503, 'unavailable');
    expect(answer.headers['retry-after']).toBe('5');
    finish();
    await done;
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(lines).toHaveLength(1);
    expect(print).not.toHaveBeenCalled();
  });

  it('that refuses says why in the log, and not where in the code', async () => {
    await ask(handle(() => {
      throw new AppError(409, 'conflict', 'Not twice.', { cause: 'the second' });
    }));
    expect(lines).toMatchObject([{ level: 'info', status: 409, refused: 'conflict', why: 'the second' }]);
    expect(JSON.stringify(lines)).not.toContain('stack');
  });
});
