import type { MessageKey, Words } from '../../../views/words/words.js';
import type { FileThing } from '../../gitlab/things/things.js';
import type { Excerpt } from '../content/highlight.js';

const WITHHELD = {
  binary: 'code.binary',
  'too-big': 'code.tooBig',
  'stored-externally': 'code.inLargeStorage',
  'not-at-pin': 'code.notAtPin',
} as const satisfies Record<NonNullable<FileThing['withheld']>, MessageKey>;

/** Why nothing of a file is shown. */
export function withheldWords(withheld: NonNullable<FileThing['withheld']>, words: Words): string {
  return words.say(WITHHELD[withheld]);
}

/** That only the first lines are shown; undefined where they are all. */
export function cutWords({ lines, leftOut }: Pick<Excerpt, 'leftOut'> & { readonly lines: readonly unknown[] }, words: Words): string | undefined {
  return leftOut > 0 ? words.say('code.firstLines', { shown: lines.length, left: leftOut }) : undefined;
}
