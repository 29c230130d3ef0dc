import { LRUCache } from 'lru-cache';
import { GitLabError } from '../../gitlab/errors.js';
import { TimeUp } from '../../gitlab/calls/in-time.js';
import type { CopyKey } from './copy-key.js';

/** What GitLab did not give to these eyes just now, so that the frames of a page do not ask for it one after the other. In this process only. */
export interface FailureMemory {
  /** The failure again, while it is remembered. */
  find(key: CopyKey): GitLabError | undefined;
  /** `askedAt`: when the asking began, in epoch milliseconds. */
  keep(key: CopyKey, error: GitLabError, askedAt: number): void;
  forget(key: CopyKey): void;
  purge(which: (key: CopyKey) => boolean): void;
}

const HIDDEN_MS = 10_000;
/** Where GitLab names no time. */
const DOWN_MS = 5_000;
/** Whoever had less time says nothing of GitLab by having run out of it. */
const PATIENT_MS = 4_000;

export function createFailureMemory(clock: () => number): FailureMemory {
  const failures = new LRUCache<string, { readonly key: CopyKey; readonly error: GitLabError }>({ max: 20_000, ttl: HIDDEN_MS, perf: { now: clock }, ttlResolution: 0 });
  return {
    find: ({ text }) => failures.get(text)?.error,
    keep(key, error, askedAt) {
      const life = lifeOf(error, clock(), askedAt);
      if (life > 0) failures.set(key.text, { key, error: withoutCause(error) }, { ttl: life });
    },
    forget: ({ text }) => void failures.delete(text),
    purge(which) {
      for (const [text, { key }] of failures.entries()) if (which(key)) failures.delete(text);
    },
  };
}

/** GitLab says that there is nothing here for this viewer. */
export function isHidden({ failure }: GitLabError): boolean {
  return failure === 'not-found' || failure === 'forbidden';
}

/** For how many milliseconds a failure is as good as a new one. */
function lifeOf(error: GitLabError, now: number, askedAt: number): number {
  if (isHidden(error)) return HIDDEN_MS;
  if (error.failure === 'unauthorized') return 0;
  if (error instanceof TimeUp && now - askedAt < PATIENT_MS) return 0;
  return error.retryAt === undefined ? DOWN_MS : error.retryAt - now;
}

/** A cause holds on to whatever was on its way. */
function withoutCause({ failure, message, retryAt }: GitLabError): GitLabError {
  return new GitLabError(failure, message, retryAt === undefined ? {} : { retryAt });
}
