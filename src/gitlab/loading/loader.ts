import { LRUCache } from 'lru-cache';
import { UNTRIED, type Assumptions } from '../../assumptions/assumptions.js';
import type { Caller, GitLabClient } from '../calls/client.js';
import { GitLabError } from '../errors.js';
import { SchemaMismatch } from '../calls/graphql-answer.js';
import { inTime, TimeUp } from '../calls/in-time.js';
import type { GitLabInstance } from '../instance.js';
import { loadKind } from './lone-kinds.js';
import type { Reference } from '../references/reference.js';
import type { Thing } from '../things/things.js';
import { createAsker } from './asker.js';
import { bulkLoader } from './bulk-kinds.js';
import { loadGroup } from './bulk-places.js';
import { isNote } from './bulk-note.js';
import { withDeadline } from './deadline.js';
import { PlaceMissing } from './in-turn.js';
import { createInstanceMemory, type InstanceMemory } from './instance-memory.js';
import { createKnownRefs } from './known-refs.js';
import { nameOf } from './name-of.js';
import type { Asker } from './part.js';
import { createRenames, type Renames } from './renames.js';
import type { Sending } from './send.js';
import { createTurns, type Turns } from './turns.js';

/** Whom a thing is fetched for. */
export type Who = Omit<Caller, 'signal'>;

export interface Loader {
  /** What is wanted within a moment with one token goes along in few requests. @throws GitLabError and nothing else. */
  load(who: Who, reference: Reference, signal: AbortSignal): Promise<Thing>;
}

/** One viewer's wants under way. */
interface Desk {
  readonly asker: Asker;
  readonly turns: Turns;
  readonly underWay: Map<string, Promise<Thing>>;
}

/** Requests of one viewer, and of all of a crowd who come without a token, that go on at once. */
const TURNS = { viewer: 4, nobody: 16 };
const TIME_LIMIT_MS = 8_000;
/** Of those that were asked lately; what is forgotten of one is relearned. */
const MOST_INSTANCES = 2_000;

export interface LoaderParts {
  readonly client: GitLabClient;
  readonly clock: () => number;
  readonly assumptions?: Assumptions;
  /** Told of how many things each query asks for. */
  readonly batched?: Sending['batched'];
}

export function createLoader({ client, clock, assumptions = UNTRIED, batched }: LoaderParts): Loader {
  const memories = new LRUCache<string, InstanceMemory>({ max: MOST_INSTANCES });
  const desks = new Map<string, Desk>();
  const renames = createRenames(client);
  const refsOf = createKnownRefs();

  function memoryOf({ id, baseUrl }: GitLabInstance): InstanceMemory {
    const key = JSON.stringify([id, baseUrl]);
    const memory = memories.get(key) ?? createInstanceMemory(clock, assumptions.gitlab(baseUrl));
    memories.set(key, memory);
    return memory;
  }

  function openDesk({ instance, accessToken, crowd, user }: Who): Desk {
    const turns = createTurns(accessToken === undefined ? TURNS.nobody : TURNS.viewer);
    return { asker: createAsker({ client, memory: memoryOf(instance), turns, refs: refsOf(nameOf({ instance, accessToken })), crowd, user, batched }, instance, accessToken), turns, underWay: new Map() };
  }

  return {
    async load(who, reference, signal) {
      if (signal.aborted) throw new TimeUp('The time was up before GitLab was asked.');
      const key = JSON.stringify([who.instance.id, who.instance.baseUrl, who.accessToken ?? { crowd: who.crowd }]);
      const desk = desks.get(key) ?? openDesk(who);
      desks.set(key, desk);
      const want = JSON.stringify(reference);
      const known = desk.underWay.get(want);
      if (known) return inTime(known, signal);
      const thing = withDeadline(TIME_LIMIT_MS, (own) => fetchThing({ client, renames, asker: desk.asker, turns: desk.turns }, { ...who, signal: own }, reference)).finally(() => {
        desk.underWay.delete(want);
        if (desk.underWay.size === 0 && desks.get(key) === desk) desks.delete(key);
      });
      desk.underWay.set(want, thing);
      return inTime(thing, signal);
    },
  };
}

interface Fetching {
  readonly client: GitLabClient;
  readonly renames: Renames;
  readonly asker: Asker;
  readonly turns: Turns;
}

/** As the URL has it, then under the project's new name, and what looked like a project may be a group. */
async function fetchThing(fetching: Fetching, caller: Caller, reference: Reference): Promise<Thing> {
  try {
    return await fetchAt(fetching, caller, reference);
  } catch (error) {
    if (!(error instanceof PlaceMissing)) throw error;
    const thing = (await fetchRenamed(fetching, caller, reference, error.listed)) ?? (await fetchGroup(fetching, caller, reference));
    if (!thing) throw error;
    return thing;
  }
}

async function fetchAt({ client, asker, turns }: Fetching, caller: Caller, reference: Reference): Promise<Thing> {
  const inBulk = bulkLoader(reference);
  try {
    if (inBulk) return await inTime(inBulk({ asker, client, caller, turns }), caller.signal);
  } catch (error) {
    if (!mayBeElsewhere(reference, error)) throw error;
  }
  const thing = await turns.take(() => loadKind(client, caller, reference));
  if (!thing) throw new PlaceMissing(false);
  return thing;
}

/** Older versions keep a group's epics where only a loader of its own finds them. */
function mayBeElsewhere(reference: Reference, error: unknown): boolean {
  const isEpic = (reference.kind === 'epic' || reference.kind === 'work-item') && reference.level === 'group' && !isNote(reference);
  if (!isEpic || !(error instanceof GitLabError) || error instanceof PlaceMissing) return false;
  return error instanceof SchemaMismatch || error.failure === 'not-found';
}

async function fetchRenamed(fetching: Fetching, caller: Caller, reference: Reference, listed: boolean): Promise<Thing | undefined> {
  if (!('fullPath' in reference) || reference.fullPath === undefined || isOfGroup(reference)) return undefined;
  const fullPath = await inTime(fetching.renames.find(caller, reference.fullPath), caller.signal);
  if (fullPath === undefined) return undefined;
  const same = fullPath === reference.fullPath;
  if (same && !listed) return undefined;
  const { asker } = fetching;
  const alone: Asker = { ...asker, ask: (piece) => asker.ask({ ...piece, alone: true }) };
  try {
    return await fetchAt({ ...fetching, asker: same ? alone : asker }, caller, { ...reference, fullPath });
  } catch (error) {
    if (error instanceof PlaceMissing) return undefined;
    throw error;
  }
}

function isOfGroup(reference: Reference): boolean {
  return reference.kind === 'group' || reference.kind === 'namespace' || ('level' in reference && reference.level === 'group');
}

async function fetchGroup({ asker }: Fetching, caller: Caller, reference: Reference): Promise<Thing | undefined> {
  if (reference.kind !== 'project') return undefined;
  return inTime(loadGroup(asker, reference), caller.signal).catch((error: unknown) => {
    if (error instanceof PlaceMissing) return undefined;
    throw error;
  });
}
