import { LOCALES_FOLDER } from './names.js';
import type { ServedDescriptor, ServedMacro } from './served.js';

/** The language in which the app is shown to whoever reads none of the others. */
const FALLBACK = 'en-US';

/** A name or description of the descriptor: the app's folder has it in each language, by its key. */
export function nativeText({ value, i18n }: ServedMacro['name']): string | { readonly i18n: string } {
  return i18n === undefined ? value : { i18n };
}

/** Where Forge finds these: https://developer.atlassian.com/platform/forge/manifest-reference/translations/ */
export function nativeTranslations({ translations }: ServedDescriptor) {
  const resources = Object.keys(translations.paths).map((locale) => ({ key: nativeLocale(locale), path: localeFile(locale) }));
  return { resources, fallback: { default: FALLBACK } };
}

/** Of a locale as Confluence writes it, within the app's folder. */
export function localeFile(locale: string): string {
  return `${LOCALES_FOLDER}/${nativeLocale(locale)}.json`;
}

const nativeLocale = (locale: string) => locale.replace('_', '-');
