import { GitLabError } from './errors.js';

/**
 * The result of `work`, unless `signal` aborts first; the work itself goes on, and what comes of it later is nobody's any more.
 * @throws GitLabError `unavailable` when the time is up, or what `work` is rejected with before.
 */
export function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (cause?: unknown) => reject(new GitLabError('unavailable', 'GitLab did not answer in time.', { cause }));
    const onAbort = () => late();
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    work
      .then(resolve, (error: unknown) => (signal.aborted && !(error instanceof GitLabError) ? late(error) : reject(error)))
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}
