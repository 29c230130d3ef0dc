import { GitLabError } from '../errors.js';

/** Whoever asks has no more time, however quick GitLab may be. */
export class TimeUp extends GitLabError {
  constructor(message: string, cause?: unknown) {
    super('unavailable', message, { cause });
    this.name = 'TimeUp';
  }
}

/**
 * The result of `work`, unless `signal` aborts first; the work itself goes on, and what comes of it later is nobody's any more.
 * @throws TimeUp when the time is up, or what `work` is rejected with before.
 */
export function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (cause?: unknown) => reject(new TimeUp('GitLab did not answer in time.', cause));
    const onAbort = () => late();
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    work
      .then(resolve, (error: unknown) => (signal.aborted && !(error instanceof GitLabError) ? late(error) : reject(error)))
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}
