import type { Logger } from '../logger.js';
import { within } from '../storage/deadline.js';
import { isDatabaseAway } from '../storage/faults.js';

/** What it takes to wait for a database. */
export interface Patience {
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
  readonly clock: () => number;
  readonly logger: Logger;
}

/** The longest that one try may take: a server that hangs never says so. */
export const TRY_MS = 5_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * What `write` resolves to. Tried once whatever the time is, and again until `until` (epoch ms) while the database is away. A try that
 * failed may have been carried out, or be so later: `write` must know what it finds done. @throws what the last try threw; what is no fault of that kind at once
 */
export async function insist<T>({ pause, clock, logger }: Patience, until: number, write: () => Promise<T>): Promise<T> {
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
    try {
      return await within(TRY_MS, write());
    } catch (error) {
      if (!isDatabaseAway(error) || clock() + wait > until) throw error;
      logger.error({ err: error }, 'what became of tokens could not be stored, trying again');
    }
    await pause(wait);
  }
}
