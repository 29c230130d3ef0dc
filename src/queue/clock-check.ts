import { QueryTypes } from 'sequelize';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import { NotNow } from './jobs.js';

/** Clocks of machines differ by seconds; what is kept is kept for days. */
const TOLERATED_MS = 5 * 60_000;
const AGAIN_SECONDS = 60;

export interface ClockCheckParts {
  readonly database: Pick<Database, 'sequelize' | 'dialect' | 'ofAllTenants'>;
  readonly logger: Logger;
  /** The machine's, in epoch milliseconds. */
  readonly clock: () => number;
}

/**
 * Makes a check that this machine's clock is the database's, within five minutes: one that is far ahead would have all that is kept for a
 * time removed at once. It rejects with NotNow where it is not: another process, or this one when its clock is right, goes on.
 */
export function createClockCheck({ database, logger, clock }: ClockCheckParts): () => Promise<void> {
  const { sequelize, dialect, ofAllTenants } = database;
  const sql = dialect === 'sqlite' ? "SELECT unixepoch('subsec') * 1000 AS now" : 'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now';
  return async () => {
    const [row] = await ofAllTenants.read((transaction) => sequelize.query<{ now: unknown }>(sql, { type: QueryTypes.SELECT, transaction }));
    const ahead = clock() - Number(row?.now);
    if (Math.abs(ahead) <= TOLERATED_MS) return;
    logger.error({ secondsAhead: Math.round(ahead / 1_000) }, "this machine's clock is not the database's, so nothing is removed here for its age");
    throw new NotNow(AGAIN_SECONDS);
  };
}
