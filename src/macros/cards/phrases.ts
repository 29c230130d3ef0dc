import type { PersonModel } from '../../../views/parts/person.js';
import type { Value } from '../../../views/parts/value.js';
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

const NUMBER = new Intl.NumberFormat('en-GB');

/** `1 file`, `2 files`, `1,204 files` */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${NUMBER.format(number)} ${number === 1 ? noun : plural}`;
}

/** Of 100, with at most two decimals: `92.61%`. */
export function percent(share: number): string {
  return `${Math.round(share * 100) / 100}%`;
}

/** `4f1c2a9b`: how GitLab shortens a commit's id. */
export function shortSha(sha: string): string {
  return sha.slice(0, 8);
}

export function personModel({ name, username, webUrl }: Person): PersonModel {
  return { name, username, url: webUrl };
}
