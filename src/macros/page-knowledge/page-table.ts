import { DataTypes, Op, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import type { Tenant } from '../../connect/caller.js';
import { holdsTenant } from '../../connect/tenant-tables.js';
import type { Logger } from '../../logger.js';
import type { Database } from '../../storage/database.js';
import type { Reading } from '../../storage/doors.js';
import type { SealedColumn } from '../../storage/rotation.js';
import { SealError, type Place, type Sealer } from '../../storage/sealing.js';
import { mergePages, readMacros, writeMacros, type KnownPage } from './known-page.js';

/** What is known of pages, as all instances of the app know it. What a page shows is content of the site, so it is sealed. */
export interface PageTable {
  find(clientKey: string, pageId: string): Promise<StoredPage | undefined>;
  /** Adds to what is stored, and resolves to both together. Undefined where the site's install is over: then nothing is kept. */
  add(tenant: Tenant, pageId: string, page: KnownPage): Promise<KnownPage | undefined>;
  purge(clientKey: string): Promise<void>;
  /** Removes what nobody has asked for since. */
  forget(before: Date): Promise<void>;
}

export interface StoredPage {
  readonly page: KnownPage;
  /** When something was added last. */
  readonly seenAt: Date;
}

interface PageRow {
  clientKey: string;
  pageId: string;
  version: number;
  learned: KnownPage['learned'];
  sealedMacros: string;
  seenAt: Date;
}

export const PAGE_COLUMNS: readonly SealedColumn[] = [
  { table: 'known_pages', keyColumns: ['client_key', 'page_id'], column: 'sealed_macros', place: (keys) => placeOf(keys.client_key ?? '', keys.page_id ?? '') },
];

export interface PageTableParts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly logger: Pick<Logger, 'error'>;
  readonly clock: () => number;
}

export function createPageTable({ database, sealer, logger, clock }: PageTableParts): PageTable {
  const table = definePages(database.sequelize);

  async function find(clientKey: string, pageId: string, transaction: Reading): Promise<StoredPage | undefined> {
    const row = (await table.findOne({ where: { clientKey, pageId }, transaction }))?.get();
    const page = row && openRow(row);
    return page && { page, seenAt: row.seenAt };
  }

  /** A row that can't be opened is as good as none: it will be learned anew. */
  function openRow({ clientKey, pageId, version, learned, sealedMacros }: PageRow): KnownPage | undefined {
    try {
      return { version, learned, macros: readMacros(sealer.open(sealedMacros, placeOf(clientKey, pageId))) };
    } catch (error) {
      const reason = error instanceof SealError ? error.message : 'not the shape that is kept';
      logger.error({ tenant: clientKey, page: pageId, reason }, 'what is known of a page can not be opened');
      return undefined;
    }
  }

  return {
    find: (clientKey, pageId) => database.ofTenant(clientKey).read((transaction) => find(clientKey, pageId, transaction)),
    add: (tenant, pageId, page) =>
      database.ofTenant(tenant.clientKey).write(async (transaction) => {
        const { clientKey } = tenant;
        // This also makes those who write of one site wait for each other, so that nothing gets lost between reading and writing.
        if (!(await holdsTenant(database, tenant, transaction))) return undefined;
        const merged = mergePages((await find(clientKey, pageId, transaction))?.page, page);
        const sealedMacros = sealer.seal(writeMacros(merged), placeOf(clientKey, pageId));
        await table.upsert({ clientKey, pageId, version: merged.version, learned: merged.learned, sealedMacros, seenAt: new Date(clock()) }, { transaction });
        return merged;
      }),
    async purge(clientKey) {
      await database.ofTenant(clientKey).write((transaction) => table.destroy({ where: { clientKey }, transaction }));
    },
    async forget(before) {
      await database.ofAllTenants.write((transaction) => table.destroy({ where: { seenAt: { [Op.lt]: before } }, transaction }));
    },
  };
}

function placeOf(clientKey: string, pageId: string): Place {
  return { tenant: clientKey, field: `known_pages.macros ${pageId}` };
}

/** The table of `0003-pages`. */
function definePages(sequelize: Sequelize): ModelStatic<Model<PageRow, PageRow>> {
  const key = () => ({ type: DataTypes.STRING, primaryKey: true });
  return sequelize.define(
    'KnownPage',
    {
      clientKey: key(),
      pageId: key(),
      version: { type: DataTypes.INTEGER, allowNull: false },
      learned: { type: DataTypes.STRING, allowNull: false },
      sealedMacros: { type: DataTypes.TEXT, allowNull: false },
      seenAt: { type: DataTypes.DATE, allowNull: false },
    },
    { tableName: 'known_pages', underscored: true, timestamps: false },
  );
}
