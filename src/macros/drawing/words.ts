import type { Words } from '../../../views/words/words.js';
import { parseUrl } from '../../urls.js';

/** The text as an address to link to, when it is one of http or https. */
export function plainUrl(text: string): string | undefined {
  const trimmed = text.trim();
  const url = /^https?:\/\//i.test(trimmed) ? parseUrl(trimmed) : undefined;
  return url?.username === '' && url.password === '' ? url.href : undefined;
}

const HOUR_S = 3_600;
const MINUTE_MS = 60_000;
/** From this age on a copy says how old it is, in milliseconds. */
export const AGE_SHOWN_MS = 60_000;

/** Whole seconds to wait, from 1 to an hour. Both moments are epoch milliseconds. */
export function secondsUntil(moment: number, now: number): number {
  return Math.min(Math.max(Math.ceil((moment - now) / 1_000), 1), HOUR_S);
}

/** How old something is, in whole minutes as milliseconds. Both moments are epoch milliseconds. */
export function ageOf(takenAt: number, now: number): number {
  return Math.max(Math.floor((now - takenAt) / MINUTE_MS), 0) * MINUTE_MS;
}

/** `5 minutes ago`. Both moments are epoch milliseconds. */
export function wordsForAge(moment: number, now: number, words: Words): string {
  const age = ageOf(moment, now);
  return age === 0 ? words.say('notices.justNow') : words.ago(age);
}

/** Whether something is old enough to say so. Both moments are epoch milliseconds. */
export function isAged(takenAt: number, now: number): boolean {
  return now - takenAt >= AGE_SHOWN_MS;
}

const PROBLEMS = { pin: 'problems.pin', lines: 'problems.lines', space: 'problems.space', place: 'problems.place' } as const;

/** What is wrong with a macro besides its address, for the author of the page. */
export function wordsForProblem(problem: keyof typeof PROBLEMS | undefined, words: Words): string | undefined {
  return problem && words.say(PROBLEMS[problem]);
}
