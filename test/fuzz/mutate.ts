/** The next of a row of numbers, from 0 to 1, which its seed decides. */
export type Random = () => number;

/** xorshift32: small, and the same on every machine. */
export function randomFrom(seed: number): Random {
  let state = (seed | 0) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: Random, list: readonly T[]): T | undefined {
  return list[Math.floor(random() * list.length)];
}

/** What one change is made from. */
interface Material {
  readonly random: Random;
  readonly corpus: readonly string[];
  readonly words: readonly string[];
}

type Change = (text: string, material: Material) => string;

/** Characters that readers treat in ways of their own. */
const ODD = [...'"\'\\/?#%&=+;:,.@[]{}()<>-_*!~^|$` \t\n\r\0', '\u00e9', '\u0130', '\u2028', '\ufeff', '\ufffd', '\ud800', '\udc00', '\u{1f980}'];
const NUMBERS = ['0', '-1', '1', '2147483648', '9007199254740993', '1e999', '0.5', '99999999999999999999'];

const CHANGES: readonly Change[] = [
  // Puts in a word, twice as often as the rest.
  putWord,
  putWord,
  (text, { random }) => put(text, random, pick(random, ODD) ?? ''),
  (text, { random }) => put(text, random, String.fromCharCode(Math.floor(random() * 256))),
  function cut(text, { random }) {
    const [from, to] = span(text, random);
    return text.slice(0, from) + text.slice(to);
  },
  function double(text, { random }) {
    const [from, to] = span(text, random, 64);
    return text.slice(0, to).concat(text.slice(from, to).repeat(1 + Math.floor(random() ** 4 * 60)), text.slice(to));
  },
  function move(text, { random }) {
    const [from, to] = span(text, random, 64);
    return put(text.slice(0, from) + text.slice(to), random, text.slice(from, to));
  },
  function replaceWord(text, material) {
    const [from, to] = span(text, material.random, 12);
    return text.slice(0, from) + (pick(material.random, material.words) ?? '') + text.slice(to);
  },
  function otherNumber(text, { random }) {
    const found = pick(random, [...text.matchAll(/\d+/g)]);
    return found ? text.slice(0, found.index) + (pick(random, NUMBERS) ?? '') + text.slice(found.index + found[0].length) : text;
  },
  function cross(text, { random, corpus }) {
    const other = pick(random, corpus) ?? '';
    const [from, to] = span(other, random);
    return put(text, random, other.slice(from, to));
  },
  function goOnAs(text, { random, corpus }) {
    const other = pick(random, corpus) ?? '';
    return text.slice(0, Math.floor(random() * (text.length + 1))) + other.slice(Math.floor(random() * (other.length + 1)));
  },
];

/** The text with one to six changes. */
export function mutate(text: string, material: Material, longest: number): string {
  let changed = text;
  for (let left = 1 + Math.floor(material.random() ** 2 * 6); left > 0; left -= 1) changed = (pick(material.random, CHANGES) ?? putWord)(changed, material).slice(0, longest);
  return changed;
}

function putWord(text: string, { random, words }: Material): string {
  return put(text, random, pick(random, words) ?? '');
}

function put(text: string, random: Random, piece: string): string {
  const at = Math.floor(random() * (text.length + 1));
  return text.slice(0, at) + piece + text.slice(at);
}

function span(text: string, random: Random, longest = text.length): [number, number] {
  const from = Math.floor(random() * (text.length + 1));
  return [from, Math.min(text.length, from + 1 + Math.floor(random() ** 2 * longest))];
}
