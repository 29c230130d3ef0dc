import { LRUCache } from 'lru-cache';
import type { Invalidation } from './invalidation.js';

/** Rows that were read a moment ago. What is announced as changed is read anew at once; what isn't heard of, after 2 s. */
export interface Remembered<T extends object> {
  /** What is remembered under `name`. */
  peek(name: string): T | undefined;
  /** The same, or what `read` finds, once for all who ask meanwhile; only what is found is remembered. */
  find(name: string, read: () => Promise<T | undefined>): Promise<T | undefined>;
  /** To be called after each commit that changed what `name` names: here and in every instance that hears it, it is forgotten. */
  changed(name: string): void;
  /** Forgets it here alone. */
  forget(name: string): void;
}

const REMEMBER_MS = 2_000;
const MOST = 10_000;

/** `topic` keeps its names apart from those of others. */
export function createRemembered<T extends object>(topic: string, invalidation: Invalidation, clock: () => number): Remembered<T> {
  const known = new LRUCache<string, T>({ max: MOST, ttl: REMEMBER_MS, perf: { now: clock }, ttlResolution: 0 });
  const reading = new Map<string, Promise<T | undefined>>();
  const forget = (name: string) => {
    known.delete(name);
    reading.delete(name);
  };
  invalidation.on(topic, forget);

  function readAnew(name: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const mine: Promise<T | undefined> = keepFound(read, () => reading.get(name) === mine, (found) => known.set(name, found)).finally(() => {
      if (reading.get(name) === mine) reading.delete(name);
    });
    reading.set(name, mine);
    return mine;
  }

  return {
    peek(name) {
      const remembered = known.get(name);
      // Whoever finds nothing here goes on to ask.
      if (remembered) invalidation.looked(topic, 'hit');
      return remembered;
    },
    async find(name, read) {
      const remembered = known.get(name);
      invalidation.looked(topic, remembered ? 'hit' : 'miss');
      if (remembered) return remembered;
      return reading.get(name) ?? readAnew(name, read);
    },
    changed: (name) => invalidation.announce(topic, name),
    forget,
  };
}

/** What was read before a change of its name is not kept after it; changes of other names have no say. */
async function keepFound<T>(read: () => Promise<T | undefined>, isUnchanged: () => boolean, keep: (found: T) => void): Promise<T | undefined> {
  const found = await read();
  if (found && isUnchanged()) keep(found);
  return found;
}
