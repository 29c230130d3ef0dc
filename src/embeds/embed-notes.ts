import { LRUCache } from 'lru-cache';
import type { Sighting, Standing } from './embed.js';
import { macroText } from './embeds-table.js';

/** What this process has seen of one embed, and has to write of it. */
export interface Note {
  /** The last look, without what it showed: that would keep the copy in memory. */
  readonly sighting: Omit<Sighting, 'shown'>;
  /** Of the copy that was shown last, epoch milliseconds. */
  readonly takenAt: number | undefined;
  /** See `macroText`. */
  readonly text: string;
  /** Epoch milliseconds, each of the looks of this process alone. */
  readonly firstSeenAt: number;
  readonly seenAt: number;
  readonly shownAt: number | undefined;
  readonly refusedAt: number | undefined;
  /** By the last look that showed it. */
  readonly standing: Standing | undefined;
  /** When this process wrote of it last. */
  readonly writtenAt: number | undefined;
  /** Something of it has changed since. */
  readonly isNews: boolean;
}

/** Looks, noted in memory alone: one entry for each embed, however often it is looked at. */
export interface EmbedNotes {
  saw(sighting: Sighting): void;
  /** Takes what has to be written: what is new, and what was written of long ago; or everything. */
  take(everything: boolean): readonly Note[];
  /** What could not be written comes back, unless there is something newer. */
  putBack(notes: readonly Note[]): void;
  wrote(notes: readonly Note[]): void;
  forgetTenant(clientKey: string): void;
}

const MOST_KNOWN = 10_000;
const MOST_WAITING = 5_000;
/** Looks that tell nothing new are written down once in so long. */
const AGAIN_MS = 10 * 60_000;
/** Longer ones are nobody's. */
const LONGEST_TEXT = 8_192;

/** `clock` in epoch milliseconds. */
export function createEmbedNotes(clock: () => number): EmbedNotes {
  const known = new LRUCache<string, Note>({ max: MOST_KNOWN });
  const waiting = new Map<string, Note>();

  function isFull(name: string): boolean {
    return waiting.size >= MOST_WAITING && !waiting.has(name);
  }

  return {
    saw(sighting) {
      const text = macroText(sighting.macro);
      const name = nameOf(sighting, text);
      if (text.length > LONGEST_TEXT || isFull(name)) return;
      const note = noted(known.get(name), sighting, text, clock());
      known.set(name, note);
      waiting.set(name, note);
    },
    take(everything) {
      const since = clock() - AGAIN_MS;
      const due = [...waiting].filter(([, { isNews, writtenAt }]) => everything || isNews || (writtenAt ?? 0) <= since);
      for (const [name] of due) waiting.delete(name);
      return due.map(([, note]) => note);
    },
    putBack(notes) {
      for (const note of notes) {
        const name = nameOf(note.sighting, note.text);
        if (!waiting.has(name) && !isFull(name)) waiting.set(name, note);
      }
    },
    wrote(notes) {
      for (const note of notes) {
        const name = nameOf(note.sighting, note.text);
        // What was seen meanwhile is still to be written.
        if (known.peek(name) === note) known.set(name, { ...note, writtenAt: clock(), isNews: false });
      }
    },
    forgetTenant(clientKey) {
      for (const [name, { sighting }] of waiting) if (sighting.tenant.clientKey === clientKey) waiting.delete(name);
      for (const [name, { sighting }] of known.entries()) if (sighting.tenant.clientKey === clientKey) known.delete(name);
    },
  };
}

function noted(before: Note | undefined, { shown, ...sighting }: Sighting, text: string, now: number): Note {
  const { outcome } = sighting;
  const standing = !shown || shown.takenAt === before?.takenAt ? before?.standing : shown.standing();
  return {
    sighting,
    takenAt: shown?.takenAt ?? before?.takenAt,
    text,
    firstSeenAt: before?.firstSeenAt ?? now,
    seenAt: now,
    shownAt: outcome === 'shown' ? now : before?.shownAt,
    refusedAt: outcome === 'no-access' ? now : before?.refusedAt,
    standing,
    writtenAt: before?.writtenAt,
    isNews: !before || before.isNews || standing !== before.standing || !tellsTheSame(before.sighting, sighting),
  };
}

function tellsTheSame(one: Note['sighting'], other: Note['sighting']): boolean {
  return one.outcome === other.outcome && one.space === other.space && one.kind === other.kind && one.instanceId === other.instanceId;
}

/** Another install of the same site is another key. */
function nameOf({ tenant: { clientKey, epoch }, pageId }: Note['sighting'], text: string): string {
  return `${clientKey} ${epoch} ${pageId} ${text}`;
}
