/** Which of GitLab's interfaces was called: `check` is for what an administrator sets up. */
export type CallKind = 'graphql' | 'rest' | 'oauth' | 'check';

/** What came of a call by its status; `unavailable` is 5xx, and no answer. */
export type CallResult = 'ok' | 'moved' | 'unauthorized' | 'forbidden' | 'not_found' | 'limited' | 'refused' | 'too_large' | 'unavailable';

/** How many jobs of a kind there are; the dead are those that nobody tries any more. */
export interface JobCounts {
  readonly waiting: number;
  readonly running: number;
  readonly dead: number;
}

/** How many connections to the database do something, do nothing, and are waited for. */
export interface PoolUse {
  readonly used: number;
  readonly idle: number;
  readonly waiting: number;
}

/** What is asked for when somebody reads the metrics. */
export interface Gauges {
  /** By kind. */
  jobs(): Promise<Readonly<Record<string, JobCounts>>>;
  database(): PoolUse;
  /** Left out where there is no Redis. */
  readonly redisIsUp?: () => boolean;
}

/** Counts what the app does. Every label has few values, and none names a site, a person, a host or a thing. Nothing here throws. */
export interface Metrics {
  /** `route` is its pattern, `outcome` the marker of the page; `seconds` is left out where nobody knows when the request began. */
  answered(answer: { readonly route: string; readonly status: number; readonly outcome: string; readonly seconds?: number }): void;
  /** Connections and requests that were turned away by their number. */
  turnedAway(what: 'connection' | 'request'): void;
  askedGitLab(call: { readonly kind: CallKind; readonly result: CallResult; readonly seconds: number }): void;
  /** How many references one query asks for. */
  batched(references: number): void;
  /** Whether there was a copy of what the viewer saw a moment ago, young enough to be shown. */
  lookedForCopy(result: 'hit' | 'miss'): void;
  /** Whether rows that were read a moment ago were there still. */
  remembered(topic: string, result: 'hit' | 'miss'): void;
  /** `later`: GitLab could not be asked, and the link stays as it was. */
  refreshed(result: 'renewed' | 'dead' | 'later'): void;
  watch(gauges: Gauges): void;
}

const nothing = () => undefined;

/** Where nobody reads them. */
export const NO_METRICS: Metrics = {
  answered: nothing,
  turnedAway: nothing,
  askedGitLab: nothing,
  batched: nothing,
  lookedForCopy: nothing,
  remembered: nothing,
  refreshed: nothing,
  watch: nothing,
};
