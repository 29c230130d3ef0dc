import { ConnectionError, DatabaseError } from 'sequelize';
import { NoAnswerError } from './deadline.js';

/**
 * PostgreSQL: connection lost (08), a conflict with another transaction (40), out of room (53), shutting down or not up yet (57P),
 * cancelled for its length, read-only after a failover, a lock not to be had. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const POSTGRES = /^(08...|40...|53...|57P..|57014|25006|55P03)$/;
const SQLITE = /^SQLITE_(BUSY|LOCKED)/;
/** A lock that others have, and two that each wait for the other's. */
const POSTGRES_HELD = /^(55P03|40P01)$/;
const SOCKET = /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT)$/;

/** True for what is wrong with the database for a while and not with what it was asked: asking again later may help. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof ConnectionError || error instanceof NoAnswerError) return true;
  if (!(error instanceof DatabaseError)) return false;
  const code = codeOf(error);
  return POSTGRES.test(code) || SQLITE.test(code) || SOCKET.test(code) || /^Connection terminated/.test(error.message);
}

/** True where only others were in the way, which they won't be for long. */
export function isHeldByOthers(error: unknown): boolean {
  // Umzug tells of a migration's error as the cause of its own.
  const own = error instanceof Error && error.cause instanceof DatabaseError ? error.cause : error;
  return own instanceof DatabaseError && (POSTGRES_HELD.test(codeOf(own)) || SQLITE.test(codeOf(own)));
}

function codeOf({ parent }: DatabaseError): string {
  return 'code' in parent ? String(parent.code) : '';
}
