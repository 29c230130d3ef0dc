import { QueryTypes, type Transaction } from 'sequelize';
import type { Database } from '../storage/database.js';

/** What a database holds of people's tokens. */
export interface HeldTokens {
  /** Links whose tokens are here. */
  readonly links: number;
  /** Attempts to link that are kept. */
  readonly attempts: number;
  /** Tokens that wait to be revoked at GitLab. */
  readonly revocations: number;
}

const WITH_TOKENS = "status <> 'reconnect' OR sealed_access_token IS NOT NULL OR sealed_refresh_token IS NOT NULL";

export async function countTokens({ sequelize, ofAllTenants }: Database): Promise<HeldTokens> {
  const sql = `SELECT (SELECT COUNT(*) FROM links WHERE ${WITH_TOKENS}) AS links, (SELECT COUNT(*) FROM link_flows) AS attempts, (SELECT COUNT(*) FROM revocations) AS revocations`;
  const [row] = await ofAllTenants.read((transaction) => sequelize.query<Record<keyof HeldTokens, unknown>>(sql, { type: QueryTypes.SELECT, transaction }));
  return { links: Number(row?.links), attempts: Number(row?.attempts), revocations: Number(row?.revocations) };
}

/**
 * Forgets all tokens of people, and tells GitLab nothing: another app goes on using them. Links stay, for their owners to reconnect;
 * attempts to link go, and so does what waits to be revoked.
 */
export async function abandonTokens({ sequelize }: Database, transaction: Transaction): Promise<void> {
  await sequelize.query('DELETE FROM link_flows', { transaction });
  await sequelize.query('DELETE FROM revocations', { transaction });
  await sequelize.query(
    `UPDATE links SET status = 'reconnect', sealed_access_token = NULL, sealed_refresh_token = NULL, lease_owner = NULL, lease_until = NULL,
      retry_at = NULL, lost_tries = 0, cas = cas + 1 WHERE ${WITH_TOKENS}`,
    { transaction },
  );
}
