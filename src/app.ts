import express, { Router, type Express } from 'express';
import { createAccounts } from './accounts/accounts.js';
import { createConnect } from './connect/connect.js';
import { notFound } from './errors.js';
import { createGitLab } from './gitlab/gitlab.js';
import { createHome } from './home/home.js';
import { openAssets } from './http/assets.js';
import { answerErrors } from './http/error-handler.js';
import { refuseLongUrls, refuseOtherMethods } from './http/limits.js';
import { createPages } from './http/pages.js';
import { logRequests } from './http/request-log.js';
import { securityHeaders } from './http/security-headers.js';
import type { Logger } from './logger.js';
import { createMacros } from './macros/macros.js';
import { mountRoutes } from './routes.js';
import type { Settings } from './settings.js';
import type { Database } from './storage/database.js';
import { createSealer } from './storage/sealing.js';

export interface AppParts {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly database: Database;
  /** Folder of the built styles and browser scripts. */
  readonly assetsFolder: string;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

export interface App {
  readonly express: Express;
  /** Ends background work and outgoing connections; the database stays the caller's. */
  close(): Promise<void>;
}

/** The composition root: makes every part once, hands it what it needs, and puts the middleware in order. Listens to nothing. */
export function createApp({ settings, logger, database, assetsFolder, clock = Date.now }: AppParts): App {
  const base = new URL(settings.baseUrl).pathname.replace(/\/$/, '');
  const assets = openAssets(assetsFolder, base);
  const pages = createPages(settings, assets);
  const sealer = createSealer(settings.encryptionKeys);
  const gitlab = createGitLab({ settings, logger, clock });
  const connect = createConnect({
    settings,
    logger,
    database,
    sealer,
    clock,
    onUninstalled: (clientKey) => {
      macros.purgeTenant(clientKey);
      return accounts.purgeTenant(clientKey);
    },
  });
  const { confluence, tenants } = connect;
  const accounts = createAccounts({ settings, logger, database, sealer, gitlab, confluence, tenants, pages, clock });
  const macros = createMacros({ gitlab, viewers: accounts, pages, clock });
  const home = createHome({ gitlab, viewers: accounts, pages });

  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').set('trust proxy', settings.trustProxy);
  // Signed parameters must mean one thing: no nested keys (`a[b]=1`).
  app.set('query parser', 'simple');
  app.use(logRequests(logger), securityHeaders(settings), refuseOtherMethods, refuseLongUrls);
  const router = Router({ caseSensitive: true, strict: true });
  mountRoutes(router, { base, connect, accounts, macros, home, pages, assets, database });
  app.use(base || '/', router);
  app.use((_req, _res, next) => next(notFound()));
  app.use(answerErrors(assets, base));

  accounts.start();
  return {
    express: app,
    async close() {
      await accounts.stop();
      await connect.close();
      await gitlab.close();
    },
  };
}
