import express, { Router, type Express } from 'express';
import { createAccounts } from './accounts/accounts.js';
import { UNTRIED, type Assumptions } from './assumptions/assumptions.js';
import { createConnect } from './connect/connect.js';
import { notFound } from './errors.js';
import { createGitLab } from './gitlab/gitlab.js';
import { createHome } from './home/home.js';
import { openAssets } from './http/assets.js';
import { answerErrors } from './http/error-handler.js';
import { compressText } from './http/compress-text.js';
import { refuseLongUrls, refuseOtherMethods } from './http/limits.js';
import { createPages } from './http/pages.js';
import { logRequests } from './http/request-log.js';
import { securityHeaders } from './http/security-headers.js';
import type { Logger } from './logger.js';
import { createDiagrams } from './macros/diagrams/diagrams.js';
import { createMacros, type MacrosParts } from './macros/macros.js';
import { createPictures } from './macros/pictures/pictures.js';
import { createPageKnowledge } from './macros/page-knowledge/page-knowledge.js';
import { mountRoutes } from './routes.js';
import type { Settings } from './settings.js';
import type { Database } from './storage/database.js';
import { createInvalidation } from './storage/invalidation.js';
import { openRedis } from './storage/redis.js';
import { createSealer } from './storage/sealing.js';

export interface AppParts {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly database: Database;
  /** Folder of the built styles and browser scripts. */
  readonly assetsFolder: string;
  /** What live checks have found. */
  readonly assumptions?: Assumptions;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** How many times as fast as the clock on the wall the budget for GitLab fills; for benchmarks. */
  readonly pace?: number;
}

export interface App {
  readonly express: Express;
  /** Ends background work and outgoing connections; the database stays the caller's. */
  close(): Promise<void>;
}

/** The composition root: makes every part once, hands it what it needs, and puts the middleware in order. Listens to nothing. */
export function createApp({ settings, logger, database, assetsFolder, assumptions = UNTRIED, clock = Date.now, pace = 1 }: AppParts): App {
  const base = new URL(settings.baseUrl).pathname.replace(/\/$/, '');
  const assets = openAssets(assetsFolder, base);
  const pages = createPages(settings, assets, assumptions);
  const sealer = createSealer(settings.encryptionKeys);
  const redis = settings.redisUrl === undefined ? undefined : openRedis(settings.redisUrl, logger);
  const gitlab = createGitLab({ settings, logger, clock, redis, pace, assumptions });
  const invalidation = createInvalidation({ redis, logger });
  const connect = createConnect({
    settings,
    logger,
    database,
    sealer,
    invalidation,
    assumptions,
    clock,
    onSuspended: async (clientKey) => {
      await accounts.suspendTenant(clientKey);
      await macros.purgeTenant(clientKey);
      await knowledge.purgeTenant(clientKey);
    },
    onUninstalled: async (clientKey) => {
      await accounts.purgeTenant(clientKey);
      await macros.purgeTenant(clientKey);
      await knowledge.purgeTenant(clientKey);
    },
  });
  const { confluence, tenants } = connect;
  const accounts = createAccounts({ settings, logger, database, sealer, invalidation, gitlab, confluence, tenants, pages, clock });
  const knowledge = createPageKnowledge({ database, sealer, confluence, logger, clock, assumptions });
  const pictures = createPictures({ gitlab, viewers: accounts, tenants, sealer, settings, clock });
  const diagrams = createDiagrams({ sealer, assets, settings });
  const addresses: MacrosParts['addresses'] = (caller, eyes, instance) => ({ pictures: pictures.showTo(caller, eyes, instance), diagrams: diagrams.addressFor(caller) });
  const macros = createMacros({ gitlab, viewers: accounts, pages, addresses, sealer, invalidation, redis, knowledge, logger, clock });
  const home = createHome({ gitlab, viewers: accounts, pages });

  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').set('trust proxy', settings.trustProxy);
  // Signed parameters must mean one thing: no nested keys (`a[b]=1`).
  app.set('query parser', 'simple');
  app.use(logRequests(logger), securityHeaders(settings), compressText, refuseOtherMethods, refuseLongUrls);
  const router = Router({ caseSensitive: true, strict: true });
  mountRoutes(router, { base, connect, accounts, macros, pictures, diagrams, home, pages, assets, database });
  app.use(base || '/', router);
  app.use((_req, _res, next) => next(notFound()));
  app.use(answerErrors(assets, base));

  accounts.start();
  knowledge.start();
  return {
    express: app,
    async close() {
      await accounts.stop();
      await knowledge.stop();
      await connect.close();
      await gitlab.close();
      redis?.close();
    },
  };
}
