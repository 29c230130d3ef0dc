import { IntlMessageFormat } from 'intl-messageformat';
import type { ComponentChildren, VNode } from 'preact';
import type English from '../../messages/en.json';
import { directionOf, type Direction } from './spoken.js';
import { createTimes, type Times } from './times.js';

/** Sentences of one language by area and name, in ICU MessageFormat: https://unicode-org.github.io/icu/userguide/format_parse/messages/ */
export type Messages = typeof English;

/** `editor.connectFirst`: names a sentence. */
export type MessageKey = { [Area in keyof Messages]: `${Area}.${Extract<keyof Messages[Area], string>}` }[keyof Messages];

export type MessageValues = Readonly<Record<string, string | number>>;

/** Makes an element of what stands between a message's tags of one name. */
export type Wrap = (children: ComponentChildren) => ComponentChildren;

/** Makes a piece of what stands between a message's tags of one name. */
export type Make<Piece> = (inside: readonly (string | Piece)[]) => Piece;

/** What a page is said in: sentences, numbers and times in the way of one reader. */
export interface Words extends Times {
  /** The language of the sentences: `en`, `de`. */
  readonly language: string;
  readonly direction: Direction;
  /** For numbers and times, a BCP 47 tag: `de-AT`. */
  readonly locale: string;
  /** An IANA name: `Europe/Vienna`. */
  readonly timeZone: string;
  say(key: MessageKey, values?: MessageValues): string;
  /** The same with elements in it: `<link>…</link>` in the message becomes what `values.link` makes of its inside. */
  rich(key: MessageKey, values: Readonly<Record<string, string | number | VNode | Wrap>>): ComponentChildren;
  /** The same of any other kind of pieces: text, and what `values` has or makes of the inside of a tag, in the order of the message. */
  pieces<Piece extends object>(key: MessageKey, values: Readonly<Record<string, string | number | Piece | Make<Piece>>>): readonly (string | Piece)[];
  /** `1,204`, `1.204` */
  number(value: number): string;
  /** How long ago that is, in whole minutes or hours: `3 minutes ago`. */
  ago(milliseconds: number): string;
  /** The sentences of an area as they are written, for scripts that bring no library to say them. */
  area(name: keyof Messages): Readonly<Record<string, string>>;
}

export interface Tongue {
  readonly messages: Messages;
  readonly language: string;
  readonly locale: string;
  readonly timeZone: string;
}

/** @throws RangeError for a locale or time zone that is none */
export function createWords({ messages, language, locale, timeZone }: Tongue): Words {
  const number = new Intl.NumberFormat(locale);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const formats = new Map<MessageKey, IntlMessageFormat>();
  const parsed = parsedOf(messages);
  const formatters = createFormatters(locale, number);

  function formatOf(key: MessageKey): IntlMessageFormat {
    const known = formats.get(key);
    if (known) return known;
    const made = new IntlMessageFormat(parsed(key), locale, undefined, { formatters });
    formats.set(key, made);
    return made;
  }

  return {
    ...createTimes(locale, timeZone),
    language,
    direction: directionOf(language),
    locale,
    timeZone,
    say: (key, values) => String(formatOf(key).format(values)),
    rich: (key, values) => formatOf(key).format<ComponentChildren>(values as Record<string, string>) as ComponentChildren,
    pieces<Piece extends object>(key: MessageKey, values: Readonly<Record<string, string | number | Piece | Make<Piece>>>) {
      const made = formatOf(key).format<Piece>(values as Record<string, Piece>);
      return Array.isArray(made) ? made : [made];
    },
    number: (value) => number.format(value),
    ago(milliseconds) {
      const minutes = Math.floor(milliseconds / 60_000);
      return minutes < 60 ? relative.format(-minutes, 'minute') : relative.format(-Math.floor(minutes / 60), 'hour');
    },
    area: (name) => messages[name],
  };
}

type Syntax = ReturnType<IntlMessageFormat['getAst']>;

const PARSED = new WeakMap<Messages, Map<MessageKey, Syntax>>();

/** The messages of one language are read once, whatever ways of numbers and times they are said in. */
function parsedOf(messages: Messages): (key: MessageKey) => Syntax {
  const known = PARSED.get(messages) ?? new Map<MessageKey, Syntax>();
  PARSED.set(messages, known);
  return (key) => {
    const syntax = known.get(key) ?? new IntlMessageFormat(messageOf(messages, key)).getAst();
    known.set(key, syntax);
    return syntax;
  };
}

type Formatters = NonNullable<NonNullable<ConstructorParameters<typeof IntlMessageFormat>[3]>['formatters']>;

/** What messages are said with, made once for all of a language's: each takes longer to make than a page to draw. */
function createFormatters(locale: string, number: Intl.NumberFormat): Formatters {
  const numbers = once((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
  const times = once((options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options));
  const plurals = once((options: Intl.PluralRulesOptions) => new Intl.PluralRules(locale, options));
  return {
    getNumberFormat: (_locale, options) => (options === undefined ? number : numbers(options)),
    getDateTimeFormat: (_locale, options = {}) => times(options),
    getPluralRules: (_locale, options = {}) => plurals(options),
  };
}

function once<Options extends object, Made>(make: (options: Options) => Made): (options: Options) => Made {
  const known = new Map<string, Made>();
  return (options) => {
    const name = JSON.stringify(options);
    const made = known.get(name) ?? make(options);
    known.set(name, made);
    return made;
  };
}

function messageOf(messages: Messages, key: MessageKey): string {
  const [area = '', name = ''] = key.split('.');
  const message = (messages as Readonly<Record<string, Readonly<Record<string, string>>>>)[area]?.[name];
  if (message === undefined) throw new Error(`There is no message ${key}.`);
  return message;
}
