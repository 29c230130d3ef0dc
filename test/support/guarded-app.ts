import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import express, { Router, type RequestHandler } from 'express';
import { createAddon } from '../../src/connect/addon.js';
import type { Administrators } from '../../src/connect/administrators.js';
import type { ConnectHandler } from '../../src/connect/caller.js';
import { unauthorized } from '../../src/errors.js';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import { createGuards } from '../../src/connect/guards.js';
import { createStoreAdapter } from '../../src/connect/store-adapter.js';
import type { TenantWithSecret } from '../../src/connect/tenants.js';
import { answerErrors } from '../../src/http/error-handler.js';
import { logRequests } from '../../src/http/request-log.js';
import { createLogger } from '../../src/logger.js';
import type { Signer } from './caller-tokens.js';
import { testSettings } from './settings.js';
import { languages } from './words.js';

/** The front door before handlers that tell what they were given: `/frame…` is a module page, `/api…` for a frame's script. */
export interface GuardedApp {
  /** Where it listens. */
  readonly origin: string;
  /** What it takes for its own address, path included. */
  readonly baseUrl: string;
  /** By client key; tests add, change and remove tenants. */
  readonly tenants: Map<string, TenantWithSecret>;
  /** Called when a tenant is looked up. */
  onLookUp: (clientKey: string) => void;
  /** Answers for `/administer…`, which only administrators may call: undefined until a test says otherwise. */
  askAdministrator: Administrators['ask'];
  readonly log: () => string;
  close(): Promise<void>;
}

export interface GuardedOptions {
  readonly baseUrl?: string;
  readonly clock?: () => number;
  /** Replaces the routes: what to do with every request, with or without a guard. */
  readonly everything?: 'frame' | 'ace alone';
}

export function tenantOf({ clientKey, sharedSecret }: Signer, epoch = 1): TenantWithSecret {
  return { tenant: Object.freeze({ clientKey, baseUrl: 'https://acme.atlassian.net/wiki', displayUrl: undefined, epoch }), installedAt: 0, sharedSecret };
}

export async function startGuardedApp({ baseUrl = 'http://localhost:3000', clock = Date.now, everything }: GuardedOptions = {}): Promise<GuardedApp> {
  const settings = testSettings({ baseUrl });
  const lines: string[] = [];
  const logger = createLogger('debug', new Writable({ write: (line: Buffer, _encoding, done) => (lines.push(line.toString()), done()) }));
  const known = new Map<string, TenantWithSecret>();
  const findWithSecret = (clientKey: string) => {
    guarded.onLookUp(clientKey);
    return Promise.resolve(known.get(clientKey));
  };
  const tenants = { findWithSecret, find: async (clientKey: string) => (await findWithSecret(clientKey))?.tenant };
  const descriptor = makeDescriptor(settings);
  const addon = createAddon({ settings, logger, descriptor, store: createStoreAdapter(tenants, descriptor.key) });
  const refuse = () => Promise.reject(unauthorized('no token of Forge is expected here'));
  const guards = createGuards({ addon, tenants, administrators: { ask: (caller, signal) => guarded.askAdministrator(caller, signal) }, forge: { admit: refuse, verify: refuse }, self: { appKey: descriptor.key, baseUrl }, clock });

  const router = Router({ caseSensitive: true });
  const withBody: RequestHandler = (req, _res, next) => {
    req.body ??= {};
    next();
  };
  if (everything === 'ace alone') router.all(/.*/, withBody, addon.authenticate(), (_req, res) => void res.json({}));
  if (everything === 'frame') router.all(/.*/, guards.frame(tell));
  router.all(/^\/frame/, guards.frame(tell));
  router.all(/^\/administer/, express.json({ limit: '16kb' }), guards.administrator(({ caller, accountId, by }, _req, res) => void res.json({ caller, accountId, by })));
  router.all(/^\/api/, express.json({ limit: '16kb' }), guards.context(tell));
  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(logRequests(logger), (_req, res, next) => {
    res.locals.ours = true;
    next();
  });
  app.use(everything ? '/' : new URL(baseUrl).pathname, router);
  const nothing: RequestHandler = (_req, _res, next) => next();
  if (everything === 'ace alone') app.use(answerAce);
  app.use(answerErrors({ url: '/assets/x/', mountPath: '/assets/x', serve: nothing, icon: nothing }, '', languages));

  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const guarded: GuardedApp = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    baseUrl,
    tenants: known,
    onLookUp: () => undefined,
    askAdministrator: () => Promise.resolve(undefined),
    log: () => lines.join(''),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return guarded;
}

const tell: ConnectHandler = (caller, req, res) => {
  const frozen = Object.isFrozen(caller) && Object.isFrozen(caller.tenant);
  const left = { context: Reflect.has(req, 'context'), locals: Object.keys(res.locals), acpt: res.hasHeader('x-acpt') };
  res.json({ caller, frozen, left, jwt: req.query.jwt, authorization: req.headers.authorization, body: req.body as unknown });
};

/** ACE hands plain objects to `next`. */
const answerAce: express.ErrorRequestHandler = (_error, _req, res, _next) => void res.status(401).end();
