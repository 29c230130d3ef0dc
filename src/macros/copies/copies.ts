import { LRUCache } from 'lru-cache';
import { GitLabError } from '../../gitlab/errors.js';
import type { Thing } from '../../gitlab/things.js';
import { copyKey, type CopyKey, type CopyOf } from './copy-key.js';
import { copyOf, createCopyMemory, type Copy, type KeptCopy } from './copy-memory.js';
import type { SharedCopies } from './shared-copies.js';

/** What each viewer saw, found only by the eyes that it was fetched for. Ages are in milliseconds. */
export interface Copies {
  /** The newest copy, 4 h old at most: of this process, or of another where that has a newer one. */
  find(of: CopyOf): Promise<Copy | undefined>;
  ageOf(copy: Copy): number;
  isFresh(copy: Copy): boolean;
  /** True while it is being fetched, and while GitLab's refusal is remembered. */
  isKnown(of: CopyOf): boolean;
  /** Of these, what would have to be fetched to be fresh: it is not on its way, and GitLab did not refuse it just now. */
  due(wanted: readonly CopyOf[]): Promise<readonly CopyOf[]>;
  /**
   * The thing fetched anew and kept. Whoever wants the same for the same eyes meanwhile joins.
   * @throws what `fetch` throws; what GitLab refuses to these eyes is refused without asking for 10 s, and its copy is gone
   */
  load(of: CopyOf, fetch: () => Promise<Thing>): Promise<Copy>;
  /** Forgets what was fetched by the link of that name, its fetches under way included. */
  purgeLink(name: string): void;
  /** Forgets in this process what was fetched for a tenant. */
  forgetTenant(clientKey: string): void;
  /** Removes it from the shared memory too. Never rejects. */
  purgeTenant(clientKey: string): Promise<void>;
}

/** A copy this young is as good as new. */
const FRESH_MS = 30_000;
/** One younger than this is shown at once, and fetched anew behind the answer. */
export const STALE_MS = 5 * 60_000;
/** A copy outlives the right to see it by no more than this. */
const MAX_AGE_MS = 4 * 3_600_000;
const REFUSED_MS = 10_000;

interface Flight {
  readonly key: CopyKey;
  readonly landing: Promise<Copy>;
}

/** In this process's memory and, where there is one, in that which all instances share. */
export function createCopies({ clock, shared }: { clock: () => number; shared: SharedCopies | undefined }): Copies {
  const memory = createCopyMemory();
  const flights = new Map<string, Flight>();
  const refusals = new LRUCache<string, { readonly key: CopyKey; readonly failure: GitLabError['failure'] }>({
    max: 20_000, ttl: REFUSED_MS, perf: { now: clock }, ttlResolution: 0,
  });
  const ageOf = ({ takenAt }: Pick<Copy, 'takenAt'>) => clock() - takenAt;
  const isFresh = (copy: Copy) => ageOf(copy) < FRESH_MS;
  const isKnown = ({ text }: CopyKey) => flights.has(text) || refusals.has(text);

  async function find(key: CopyKey): Promise<Copy | undefined> {
    const own = memory.find(key);
    if (own && isFresh(own)) return own;
    const theirs = await shared?.find(key);
    if (theirs && theirs.takenAt > (own?.takenAt ?? 0)) return keep(key, theirs);
    if (!own || ageOf(own) < MAX_AGE_MS) return own;
    memory.drop(key);
    return undefined;
  }

  function keep(key: CopyKey, kept: KeptCopy): Copy | undefined {
    if (ageOf(kept) >= MAX_AGE_MS) return undefined;
    memory.keep(key, kept);
    return memory.find(key) ?? copyOf(kept);
  }

  async function isDue(of: CopyOf): Promise<boolean> {
    const key = copyKey(of);
    if (isKnown(key)) return false;
    const copy = await find(key);
    return !copy || !isFresh(copy);
  }

  async function fly(key: CopyKey, fetch: () => Promise<Thing>): Promise<Copy> {
    const takenAt = clock();
    const isWanted = () => flights.has(key.text);
    try {
      const kept = { takenAt, json: JSON.stringify(await fetch()) };
      // Purged meanwhile: whoever waits for it may have it, and nobody after.
      if (!isWanted()) return copyOf(kept);
      shared?.keep(key, kept, MAX_AGE_MS);
      return keep(key, kept) ?? copyOf(kept);
    } catch (error) {
      if (isHidden(error) && isWanted()) {
        refusals.set(key.text, { key, failure: error.failure });
        memory.drop(key);
        shared?.drop(key);
      }
      throw error;
    }
  }

  function purge(which: (key: CopyKey) => boolean): void {
    memory.purge(which);
    for (const { key } of flights.values()) if (which(key)) flights.delete(key.text);
    for (const [text, { key }] of refusals.entries()) if (which(key)) refusals.delete(text);
  }

  const forgetTenant = (clientKey: string) => purge(({ tenant }) => tenant === clientKey);

  return {
    find: (of) => find(copyKey(of)),
    ageOf,
    isFresh,
    isKnown: (of) => isKnown(copyKey(of)),
    async due(wanted) {
      const due = await Promise.all(wanted.map(isDue));
      return wanted.filter((_, index) => due[index]);
    },
    load(of, fetch) {
      const key = copyKey(of);
      const refused = refusals.get(key.text);
      if (refused) return Promise.reject(new GitLabError(refused.failure, 'GitLab refused this viewer a moment ago.'));
      const known = flights.get(key.text);
      if (known) return known.landing;
      // Begins in a later tick, when the flight can be found.
      const flight = { key, landing: Promise.resolve().then(() => fly(key, fetch)).finally(() => {
        if (flights.get(key.text) === flight) flights.delete(key.text);
      }) };
      flights.set(key.text, flight);
      return flight.landing;
    },
    purgeLink(name) {
      const [tenant = ''] = name.split(' ', 1);
      purge(({ owner }) => owner === name);
      void shared?.purge({ tenant, owner: name });
    },
    forgetTenant,
    async purgeTenant(clientKey) {
      forgetTenant(clientKey);
      await shared?.purge({ tenant: clientKey });
    },
  };
}

function isHidden(error: unknown): error is GitLabError {
  return error instanceof GitLabError && (error.failure === 'not-found' || error.failure === 'forbidden');
}
