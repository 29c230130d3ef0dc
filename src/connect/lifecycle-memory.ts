import { createHash } from 'node:crypto';
import { Op, QueryTypes, type Transaction } from 'sequelize';
import { unauthorized } from '../errors.js';
import type { Database } from '../storage/database.js';
import type { LifecycleToken } from './lifecycle-token.js';
import { defineInstallTokens } from './tenant-tables.js';

/** A verified call: the token, and the hash of the body that it came with. */
export interface SignedCall {
  readonly token: LifecycleToken;
  readonly bodyHash: string;
}

/**
 * What was called for a tenant lately. The signature doesn't cover the body, so a token that came with one is good for no other;
 * and what was signed before the newest call counts no more.
 */
export interface LifecycleMemory {
  /**
   * False when the very same call has been here. Makes other calls of that tenant wait until the transaction ends.
   * @throws AppError 401 when its token came with another body, or a newer call has been here
   */
  isNew(call: SignedCall, transaction: Transaction): Promise<boolean>;
  keep(call: SignedCall, transaction: Transaction): Promise<void>;
  /** Forgets what can't come again, of all tenants. */
  forgetExpired(): Promise<void>;
}

export function createLifecycleMemory(database: Database, clock: () => number): LifecycleMemory {
  const table = defineInstallTokens(database.sequelize);
  const expired = () => ({ expiresAt: { [Op.lte]: new Date(clock()) } });
  return {
    async isNew({ token, bodyHash }, transaction) {
      const clientHash = hashOf(token.clientKey);
      await lockTenant(database, token.clientKey, transaction);
      const calls = (await table.findAll({ where: { clientHash }, transaction })).map((row) => row.get());
      const known = calls.find(({ tokenHash }) => tokenHash === token.hash);
      if (known && known.bodyHash !== bodyHash) throw unauthorized('a token that came with another body');
      if (!known && calls.some(({ issuedAt }) => issuedAt > token.issuedAt)) throw unauthorized('a newer call has been here');
      return !known;
    },
    async keep({ token: { hash, clientKey, issuedAt, expiresAt }, bodyHash }, transaction) {
      const clientHash = hashOf(clientKey);
      // Only this tenant's: nobody else holds locks on them.
      await table.destroy({ where: { clientHash, ...expired() }, transaction });
      await table.create({ tokenHash: hash, bodyHash, clientHash, issuedAt, expiresAt }, { transaction });
    },
    forgetExpired: () => database.ofAllTenants.write(async (transaction) => void (await table.destroy({ where: expired(), transaction }))),
  };
}

/** When the newest call was signed that a tenant is remembered by, by Atlassian's clock. */
export async function newestCallOf({ sequelize }: Database, clientKey: string, transaction: Transaction): Promise<Date | undefined> {
  const sql = 'SELECT issued_at AS "issuedAt" FROM install_tokens WHERE client_hash = :clientHash ORDER BY issued_at DESC LIMIT 1';
  const options = { transaction, type: QueryTypes.SELECT, replacements: { clientHash: hashOf(clientKey) } } as const;
  const [row] = await sequelize.query<{ issuedAt: string | Date }>(sql, options);
  return row && new Date(row.issuedAt);
}

const hashOf = (clientKey: string) => createHash('sha256').update(clientKey).digest('hex');

/** Makes other installs and uninstalls of that tenant wait until the transaction ends. SQLite has one writer anyway. */
export async function lockTenant({ sequelize, dialect }: Database, clientKey: string, transaction: Transaction): Promise<void> {
  if (dialect !== 'postgres') return;
  const clientHash = hashOf(clientKey);
  await sequelize.query('SELECT pg_advisory_xact_lock(hashtextextended(:clientHash, 1))', { replacements: { clientHash }, transaction });
}
