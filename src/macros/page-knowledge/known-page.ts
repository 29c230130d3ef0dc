import { z } from 'zod';
import { keyOfMacro, PageMacroShape, type PageMacro } from './page-macros.js';
import { MOST_MACROS } from './storage-format.js';

/** What is known of a page at its newest version that was seen. A value: what is learned makes another one. */
export interface KnownPage {
  readonly version: number;
  /** `read`: the whole page was. `refused`: the app user may not read this version. `frames`: it was not read, or not yet. */
  readonly learned: 'read' | 'refused' | 'frames';
  /** By `keyOfMacro`, in the order they were learned in. */
  readonly macros: ReadonlyMap<string, SeenMacro>;
}

interface SeenMacro {
  readonly macro: PageMacro;
  /** The last version that it was seen in. */
  readonly version: number;
}

/** Characters of JSON; more is not kept. */
const MOST_TEXT = 256 * 1024;
const RANK = { frames: 0, refused: 1, read: 2 } as const;
const Stored = z.array(z.object({ macro: PageMacroShape, version: z.number().int() })).max(MOST_MACROS);

/** A version that was read: it shows these macros and no others. */
export function readPage(version: number, macros: readonly PageMacro[]): KnownPage {
  return { version, learned: 'read', macros: mapOf(macros.map((macro) => ({ macro, version }))) };
}

/**
 * A version that was not read. Of a newer one nothing is known yet; most likely it shows what the one before did, and what was not
 * seen in that one either is let go.
 */
export function unreadPage(known: KnownPage | undefined, version: number, learned: 'refused' | 'frames'): KnownPage {
  if (!known) return { version, learned, macros: new Map() };
  if (known.version === version) return { ...known, learned };
  return { version, learned, macros: mapOf([...known.macros.values()].filter((seen) => seen.version === known.version)) };
}

/** The same page where the macro is no news. */
function withMacro(page: KnownPage, macro: PageMacro): KnownPage {
  const key = keyOfMacro(macro);
  const seen = page.macros.get(key);
  if (seen ? seen.version >= page.version : page.macros.size >= MOST_MACROS) return page;
  return { ...page, macros: new Map(page.macros).set(key, { macro, version: page.version }) };
}

/** True where a frame of that version can teach nothing. */
export function isKnown(known: KnownPage | undefined, version: number, macro: PageMacro): boolean {
  if (!known || known.version < version) return false;
  return known.version > version || (known.learned !== 'frames' && (known.macros.get(keyOfMacro(macro))?.version ?? 0) >= version);
}

/** With a macro whose frame was served in that version, which may be a newer one; older ones teach nothing. */
export function withFrame(known: KnownPage | undefined, version: number, macro: PageMacro): KnownPage {
  if (known && known.version > version) return known;
  return withMacro(known?.version === version ? known : unreadPage(known, version, 'frames'), macro);
}

/** What two know together: of the newer version; of one version, both. */
export function mergePages(left: KnownPage | undefined, right: KnownPage): KnownPage {
  if (!left || left.version < right.version) return right;
  if (right.version < left.version) return left;
  const [more, less] = RANK[left.learned] >= RANK[right.learned] ? [left, right] : [right, left];
  const macros = new Map(more.macros);
  for (const [key, seen] of less.macros) {
    const known = macros.get(key);
    // A page that was read shows nothing of the version before but what it was seen to show.
    const isNews = known ? known.version < seen.version : macros.size < MOST_MACROS && (more.learned !== 'read' || seen.version === more.version);
    if (isNews) macros.set(key, seen);
  }
  return { ...more, macros };
}

/** For storing; as much of it as there is room for. */
export function writeMacros({ macros }: KnownPage): string {
  let room = MOST_TEXT;
  const kept = [...macros.values()].map((seen) => JSON.stringify(seen)).filter((text) => (room -= text.length + 1) > 0);
  return `[${kept.join(',')}]`;
}

/** @throws where it is none of `writeMacros` */
export function readMacros(text: string): KnownPage['macros'] {
  return mapOf(Stored.parse(JSON.parse(text)));
}

function mapOf(seen: readonly SeenMacro[]): Map<string, SeenMacro> {
  return new Map(seen.slice(0, MOST_MACROS).map((one) => [keyOfMacro(one.macro), one]));
}
