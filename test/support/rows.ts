import { QueryTypes } from 'sequelize';
import type { Database } from '../../src/storage/database.js';

export type StoredRow = Readonly<Record<string, unknown>>;

/** Everything that a table holds, as the database tells it. */
export function readRows({ sequelize }: Database, table: string): Promise<StoredRow[]> {
  return sequelize.query<StoredRow>(`SELECT * FROM "${table}" ORDER BY 1`, { type: QueryTypes.SELECT });
}
