import { english, otherLanguages, type Speech } from 'speech';
import { directionOf, spokenTo } from '../../views/words/spoken.js';
import type English from '../../messages/en.json';
import { useListener } from '../../public/listener.js';
import { useSentences } from '../../public/sentences.js';

let spoken: Speech = english;

/** Has this frame speak to somebody with that locale and time zone, as Confluence's context says; in English where what it needs for another language does not come. */
export async function speakToViewer(locale: string, zone: string): Promise<void> {
  useListener({ locale, zone });
  useSentences(english.frame);
  const wanted = spokenTo(locale, ['en', ...otherLanguages]);
  const other = wanted.language === 'en' ? undefined : await fetchSpeech(wanted.language);
  const { language, locale: tag } = other ? wanted : spokenTo(locale, ['en']);
  spoken = other ?? english;
  useSentences(spoken.frame);
  const root = document.documentElement;
  root.lang = language;
  root.dir = directionOf(language);
  Object.assign(root.dataset, { locale: tag, zone });
}

/** The app's own file. Undefined where it does not come. */
async function fetchSpeech(language: string): Promise<Speech | undefined> {
  try {
    const response = await fetch(`./speech-${language}.json`);
    return response.ok ? ((await response.json()) as Speech) : undefined;
  } catch {
    return undefined;
  }
}

/** A sentence of Forge's own frames; English until it is known who looks. */
export function forgeSentence(name: keyof (typeof English)['forge'], values: Readonly<Record<string, string>> = {}): string {
  return (spoken.forge[name] ?? '').replace(/\{(\w+)\}/g, (gap, value: string) => values[value] ?? gap);
}

/** A name or description of the descriptor. */
export function sayOf({ value, i18n }: { readonly value: string; readonly i18n: string }): string {
  return spoken.descriptor?.[i18n.slice(i18n.indexOf('.') + 1)] ?? value;
}
