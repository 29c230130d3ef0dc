import { ConnectionError, DatabaseError } from 'sequelize';
import { NoAnswerError } from './deadline.js';

/**
 * PostgreSQL: connection lost (08), a conflict with another transaction (40), out of room (53), shutting down or not up yet (57P),
 * cancelled for its length, read-only after a failover, a lock not to be had. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const POSTGRES = /^(08...|40...|53...|57P..|57014|25006|55P03)$/;
const SQLITE = /^SQLITE_(BUSY|LOCKED)/;
const SOCKET = /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT)$/;

/** True for what is wrong with the database for a while and not with what it was asked: asking again later may help. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof ConnectionError || error instanceof NoAnswerError) return true;
  if (!(error instanceof DatabaseError)) return false;
  const code = 'code' in error.parent ? String(error.parent.code) : '';
  return POSTGRES.test(code) || SQLITE.test(code) || SOCKET.test(code) || /^Connection terminated/.test(error.message);
}
