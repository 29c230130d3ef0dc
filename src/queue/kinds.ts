import { KEEPING } from '../keeping.js';

/** How jobs of one kind are done. */
export interface KindOptions {
  /** How often a job is begun at most; one that fails then too is dead. */
  readonly tries: number;
  /** After the first failure a job waits for so long to twice as long, and with each further one for twice as long again. */
  readonly firstPauseSeconds: number;
  readonly longestPauseSeconds: number;
  /** A job's signal aborts after so long. One that a process has left when it died is begun again a little later. */
  readonly limitSeconds: number;
  /** How many one process does at once. */
  readonly atOnce: number;
  /** Such jobs come by themselves: one in each span of so many seconds for all processes together, and never two at once. */
  readonly everySeconds?: number;
  /** They end or remove what is old enough by the process's clock: none begins while that is not the database's. */
  readonly byAge?: boolean;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const recurring = (everySeconds: number, limitSeconds: number) =>
  ({ tries: 3, firstPauseSeconds: 15, longestPauseSeconds: HOUR, limitSeconds, atOnce: 1, everySeconds }) satisfies KindOptions;
const removing = (everySeconds: number, limitSeconds: number) => ({ ...recurring(everySeconds, limitSeconds), byAge: true }) satisfies KindOptions;

/** Every kind of job of the app. */
export const KINDS = {
  /** 42 tries with these pauses take a week: `KEEPING.revocationDays`. A call to GitLab ends after 8 s, and one GitLab has two at once. */
  'revoke-token': { tries: 6 * KEEPING.revocationDays, firstPauseSeconds: 15, longestPauseSeconds: 6 * HOUR, limitSeconds: 30, atOnce: 5 },
  'hand-over-revocations': recurring(MINUTE, MINUTE),
  'end-old-attempts': removing(MINUTE, MINUTE),
  'end-unused-links': removing(HOUR, 5 * MINUTE),
  'erase-ended-sites': removing(MINUTE, 5 * MINUTE),
  'report-personal-data': recurring(10 * MINUTE, 30 * MINUTE),
  'forget-old-revocations': removing(HOUR, 5 * MINUTE),
  'forget-old-audit': removing(DAY, 5 * MINUTE),
  'forget-old-pages': removing(DAY, 5 * MINUTE),
  'forget-old-embeds': removing(DAY, 5 * MINUTE),
  'forget-old-recents': removing(DAY, 5 * MINUTE),
} as const satisfies Readonly<Record<string, KindOptions>>;

export type KindName = keyof typeof KINDS;
