import { unavailable } from '../errors.js';
import type { Logger } from '../logger.js';
import type { Tenants } from './tenants.js';

export interface PurgeParts {
  readonly tenants: Pick<Tenants, 'findEnded' | 'remove'>;
  readonly logger: Logger;
  /** Removes what features keep of a tenant; may be called again for the same one. */
  readonly onUninstalled: (clientKey: string) => Promise<void>;
}

/** Removes what is kept of tenants whose rights have ended. */
export interface Purge {
  /** @throws AppError 503 when something stays; then the tenant stays ended, and it can be run again */
  run(clientKey: string): Promise<void>;
  /** Of every ended tenant, one fault not keeping the others. Never rejects. */
  runAll(): Promise<void>;
}

export function createPurge({ tenants, onUninstalled, logger }: PurgeParts): Purge {
  const running = new Map<string, Promise<void>>();

  /** The features' data first and the row last, so that a fault in between leaves something to go on from. */
  async function purge(clientKey: string): Promise<void> {
    try {
      await onUninstalled(clientKey);
      await tenants.remove(clientKey);
    } catch (error) {
      throw unavailable('The data of this site could not be removed yet.', 30, error);
    }
  }

  /** One at a time of a tenant: a late one would meet what a new install has brought. */
  function run(clientKey: string): Promise<void> {
    const mine = running.get(clientKey) ?? purge(clientKey).finally(() => running.delete(clientKey));
    running.set(clientKey, mine);
    return mine;
  }

  return {
    run,
    async runAll() {
      const failed = (error: unknown) => logger.error({ err: error }, 'data of an uninstalled tenant could not be removed');
      const ended = await tenants.findEnded().catch((error: unknown) => (failed(error), []));
      for (const clientKey of ended) await run(clientKey).catch(failed);
    },
  };
}
