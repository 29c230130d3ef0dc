import type { Viewer } from '../../demo/gitlab/world/visibility.js';

/** A word that stands in private text of the stand-in GitLab and nowhere else: wherever it turns up, that text has turned up. */
export interface Canary {
  readonly word: string;
  /** Of what it is, for people. */
  readonly what: string;
  /** Whether exports that hold titles hold it; an address stands in pages too, so it is nobody's secret there. */
  readonly part: 'title' | 'body' | 'address';
  /** Group or project that policies on places judge it by; undefined for what is told of a group wherever something in it shows. */
  readonly place: string | undefined;
  /** GitLab's own verdict, as its rights are now. */
  readonly sees: (viewer: Viewer) => boolean;
  /** What no shared token shows, as it is now. */
  readonly confidential: () => boolean;
}

export interface Canaries {
  readonly all: ReadonlyMap<string, Canary>;
  /** Makes a canary and answers its word. */
  add(canary: Omit<Canary, 'word' | 'confidential'> & Partial<Pick<Canary, 'confidential'>>): string;
  /** Those that a text holds, each once. */
  within(text: string): Canary[];
}

const SHAPE = /kan[a-z]{5}kz/gi;
/** Letters alone: no highlighter, slug or encoding takes them apart. */
const wordOf = (number: number) => `kan${[1, 26, 676, 17_576, 456_976].map((place) => String.fromCharCode(97 + (Math.floor(number / place) % 26))).join('')}kz`;

export function createCanaries(): Canaries {
  const all = new Map<string, Canary>();
  return {
    all,
    add(given) {
      const word = wordOf(7_919 + all.size * 104_729);
      all.set(word, { confidential: () => false, ...given, word });
      return word;
    },
    within(text) {
      if (!text.includes('kan') && !text.includes('KAN')) return [];
      const words = new Set((text.match(SHAPE) ?? []).map((word) => word.toLowerCase()));
      return [...words].flatMap((word) => all.get(word) ?? []);
    },
  };
}
