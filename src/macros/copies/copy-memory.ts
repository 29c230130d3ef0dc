import { LRUCache } from 'lru-cache';
import { KEEPING } from '../../keeping.js';
import type { Thing } from '../../gitlab/things/things.js';
import type { CopyKey } from './copy-key.js';

/** A thing as it was seen, and what was drawn of it. */
export interface Copy {
  /** Read anew from its text: whoever changes it changes nothing for others. */
  readonly thing: Thing;
  /** When its fetching began, in epoch milliseconds: it is never newer than the link that it was fetched with. */
  readonly takenAt: number;
  readonly drawings: Drawings;
}

/** Pieces of HTML that were drawn of one copy, for the eyes that it belongs to. They go with it. */
export interface Drawings {
  find(name: string): Drawing | undefined;
  keep(name: string, drawing: Drawing): void;
}

export interface Drawing {
  readonly title: string;
  /** The `<main>` element, in UTF-8. */
  readonly html: Buffer;
}

/** A copy as it is kept: its thing as JSON. */
export interface KeptCopy {
  readonly takenAt: number;
  readonly json: string;
}

interface Entry extends KeptCopy {
  readonly key: CopyKey;
  readonly drawings: ReadonlyMap<string, Drawing>;
}

/**
 * The copies of this process, bounded: those that were not looked at for longest give way, and none stays for longer than it may be
 * shown. One owner (a person's link, or all of a site who have none) has an eighth of the room at most: beyond it their own oldest go,
 * and nobody else's.
 */
export interface CopyMemory {
  find(key: CopyKey): Copy | undefined;
  /** For so many milliseconds at most. */
  keep(key: CopyKey, copy: KeptCopy, life?: number): void;
  drop(key: CopyKey): void;
  purge(which: (key: CopyKey) => boolean): void;
}

/** Characters of text and bytes of drawings in all, and of one copy: a page's worth of cards is some ten thousand. */
const MAX_TOTAL = 32 * 1024 * 1024;
const MAX_SHARE = MAX_TOTAL / 8;
const MAX_ONE = 512 * 1024;
/** A few looks of one thing: card and chip, the addresses that lead to it, and the languages and time zones of its readers. */
const MAX_DRAWINGS = 12;
const LONGEST_LIFE_MS = KEEPING.copyHours * 3_600_000;

export function createCopyMemory(): CopyMemory {
  const shares = new Map<string, Share>();
  const entries = new LRUCache<string, Entry>({
    maxSize: MAX_TOTAL, maxEntrySize: MAX_ONE, sizeCalculation: sizeOf, ttl: LONGEST_LIFE_MS, ttlAutopurge: true,
    dispose: (entry, text) => give(shares, entry, -sizeOf(entry, text), text),
  });

  /** Without a `life` it goes when what it takes the place of would have. */
  function put(text: string, entry: Entry, life?: number): void {
    entries.set(text, entry, life === undefined ? { noUpdateTTL: true } : { ttl: life });
    // What is too large is not kept at all.
    if (!entries.has(text)) return;
    const share = give(shares, entry, sizeOf(entry, text), text);
    for (const oldest of share.texts) {
      if (share.size <= MAX_SHARE) return;
      if (oldest !== text) entries.delete(oldest);
    }
  }

  function draw(text: string, seen: KeptCopy, name: string, drawing: Drawing): void {
    const entry = entries.peek(text);
    if (entry?.json !== seen.json || entry.takenAt !== seen.takenAt) return;
    const room = entry.drawings.size < MAX_DRAWINGS ? entry.drawings : new Map<string, Drawing>();
    const beside = { ...entry, drawings: new Map(room).set(name, drawing) };
    const drawn = sizeOf(beside, text) <= MAX_ONE ? beside : { ...entry, drawings: new Map([[name, drawing]]) };
    // Set, it would take away the copy that it was drawn of.
    if (sizeOf(drawn, text) <= MAX_ONE) put(text, drawn);
  }

  return {
    find({ text }) {
      const entry = entries.get(text);
      if (!entry) return undefined;
      const { json, takenAt } = entry;
      const drawings: Drawings = {
        find: (name) => entry.drawings.get(name),
        keep: (name, drawing) => draw(text, entry, name, drawing),
      };
      return copyOf({ json, takenAt }, drawings);
    },
    keep(key, { json, takenAt }, life = LONGEST_LIFE_MS) {
      put(key.text, { key, json, takenAt, drawings: new Map() }, Math.max(1, Math.ceil(life)));
    },
    drop: ({ text }) => void entries.delete(text),
    purge(which) {
      for (const [text, { key }] of entries.entries()) if (which(key)) entries.delete(text);
    },
  };
}

/** What one owner has here, the oldest first. */
interface Share {
  size: number;
  readonly texts: Set<string>;
}

/** Counts an entry as its owner's, or no longer so where `size` is negative. */
function give(shares: Map<string, Share>, { key: { tenant, owner } }: Entry, size: number, text: string): Share {
  const name = `${tenant} ${owner}`;
  const share = shares.get(name) ?? { size: 0, texts: new Set() };
  share.size += size;
  share.texts.delete(text);
  if (size > 0) share.texts.add(text);
  if (share.texts.size > 0) shares.set(name, share);
  else shares.delete(name);
  return share;
}

const NOWHERE: Drawings = { find: () => undefined, keep: () => undefined };

/** A kept copy as one to be shown; its text is read when it is needed. */
export function copyOf({ json, takenAt }: KeptCopy, drawings: Drawings = NOWHERE): Copy {
  let thing: Thing | undefined;
  return {
    takenAt,
    drawings,
    get thing() {
      thing ??= JSON.parse(json) as Thing;
      return thing;
    },
  };
}

function sizeOf({ json, drawings }: Entry, text: string): number {
  let size = json.length + text.length;
  for (const [name, { title, html }] of drawings) size += name.length + title.length + html.length;
  return size;
}
