import type { Transaction } from 'sequelize';
import type { Database } from '../storage/database.js';
import { within } from '../storage/deadline.js';
import type { Invalidation } from '../storage/invalidation.js';
import { createRemembered } from '../storage/remembered.js';
import type { SealedColumn } from '../storage/rotation.js';
import type { Place, Sealer } from '../storage/sealing.js';
import { TENANT_CHANGED, type Tenant } from './caller.js';
import { defineTenants, isKept, nextEpoch, type TenantRow } from './tenant-tables.js';

export interface TenantWithSecret {
  readonly tenant: Tenant;
  /** When Confluence signed the install, by its clock, in epoch seconds. */
  readonly installedAt: number;
  readonly sharedSecret: string;
}

export interface NewTenant {
  readonly clientKey: string;
  readonly baseUrl: string;
  readonly displayUrl: string | undefined;
  readonly productType: string;
  readonly sharedSecret: string;
  readonly installationId: string | undefined;
}

/** What an install has met. */
export interface Before {
  /** The base URL until then, if the tenant was there. */
  readonly baseUrl: string | undefined;
  /** It was uninstalled, and finds again what was kept of it. */
  readonly isBack: boolean;
}

/** The sites that have installed the app: one row each. What is remembered of one is 2 s old at most. */
export interface Tenants {
  find(clientKey: string): Promise<Tenant | undefined>;
  findWithSecret(clientKey: string): Promise<TenantWithSecret | undefined>;
  /**
   * Adds the tenant or replaces its secret and addresses, under a new epoch. Nothing is put over an ended one that is not kept: its
   * data has to go first.
   */
  put(tenant: NewTenant, signedAt: Date, transaction: Transaction): Promise<Before | 'ended'>;
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
  const remembered = createRemembered<TenantWithSecret>(TENANT_CHANGED, invalidation, clock);

  async function read(clientKey: string): Promise<TenantWithSecret | undefined> {
    const row = (await within(ANSWER_MS, table.findOne({ where: { clientKey } })))?.get();
    if (!row || row.uninstalledAt !== null || row.sharedSecret === null) return undefined;
    const installedAt = Math.floor(row.installedAt.getTime() / 1000);
    return { tenant: tenantOf(row), installedAt, sharedSecret: sealer.open(row.sharedSecret, secretPlace(clientKey)) };
  }
  const findWithSecret = (clientKey: string) => remembered.find(clientKey, () => read(clientKey));

  return {
    findWithSecret,
    find: async (clientKey) => (await findWithSecret(clientKey))?.tenant,
    async put({ clientKey, baseUrl, displayUrl, productType, sharedSecret, installationId }, signedAt, transaction) {
      const before = (await table.findOne({ where: { clientKey }, transaction, lock: transaction.LOCK.UPDATE }))?.get();
      const isBack = before !== undefined && before.uninstalledAt !== null;
      if (isBack && !isKept(before, clock())) return 'ended';
      const epoch = await nextEpoch(database, transaction);
      const sealed = sealer.seal(sharedSecret, secretPlace(clientKey));
      const optional = { displayUrl: displayUrl ?? null, installationId: installationId ?? null, uninstalledAt: null, keptUntil: null };
      const values = { ...optional, baseUrl, productType, sharedSecret: sealed, epoch, installedAt: signedAt };
      await table.upsert({ clientKey, ...values }, { transaction });
      return { baseUrl: before?.baseUrl, isBack };
    },
    changed: remembered.changed,
  };
}

function tenantOf({ clientKey, baseUrl, displayUrl, epoch }: TenantRow): Tenant {
  return Object.freeze({ clientKey, baseUrl, displayUrl: displayUrl ?? undefined, epoch });
}

function secretPlace(clientKey: string): Place {
  return { tenant: clientKey, field: 'shared_secret' };
}
