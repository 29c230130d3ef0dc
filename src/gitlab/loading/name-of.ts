import { createHash } from 'node:crypto';
import type { Caller } from '../client.js';

/** Tells viewers of instances apart in what is remembered of them, without keeping their tokens. */
export function nameOf({ instance: { id, baseUrl }, accessToken }: Pick<Caller, 'instance' | 'accessToken'>): string {
  const who = accessToken === undefined ? 'nobody' : createHash('sha256').update(accessToken).digest('base64url');
  return JSON.stringify([id, baseUrl, who]);
}
