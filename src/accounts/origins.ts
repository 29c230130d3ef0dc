import { HttpFailure } from '../gitlab/calls/http-client.js';
import { NotNow } from '../queue/jobs.js';

/** Keeps a GitLab that hangs from holding up what waits for others. */
export interface Origins {
  /**
   * Does what calls the GitLab at this address, two calls at once at most.
   * @throws NotNow where two are under way; SilentError, without calling, where it has just let another call wait in vain; what `call` throws
   */
  run<T>(url: string, call: () => Promise<T>): Promise<T>;
}

/** A GitLab that gave no answer a moment ago is not asked again yet. */
export class SilentError extends Error {
  constructor() {
    super('it gave no answer a moment ago');
    this.name = 'SilentError';
  }
}

/** Calls to one GitLab at once. */
export const ORIGIN_AT_ONCE = 2;
const SILENT_MS = 30_000;
const AGAIN_SECONDS = 2;
/** Those that are silent; what is forgotten costs a call that takes 8 s. */
const MOST_SILENT = 5_000;

/** `clock` in epoch milliseconds. Remembers by host, in this process only: who sets up many addresses of one host has one. */
export function createOrigins(clock: () => number): Origins {
  const underWay = new Map<string, number>();
  const silentSince = new Map<string, number>();

  function isSilent(origin: string): boolean {
    const quietMs = clock() - (silentSince.get(origin) ?? -Infinity);
    // A clock that was set back makes nobody silent for longer.
    return quietMs >= 0 && quietMs < SILENT_MS;
  }

  function note(origin: string, error: unknown): void {
    silentSince.delete(origin);
    if (!isSilence(error)) return;
    silentSince.set(origin, clock());
    const [oldest] = silentSince.keys();
    if (silentSince.size > MOST_SILENT && oldest !== undefined) silentSince.delete(oldest);
  }

  return {
    async run(url, call) {
      const { origin } = new URL(url);
      if (isSilent(origin)) throw new SilentError();
      const others = underWay.get(origin) ?? 0;
      if (others >= ORIGIN_AT_ONCE) throw new NotNow(AGAIN_SECONDS);
      underWay.set(origin, others + 1);
      try {
        const done = await call();
        note(origin, undefined);
        return done;
      } catch (error) {
        note(origin, error);
        throw error;
      } finally {
        const left = (underWay.get(origin) ?? 1) - 1;
        if (left > 0) underWay.set(origin, left);
        else underWay.delete(origin);
      }
    },
  };
}

/** No answer in time, or nobody there. */
function isSilence(error: unknown): boolean {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  return cause instanceof HttpFailure && (cause.reason === 'slow' || cause.reason === 'unreachable');
}
