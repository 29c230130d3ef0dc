import { Op, type Transaction } from 'sequelize';
import type { Database } from '../storage/database.js';
import { within } from '../storage/deadline.js';
import type { Invalidation } from '../storage/invalidation.js';
import { createRemembered } from '../storage/remembered.js';
import type { SealedColumn } from '../storage/rotation.js';
import type { Place, Sealer } from '../storage/sealing.js';
import { TENANT_CHANGED, type Tenant } from './caller.js';
import { defineTenants, nextEpoch, type TenantRow } from './tenant-tables.js';

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

/** The sites that have installed the app: one row each. What is remembered of one is 2 s old at most. */
export interface Tenants {
  find(clientKey: string): Promise<Tenant | undefined>;
  findWithSecret(clientKey: string): Promise<TenantWithSecret | undefined>;
  /**
   * Adds the tenant or replaces its secret and addresses, under a new epoch. `before`: its base URL until then, if it was there.
   * Nothing is put over an ended one: its data has to go first.
   */
  put(tenant: NewTenant, signedAt: Date, transaction: Transaction): Promise<{ readonly before: string | undefined } | 'ended'>;
  /** Ends the tenant's rights; the row stays, without its secret, until `remove`. False when there is none. */
  end(clientKey: string, transaction: Transaction): Promise<boolean>;
  /** Tenants whose rights have ended and whose data may not be gone yet. */
  findEnded(): Promise<readonly string[]>;
  isEnded(clientKey: string): Promise<boolean>;
  /** Removes the row of an ended tenant. */
  remove(clientKey: string): Promise<void>;
  /** To be called after each commit of `put` and `end`. */
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
      const before = (await table.findOne({ where: { clientKey }, transaction }))?.get();
      if (before && before.uninstalledAt !== null) return 'ended';
      const epoch = await nextEpoch(database, transaction);
      const sealed = sealer.seal(sharedSecret, secretPlace(clientKey));
      const optional = { displayUrl: displayUrl ?? null, installationId: installationId ?? null, uninstalledAt: null };
      const values = { ...optional, baseUrl, productType, sharedSecret: sealed, epoch, installedAt: signedAt };
      await table.upsert({ clientKey, ...values }, { transaction });
      return { before: before?.baseUrl };
    },
    async end(clientKey, transaction) {
      const epoch = await nextEpoch(database, transaction);
      const [ended] = await table.update({ epoch, sharedSecret: null, uninstalledAt: new Date() }, { where: { clientKey }, transaction });
      return ended === 1;
    },
    async findEnded() {
      const rows = await table.findAll({ attributes: ['clientKey'], where: { uninstalledAt: { [Op.ne]: null } } });
      return rows.map((row) => row.get().clientKey);
    },
    isEnded: async (clientKey) => ((await table.findOne({ where: { clientKey } }))?.get().uninstalledAt ?? null) !== null,
    async remove(clientKey) {
      await database.write(async (transaction) => {
        const row = await table.findOne({ where: { clientKey }, transaction, lock: transaction.LOCK.UPDATE });
        if (row?.get().uninstalledAt) await row.destroy({ transaction });
      });
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
