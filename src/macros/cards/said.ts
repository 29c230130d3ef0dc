import type { Status } from '../../../views/parts/badge.js';
import type { MessageKey, Words } from '../../../views/words/words.js';

/** A state before anybody is told of it. */
export interface State extends Omit<Status, 'text'> {
  readonly word: MessageKey;
}

/** A state in the words of one reader. */
export function said({ word, tone, icon }: State, words: Words): Status {
  return { text: words.say(word), tone, icon };
}
