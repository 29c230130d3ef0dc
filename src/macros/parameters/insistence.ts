import type { Request } from 'express';

/** True for a renewal that a person wishes for: what a frame fetches by itself, because it is time or something has changed, says so. */
export function isInsistent(query: Request['query']): boolean {
  return query.cause !== 'news';
}
