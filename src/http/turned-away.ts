import type { Logger } from '../logger.js';

const TELL_MS = 60_000;

/** Logs that connections or requests were turned away, once a minute at most and then with how many they were: a flood must not flood the log. */
export function createTurnedAwayLog(logger: Logger): (what: 'connection' | 'request') => void {
  let counts = { connections: 0, requests: 0 };
  let told = Number.NEGATIVE_INFINITY;
  return (what) => {
    counts[what === 'connection' ? 'connections' : 'requests'] += 1;
    if (performance.now() < told + TELL_MS) return;
    told = performance.now();
    logger.warn(counts, 'too many connections at once, or requests on one, were turned away');
    counts = { connections: 0, requests: 0 };
  };
}
