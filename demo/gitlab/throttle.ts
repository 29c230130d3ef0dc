import type { RequestHandler, Response } from 'express';
import type { Switches } from './switches.js';

/** What one throttle says of itself. */
interface Count {
  readonly limit: number;
  readonly observed: number;
  /** Epoch milliseconds. */
  readonly resetAt: number;
}

/**
 * Counts the requests of each address in windows by the clock, refused ones too, and refuses those over the limit, as GitLab does:
 * https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/
 */
export function throttle(switches: Pick<Switches, 'limit'>, clock: () => number): RequestHandler {
  const windows = new Map<string, { start: number; observed: number }>();
  return (request, response, next) => {
    if (!switches.limit) return next();
    const { requests, seconds } = switches.limit;
    const start = Math.floor(clock() / (seconds * 1000)) * seconds * 1000;
    const address = request.socket.remoteAddress ?? '';
    const window = windows.get(address);
    const observed = window?.start === start ? window.observed + 1 : 1;
    windows.set(address, { start, observed });
    const count = { limit: requests, observed, resetAt: start + seconds * 1000 };
    response.set(countHeaders(count));
    if (observed > requests) return tooManyRequests(response, count, clock());
    next();
  };
}

function countHeaders({ limit, observed, resetAt }: Count): Record<string, string> {
  return {
    'RateLimit-Limit': String(limit),
    'RateLimit-Observed': String(observed),
    'RateLimit-Remaining': String(Math.max(0, limit - observed)),
    'RateLimit-Name': 'throttle_authenticated_api',
    'RateLimit-Reset': String(Math.ceil(resetAt / 1000)),
  };
}

/** In plain text. */
export function tooManyRequests(response: Response, count: Count, now: number): void {
  response
    .status(429)
    .set({ ...countHeaders(count), 'RateLimit-ResetTime': new Date(count.resetAt).toUTCString(), 'Retry-After': String(Math.max(1, Math.ceil((count.resetAt - now) / 1000))) })
    .type('text')
    .send('Retry later\n');
}
