/** What somebody is spoken to in: one of our languages, and the locale that numbers and times are written by. */
export interface Spoken {
  readonly language: string;
  readonly locale: string;
}

const DEFAULT: Spoken = { language: 'en', locale: 'en-GB' };

/** The one of `languages` that somebody with that locale reads, as browsers or Confluence write it (`de_AT`); British English where there is none. */
export function spokenTo(locale: string, languages: readonly string[]): Spoken {
  const tag = knownLocale(locale);
  const language = tag === undefined ? '' : new Intl.Locale(tag).language;
  return tag !== undefined && languages.includes(language) ? { language, locale: tag } : DEFAULT;
}

/** As a BCP 47 tag; undefined for what is no locale. */
export function knownLocale(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}

/** Written from right to left: https://www.w3.org/International/questions/qa-scripts */
const LEFTWARD = ['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi'];

export type Direction = 'ltr' | 'rtl';

export function directionOf(language: string): Direction {
  return LEFTWARD.includes(language) ? 'rtl' : 'ltr';
}
