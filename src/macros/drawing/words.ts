import { parseUrl } from '../../urls.js';

/** The text as an address to link to, when it is one of http or https. */
export function plainUrl(text: string): string | undefined {
  const trimmed = text.trim();
  const url = /^https?:\/\//i.test(trimmed) ? parseUrl(trimmed) : undefined;
  return url?.username === '' && url.password === '' ? url.href : undefined;
}

const HOUR_S = 3_600;
/** From this age on a copy says how old it is, in milliseconds. */
export const AGE_SHOWN_MS = 60_000;

/** Whole seconds to wait, from 1 to an hour. Both moments are epoch milliseconds. */
export function secondsUntil(moment: number, now: number): number {
  return Math.min(Math.max(Math.ceil((moment - now) / 1_000), 1), HOUR_S);
}

/** `5 minutes ago`. Both moments are epoch milliseconds. */
export function wordsForAge(moment: number, now: number): string {
  const minutes = Math.floor((now - moment) / 60_000);
  if (minutes < 1) return 'less than a minute ago';
  if (minutes < 60) return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  return hours === 1 ? 'an hour ago' : `${hours} hours ago`;
}

/** `3 minutes ago`, of what is old enough to say so. Both moments are epoch milliseconds. */
export function shownAge(takenAt: number, now: number): string | undefined {
  return now - takenAt < AGE_SHOWN_MS ? undefined : wordsForAge(takenAt, now);
}
