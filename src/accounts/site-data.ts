import { isInstalled } from '../connect/tenant-tables.js';
import type { Database } from '../storage/database.js';
import { createFlows, type Flows, type FlowsParts } from './flows.js';
import { createLinks, type Links, type LinksParts } from './links.js';
import { createRevocations, type Revocations, type RevocationsParts } from './revocations.js';
import { createRecents, type Recents, type RecentsParts } from './recents.js';
import { createKeptPeople, type KeptPeople } from './kept-people.js';
import { createReportState, type ReportState } from './report-state.js';
import { defineTables, type Tables } from './tables.js';

type Shared<T> = Omit<T, 'table' | 'revocations' | 'recents'>;
export type RowsParts = Shared<FlowsParts> & Shared<LinksParts> & Shared<RevocationsParts> & Shared<RecentsParts> & { readonly database: Database };

/** The rows of this feature. */
export interface Rows {
  readonly flows: Flows;
  readonly links: Links;
  readonly revocations: Revocations;
  readonly recents: Recents;
  readonly reports: ReportState;
  readonly people: KeptPeople;
  readonly tables: Tables;
}

export function createRows(parts: RowsParts): Rows {
  const tables = defineTables(parts.database.sequelize);
  const revocations = createRevocations({ ...parts, table: tables.revocations });
  const flows = createFlows({ ...parts, table: tables.flows, revocations });
  const recents = createRecents({ ...parts, table: tables.recents });
  const links = createLinks({ ...parts, table: tables.links, revocations, recents });
  return { flows, links, revocations, recents, reports: createReportState(parts), people: createKeptPeople(parts.database), tables };
}

/** What is kept of the people of a site that has gone. Nothing is done to one that is installed, also where it came back just now. */
export interface SiteData {
  /** Ends what they have begun, and queues its tokens for revocation. Links stay: nobody finds them while the site is away. */
  suspend(clientKey: string): Promise<void>;
  /** Removes everything and queues the tokens. Resolves to how many links there were. */
  purge(clientKey: string): Promise<number>;
}

export function createSiteData(database: Database, { flows, links, reports, people }: Omit<Rows, 'revocations' | 'recents' | 'tables'>): SiteData {
  return {
    suspend: (clientKey) =>
      database.ofTenant(clientKey).write(async (transaction) => {
        if (!(await isInstalled(database, clientKey, transaction))) await flows.purge({ clientKey }, transaction);
      }),
    async purge(clientKey) {
      const gone = await database.ofTenant(clientKey).write(async (transaction) => {
        if (await isInstalled(database, clientKey, transaction)) return [];
        await flows.purge({ clientKey }, transaction);
        await reports.purge(clientKey, transaction);
        await people.purge(clientKey, transaction);
        return links.purge({ clientKey }, transaction);
      });
      for (const owner of gone) links.ended(owner);
      return gone.length;
    },
  };
}
