import { Op, type Transaction, type WhereOptions } from 'sequelize';
import { LONGEST_GRACE_HOURS } from '../settings.js';
import type { Database } from '../storage/database.js';
import { endInstallationsOf } from './forge/installations-table.js';
import { defineTenants, isInstalled, isKept, nextEpoch, type TenantRow } from './tenant-tables.js';

/** How the rights of tenants end, and later their data. What is still to be done stands in the database, for any process to do. */
export interface Endings {
  /**
   * Ends the tenant's rights; its row stays, without the secret. Until `keptUntil` an install under the same client key finds
   * again what is kept. False when there is none, or its rights had ended before: then that end counts. It draws from the count of
   * all tenants' epochs, so the transaction is one of theirs.
   */
  end(clientKey: string, keptUntil: Date | null, transaction: Transaction): Promise<boolean>;
  /** What is to become of an ended tenant's data: kept for now, or to be removed. Undefined where there is no ended tenant. */
  find(clientKey: string): Promise<'kept' | 'due' | undefined>;
  /** Tenants whose data is to be removed now. */
  findDue(): Promise<readonly string[]>;
  /** Takes an ended tenant's time to come back: nothing brings back what is kept of it from then on. */
  hasten(clientKey: string): Promise<void>;
  /** Closes the way back for one that is due, so that no install meets a removal under way. False when it is installed, or kept yet. */
  close(clientKey: string): Promise<boolean>;
  /** Removes the row of a tenant whose way back is closed. */
  remove(clientKey: string): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** Until when an uninstall at `now` (epoch ms) keeps links; null for not at all. */
export function graceEnd(hours: number, now: number): Date | null {
  return hours === 0 ? null : new Date(now + hours * HOUR_MS);
}

export function createEndings(database: Database, clock: () => number): Endings {
  const table = defineTenants(database.sequelize);
  const now = () => new Date(clock());
  const ofTenant = (clientKey: string) => database.ofTenant(clientKey);
  const ended = { uninstalledAt: { [Op.ne]: null } };
  const due = () => ({ ...ended, keptUntil: { [Op.or]: [null, { [Op.lte]: now() }] } });
  const update = (values: Partial<TenantRow>, where: WhereOptions<TenantRow>, transaction: Transaction) => table.update(values, { where, transaction });

  return {
    async end(clientKey, keptUntil, transaction) {
      if (!(await isInstalled(database, clientKey, transaction))) return false;
      const epoch = await nextEpoch(database, transaction);
      await update({ epoch, sharedSecret: null, uninstalledAt: now(), keptUntil }, { clientKey }, transaction);
      await endInstallationsOf(database, clientKey, now(), transaction);
      return true;
    },
    async find(clientKey) {
      const row = await ofTenant(clientKey).read(async (transaction) => (await table.findOne({ where: { clientKey, ...ended }, transaction }))?.get());
      return row && (isKept(row, clock()) ? 'kept' : 'due');
    },
    async findDue() {
      // No uninstall promises more; a clock that was wrong then has written it.
      const longest = new Date(clock() + LONGEST_GRACE_HOURS * HOUR_MS);
      const beyond = { ...ended, keptUntil: { [Op.gt]: longest } };
      const { read, write } = database.ofAllTenants;
      if (await read((transaction) => table.findOne({ where: beyond, transaction }))) await write((transaction) => update({ keptUntil: longest }, beyond, transaction));
      const rows = await read((transaction) => table.findAll({ attributes: ['clientKey'], where: due(), transaction }));
      return rows.map((row) => row.get().clientKey);
    },
    async hasten(clientKey) {
      await ofTenant(clientKey).write((transaction) => update({ keptUntil: null }, { clientKey, ...ended }, transaction));
    },
    async close(clientKey) {
      const [count] = await ofTenant(clientKey).write((transaction) => update({ keptUntil: null }, { clientKey, ...due() }, transaction));
      return count === 1;
    },
    async remove(clientKey) {
      await ofTenant(clientKey).write((transaction) => table.destroy({ where: { clientKey, ...ended, keptUntil: null }, transaction }));
    },
  };
}
