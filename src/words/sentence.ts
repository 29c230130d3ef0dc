import type { Words } from '../../views/words/words.js';
import type { Sentence } from '../errors.js';

/** What an error says to whoever is spoken to in those words. */
export function sayError(words: Words, sentence: Sentence): string {
  return typeof sentence === 'string' ? sentence : words.say(`errors.${sentence.say}`);
}
