import { isInstalled } from '../connect/tenant-tables.js';
import type { Database } from '../storage/database.js';
import { defineAuditTable } from './table.js';

/** Removes all that was written down of a tenant; nothing of one that is installed, also where it came back just now. */
export async function purgeAuditOf(database: Database, clientKey: string): Promise<void> {
  const table = defineAuditTable(database.sequelize);
  await database.ofTenant(clientKey).write(async (transaction) => {
    if (!(await isInstalled(database, clientKey, transaction))) await table.destroy({ where: { clientKey }, transaction });
  });
}
