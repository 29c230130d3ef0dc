import { QueryTypes } from 'sequelize';
import type { Database } from './database.js';
import { openAtEither, SealError, type Place, type Sealer } from './sealing.js';

export type KeyValues = Readonly<Record<string, string>>;

/** A column that holds sealed texts. Each store declares its own, so that a new key can be brought to all of them. */
export interface SealedColumn {
  readonly table: string;
  /** The columns (text) that name a row, and all that `place` needs. */
  readonly keyColumns: readonly [string, ...string[]];
  readonly column: string;
  /** Where the text of the row with these key values was sealed for. */
  place(keys: KeyValues): Place;
  /** The same for texts that an older release has sealed, where that named the place in another way. */
  formerPlace?(keys: KeyValues): Place;
}

export interface Rotation {
  readonly resealed: number;
  /** `table.column (key=value, …): why` for each text that does not open; those stay as they are. */
  readonly failures: readonly string[];
}

const BATCH = 100;

/**
 * Seals anew whatever of any tenant was not sealed with the first key. Safe while the app serves: a text is replaced only if it is still the
 * one that was read, and what changed meanwhile was sealed with the first key by the change itself.
 */
export async function resealColumns(database: Database, sealer: Sealer, columns: readonly SealedColumn[]): Promise<Rotation> {
  let resealed = 0;
  const failures: string[] = [];
  for (const column of columns) {
    const done = await resealColumn(database, sealer, column);
    resealed += done.resealed;
    failures.push(...done.failures);
  }
  return { resealed, failures };
}

async function resealColumn(database: Database, sealer: Sealer, column: SealedColumn): Promise<Rotation> {
  const failures: string[] = [];
  let resealed = 0;
  for (let idle = 0; idle < 10; idle += 1) {
    const rows = await readStale(database, sealer, column, failures.length);
    if (rows.length === 0) return { resealed, failures };
    for (const { sealed, ...keys } of rows) {
      try {
        const fresh = sealer.seal(openAtEither(sealer, sealed, column.place(keys), column.formerPlace?.(keys)), column.place(keys));
        if (!(await replace(database, column, keys, sealed, fresh))) continue;
        resealed += 1;
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
        failures.push(`${nameRow(column, keys)}: ${error.message}`);
      }
      idle = 0;
    }
  }
  return { resealed, failures: [...failures, `${column.table}.${column.column}: something goes on sealing with an old key`] };
}

function nameRow({ table, column, keyColumns }: SealedColumn, keys: KeyValues): string {
  return `${table}.${column} (${keyColumns.map((name) => `${name}=${keys[name]}`).join(', ')})`;
}

/** What was done drops out of the selection, so only rows that failed have to be skipped. */
function readStale(database: Database, sealer: Sealer, { table, keyColumns, column }: SealedColumn, skip: number) {
  const keys = keyColumns.map(quote).join(', ');
  return database.ofAllTenants.read((transaction) => database.sequelize.query<KeyValues & { sealed: string }>(
    `SELECT ${keys}, ${quote(column)} AS sealed FROM ${quote(table)}
      WHERE ${quote(column)} IS NOT NULL AND substr(${quote(column)}, 1, :length) <> :prefix
      ORDER BY ${keys} LIMIT ${BATCH} OFFSET :skip`,
    { type: QueryTypes.SELECT, replacements: { prefix: sealer.freshPrefix, length: sealer.freshPrefix.length, skip }, transaction },
  ));
}

/** False when the text was changed since it was read. */
async function replace(database: Database, { table, keyColumns, column }: SealedColumn, keys: KeyValues, old: string, fresh: string) {
  const where = keyColumns.map((name, index) => `${quote(name)} = :key${index}`).join(' AND ');
  const values = Object.fromEntries(keyColumns.map((name, index) => [`key${index}`, keys[name]]));
  const affected = await database.ofAllTenants.write((transaction) =>
    database.sequelize.query(`UPDATE ${quote(table)} SET ${quote(column)} = :fresh WHERE ${where} AND ${quote(column)} = :old`, {
      transaction,
      type: QueryTypes.BULKUPDATE,
      replacements: { ...values, old, fresh },
    }),
  );
  return affected === 1;
}

/** Both dialects quote a name so; all names come from code. */
const quote = (name: string) => `"${name}"`;
