import { useWords } from '../words/context.js';

/** How old something is, and what `public/ages.ts` needs to keep that true. */
export interface AgeModel {
  /** `Updated 3 minutes ago` */
  readonly words: string;
  readonly data: { readonly 'data-age': number; readonly 'data-words': string };
}

/** `age` in whole minutes, as milliseconds; undefined for undefined. */
export function useAge(age: number | undefined): AgeModel | undefined {
  const words = useWords();
  if (age === undefined) return undefined;
  const said = age === 0 ? words.say('reading.updatedNow') : words.say('reading.updated', { ago: words.ago(age) });
  return { words: said, data: { 'data-age': age, 'data-words': words.say('reading.updated', { ago: '{ago}' }) } };
}
