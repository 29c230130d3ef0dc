import type { Caller } from '../calls/client.js';
import { whoIs } from '../limits/limit-memory.js';

/** Tells viewers of instances apart in what is remembered of them, without keeping their tokens. */
export function nameOf({ instance: { id, baseUrl }, accessToken }: Pick<Caller, 'instance' | 'accessToken'>): string {
  return JSON.stringify([id, baseUrl, whoIs({ accessToken })]);
}
