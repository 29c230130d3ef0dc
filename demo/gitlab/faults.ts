import type { RequestHandler } from 'express';
import type { Switches } from './switches.js';
import { tooManyRequests } from './throttle.js';

/** Timers that `close` must not wait for. */
export interface Delays {
  wait(milliseconds: number, then: () => void): void;
  cancelAll(): void;
}

export function createDelays(): Delays {
  const timers = new Set<NodeJS.Timeout>();
  return {
    wait: (milliseconds, then) => {
      if (milliseconds <= 0) return then();
      const timer = setTimeout(() => {
        timers.delete(timer);
        then();
      }, milliseconds);
      timers.add(timer);
    },
    cancelAll: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** Makes the requests of one kind fail or wait as the switches say. */
export function failAsSwitched(switches: Switches, delays: Delays, kind: 'api' | 'oauth'): RequestHandler {
  return (_request, response, next) => {
    if (switches.reach !== 'everything' && switches.reach !== kind) return next();
    if (switches.hang) return;
    delays.wait(switches.latencyMs, () => {
      if (switches.status429) {
        const now = Date.now();
        return tooManyRequests(response, { limit: 120, observed: 121, resetAt: now + switches.status429.retryAfterSeconds * 1000 }, now);
      }
      if (switches.status500) return void response.status(500).type('html').send('<h1>500</h1><p>Whoops, something went wrong on our end.</p>');
      next();
    });
  };
}
