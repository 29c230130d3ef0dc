import type { KindOptions } from './kinds.js';

/** How long a job waits that was begun `tries` times and has failed; `chance` from 0 to 1. */
export function pauseSeconds({ firstPauseSeconds, longestPauseSeconds }: KindOptions, tries: number, chance = Math.random()): number {
  const pause = firstPauseSeconds * 2 ** (tries - 1) * (1 + chance);
  return pause <= longestPauseSeconds ? pause : longestPauseSeconds * (0.75 + chance / 4);
}
