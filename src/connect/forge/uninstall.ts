import type { Transaction } from 'sequelize';
import type { Logger } from '../../logger.js';
import type { Database } from '../../storage/database.js';
import { unauthorized } from '../../errors.js';
import { lockTenant } from '../lifecycle-memory.js';
import { endInstallation, holdInstallation, readInstallation } from './installations-table.js';
import type { Installations } from './installations.js';
import type { Invocation } from './invocation-token.js';

/**
 * What calls when a site removes the app: Forge publishes no event for it, but runs this module before. Whoever sees a frame can call
 * any address with a signed token, so the module that the token names is what counts.
 * https://developer.atlassian.com/platform/forge/manifest-reference/modules/pre-uninstall-trigger/
 */
export const UNINSTALL_MODULE = { key: 'before-uninstall', endpoint: 'lifecycle', path: '/forge/lifecycle' } as const;

export interface UninstallParts {
  readonly database: Database;
  readonly installations: Installations;
  /** Ends the rights of a tenant within the transaction; false where there are none. */
  readonly end: (clientKey: string, transaction: Transaction) => Promise<boolean>;
  /** Does what an end entails, after its commit. */
  readonly conclude: (clientKey: string, ended: boolean) => Promise<void>;
  readonly logger: Logger;
  readonly clock: () => number;
}

/** Ends an installation, and with it the rights of its tenant; the same call again is answered as before. @throws AppError 401 for another module's call */
export function createForgeUninstall({ database, installations, end, conclude, logger, clock }: UninstallParts): (invocation: Invocation) => Promise<void> {
  return async ({ installationId, module }) => {
    const isOurs = module.key === UNINSTALL_MODULE.key || module.key === UNINSTALL_MODULE.endpoint;
    if (!isOurs || !module.type.startsWith('core:')) throw unauthorized('not called by the module that tells of uninstalling');
    // Only the installation says whose it is.
    const { read, write } = database.ofAllTenants;
    const before = await read((transaction) => readInstallation(database, installationId, transaction));
    const clientKey = before === undefined || before === 'ended' ? undefined : before.clientKey;
    const ended = await write(async (transaction) => {
      if (clientKey !== undefined) await lockTenant(database, clientKey, transaction);
      const now = await holdInstallation(database, installationId, transaction);
      await endInstallation(database, installationId, new Date(clock()), transaction);
      const isStillOf = now !== undefined && now !== 'ended' && now.clientKey === clientKey;
      return clientKey !== undefined && isStillOf && (await end(clientKey, transaction));
    });
    installations.changed(installationId);
    logger.info({ installationId, ...(clientKey !== undefined && { tenant: clientKey }) }, 'a Forge installation has ended');
    if (clientKey !== undefined) await conclude(clientKey, ended);
  };
}
