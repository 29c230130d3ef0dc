import { QueryTypes, type Transaction } from 'sequelize';
import type { Database } from '../storage/database.js';
import { LIVING, type Flows } from './flows.js';
import type { LinkOwner, Links } from './links.js';
import type { LinkRow, Whose } from './tables.js';

export interface EndingParts {
  readonly database: Database;
  readonly links: Pick<Links, 'purgeSome' | 'ended'>;
  readonly flows: Pick<Flows, 'endOf'>;
  readonly revokeSoon: () => void;
}

/** What goes with the end of links, as a part of its transaction. */
type Alongside = (transaction: Transaction) => Promise<void>;

/** A hundred links at most, and all attempts that still live, in one transaction; `alongside` too where there were any links. Resolves to how many links there were. */
export async function endSome({ database, links, flows, revokeSoon }: EndingParts, whose: Whose, alongside?: Alongside): Promise<number> {
  const gone = await database.ofTenant(whose.clientKey).write(async (transaction): Promise<readonly LinkOwner[]> => {
    await flows.endOf(whose, transaction);
    const ended = await links.purgeSome(whose, transaction);
    if (ended.length > 0) await alongside?.(transaction);
    return ended;
  });
  for (const owner of gone) links.ended(owner);
  revokeSoon();
  return gone.length;
}

/** All of them, some after some; `alongside` is a part of the first transaction. */
export async function endAll(parts: EndingParts, whose: Whose, alongside?: Alongside): Promise<number> {
  let count = 0;
  let first = true;
  for (let some = 1; some > 0; first = false) {
    some = await endSome(parts, whose, first ? alongside : undefined);
    count += some;
  }
  return count;
}

/** How much of what is to be ended a site has. */
export interface SiteLinks {
  readonly clientKey: string;
  readonly links: number;
  /** Attempts to link that still live. */
  readonly attempts: number;
}

/** Every site that has links, or attempts that live, of one site or of all, to the GitLab at one base URL or to all. */
export async function countLinksBySite({ sequelize, ofAllTenants }: Database, of: Partial<Pick<LinkRow, 'clientKey' | 'instanceUrl'>>): Promise<readonly SiteLinks[]> {
  const conditions = [...(of.clientKey === undefined ? [] : ['client_key = :clientKey']), ...(of.instanceUrl === undefined ? [] : ['instance_url = :instanceUrl'])];
  const where = ['1 = 1', ...conditions].join(' AND ');
  const sql = `SELECT client_key AS "clientKey", SUM(link) AS links, SUM(attempt) AS attempts FROM (
      SELECT client_key, 1 AS link, 0 AS attempt FROM links WHERE ${where}
      UNION ALL SELECT client_key, 0, 1 FROM link_flows WHERE ${where} AND status IN (:living)
    ) AS kept GROUP BY client_key ORDER BY client_key`;
  const replacements = { ...of, living: LIVING };
  const rows = await ofAllTenants.read((transaction) => sequelize.query<{ clientKey: string; links: unknown; attempts: unknown }>(sql, { type: QueryTypes.SELECT, replacements, transaction }));
  return rows.map(({ clientKey, links, attempts }) => ({ clientKey, links: Number(links), attempts: Number(attempts) }));
}
