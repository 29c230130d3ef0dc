import { unavailable } from '../errors.js';
import type { Logger } from '../logger.js';
import type { Endings } from './endings.js';

export interface PurgeParts {
  readonly endings: Pick<Endings, 'findDue' | 'close' | 'remove'>;
  readonly logger: Logger;
  /** Removes what features keep of a tenant; may be called again for the same one. */
  readonly onUninstalled: (clientKey: string) => Promise<void>;
}

/** Removes what is kept of tenants whose rights have ended, once their time to come back is over. */
export interface Purge {
  /** Of one that is installed or kept yet it removes nothing. @throws AppError 503 when something stays; then it can be run again */
  run(clientKey: string): Promise<void>;
  /** Of every tenant that is due, one fault not keeping the others. @throws the last of them */
  runAll(): Promise<void>;
}

export function createPurge({ endings, onUninstalled, logger }: PurgeParts): Purge {
  const running = new Map<string, Promise<void>>();

  /** The features' data first and the row last, so that a fault in between leaves something to go on from. */
  async function purge(clientKey: string): Promise<void> {
    try {
      if (!(await endings.close(clientKey))) return;
      await onUninstalled(clientKey);
      await endings.remove(clientKey);
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
      let fault: { readonly error: unknown } | undefined;
      for (const clientKey of await endings.findDue()) {
        await run(clientKey).catch((error: unknown) => {
          logger.error({ tenant: clientKey, err: error }, 'data of an uninstalled tenant could not be removed');
          fault = { error };
        });
      }
      if (fault) throw fault.error;
    },
  };
}
