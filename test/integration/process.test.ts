import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '../../src/logger.js';
import { openDatabase } from '../../src/storage/database.js';
import { makeCheckout, type Checkout } from '../support/checkout.js';
import { endChildren, run, type Child } from '../support/child.js';
import { createWorld, linkAccount } from './accounts-world.js';

const KEY_BYTES = Buffer.alloc(32, 7);
const KEY = `k1:${KEY_BYTES.toString('base64')}`;
let checkout: Checkout;
let folder: string;
let good: Record<string, string>;

beforeAll(() => {
  checkout = makeCheckout();
}, 120_000);
afterAll(() => checkout.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-'));
  good = { PORT: '0', AC_LOCAL_BASE_URL: 'http://localhost:3000', DATABASE_URL: `sqlite:${join(folder, 'app.sqlite')}`, ENCRYPTION_KEYS: KEY };
});
afterEach(async () => {
  await endChildren();
  rmSync(folder, { recursive: true, force: true });
});

function start(environment: Record<string, string> = {}, root = checkout.root, options: readonly string[] = [], file = 'dist/src/server.js'): Child {
  return run(process.execPath, [...options, join(root, file)], folder, { ...good, ...environment });
}

/** For a process to run before all else. */
const before = (script: string): readonly string[] => ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
/** Says at the end which of the packages for observing it has loaded. */
const TELL_LOADED = `import Module from 'node:module'; process.on('exit', () => console.error(JSON.stringify([...new Set(Object.keys(Module._cache).flatMap((path) => /node_modules\\/(prom-client|@opentelemetry\\/[^/]+)\\//.exec(path)?.[1] ?? []))])))`;
const CARELESS = before('process.on("SIGUSR2", () => { Promise.reject(new Error("looked after by nobody")); Promise.reject(new Error("nor was this")); })');

/** A connection that says something and tells what it hears until the end. */
function talk(port: number, text: string): { socket: Socket; heard: (wanted: RegExp) => Promise<void>; closed: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  let all = '';
  socket.setEncoding('utf8').on('error', () => undefined).on('data', (chunk: string) => (all += chunk));
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(all)));
  const heard = (wanted: RegExp) =>
    new Promise<void>((resolve, reject) => {
      socket.on('data', () => wanted.test(all) && resolve());
      void closed.then(() => reject(new Error(`It was closed after: ${all}`)));
    });
  socket.write(text);
  return { socket, heard, closed };
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

const BODY = '{"ticket":"x"}';
/** The server says `100 Continue` once it has the head, so that the request is known to be under way. */
const ARRIVING = `POST /oauth/start HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\nExpect: 100-continue\r\n\r\n`;

describe('the server', () => {
  it('makes its database, says on which port it listens, serves, and ends with 0 when it is told to', async () => {
    const server = start({}, checkout.root, before(TELL_LOADED));
    const port = await server.listening();
    expect(port).toBeGreaterThan(1023);
    for (const path of ['healthz', 'readyz', 'atlassian-connect.json']) expect((await fetch(`http://127.0.0.1:${port}/${path}`)).status).toBe(200);
    server.process.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
    expect(server.log().map(({ msg }) => msg)).toEqual(['migrated the database', 'listening', 'request', 'request', 'request', 'stopped']);
    // Nobody has asked for metrics or traces.
    expect(server.stderr()).toBe('[]\n');
  });

  it('tells metrics at a port of their own, and loads what traces need once a collector is named', async () => {
    const other = createServer();
    const metricsPort = await listen(other);
    await new Promise((resolve) => other.close(resolve));
    const server = start({ METRICS_PORT: String(metricsPort), OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, checkout.root, before(TELL_LOADED));
    const port = await server.listening();
    await fetch(`http://127.0.0.1:${port}/healthz`);
    const told = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(told).toContain('gitlab_for_confluence_requests_total{route="/healthz",status="200",outcome="none"} 1');
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404);
    server.process.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0 });
    expect(JSON.parse(server.stderr())).toEqual(expect.arrayContaining(['prom-client', '@opentelemetry/sdk-trace-base']));
  });

  it('starts through a symbolic link too, and again on the same database', async () => {
    symlinkSync(checkout.root, join(folder, 'link'));
    for (const root of [checkout.root, join(folder, 'link')]) {
      const server = start({}, root);
      await server.listening();
      server.process.kill('SIGINT');
      expect(await server.ended).toMatchObject({ code: 0 });
    }
  });

  it('lets a request under way finish, takes no other, and is not hurried by further signals', async () => {
    const server = start();
    const port = await server.listening();
    const idle = talk(port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await idle.heard(/"ok"/);
    const silent = talk(port, '');
    const asking = talk(port, 'GET /readyz HTTP/1.1\r\nHost: x\r\n');
    const arriving = talk(port, ARRIVING);
    await arriving.heard(/100 Continue/);
    server.process.kill('SIGTERM');
    expect(await idle.closed).toMatch(/keep-alive/);
    expect(await silent.closed).toBe('');
    expect(await connects(port)).toBe(false);
    asking.socket.write('\r\n');
    expect(await asking.closed).toMatch(/HTTP\/1\.1 503 [^]*"code":"unavailable"/);
    server.process.kill('SIGTERM');
    server.process.kill('SIGINT');
    const asked = performance.now();
    arriving.socket.write(BODY);
    expect(await arriving.closed).toMatch(/HTTP\/1\.1 403 [^]*Connection: close[^]*"code":"forbidden"/);
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(3_000);
    expect(server.log().filter(({ msg }) => msg === 'stopped')).toHaveLength(1);
  });

  it('waits ten seconds at most for a request that never ends', async () => {
    const server = start();
    const arriving = talk(await server.listening(), ARRIVING);
    await arriving.heard(/100 Continue/);
    const asked = performance.now();
    server.process.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(13_000);
  }, 30_000);

  it('ends with 1 after a promise that nobody looked after, and says so once', async () => {
    const server = start({}, checkout.root, CARELESS);
    await server.listening();
    server.process.kill('SIGUSR2');
    expect(await server.ended).toMatchObject({ code: 1 });
    expect(server.log().filter(({ level }) => level === 'fatal')).toMatchObject([{ msg: 'unhandled rejection', err: { message: 'looked after by nobody' } }]);
  });
});

describe('the supervised server', () => {
  const supervise = (environment: Record<string, string> = {}) => start(environment, checkout.root, CARELESS, 'dist/server.js');
  const starts = (server: Child) => server.log().filter(({ msg }) => msg === 'listening') as { readonly pid: number; readonly port: number }[];

  /** Resolves to the last start once there were so many. */
  async function started(server: Child, count: number): Promise<{ readonly pid: number; readonly port: number }> {
    await server.listening();
    await new Promise<void>((resolve) => {
      const look = () => starts(server).length >= count && resolve();
      server.process.stdout?.on('data', look);
      look();
    });
    const last = starts(server).at(-1);
    if (!last) throw new Error('It has not started.');
    return last;
  }

  it('is started again after a promise that nobody looked after and after a kill -9, says why once, and ends with 0 when it is told to', async () => {
    const server = supervise();
    process.kill((await started(server, 1)).pid, 'SIGUSR2');
    process.kill((await started(server, 2)).pid, 'SIGKILL');
    const { port } = await started(server, 3);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    server.process.kill('SIGTERM');
    server.process.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
    const log = server.log();
    expect(log.filter(({ level }) => level === 'fatal')).toMatchObject([{ msg: 'unhandled rejection', err: { message: 'looked after by nobody' } }]);
    expect(log.filter(({ msg }) => msg === 'the server has ended and is started again')).toMatchObject([{ code: 1, signal: null, againInMs: 100 }, { code: null, signal: 'SIGKILL', againInMs: 200 }]);
    expect(log.filter(({ msg }) => msg === 'stopped')).toHaveLength(1);
    expect(server.stderr()).toBe('');
  });

  it('drains and ends when its supervisor is killed', async () => {
    const server = supervise();
    const { port } = await started(server, 1);
    const arriving = talk(port, ARRIVING);
    await arriving.heard(/100 Continue/);
    server.process.kill('SIGKILL');
    // Takes no other connection, which is to be seen from outside alone.
    while (await connects(port)) await new Promise((resolve) => setImmediate(resolve));
    arriving.socket.write(BODY);
    expect(await arriving.closed).toMatch(/HTTP\/1\.1 403 /);
    // Its output ends with the last process that writes to it.
    await server.ended;
    expect(server.log().at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it('is not tried again where it is set up wrong', async () => {
    const server = supervise({ LOG_LEVEL: 'loud' });
    expect(await server.ended).toMatchObject({ code: 1, signal: null });
    expect(server.stderr()).toMatch(/^The settings have 1 problem:\n- LOG_LEVEL [^\n]+\n$/);
    expect(server.stdout()).toBe('');
  });
});

describe('a start that can not succeed', () => {
  async function refused(environment: Record<string, string>): Promise<string> {
    const server = start(environment);
    expect(await server.ended).toMatchObject({ code: 1, signal: null });
    expect(server.stdout()).toBe('');
    // A stack would be for us, not for who set it up.
    expect(server.stderr()).not.toMatch(/^\s+at /m);
    return server.stderr();
  }

  it('names every bad setting at once, with its remedy and without its value [T21d, T30a]', async () => {
    const said = await refused({
      NODE_ENV: 'staging', PORT: 'canary', AC_LOCAL_BASE_URL: 'http://app.example.com', AC_OPTS: 'no-auth', AC_PRODUCT: 'bitbucket',
      AC_STORE: 'canary', DATABASE_URL: 'mysql://user:canary@host/db', ENCRYPTION_KEYS: 'k1:canary', REDIS_URL: 'canary://:canary@host',
      CONNECT_KEYS_CDN_URL: 'http://keys.example.com', AC_HOST_SCRIPT_URL: 'http://script.example.com', FORGE_JWKS_URL: 'http://forge.example.com',
      GITLAB_CLIENT_SECRET: 'canary', GITLAB_URL: 'http://10.0.0.1', AC_HOST_WHITELIST: '*', TRUST_PROXY: 'all', LOG_LEVEL: 'loud',
    });
    expect(said).toMatch(/^The settings have \d+ problems:\n/);
    const names = ['NODE_ENV', 'PORT', 'AC_LOCAL_BASE_URL', 'AC_OPTS', 'AC_PRODUCT', 'AC_STORE', 'DATABASE_URL', 'ENCRYPTION_KEYS', 'REDIS_URL', 'CONNECT_KEYS_CDN_URL', 'AC_HOST_SCRIPT_URL', 'FORGE_JWKS_URL', 'GITLAB_CLIENT_SECRET', 'GITLAB_URL', 'AC_HOST_WHITELIST', 'TRUST_PROXY', 'LOG_LEVEL'];
    expect(names.filter((name) => !new RegExp(`^- ${name} .{15,}\\.$`, 'm').test(said))).toEqual([]);
    expect(said).not.toContain('canary');
  });

  it('asks production for what it needs [T30a]', async () => {
    const said = await refused({ NODE_ENV: 'production', AC_LOCAL_BASE_URL: '', ENCRYPTION_KEYS: '' });
    expect(said).toMatch(/^- AC_LOCAL_BASE_URL is required in production/m);
    expect(said).toMatch(/^- ENCRYPTION_KEYS is required in production/m);
  });

  it('refuses a credentials.json beside it, and reads bad settings from a .env too', async () => {
    writeFileSync(join(checkout.root, 'credentials.json'), '{}');
    writeFileSync(join(checkout.root, '.env'), 'AC_OPTS=no-auth\n');
    try {
      expect(await refused({})).toMatch(/AC_OPTS [^]*credentials\.json/);
    } finally {
      for (const name of ['credentials.json', '.env']) rmSync(join(checkout.root, name));
    }
  });

  it('says that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, () => resolve()));
    const { port } = other.address() as AddressInfo;
    const server = start({ PORT: String(port) });
    expect(await server.ended).toMatchObject({ code: 1 });
    expect(server.stderr()).toBe(`Port ${port} is taken by another process: stop that one, or set PORT to another.\n`);
    await new Promise((resolve) => other.close(resolve));
  });

  describe('because its database', () => {
    const url = (port: number) => `postgres://app:canary-of-a-password@127.0.0.1:${port}/app`;
    let silent: Server;
    beforeEach(() => {
      silent = createServer();
    });

    it('is not there says so within seconds, without the password [T21d]', async () => {
      const port = await listen(silent);
      await new Promise((resolve) => silent.close(resolve));
      const server = start({ DATABASE_URL: url(port) });
      const { code, after } = await server.ended;
      expect(code).toBe(1);
      expect(after).toBeLessThan(8_000);
      expect(server.stderr()).toMatch(/^The database that DATABASE_URL names can't be used: .*ECONNREFUSED.*\n$/);
      expect(server.stdout() + server.stderr()).not.toContain('canary');
    });

    it('does not answer says so within seconds, without the password', async () => {
      const sockets = new Set<Socket>();
      silent.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
      const server = start({ DATABASE_URL: url(await listen(silent)) });
      const { code, after } = await server.ended;
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
      expect(code).toBe(1);
      expect(after).toBeLessThan(10_000);
      expect(server.stderr()).toMatch(/^The database that DATABASE_URL names can't be used: .+\n$/);
      expect(server.stdout() + server.stderr()).not.toContain('canary');
    });

    it('can not be written says so', async () => {
      writeFileSync(join(folder, 'file'), '');
      const said = await refused({ DATABASE_URL: `sqlite:${join(folder, 'file/app.sqlite')}` });
      expect(said).toMatch(/^The database that DATABASE_URL names can't be used: .+\n$/);
    });

    it('was sealed with a key that is missing, or whose name another has, says which and what to do [T22d]', async () => {
      const database = await openDatabase({ settings: { database: { dialect: 'sqlite', path: join(folder, 'app.sqlite') } }, logger: createLogger('silent') });
      const world = createWorld(database, { keys: [{ id: 'k1', key: KEY_BYTES }] });
      await linkAccount(world);
      await world.close();
      await database.close();
      const other = Buffer.alloc(32, 'another ').toString('base64');
      for (const keys of [`other:${other}`, `k1:${other}`]) {
        expect(await refused({ ENCRYPTION_KEYS: keys })).toBe(`ENCRYPTION_KEYS doesn't open what is stored with the key "k1": it is missing, or another key has its name. Put it back behind the first, and remove it only after npm run rotate-keys.\n`);
      }
      const server = start({ ENCRYPTION_KEYS: `other:${other},${KEY}` });
      await server.listening();
      server.process.kill('SIGTERM');
      expect(await server.ended).toMatchObject({ code: 0 });
    });

    it('is none says so', async () => {
      writeFileSync(join(folder, 'app.sqlite'), 'this is not a database, whatever its name says'.repeat(100));
      expect(await refused({})).toMatch(/^The database that DATABASE_URL names can't be used: .*not a database\n$/);
    });
  });
});

describe('npm start', () => {
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const startByNpm = (detached = false) => run(npm[0] ?? 'npm', [...npm.slice(1), 'start'], checkout.root, good, detached);

  it('does no work that is already done, passes SIGTERM on and ends with 0', async () => {
    const server = startByNpm();
    const port = await server.listening();
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    server.process.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
    expect(server.log().at(-1)).toMatchObject({ msg: 'stopped' });
    expect(server.stdout() + server.stderr()).not.toMatch(/Installing|Building/);
    expect(await connects(port)).toBe(false);
  });

  it('lets requests finish on Ctrl+C, which reaches npm and the server at the same time', async () => {
    const server = startByNpm(true);
    const arriving = talk(await server.listening(), ARRIVING);
    await arriving.heard(/100 Continue/);
    process.kill(-(server.process.pid ?? 0), 'SIGINT');
    arriving.socket.write(BODY);
    expect(await arriving.closed).toMatch(/HTTP\/1\.1 403 /);
    await server.ended;
    expect(server.log().at(-1)).toMatchObject({ msg: 'stopped' });
  });
});
