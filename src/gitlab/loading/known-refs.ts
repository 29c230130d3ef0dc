import { LRUCache } from 'lru-cache';

/** Refs with slashes that files were found at, so that the next file there is found at once. One viewer's own: names may be private. */
export interface KnownRefs {
  has(fullPath: string, ref: string): boolean;
  add(fullPath: string, ref: string): void;
}

/** Of all viewers, some names each; `who` tells them apart. */
export function createKnownRefs(): (who: string) => KnownRefs {
  const names = new LRUCache<string, true>({ max: 5_000, ttl: 3_600_000 });
  return (who) => {
    const keyOf = (fullPath: string, ref: string) => JSON.stringify([who, fullPath.toLowerCase(), ref]);
    return {
      has: (fullPath, ref) => names.has(keyOf(fullPath, ref)),
      add: (fullPath, ref) => void names.set(keyOf(fullPath, ref), true),
    };
  };
}
