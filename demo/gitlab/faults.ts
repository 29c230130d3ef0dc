import type { RequestHandler, Response } from 'express';
import type { Switches } from './switches.js';

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
      if (switches.status429) return tooManyRequests(response, switches.status429.retryAfterSeconds);
      if (switches.status500) return void response.status(500).type('html').send('<h1>500</h1><p>Whoops, something went wrong on our end.</p>');
      next();
    });
  };
}

/** GitLab's throttle answers in plain text: https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/ */
function tooManyRequests(response: Response, seconds: number): void {
  const resetAt = Math.floor(Date.now() / 1000) + seconds;
  response
    .status(429)
    .set({
      'Retry-After': String(seconds),
      'RateLimit-Limit': '120',
      'RateLimit-Observed': '121',
      'RateLimit-Remaining': '0',
      'RateLimit-Name': 'throttle_authenticated_api',
      'RateLimit-Reset': String(resetAt),
      'RateLimit-ResetTime': new Date(resetAt * 1000).toUTCString(),
    })
    .type('text')
    .send('Retry later\n');
}
