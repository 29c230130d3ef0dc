import { QueryTypes } from 'sequelize';
import type { Database } from './database.js';
import type { KeyValues, SealedColumn } from './rotation.js';
import { openAtEither, SealError, type Sealer } from './sealing.js';

const SAMPLE = 20;

/**
 * The ids of keys with which something is stored and nothing of it opens: the key is missing, or another one has its id.
 * Looks at some rows of each column, so that it costs the same however much is stored.
 */
export async function findWrongKeys(database: Database, sealer: Sealer, columns: readonly SealedColumn[]): Promise<readonly string[]> {
  const opens = new Map<string, boolean>();
  for (const column of columns) {
    for (const { sealed, ...keys } of [...(await sample(database, sealer, column, '=')), ...(await sample(database, sealer, column, '<>'))]) {
      const id = sealed.split('.')[1] ?? '';
      if (!opens.get(id)) opens.set(id, isOpening(sealer, column, sealed, keys));
    }
  }
  return [...opens].filter(([, opened]) => !opened).map(([id]) => id);
}

/** Rows of all tenants that are sealed with the first key (`=`), or with any other (`<>`). */
function sample({ sequelize, ofAllTenants }: Database, { freshPrefix }: Sealer, { table, keyColumns, column }: SealedColumn, operator: '=' | '<>') {
  const names = keyColumns.map((name) => `"${name}"`).join(', ');
  return ofAllTenants.read((transaction) => sequelize.query<KeyValues & { sealed: string }>(
    `SELECT ${names}, "${column}" AS sealed FROM "${table}"
      WHERE "${column}" IS NOT NULL AND substr("${column}", 1, :length) ${operator} :prefix LIMIT ${SAMPLE}`,
    { type: QueryTypes.SELECT, replacements: { prefix: freshPrefix, length: freshPrefix.length }, transaction },
  ));
}

function isOpening(sealer: Sealer, column: SealedColumn, sealed: string, keys: KeyValues): boolean {
  try {
    openAtEither(sealer, sealed, column.place(keys), column.formerPlace?.(keys));
    return true;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}
