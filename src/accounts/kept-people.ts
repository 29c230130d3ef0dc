import { QueryTypes, type Transaction } from 'sequelize';
import { ERASED_PERSON } from '../audit/entry.js';
import type { Database } from '../storage/database.js';

/** Columns that name a person by their account, and the one that says when. Whatever else comes to name one belongs here. */
const SOURCES = [
  { table: 'links', account: 'account_id', at: 'linked_at' },
  { table: 'link_flows', account: 'account_id', at: 'created_at' },
  { table: 'recents', account: 'account_id', at: 'seen_at' },
  { table: 'audit_entries', account: 'actor', at: 'at' },
  { table: 'audit_entries', account: 'subject', at: 'at' },
] as const;

export interface KeptPerson {
  readonly accountId: string;
  /** As of when what is kept of them is right: the age of the oldest of it, unless it was brought up to date since. */
  readonly updatedAt: Date;
}

/** Of whom the database holds something, by their account ids. */
export interface KeptPeople {
  /** In the database's own order, those behind `after`. */
  some(clientKey: string, after: string, limit: number): Promise<readonly KeptPerson[]>;
  /** Those of the given whom the database holds something of. */
  among(clientKey: string, accountIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** What is kept of them from Confluence is right as of then. */
  refreshed(clientKey: string, accountId: string, at: Date, transaction: Transaction): Promise<void>;
  forget(clientKey: string, accountId: string, transaction: Transaction): Promise<void>;
  /** Forgets when those were brought up to date of whom nothing else is kept. */
  tidy(clientKey: string): Promise<void>;
  purge(clientKey: string, transaction: Transaction): Promise<void>;
}

const ROWS = SOURCES.map(
  ({ table, account, at }) => `SELECT ${account} AS account_id, ${at} AS since FROM ${table} WHERE client_key = :clientKey AND ${account} IS NOT NULL`,
).join(' UNION ALL ');
/** Who is erased is nobody: no account id has a blank. */
const NOBODY = "account_id NOT LIKE 'nobody %' AND account_id <> :erased";

export function createKeptPeople(database: Database): KeptPeople {
  const { sequelize } = database;
  const fixed = (clientKey: string) => ({ clientKey, erased: ERASED_PERSON });
  const read = <Row extends object>(sql: string, replacements: Record<string, unknown> & { readonly clientKey: string }) =>
    database.ofTenant(replacements.clientKey).read((transaction) => sequelize.query<Row>(sql, { type: QueryTypes.SELECT, replacements, transaction }));
  const change = async (sql: string, replacements: Record<string, unknown>, transaction: Transaction) => void (await sequelize.query(sql, { replacements, transaction }));

  return {
    async some(clientKey, after, limit) {
      const people = `SELECT account_id, MIN(since) AS since FROM (${ROWS}) AS kept WHERE account_id > :after AND ${NOBODY} GROUP BY account_id ORDER BY account_id LIMIT :limit`;
      const rows = await read<{ accountId: string; since: string | Date; refreshedAt: string | Date | null }>(
        `SELECT people.account_id AS "accountId", people.since, refreshed.refreshed_at AS "refreshedAt" FROM (${people}) AS people
         LEFT JOIN refreshed_people AS refreshed ON refreshed.client_key = :clientKey AND refreshed.account_id = people.account_id ORDER BY people.account_id`,
        { ...fixed(clientKey), after, limit },
      );
      return rows.map(({ accountId, since, refreshedAt }) => ({ accountId, updatedAt: new Date(Math.max(momentOf(since), refreshedAt === null ? 0 : momentOf(refreshedAt))) }));
    },
    async among(clientKey, accountIds) {
      if (accountIds.length === 0) return new Set();
      const rows = await read<{ accountId: string }>(`SELECT DISTINCT account_id AS "accountId" FROM (${ROWS}) AS kept WHERE account_id IN (:accountIds)`, { clientKey, accountIds });
      return new Set(rows.map(({ accountId }) => accountId));
    },
    refreshed: (clientKey, accountId, at, transaction) =>
      change(
        `INSERT INTO refreshed_people (client_key, account_id, refreshed_at) VALUES (:clientKey, :accountId, :at)
         ON CONFLICT (client_key, account_id) DO UPDATE SET refreshed_at = excluded.refreshed_at`,
        { clientKey, accountId, at },
        transaction,
      ),
    forget: (clientKey, accountId, transaction) => change('DELETE FROM refreshed_people WHERE client_key = :clientKey AND account_id = :accountId', { clientKey, accountId }, transaction),
    tidy: (clientKey) =>
      database.ofTenant(clientKey).write((transaction) =>
        change(`DELETE FROM refreshed_people WHERE client_key = :clientKey AND account_id NOT IN (SELECT account_id FROM (${ROWS}) AS kept)`, { clientKey }, transaction),
      ),
    purge: (clientKey, transaction) => change('DELETE FROM refreshed_people WHERE client_key = :clientKey', { clientKey }, transaction),
  };
}

/** SQLite keeps times as texts. */
function momentOf(stored: string | Date): number {
  return new Date(stored).getTime();
}
