import type { Words } from '../../../views/words/words.js';

/** `43 s`, `2 min 43 s`, `1 h 12 min`: how long something took, from seconds. */
export function wordsForDuration(seconds: number, words: Words): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return words.say('pipelines.seconds', { seconds: whole });
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? words.say('pipelines.minutes', { minutes }) : words.say('pipelines.minutesSeconds', { minutes, seconds: whole % 60 });
  const hours = words.number(Math.floor(minutes / 60));
  return minutes % 60 === 0 ? words.say('pipelines.hours', { hours }) : words.say('pipelines.hoursMinutes', { hours, minutes: minutes % 60 });
}
