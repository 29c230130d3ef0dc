import ace from 'atlassian-connect-express';
import express from 'express';
import { join } from 'node:path';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import { DESCRIPTOR_FILE, type Descriptor } from './descriptor.js';
import { ROOT } from '../root.js';
import type { StoreAdapter } from './store-adapter.js';

export type Addon = ReturnType<typeof ace>;

const ADAPTER = 'tenants';

/**
 * ACE on an inner Express app that nobody can reach: its own routes (descriptor, webhooks) stay shut in there, and that app's
 * environment is always production, since in any other ACE lets every host in and logs secrets.
 */
export function createAddon({ settings, logger, descriptor, store }: { settings: Settings; logger: Logger; descriptor: Descriptor; store: StoreAdapter }): Addon {
  const inner = express().set('env', 'production');
  registerStore(store);
  const options = {
    config: {
      descriptorTransformer: () => ({ ...descriptor }),
      production: { localBaseUrl: settings.baseUrl, whitelist: settings.hostWhitelist, hosts: [], store: { adapter: ADAPTER } },
    },
  };
  const before = new Set(process.listeners('unhandledRejection'));
  const files = { descriptorFilename: DESCRIPTOR_FILE, configFileName: join(ROOT, 'config.json') };
  const addon = construct(inner, options, quiet(logger), files);
  // ACE's listener would swallow every unhandled rejection of the process.
  for (const listener of process.listeners('unhandledRejection')) {
    if (!before.has(listener)) process.removeListener('unhandledRejection', listener);
  }
  return addon;
}

/** Of the store's interface ACE uses `get` alone; its types ask for more, and know no options that its code has. */
function registerStore(store: StoreAdapter): void {
  const register: (adapter: string, factory: () => never) => void = ace.store.register;
  register(ADAPTER, () => store as never);
}

/** ACE's types ask for more than ACE does. */
function construct(app: express.Express, options: object, logger: object, files: object): Addon {
  const make = ace as (...args: readonly never[]) => Addon;
  return make(app as never, options as never, logger as never, files as never);
}

/** ACE logs whole requests and secrets among its words, so of what it says only that it said something is kept. */
function quiet(logger: Logger): object {
  const say = (level: 'debug' | 'info' | 'warn' | 'error') => () => logger.debug({ said: level }, 'atlassian-connect-express had something to say');
  return { debug: say('debug'), info: say('info'), log: say('info'), trace: say('debug'), warn: say('warn'), error: say('error') };
}
