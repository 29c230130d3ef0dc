import type { Words } from '../../../views/words/words.js';

const UNITS = ['code.kilobytes', 'code.megabytes', 'code.gigabytes'] as const;

/** `2.4 KB`, in steps of 1024. */
export function wordsForSize(bytes: number, words: Words): string {
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length);
  const unit = UNITS[step - 1];
  if (unit === undefined) return words.say('code.bytes', { count: bytes });
  const value = bytes / 1024 ** step;
  return words.say(unit, { size: words.number(Number(value.toFixed(value < 10 ? 1 : 0))) });
}
