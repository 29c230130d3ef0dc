import { UNTRIED, type Findings } from '../../assumptions/assumptions.js';
import type { Part } from './part.js';

/** What one GitLab has been seen to know and to allow. In this process only: it is relearned at the cost of a refused query. */
export interface InstanceMemory {
  knows(part: Part): boolean;
  /** Its schema lacks something of the part. */
  refuse(part: Part): void;
  /** False once its schema turned out not to tell complexity. */
  measures(): boolean;
  refuseMeasuring(): void;
  /** False once its schema turned out to have no list of projects by path. */
  lists(): boolean;
  refuseLists(): void;
  /** How much complexity, by our estimate, a query may have, and how many things. */
  room(withToken: boolean): Room;
  /** What GitLab reckoned a query to cost that was estimated so, and what it allows. */
  learn(seen: { readonly estimate: number; readonly score: number | undefined; readonly limit: number | undefined; readonly withToken: boolean }): void;
  /** It refused a query of this size: for an hour queries have half of it at most. */
  halve(refused: Room): void;
}

/** The size of a query. */
export interface Room {
  readonly complexity: number;
  readonly things: number;
}

/** https://docs.gitlab.com/api/graphql/#limits */
const LIMITS = { user: 250, anybody: 200 };
/** How much of the limit is filled: an estimate may be a little low. */
const FILLED = 0.85;
const KEPT_MS = 3_600_000;
const MOST_THINGS = 1_000;
const RATIO = { least: 0.6, most: 4 };

/** Begins with what live checks of that GitLab have found. */
export function createInstanceMemory(clock: () => number, found: Findings = UNTRIED.gitlab('')): InstanceMemory {
  const refused = new Map<string, number>();
  const limits = { ...LIMITS };
  let ratio = Math.min(found.excess('gitlab-complexity-as-estimated'), RATIO.most);
  let halved = { complexity: Infinity, things: Infinity, until: 0 };
  let unmeasuredUntil = found.failed('gitlab-complexity-told') ? Infinity : 0;
  let unlistedUntil = found.failed('gitlab-projects-by-path') ? Infinity : 0;
  return {
    knows: ({ name }) => (refused.get(name) ?? 0) <= clock(),
    refuse: ({ name }) => void refused.set(name, clock() + KEPT_MS),
    measures: () => unmeasuredUntil <= clock(),
    refuseMeasuring: () => {
      unmeasuredUntil = Math.max(unmeasuredUntil, clock() + KEPT_MS);
    },
    lists: () => unlistedUntil <= clock(),
    refuseLists: () => {
      unlistedUntil = Math.max(unlistedUntil, clock() + KEPT_MS);
    },
    room(withToken) {
      const complexity = ((withToken ? limits.user : limits.anybody) * FILLED) / ratio;
      if (halved.until <= clock()) return { complexity, things: MOST_THINGS };
      return { complexity: Math.min(complexity, halved.complexity), things: Math.min(MOST_THINGS, halved.things) };
    },
    learn({ estimate, score, limit, withToken }) {
      if (limit !== undefined && limit >= 20) limits[withToken ? 'user' : 'anybody'] = Math.min(limit, 1_000);
      if (score !== undefined && estimate > 0) ratio = clamp(0.7 * ratio + 0.3 * (score / estimate), RATIO.least, RATIO.most);
    },
    halve({ complexity, things }) {
      const known = halved.until > clock() ? halved : { complexity: Infinity, things: Infinity };
      halved = {
        complexity: Math.min(known.complexity, complexity / 2),
        things: Math.max(1, Math.min(known.things, Math.floor(things / 2))),
        until: clock() + KEPT_MS,
      };
    },
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
