import express, { Router, type Express } from 'express';
import { createAccounts } from './accounts/accounts.js';
import { createAdmin } from './admin/admin.js';
import { noteSharedUse } from './audit/shared-use.js';
import { createAudit } from './audit/audit.js';
import { UNTRIED, type Assumptions } from './assumptions/assumptions.js';
import { TENANT_CHANGED } from './connect/caller.js';
import { createConnect } from './connect/connect.js';
import { createGuests } from './connect/guests.js';
import { createEditor } from './editor/editor.js';
import { createEmbeds } from './embeds/embeds.js';
import { createEmbedsView } from './embeds/embeds-view.js';
import { notFound } from './errors.js';
import { createGitLab } from './gitlab/gitlab.js';
import { createSpaceEmbeds } from './home/embeds.js';
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
import { createQueue, type Queue } from './queue/queue.js';
import { mountRoutes } from './routes.js';
import type { Settings } from './settings.js';
import { createSiteChanges } from './sites/changes.js';
import { createSites } from './sites/sites.js';
import type { Database } from './storage/database.js';
import { createInvalidation } from './storage/invalidation.js';
import { openRedis } from './storage/redis.js';
import { createSealer } from './storage/sealing.js';
import { NO_TELEMETRY, type Telemetry } from './telemetry/telemetry.js';
import { createLanguages } from './words/languages.js';
import { PERSON_ERASED } from './words/listeners.js';

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
  readonly telemetry?: Telemetry;
  /** Whether it is about to end, so that nobody is sent here any more. */
  readonly isStopping?: () => boolean;
}

export interface App {
  readonly express: Express;
  /** The background work of all processes. */
  readonly queue: Queue;
  /** Ends background work and outgoing connections; the database stays the caller's. */
  close(): Promise<void>;
}

/** The composition root: makes every part once, hands it what it needs, and puts the middleware in order. Listens to nothing. */
export function createApp({ settings, logger, database, assetsFolder, assumptions = UNTRIED, clock = Date.now, pace = 1, telemetry = NO_TELEMETRY, isStopping = () => false }: AppParts): App {
  const base = new URL(settings.baseUrl).pathname.replace(/\/$/, '');
  const assets = openAssets(assetsFolder, base);
  const languages = createLanguages();
  const pages = createPages({ settings, assets, languages: languages.names, assumptions });
  const sealer = createSealer(settings.encryptionKeys);
  const redis = settings.redisUrl === undefined ? undefined : openRedis(settings.redisUrl, logger);
  const invalidation = createInvalidation({ redis, logger, metrics: telemetry.metrics });
  const gitlab = createGitLab({ settings, logger, clock, redis, invalidation, pace, assumptions, telemetry });
  invalidation.on(TENANT_CHANGED, languages.forgetTenant);
  invalidation.on(PERSON_ERASED, languages.forgetPerson);
  const sites = createSites({ database, sealer, invalidation, settings, preset: gitlab.preset, logger, clock });
  const queue = createQueue({ database, logger });
  const siteChanges = createSiteChanges({ database, sealer, clock });
  const audit = createAudit({ database, sealer, settings, logger, clock });
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
      await embeds.purgeTenant(clientKey);
    },
    onUninstalled: async (clientKey) => {
      await accounts.purgeTenant(clientKey);
      await audit.purgeTenant(clientKey);
      await siteChanges.purge(clientKey);
      sites.changed(clientKey);
      await macros.purgeTenant(clientKey);
      await knowledge.purgeTenant(clientKey);
      await embeds.purgeTenant(clientKey);
    },
  });
  const { confluence, tenants } = connect;
  const accounts = createAccounts({ settings, logger, database, sealer, invalidation, gitlab, sites, confluence, tenants, audit, queue, pages, languages, clock, telemetry });
  const isGuest = createGuests({ people: confluence, clock });
  const knowledge = createPageKnowledge({ database, sealer, confluence, logger, clock, assumptions });
  const embeds = createEmbeds({ database, sealer, logger, clock });
  const pictures = createPictures({ gitlab, sites, viewers: accounts, tenants, sealer, settings, clock });
  const diagrams = createDiagrams({ sealer, assets, settings });
  const addresses: MacrosParts['addresses'] = (caller, eyes, instance, site) => ({ pictures: pictures.showTo(caller, eyes, instance, site), diagrams: diagrams.addressFor(caller) });
  const macros = createMacros({ lookedForCopy: telemetry.metrics.lookedForCopy, languages, saw: accounts.seenLately.saw, isGuest, sharedUse: noteSharedUse(audit), sawEmbed: embeds.saw, gitlab, sites, viewers: accounts, pages, addresses, sealer, invalidation, redis, knowledge, logger, clock });
  const editor = createEditor({ gitlab, sites, viewers: accounts, pages, languages, clock });
  const home = createHome({ gitlab, sites, viewers: accounts, seenLately: accounts.seenLately, ownData: accounts.ownData, languages, invalidation, pages, clock });
  const embedsView = createEmbedsView({ embeds });
  const spaceEmbeds = createSpaceEmbeds({ embeds, view: embedsView, confluence, languages });
  const admin = createAdmin({ settings, database, gitlab, connect, changes: siteChanges, sites, accounts, audit, embedsView, languages, pages, clock });

  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').set('trust proxy', settings.trustProxy);
  // Signed parameters must mean one thing: no nested keys (`a[b]=1`).
  app.set('query parser', 'simple');
  app.use(logRequests(logger, { telemetry, behindProxy: settings.trustProxy > 0 }), securityHeaders(settings), compressText, refuseOtherMethods, refuseLongUrls);
  const router = Router({ caseSensitive: true, strict: true });
  mountRoutes(router, { base, connect, accounts, macros, pictures, diagrams, home, spaceEmbeds, editor, configure: admin, pages, assets, database, isStopping });
  app.use(base || '/', router);
  app.use((_req, _res, next) => next(notFound()));
  app.use(answerErrors(assets, base, languages));

  queue.handle('erase-ended-sites', connect.tidy);
  queue.handle('forget-old-audit', audit.forgetOld);
  queue.handle('forget-old-pages', knowledge.forgetOld);
  queue.handle('forget-old-embeds', embeds.forgetOld);
  queue.start();
  queue.recur();
  telemetry.metrics.watch({
    jobs: queue.depth,
    database: database.use,
    ...(redis && { redisIsUp: () => redis.commands.status === 'ready' }),
  });
  accounts.start();
  audit.start();
  embeds.start();
  return {
    express: app,
    queue,
    async close() {
      await queue.close();
      await accounts.stop();
      await knowledge.stop();
      await audit.stop();
      await embeds.stop();
      await gitlab.close();
      redis?.close();
    },
  };
}
