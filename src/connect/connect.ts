import type { RequestHandler } from 'express';
import type { Assumptions } from '../assumptions/assumptions.js';
import { handle } from '../http/handle.js';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import type { Database } from '../storage/database.js';
import type { Invalidation } from '../storage/invalidation.js';
import type { Sealer } from '../storage/sealing.js';
import { createAddon } from './addon.js';
import { createAdministrators, type Administrators } from './administrators.js';
import { createAppRights, type AppRights } from './app-rights.js';
import { createAskConfluence } from './ask-confluence.js';
import type { Guards } from './caller.js';
import { createConfluence, type Confluence } from './confluence.js';
import { makeDescriptor } from './descriptor.js';
import { createEndings } from './endings.js';
import { createForgeDoor } from './forge/door.js';
import { createForgeTenants } from './forge/forge-tenants.js';
import { createInstallations } from './forge/installations.js';
import { createKeySet } from './forge/key-set.js';
import { createForgeUninstall } from './forge/uninstall.js';
import { createGuards } from './guards.js';
import { createInstallKeys } from './install-keys.js';
import { createLifecycle } from './lifecycle.js';
import { createStoreAdapter } from './store-adapter.js';
import { createTenants, type Tenants } from './tenants.js';

export interface ConnectParts {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly database: Database;
  readonly sealer: Sealer;
  readonly invalidation: Invalidation;
  readonly assumptions?: Assumptions;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** Removes what the features keep of a tenant, but for what it may find again; must not mind being called twice. */
  readonly onSuspended: (clientKey: string) => Promise<void>;
  /** Removes what the features keep of a tenant; must not mind being called twice. */
  readonly onUninstalled: (clientKey: string) => Promise<void>;
}

/** Everything between Confluence and the features. */
export interface Connect {
  readonly descriptor: RequestHandler;
  readonly installed: RequestHandler[];
  readonly uninstalled: RequestHandler[];
  /** The same, of an installation that Forge knows; no other token than Forge's will do. */
  readonly forgeUninstalled: RequestHandler;
  readonly guards: Guards;
  readonly confluence: Confluence;
  readonly administrators: Administrators;
  readonly appRights: AppRights;
  readonly tenants: Pick<Tenants, 'find' | 'findInstalled'>;
  /** Removes what is left of sites whose time to come back is over, and what need not be remembered any more. @throws where something stays; the rest is done */
  tidy(): Promise<void>;
}

export function createConnect({ settings, logger, database, sealer, invalidation, assumptions, clock = Date.now, onSuspended, onUninstalled }: ConnectParts): Connect {
  const descriptor = makeDescriptor(settings, assumptions);
  const tenants = createTenants({ database, sealer, invalidation, clock });
  const addon = createAddon({ settings, logger, descriptor, store: createStoreAdapter(tenants, descriptor.key) });
  const keys = createInstallKeys(settings.connectKeysUrl, clock);
  const endings = createEndings(database, clock);
  const installations = createInstallations({ database, invalidation, clock });
  const lifecycle = createLifecycle({ settings, logger, database, tenants, endings, installations, keys, appKey: descriptor.key, clock, onSuspended, onUninstalled });
  const forgeTenants = createForgeTenants({ settings, appKey: descriptor.key, database, tenants, installations, purge: lifecycle.purge, logger, clock });
  const forgeKeys = createKeySet({ url: settings.forge.jwksUrl, clock, logger });
  const rules = { appId: settings.forge.appId, keys: forgeKeys, loopback: settings.loopback };
  const forge = createForgeDoor({ rules, baseUrl: settings.baseUrl, tenants: forgeTenants, clock });
  const uninstallByForge = createForgeUninstall({ ...lifecycle, database, installations, logger, clock });
  const ask = createAskConfluence(addon);
  const confluence = createConfluence({ addon, logger });
  const administrators = createAdministrators({ ask, groupsOf: confluence.groupsOf, adminAccountIds: settings.adminAccountIds, logger });
  return {
    descriptor: (_req, res) => void res.json(descriptor),
    installed: lifecycle.installed,
    uninstalled: lifecycle.uninstalled,
    forgeUninstalled: handle(async (req, res) => {
      await uninstallByForge(await forge.verify(req));
      res.status(204).end();
    }),
    guards: createGuards({ addon, tenants, administrators, forge, self: { appKey: descriptor.key, baseUrl: settings.baseUrl }, clock }),
    confluence,
    administrators,
    appRights: createAppRights({ ask, logger }),
    tenants,
    tidy: lifecycle.tidy,
  };
}
