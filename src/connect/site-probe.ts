import { createLogger } from '../logger.js';
import type { Settings } from '../settings.js';
import type { Database } from '../storage/database.js';
import { createInvalidation } from '../storage/invalidation.js';
import { createSealer } from '../storage/sealing.js';
import { createAddon, type Addon } from './addon.js';
import type { Tenant } from './caller.js';
import { makeDescriptor } from './descriptor.js';
import { findSites } from './site-list.js';
import { createStoreAdapter } from './store-adapter.js';
import { createTenants } from './tenants.js';

/** A site that has installed the app, to try calls on. */
export interface SiteProbe {
  readonly tenant: Tenant;
  /** The status that Confluence answers to a GET signed as the app, of an encoded path below the tenant's baseUrl; undefined without an answer within 10 s. */
  status(path: string): Promise<number | undefined>;
}

const TIMEOUT_MS = 10_000;

/** The site with that origin, by its base URL or the one that people see; undefined where no install of it by Connect counts. */
export async function openSiteProbe({ settings, database, origin }: { settings: Settings; database: Database; origin: string }): Promise<SiteProbe | undefined> {
  const logger = createLogger('silent');
  const tenants = createTenants({ database, sealer: createSealer(settings.encryptionKeys), invalidation: createInvalidation({ redis: undefined, logger }), clock: Date.now });
  const site = (await findSites(database, { site: origin })).find(({ uninstalledAt }) => uninstalledAt === null);
  const tenant = site && (await tenants.findWithSecret(site.clientKey))?.tenant;
  if (!tenant) return undefined;
  const descriptor = makeDescriptor(settings);
  const addon = createAddon({ settings, logger, descriptor, store: createStoreAdapter(tenants, descriptor.key) });
  return { tenant, status: (path) => ask(addon, tenant, path) };
}

/** ACE's client signs; it follows no redirect, and of the answer only the status counts. */
function ask(addon: Addon, tenant: Tenant, path: string): Promise<number | undefined> {
  const client = addon.httpClient({ clientKey: tenant.clientKey });
  const options = { url: path, followRedirect: false, timeout: TIMEOUT_MS, headers: { accept: 'application/json' } };
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), TIMEOUT_MS);
    const onAnswer = (error: unknown, answer: unknown) => {
      clearTimeout(timer);
      const status = !error && typeof answer === 'object' && answer !== null && 'statusCode' in answer ? answer.statusCode : undefined;
      resolve(typeof status === 'number' ? status : undefined);
    };
    const send: (options: object, onAnswer: (error: unknown, answer: unknown) => void) => Promise<unknown> = client.get.bind(client);
    send(options, onAnswer).catch((error: unknown) => onAnswer(error, undefined));
  });
}
