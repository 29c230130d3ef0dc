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
}

const REMEMBER_MS = 2_000;
const MOST = 10_000;

/** `topic` keeps its names apart from those of others. */
export function createRemembered<T extends object>(topic: string, invalidation: Invalidation, clock: () => number): Remembered<T> {
  const known = new LRUCache<string, T>({ max: MOST, ttl: REMEMBER_MS, perf: { now: clock }, ttlResolution: 0 });
  const reading = new Map<string, Promise<T | undefined>>();
  let changes = 0;
  invalidation.on(topic, (name) => {
    changes += 1;
    known.delete(name);
    reading.delete(name);
  });

  async function readAnew(name: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const seen = changes;
    const found = await read();
    // What was read before a change is not remembered after it.
    if (found && seen === changes) known.set(name, found);
    return found;
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
      const mine = reading.get(name) ?? readAnew(name, read).finally(() => {
        if (reading.get(name) === mine) reading.delete(name);
      });
      reading.set(name, mine);
      return mine;
    },
    changed: (name) => invalidation.announce(topic, name),
  };
}
