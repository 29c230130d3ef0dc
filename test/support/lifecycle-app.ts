import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import express, { type RequestHandler } from 'express';
import request, { type Test } from 'supertest';
import { signContextToken, signFrameToken } from '../../demo/confluence/tokens.js';
import { createConnect, type Connect } from '../../src/connect/connect.js';
import { notFound } from '../../src/errors.js';
import { answerErrors } from '../../src/http/error-handler.js';
import { logRequests } from '../../src/http/request-log.js';
import { createLogger } from '../../src/logger.js';
import type { Settings } from '../../src/settings.js';
import type { Database } from '../../src/storage/database.js';
import { createInvalidation } from '../../src/storage/invalidation.js';
import { openRedis } from '../../src/storage/redis.js';
import { createSealer } from '../../src/storage/sealing.js';
import { makeSigningKey, signLifecycle, type Json, type SigningKey } from './lifecycle-tokens.js';
import { startKeyServer, type KeyServer } from './key-server.js';
import { testSettings, type SettingsOverrides } from './settings.js';
import { languages } from './words.js';

export const BASE = 'http://localhost:3000';
export const APP_KEY = 'gitlab-for-confluence';
const signingKey = makeSigningKey();

/** A Confluence site: what it tells the app of itself. */
export interface Site {
  readonly clientKey: string;
  readonly sharedSecret: string;
  readonly baseUrl: string;
}

export function makeSite(changes: Partial<Site> = {}): Site {
  const clientKey = randomUUID();
  return { clientKey, sharedSecret: makeSecret(), baseUrl: `https://site-${clientKey.slice(0, 8)}.atlassian.net/wiki`, ...changes };
}

export const makeSecret = () => `secret-canary-${randomBytes(24).toString('base64url')}`;

/** The connect part alone behind a small app with the product's error answers, one process of an installation. */
export interface ConnectApp {
  readonly url: string;
  readonly settings: Settings;
  readonly connect: Connect;
  readonly keyServer: KeyServer;
  /** The key that the key server serves. */
  readonly key: SigningKey;
  /** Moves only when a test moves it; begins at the machine's time. */
  readonly time: { now: number };
  /** Client keys whose data was purged; `fail` is thrown instead. */
  readonly purges: { readonly done: string[]; readonly suspended: string[]; fail: Error | undefined };
  /** Every log line so far, from debug level up. */
  readonly log: () => string;
  /** A lifecycle call with any token and body. */
  call(path: string, token: string | undefined, body: unknown): Test;
  token(path: string, clientKey: string, claims?: Json, header?: Json): string;
  install(site: Site, body?: Json): Test;
  uninstall(site: Site): Test;
  /** Loads a module page as a reader of the site. */
  frame(site: Site): Test;
  /** Calls the API as a frame of the site. */
  api(site: Site): Test;
  close(): Promise<void>;
}

export interface ConnectAppOptions {
  readonly settings?: SettingsOverrides;
  /** Another process of the installation, with whom the key server and the clock are shared. */
  readonly beside?: ConnectApp;
  readonly fail?: Error;
}

export const INSTALLED = '/connect/installed';
export const UNINSTALLED = '/connect/uninstalled';

export function installBody({ clientKey, sharedSecret, baseUrl }: Site, changes: Json = {}): Json {
  return { key: APP_KEY, clientKey, sharedSecret, baseUrl, productType: 'confluence', eventType: 'installed', ...changes };
}

export async function startConnectApp(database: Database, { settings: overrides, beside, fail }: ConnectAppOptions = {}): Promise<ConnectApp> {
  const keyServer = beside?.keyServer ?? (await startKeyServer());
  keyServer.publish(signingKey.kid, signingKey.publicPem);
  const settings = testSettings({ baseUrl: BASE, connectKeysUrl: keyServer.url, ...overrides });
  const time = beside?.time ?? { now: Date.now() };
  const lines: string[] = [];
  const logger = createLogger('debug', new Writable({ write: (line: Buffer, _encoding, done) => (lines.push(line.toString()), done()) }));
  const purges = { done: new Array<string>(), suspended: new Array<string>(), fail };
  const redis = settings.redisUrl === undefined ? undefined : openRedis(settings.redisUrl, logger);
  const connect = createConnect({
    settings, logger, database, sealer: createSealer(settings.encryptionKeys), invalidation: createInvalidation({ redis, logger }), clock: () => time.now,
    onSuspended: (clientKey) => {
      if (purges.fail) return Promise.reject(purges.fail);
      purges.suspended.push(clientKey);
      return Promise.resolve();
    },
    onUninstalled: (clientKey) => {
      if (purges.fail) return Promise.reject(purges.fail);
      purges.done.push(clientKey);
      return Promise.resolve();
    },
  });
  // As the queue does for a process that starts.
  const tidying = connect.tidy().catch(() => undefined);
  const server = await listen(mount(connect, logRequests(logger)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const subject = ({ clientKey }: Site) => ({ clientKey, accountId: 'reader', issuedAt: Math.floor(time.now / 1000) });
  const token = (path: string, clientKey: string, claims?: Json, header?: Json) =>
    signLifecycle({ key: signingKey, clientKey, baseUrl: settings.baseUrl, path, now: time.now }, claims, header);
  const call = (path: string, jwt: string | undefined, body: unknown) => {
    const test = request(url).post(path).set('content-type', 'application/json');
    return (jwt === undefined ? test : test.set('authorization', `JWT ${jwt}`)).send(typeof body === 'string' ? body : JSON.stringify(body));
  };
  return {
    url, settings, connect, keyServer, key: signingKey, time, purges, call, token,
    log: () => lines.join(''),
    install: (site, body) => call(INSTALLED, token(INSTALLED, site.clientKey), installBody(site, body)),
    uninstall: (site) => call(UNINSTALLED, token(UNINSTALLED, site.clientKey), installBody(site, { sharedSecret: undefined, eventType: 'uninstalled' })),
    frame: (site) => request(url).get(`/frame?jwt=${signFrameToken(site.sharedSecret, subject(site), `${BASE}/frame`, BASE)}`),
    api: (site) => request(url).get('/api').set('authorization', `JWT ${signContextToken(site.sharedSecret, subject(site), { user: { accountId: 'reader' } })}`),
    async close() {
      await stop(server);
      await tidying;
      redis?.close();
      if (!beside) await keyServer.close();
    },
  };
}

function mount(connect: Connect, log: RequestHandler) {
  const app = express().disable('x-powered-by').set('query parser', 'simple').use(log);
  app.post(INSTALLED, connect.installed);
  app.post(UNINSTALLED, connect.uninstalled);
  app.get('/frame', connect.guards.frame(({ tenant }, _req, res) => void res.json({ tenant })));
  app.post('/forge/lifecycle', express.json({ limit: '16kb' }), connect.forgeUninstalled);
  app.get('/api', connect.guards.context(({ tenant }, _req, res) => void res.json({ tenant })));
  app.get('/api/caller', connect.guards.context((caller, _req, res) => void res.json(caller)));
  app.get('/api/told', connect.guards.context(async ({ tenant, accountId = '' }, _req, res) => {
    const signal = AbortSignal.timeout(5_000);
    const name = await connect.confluence.userName(tenant, accountId, signal);
    const page = await connect.confluence.pageStorage(tenant, '7', signal).catch(() => 'not told');
    res.json({ name, page });
  }));
  app.get('/api/administer', connect.guards.administrator(({ caller, accountId, by }, _req, res) => void res.json({ clientKey: caller.tenant.clientKey, accountId, by })));
  app.use((_req, _res, next) => next(notFound()));
  const nothing: RequestHandler = (_req, _res, next) => next();
  return app.use(answerErrors({ url: '/assets/x/', mountPath: '/assets/x', serve: nothing, icon: nothing }, '', languages));
}

function listen(app: express.Express): Promise<Server> {
  const server = createServer(app);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
