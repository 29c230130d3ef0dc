import { GitLabError } from '../../gitlab/errors.js';
import { KEEPING } from '../../keeping.js';
import type { Thing } from '../../gitlab/things/things.js';
import { copyKey, type CopyKey, type CopyOf } from './copy-key.js';
import { copyOf, createCopyMemory, type Copy, type KeptCopy } from './copy-memory.js';
import { createFailureMemory, isHidden } from './failure-memory.js';
import type { SharedCopies } from './shared-copies.js';

/** What each viewer saw, found only by the eyes that it was fetched for. Ages are in milliseconds. */
export interface Copies {
  /** The newest copy, 4 h old at most: of this process, or of another where that has a newer one. */
  find(of: CopyOf): Promise<Copy | undefined>;
  ageOf(copy: Copy): number;
  isFresh(copy: Copy): boolean;
  /** True while it is being fetched and, unless somebody insists, while it is remembered that GitLab did not give it. */
  isKnown(of: CopyOf, insistent?: boolean): boolean;
  /** Of these, what would have to be fetched to be fresh: it is not on its way, and GitLab did not fail to give it just now. */
  due(wanted: readonly CopyOf[]): Promise<readonly CopyOf[]>;
  /**
   * The thing fetched anew and kept. Whoever wants the same for the same eyes meanwhile joins.
   * @throws what `fetch` throws. What GitLab refuses to these eyes fails without asking for 10 s, and its copy is gone; where GitLab
   * gave no answer, likewise until the time that it named, or for 5 s, and the copy stays. Whoever is `insistent` asks nevertheless.
   */
  load(of: CopyOf, fetch: () => Promise<Thing>, insistent?: boolean): Promise<Copy>;
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
const MAX_AGE_MS = KEEPING.copyHours * 3_600_000;

interface Flight {
  readonly key: CopyKey;
  readonly landing: Promise<Copy>;
}

/** In this process's memory and, where there is one, in that which all instances share. */
export function createCopies({ clock, shared }: { clock: () => number; shared: SharedCopies | undefined }): Copies {
  const memory = createCopyMemory();
  const flights = new Map<string, Flight>();
  const failures = createFailureMemory(clock);
  const ageOf = ({ takenAt }: Pick<Copy, 'takenAt'>) => clock() - takenAt;
  const isFresh = (copy: Copy) => ageOf(copy) < FRESH_MS;
  const isKnown = (key: CopyKey, insistent: boolean) => flights.has(key.text) || (!insistent && failures.find(key) !== undefined);

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
    memory.keep(key, kept, MAX_AGE_MS - ageOf(kept));
    return memory.find(key) ?? copyOf(kept);
  }

  async function isDue(of: CopyOf): Promise<boolean> {
    const key = copyKey(of);
    if (isKnown(key, false)) return false;
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
      failures.forget(key);
      shared?.keep(key, kept, MAX_AGE_MS);
      return keep(key, kept) ?? copyOf(kept);
    } catch (error) {
      if (error instanceof GitLabError && isWanted()) {
        failures.keep(key, error, takenAt);
        if (isHidden(error)) {
          memory.drop(key);
          shared?.drop(key);
        }
      }
      throw error;
    }
  }

  function purge(which: (key: CopyKey) => boolean): void {
    memory.purge(which);
    for (const { key } of flights.values()) if (which(key)) flights.delete(key.text);
    failures.purge(which);
  }

  const forgetTenant = (clientKey: string) => purge(({ tenant }) => tenant === clientKey);

  return {
    find: (of) => find(copyKey(of)),
    ageOf,
    isFresh,
    isKnown: (of, insistent = false) => isKnown(copyKey(of), insistent),
    async due(wanted) {
      const due = await Promise.all(wanted.map(isDue));
      return wanted.filter((_, index) => due[index]);
    },
    load(of, fetch, insistent = false) {
      const key = copyKey(of);
      const failed = insistent ? undefined : failures.find(key);
      if (failed) return Promise.reject(failed);
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
