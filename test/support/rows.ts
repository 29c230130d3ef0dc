import { QueryTypes, type QueryInterface, type Sequelize } from 'sequelize';
import type { Database } from '../../src/storage/database.js';

export type StoredRow = Readonly<Record<string, unknown>>;

/** Everything that a table holds, as the database tells it. */
export function readRows(database: Database, table: string): Promise<StoredRow[]> {
  return asOperator(database).query<StoredRow>(`SELECT * FROM "${table}" ORDER BY 1`, { type: QueryTypes.SELECT });
}

/** Asks and changes what a test wants, each by itself: as somebody would who has the database but not the app. */
export function asOperator({ sequelize, ofAllTenants }: Database): Pick<Sequelize, 'query'> & Pick<QueryInterface, 'bulkInsert'> {
  const query = (...asked: Parameters<Sequelize['query']>) => ofAllTenants.read(() => sequelize.query(...asked));
  return {
    query: query as Sequelize['query'],
    bulkInsert: (...given) => ofAllTenants.read(() => sequelize.getQueryInterface().bulkInsert(...given)),
  };
}
