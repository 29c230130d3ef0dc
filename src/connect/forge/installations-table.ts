import { QueryTypes, type Transaction } from 'sequelize';
import type { Database } from '../../storage/database.js';
import type { Reading } from '../../storage/doors.js';

/** What is known of a Forge installation of the app: on which tenant it is, or that it has ended. */
export type Standing = { readonly clientKey: string } | 'ended';

interface Row {
  readonly clientKey: string | null;
}

/** How an installation stands, until the transaction ends. */
export function holdInstallation(database: Database, installationId: string, transaction: Transaction): Promise<Standing | undefined> {
  return readInstallation(database, installationId, transaction, database.dialect === 'postgres' ? ' FOR UPDATE' : '');
}

export async function readInstallation({ sequelize }: Database, installationId: string, transaction: Reading, lock = ''): Promise<Standing | undefined> {
  const sql = `SELECT client_key AS "clientKey" FROM forge_installations WHERE installation_id = :installationId${lock}`;
  const options = { type: QueryTypes.SELECT, replacements: { installationId }, transaction } as const;
  const [row] = await sequelize.query<Row>(sql, options);
  if (!row) return undefined;
  return row.clientKey === null ? 'ended' : { clientKey: row.clientKey };
}

/** Binds one that nothing is known of to a tenant. False where it is another's meanwhile, or has ended. */
export async function bindInstallation(database: Database, installationId: string, clientKey: string, transaction: Transaction): Promise<boolean> {
  const sql = 'INSERT INTO forge_installations (installation_id, client_key) VALUES (:installationId, :clientKey) ON CONFLICT (installation_id) DO NOTHING';
  await database.sequelize.query(sql, { transaction, replacements: { installationId, clientKey } });
  const standing = await holdInstallation(database, installationId, transaction);
  return standing !== undefined && standing !== 'ended' && standing.clientKey === clientKey;
}

/** Binds one by a verified install, whatever it was; the tenant's others have ended by that. Resolves to the client key of a tenant that has lost it. */
export async function claimInstallation(database: Database, installationId: string, clientKey: string, now: Date, transaction: Transaction): Promise<string | undefined> {
  const before = await holdInstallation(database, installationId, transaction);
  const sql = `INSERT INTO forge_installations (installation_id, client_key, ended_at) VALUES (:installationId, :clientKey, NULL)
    ON CONFLICT (installation_id) DO UPDATE SET client_key = excluded.client_key, ended_at = NULL`;
  await database.sequelize.query(sql, { transaction, replacements: { installationId, clientKey } });
  await endInstallationsOf(database, clientKey, now, transaction, installationId);
  return before === undefined || before === 'ended' || before.clientKey === clientKey ? undefined : before.clientKey;
}

/** No token of it counts any more; nor of one that nothing was known of. */
export async function endInstallation({ sequelize }: Database, installationId: string, now: Date, transaction: Transaction): Promise<void> {
  const sql = `INSERT INTO forge_installations (installation_id, client_key, ended_at) VALUES (:installationId, NULL, :now)
    ON CONFLICT (installation_id) DO UPDATE SET client_key = NULL, ended_at = excluded.ended_at`;
  await sequelize.query(sql, { transaction, replacements: { installationId, now } });
}

/** Ends all installations of a tenant but `survivor`, and for good where `now` is null: those are never forgotten. Resolves to how many that were. */
export async function endInstallationsOf({ sequelize }: Database, clientKey: string, now: Date | null, transaction: Transaction, survivor = ''): Promise<number> {
  const sql = `UPDATE forge_installations SET client_key = NULL, ended_at = :now
    WHERE client_key = :clientKey AND installation_id <> :survivor RETURNING installation_id`;
  const ended = await sequelize.query(sql, { transaction, type: QueryTypes.SELECT, replacements: { clientKey, now, survivor } });
  return ended.length;
}

/** Forgets whose they are: each has to be found out anew, which tells whether it is of the address that the tenant has now. */
export async function freeInstallationsOf({ sequelize }: Database, clientKey: string, transaction: Transaction): Promise<void> {
  await sequelize.query('DELETE FROM forge_installations WHERE client_key = :clientKey', { transaction, replacements: { clientKey } });
}

/** Forgets those that have ended before then. */
export async function forgetInstallations(database: Database, before: Date): Promise<void> {
  const where = 'FROM forge_installations WHERE ended_at IS NOT NULL AND ended_at < :before';
  const { sequelize, ofAllTenants } = database;
  const some = await ofAllTenants.read((transaction) => sequelize.query(`SELECT installation_id ${where} LIMIT 1`, { type: QueryTypes.SELECT, replacements: { before }, transaction }));
  if (some.length > 0) await ofAllTenants.write((transaction) => sequelize.query(`DELETE ${where}`, { transaction, replacements: { before } }));
}
