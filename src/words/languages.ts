import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { knownLocale, spokenTo } from '../../views/words/spoken.js';
import { createWords, type Messages, type Words } from '../../views/words/words.js';
import { ROOT } from '../root.js';
import { createListeners, type Listeners, type Person } from './listeners.js';

/** Who is spoken to: a BCP 47 tag and an IANA time zone, each as the browser or Confluence says it. */
export interface Listener {
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
}

export interface Languages extends Pick<Listeners, 'recall' | 'people' | 'forgetPerson' | 'forgetTenant'> {
  /** `en`, `de`: one for each file in `messages/`. */
  readonly names: readonly string[];
  messages(language: string): Messages;
  /** In the listener's language where there is one, else in English; numbers and times in their way; UTC where no time zone is known. Never throws. */
  wordsFor(listener: Listener): Words;
  /** The best of a request's `Accept-Language`, as the browser sends it. */
  wordsForHeader(acceptLanguage: string | undefined): Words;
  /**
   * What somebody in a frame is spoken to in: as its script says (`locale` and `zone` in the query), else as it last said of the
   * `caller`, where that is given and remembered, else by `Accept-Language`.
   */
  wordsOf(request: Asking, caller?: Person): Words;
}

/** The parts of a request that tell the language of whoever asks. */
export interface Asking {
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: { readonly 'accept-language'?: string | undefined };
}

const FOLDER = join(ROOT, 'messages');
const DEFAULT = 'en';

/** Reads `messages/`: each file there is a language. */
export function createLanguages(): Languages {
  const messages = new Map(readdirSync(FOLDER).filter((name) => name.endsWith('.json')).map((name) => [basename(name, '.json'), readMessages(name)]));
  const made = new LRUCache<string, Words>({ max: 500 });
  /** The same, by what was asked for as it was spelled. */
  const heard = new LRUCache<string, Words>({ max: 500 });
  const fallback = readMessages(`${DEFAULT}.json`);
  const names = [...messages.keys()].sort();
  const listeners = createListeners();

  function wordsFor({ locale = '', timeZone = 'UTC' }: Listener): Words {
    const asked = `${locale} ${timeZone}`;
    const words = heard.get(asked) ?? findWords(locale, timeZone);
    heard.set(asked, words);
    return words;
  }

  function findWords(locale: string, timeZone: string): Words {
    const spoken = spokenTo(locale, names);
    const zone = knownTimeZone(timeZone) ?? 'UTC';
    const tag = writtenBy(spoken.locale) ?? 'en-GB';
    const name = `${tag} ${zone}`;
    const known = made.get(name);
    if (known) return known;
    const words = createWords({ messages: messages.get(spoken.language) ?? fallback, language: spoken.language, locale: tag, timeZone: zone });
    made.set(name, words);
    return words;
  }

  const preferredBy = remembering((header) => preferred(header, (language) => messages.has(language)));

  function wordsForHeader(header = ''): Words {
    return wordsFor({ locale: preferredBy(header.slice(0, LONGEST_HEADER)) });
  }

  return {
    names,
    messages: (language) => messages.get(language) ?? fallback,
    wordsFor,
    wordsForHeader,
    wordsOf({ query, headers }, caller) {
      const said = listenerIn(query);
      if (said && caller) listeners.remember(caller, said);
      const listener = said ?? (caller && listeners.recall(caller));
      return listener ? wordsFor(listener) : wordsForHeader(headers['accept-language']);
    },
    recall: listeners.recall,
    people: listeners.people,
    forgetPerson: listeners.forgetPerson,
    forgetTenant: listeners.forgetTenant,
  };
}

/** What a frame's script says of its reader; undefined where it says nothing, or what is no locale. */
function listenerIn({ locale, zone }: Asking['query']): Listener | undefined {
  if (typeof locale !== 'string' || locale.length > 50 || localeIn(locale) === undefined) return undefined;
  return { locale, timeZone: typeof zone === 'string' && zone.length <= 50 ? zone : undefined };
}

function readMessages(name: string): Messages {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Messages;
}

/** In characters; browsers name a handful of languages. */
const LONGEST_HEADER = 200;

/** The first of the header's tags whose language is spoken here: https://www.rfc-editor.org/rfc/rfc9110#name-accept-language */
function preferred(header: string, isSpoken: (language: string) => boolean): string | undefined {
  return header
    .split(',')
    .map((part) => part.trim().split(';q='))
    .map(([tag = '', quality = '1']) => ({ tag: knownLocale(tag), quality: Number(quality) }))
    .filter(({ tag, quality }) => tag !== undefined && quality > 0 && isSpoken(new Intl.Locale(tag).language))
    .sort((a, b) => b.quality - a.quality)[0]?.tag;
}

const localeIn = remembering(knownLocale);

/** The locale that numbers are in fact written by: of these there are only so many, while anybody can make up tags. */
const writtenBy = remembering((tag) => new Intl.NumberFormat(new Intl.Locale(tag).baseName).resolvedOptions().locale);

const knownTimeZone = remembering((name) => new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone);

/** The same, undefined for what it throws on; of texts that were asked about lately without asking: that takes longer than all else that an answer needs. */
function remembering(read: (text: string) => string | undefined): (text: string) => string | undefined {
  const lately = new LRUCache<string, { readonly known: string | undefined }>({ max: 1_000 });
  const attempt = (text: string) => {
    try {
      return { known: read(text) };
    } catch {
      return { known: undefined };
    }
  };
  return (text) => {
    const found = lately.get(text) ?? attempt(text);
    lately.set(text, found);
    return found.known;
  };
}
