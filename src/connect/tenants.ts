import type { Transaction } from 'sequelize';
import type { Database } from '../storage/database.js';
import { within } from '../storage/deadline.js';
import type { Invalidation } from '../storage/invalidation.js';
import { createRemembered } from '../storage/remembered.js';
import type { SealedColumn } from '../storage/rotation.js';
import type { Place, Sealer } from '../storage/sealing.js';
import { TENANT_CHANGED, type Tenant } from './caller.js';
import { claimInstallation, freeInstallationsOf } from './forge/installations-table.js';
import { defineTenants, isKept, nextEpoch, type TenantRow } from './tenant-tables.js';

export interface InstalledTenant {
  readonly tenant: Tenant;
  /** When the install was signed, by Atlassian's clock, in epoch seconds. */
  readonly installedAt: number;
  /** None where Forge alone has told of the site. */
  readonly sharedSecret: string | undefined;
}

export interface TenantWithSecret extends InstalledTenant {
  readonly sharedSecret: string;
}

export interface NewTenant {
  readonly clientKey: string;
  readonly baseUrl: string;
  readonly displayUrl: string | undefined;
  readonly productType: string;
  readonly sharedSecret: string | undefined;
  readonly installationId: string | undefined;
}

/** What an install has met. */
export interface Before {
  /** The base URL until then, if the tenant was there. */
  readonly baseUrl: string | undefined;
  /** It was uninstalled, and finds again what was kept of it. */
  readonly isBack: boolean;
  /** The client key of a tenant that has lost its Forge installation to this one. */
  readonly loser?: string;
}

export interface TenantStanding {
  readonly baseUrl: string;
  readonly displayUrl: string | null;
  /** Null while its rights count. */
  readonly endedAt: Date | null;
}

/** The sites that have installed the app: one row each. What is remembered of one is 2 s old at most. */
export interface Tenants {
  find(clientKey: string): Promise<Tenant | undefined>;
  findInstalled(clientKey: string): Promise<InstalledTenant | undefined>;
  findWithSecret(clientKey: string): Promise<TenantWithSecret | undefined>;
  /**
   * Adds the tenant or replaces its secret and addresses, under a new epoch. Nothing is put over an ended one that is not kept: its
   * data has to go first.
   */
  put(tenant: NewTenant, signedAt: Date, transaction: Transaction): Promise<Before | 'ended'>;
  /** The tenant as it stands, if it is there: whether it has ended, and when. */
  standingOf(clientKey: string, transaction: Transaction): Promise<TenantStanding | undefined>;
  /** Puts the tenant under a new epoch: what was signed earlier, or issued by us, counts no more. */
  renew(clientKey: string, signedAt: Date, transaction: Transaction): Promise<void>;
  /** To be called after each commit that changed a tenant's row. */
  changed(clientKey: string): void;
}

/** Every caller waits for this first, so a database that hangs is told of soon. */
const ANSWER_MS = 1_200;

export const TENANT_COLUMNS: readonly SealedColumn[] = [
  { table: 'tenants', keyColumns: ['client_key'], column: 'shared_secret', place: (keys) => secretPlace(keys.client_key ?? '') },
];

export interface TenantsParts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly invalidation: Invalidation;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

export function createTenants({ database, sealer, invalidation, clock }: TenantsParts): Tenants {
  const table = defineTenants(database.sequelize);
  const remembered = createRemembered<InstalledTenant>(TENANT_CHANGED, invalidation, clock);

  async function read(clientKey: string): Promise<InstalledTenant | undefined> {
    const found = database.ofTenant(clientKey).read((transaction) => table.findOne({ where: { clientKey }, transaction }));
    const row = (await within(ANSWER_MS, found))?.get();
    if (!row || row.uninstalledAt !== null) return undefined;
    const installedAt = Math.floor(row.installedAt.getTime() / 1000);
    const sharedSecret = row.sharedSecret === null ? undefined : sealer.open(row.sharedSecret, secretPlace(clientKey));
    return { tenant: tenantOf(row), installedAt, sharedSecret };
  }
  const findInstalled = (clientKey: string) => remembered.find(clientKey, () => read(clientKey));

  return {
    findInstalled,
    find: async (clientKey) => (await findInstalled(clientKey))?.tenant,
    async findWithSecret(clientKey) {
      const found = await findInstalled(clientKey);
      return found && hasSecret(found) ? found : undefined;
    },
    async put({ clientKey, baseUrl, displayUrl, productType, sharedSecret, installationId }, signedAt, transaction) {
      const before = (await table.findOne({ where: { clientKey }, transaction, lock: transaction.LOCK.UPDATE }))?.get();
      const isBack = before !== undefined && before.uninstalledAt !== null;
      if (isBack && !isKept(before, clock())) return 'ended';
      const epoch = await nextEpoch(database, transaction);
      const sealed = sharedSecret === undefined ? null : sealer.seal(sharedSecret, secretPlace(clientKey));
      const optional = { displayUrl: displayUrl ?? null, installationId: installationId ?? null, uninstalledAt: null, keptUntil: null };
      const values = { ...optional, baseUrl, productType, sharedSecret: sealed, epoch, installedAt: signedAt };
      await table.upsert({ clientKey, ...values }, { transaction });
      if (before && before.baseUrl !== baseUrl && installationId === undefined) await freeInstallationsOf(database, clientKey, transaction);
      const loser = installationId === undefined ? undefined : await claimInstallation(database, installationId, clientKey, new Date(clock()), transaction);
      return { baseUrl: before?.baseUrl, isBack, ...(loser !== undefined && { loser }) };
    },
    async standingOf(clientKey, transaction) {
      const row = (await table.findOne({ where: { clientKey }, transaction, lock: transaction.LOCK.UPDATE }))?.get();
      return row && { baseUrl: row.baseUrl, displayUrl: row.displayUrl, endedAt: row.uninstalledAt };
    },
    async renew(clientKey, signedAt, transaction) {
      const epoch = await nextEpoch(database, transaction);
      await table.update({ epoch, installedAt: signedAt }, { where: { clientKey }, transaction });
    },
    changed: remembered.changed,
  };
}

function tenantOf({ clientKey, baseUrl, displayUrl, epoch }: TenantRow): Tenant {
  return Object.freeze({ clientKey, baseUrl, displayUrl: displayUrl ?? undefined, epoch });
}

function hasSecret(found: InstalledTenant): found is TenantWithSecret {
  return found.sharedSecret !== undefined;
}

function secretPlace(clientKey: string): Place {
  return { tenant: clientKey, field: 'shared_secret' };
}
