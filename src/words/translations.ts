import { createLanguages } from './languages.js';

/** Before the names of the descriptor's sentences, which share one list with all that Confluence itself says. */
const PREFIX = 'gitlab-for-confluence.';

/** What the descriptor says, by key, in each of our languages; these by the names that Confluence has for them: `de_DE`. */
export function descriptorTexts(): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const { names, messages } = createLanguages();
  return new Map(names.map((language) => {
    const texts = Object.entries(messages(language).descriptor).map(([name, text]) => [PREFIX + name, text] as const);
    return [localeOf(language), Object.fromEntries(texts)];
  }));
}

/** Where Confluence fetches them, below the base URL. */
export function translationPath(locale: string): string {
  return `/i18n/${locale}.json`;
}

/** A language as it is spoken where most speak it: `de_DE`, `pt_BR`. */
function localeOf(language: string): string {
  return `${language}_${new Intl.Locale(language).maximize().region}`;
}
