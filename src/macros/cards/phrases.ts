import type { PersonModel } from '../../../views/parts/person.js';
import type { Phrase, Value } from '../../../views/parts/value.js';
import type { Make, MessageKey, Words } from '../../../views/words/words.js';
import type { Person } from '../../gitlab/things/things.js';

/** Words, as a link where there is an address. */
export function text(words: string, url?: string): Value {
  return { is: 'text', text: words, url };
}

/** A branch, a commit, a path: in the letters of code. */
export function code(words: string, url?: string): Value {
  return { is: 'text', text: words, url, code: true };
}

/** Words that stand back. */
export function quiet(words: string): Value {
  return { is: 'text', text: words, quiet: true };
}

/** A moment (ISO 8601) as its day. */
export function moment(at: string): Value {
  return { is: 'moment', at };
}

/** A message with values in it, in the order that its language wants. */
export function phrase(words: Words, key: MessageKey, values: Readonly<Record<string, string | number | Value | Make<Value>>>): Phrase {
  return words.pieces<Value>(key, values).map((piece) => (typeof piece === 'string' ? text(piece) : piece));
}

/** What stands between a message's tags, as a link. */
export function linkTo(url: string): Make<Value> {
  return (inside) => text(inside.join(''), url);
}

/** What stands between a message's tags, standing back. */
export const standingBack: Make<Value> = (inside) => quiet(inside.join(''));

/** Of 100, with at most two decimals: `92.61%`. */
export function percent(share: number, words: Words): string {
  return words.say('pipelines.percent', { share: words.number(Math.round(share * 100) / 100) });
}

/** `4f1c2a9b`: how GitLab shortens a commit's id. */
export function shortSha(sha: string): string {
  return sha.slice(0, 8);
}

export function personModel({ name, username, webUrl }: Person): PersonModel {
  return { name, username, url: webUrl };
}

/** A person's name, leading to their profile. */
export function named({ name, webUrl }: Person): Value {
  return text(name, webUrl);
}
