import type { Sequelize, Transaction } from 'sequelize';

/** The one database, opened and migrated. */
export interface Database {
  readonly sequelize: Sequelize;
  readonly dialect: 'sqlite' | 'postgres';
  /**
   * Runs `work` in one short transaction and commits it. On SQLite writers queue for the single connection (BEGIN IMMEDIATE);
   * never call anything outside the database from within.
   */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Resolves when the database answers within `timeoutMs`; rejects otherwise. */
  ping(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}
