/** For how long things are kept that nobody sets: what people are told of it and what the app does come from here. */
export const KEEPING = {
  /** What somebody looked at, since something was added to it last. */
  recentDays: 90,
  /** Which macros a page shows, since somebody looked at it last. */
  pageDays: 90,
  /** What a macro was seen to show, since somebody looked at it last. */
  embedDays: 365,
  /** An attempt to link that has ended. */
  attemptHours: 1,
  /** GitLab is asked for so long to revoke a token. */
  revocationDays: 7,
  /** Work in the background that has failed for the last time, and a token that GitLab hasn't taken back by then. */
  deadJobDays: 30,
  /** A copy of what GitLab showed to somebody. */
  copyHours: 4,
  /** In which language and time zone somebody reads. */
  listenerDays: 7,
} as const;
