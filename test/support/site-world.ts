import { Writable } from 'node:stream';
import { startConfluence, type ConfluenceOptions, type StandInConfluence } from '../../demo/confluence/confluence.js';
import { createAddon } from '../../src/connect/addon.js';
import { createAskConfluence, type AskConfluence } from '../../src/connect/ask-confluence.js';
import type { Tenant } from '../../src/connect/caller.js';
import { createConfluence, type Confluence } from '../../src/connect/confluence.js';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import { createStoreAdapter } from '../../src/connect/store-adapter.js';
import { createLogger, type Logger } from '../../src/logger.js';
import { startFakeApp } from '../integration/stand-in-confluence-fake-app.js';
import { tenantOf } from './guarded-app.js';
import { testSettings } from './settings.js';

/** A stand-in Confluence that has the app installed, and what the app asks it with. */
export interface SiteWorld {
  readonly site: StandInConfluence;
  readonly tenant: Tenant;
  readonly ask: AskConfluence;
  readonly confluence: Confluence;
  readonly logger: Logger;
  readonly log: () => string;
  /** By the key of a user of the site. */
  accountOf(user: string): string;
  close(): Promise<void>;
}

/** The stand-in knows the app by an install with these scopes; the app knows the tenant without having taken that install itself. */
export async function startSiteWorld({ scopes = ['READ'], ...options }: ConfluenceOptions & { readonly scopes?: readonly string[] } = {}): Promise<SiteWorld> {
  const site = await startConfluence(options);
  const installer = await startFakeApp();
  const settings = testSettings();
  const descriptor = makeDescriptor(settings);
  installer.descriptor = { ...descriptor, baseUrl: installer.baseUrl, scopes, lifecycle: { installed: '/installed', uninstalled: '/uninstalled' } };
  const result = await site.installFromDescriptor(installer.descriptorUrl);
  if (!result.ok) throw new Error(result.problems.join('; '));
  const lines: string[] = [];
  const logger = createLogger('debug', new Writable({ write: (line: Buffer, _encoding, done) => (lines.push(line.toString()), done()) }));
  const known = tenantOf(site.installation());
  const tenant = { ...known.tenant, baseUrl: site.baseUrl };
  const findWithSecret = (clientKey: string) => Promise.resolve(clientKey === tenant.clientKey ? { ...known, tenant } : undefined);
  const addon = createAddon({ settings, logger, descriptor, store: createStoreAdapter({ findWithSecret }, descriptor.key) });
  return {
    site,
    tenant,
    logger,
    ask: createAskConfluence(addon),
    confluence: createConfluence({ addon, logger }),
    log: () => lines.join(''),
    accountOf(user) {
      const id = site.users.find(({ key }) => key === user)?.accountId;
      if (id === undefined) throw new Error(`${user} has no account`);
      return id;
    },
    async close() {
      await site.close();
      await installer.close();
    },
  };
}
