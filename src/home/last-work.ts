import { LRUCache } from 'lru-cache';
import { LINK_ENDED, linkName, type LinkKey } from '../accounts/viewer.js';
import { TENANT_CHANGED, type Tenant } from '../connect/caller.js';
import type { OwnWork } from '../gitlab/finding/own-work.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import type { Invalidation } from '../storage/invalidation.js';

/** What one person was told by one GitLab, and when (epoch milliseconds). */
export interface TakenWork {
  readonly work: OwnWork;
  readonly takenAt: number;
}

export interface WorkOf {
  readonly tenant: Tenant;
  readonly instance: GitLabInstance;
  readonly link: LinkKey;
}

/** The last that each person was told, for the time that GitLab is away: found only by the same life of the same link, for 4 h. */
export interface LastWork {
  find(of: WorkOf): TakenWork | undefined;
  keep(of: WorkOf, taken: TakenWork): void;
  drop(of: WorkOf): void;
}

const MAX_AGE_MS = 4 * 3_600_000;
const MOST_LETTERS = 16 * 1024 * 1024;

/** In this process's memory, as text: that has a size which can be bounded. */
export function createLastWork({ invalidation, clock }: { readonly invalidation: Invalidation; readonly clock: () => number }): LastWork {
  const texts = new LRUCache<string, string>({ maxSize: MOST_LETTERS, ttl: MAX_AGE_MS, ttlAutopurge: true, sizeCalculation: (text) => text.length });
  const dropAll = (beginning: string) => {
    for (const key of [...texts.keys()]) if (key.startsWith(beginning)) texts.delete(key);
  };
  invalidation.on(LINK_ENDED, (name) => dropAll(`${name} `));
  invalidation.on(TENANT_CHANGED, (clientKey) => dropAll(`${clientKey} `));
  return {
    find(of) {
      const text = texts.get(keyOf(of));
      // Ours: it was written from this type.
      const taken = text === undefined ? undefined : (JSON.parse(text) as TakenWork);
      return taken && clock() - taken.takenAt < MAX_AGE_MS ? taken : undefined;
    },
    keep: (of, taken) => void texts.set(keyOf(of), JSON.stringify(taken)),
    drop: (of) => void texts.delete(keyOf(of)),
  };
}

/** Begins with the name of the link; none of the parts holds a blank. */
function keyOf({ tenant, instance, link }: WorkOf): string {
  return `${linkName(link)} ${link.version} ${tenant.epoch} ${instance.baseUrl}`;
}
