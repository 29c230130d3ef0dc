import type { ExportPolicy } from '../../src/macros/exports/export-policy.js';
import type { Canary } from './canaries.js';
import { ANYBODY, type Rights } from './rights.js';

/** What administrators of a site have set. */
export interface Rules {
  readonly unlinked: 'operator' | 'shared' | 'nothing';
  /** Groups and projects, and spaces; null for all. */
  readonly places: readonly string[] | null;
  readonly spaces: readonly string[] | null;
  readonly exports: ExportPolicy;
  readonly token?: { readonly username: string; readonly places: readonly string[]; readonly spaces: readonly string[]; readonly guests: boolean; readonly anonymous: boolean; readonly exports: boolean };
}

export const NO_RULES: Rules = { unlinked: 'operator', places: null, spaces: null, exports: 'content' };

/** Who reads an answer, and in what. Times are epoch milliseconds. */
export interface Receiver {
  readonly tenant: number;
  /** A key of the site's users; undefined for whom nothing private is meant. */
  readonly person: string | undefined;
  /** Which instance of the app answered. */
  readonly server: number;
  readonly as: 'macro' | 'export' | 'mail' | 'own' | 'picture' | 'administrator';
  /** Spaces that the answer may have been made for. */
  readonly spaces: readonly (string | undefined)[];
  /** What an export's author chose. */
  readonly chosen?: ExportPolicy;
  /** The life of a link, for what is good with that alone; null where it is good without one. */
  readonly life?: number | null;
  /** The address and body that were sent. */
  readonly asked: string;
}

/** When it was read, and how old what it shows may be. */
export interface Moment {
  readonly started: number;
  readonly ended: number;
  readonly oldest: number;
}

interface Life {
  readonly id: number;
  readonly username: string;
  readonly since: number;
  /** Which instance ended it, and when. */
  until: number;
  endedBy: number;
  /** GitLab takes its tokens no more. */
  deadSince: number;
}

interface RulesInForce {
  readonly rules: Rules;
  until: number;
  endedBy: number;
}

/** A change under way. */
export interface Turn {
  done(now: number, server: number): void;
  failed(now: number, server: number): void;
}

/** The truth of a world in plain data: who is who in GitLab, what holds at the sites, and what follows from that. */
export interface Model {
  /** Why a receiver may not hold that; undefined where they may. */
  objection(receiver: Receiver, canary: Canary, moment: Moment): string | undefined;
  /** Somebody confirms a link: both it and what was there may count until it is done. */
  linking(tenant: number, person: string, username: string, now: number): Turn;
  unlinked(tenant: number, person: string, now: number, server: number): void;
  tokensEnded(username: string, now: number): void;
  /** All links of a site, and what its administrators have set. */
  ended(tenant: number, now: number, server: number): void;
  /** An administrator changes what holds: both may count until it is done. */
  setting(tenant: number, rules: Rules): Turn;
  rulesOf(tenant: number): Rules;
  lifeOf(tenant: number, person: string): Pick<Life, 'id' | 'username'> | undefined;
  readonly rights: Rights;
}

/** What one instance has changed another may not know of for so long. */
const UNHEARD_MS = 2_000;

export interface ModelParts {
  readonly rights: Rights;
  /** Words of addresses that stand in pages of a site. */
  readonly inPages: readonly ReadonlySet<string>[];
  readonly kinds: ReadonlyMap<string, 'member' | 'guest' | 'anonymous'>;
}

export function createModel({ rights, inPages, kinds }: ModelParts): Model {
  const lives = new Map<string, Life[]>();
  const rules = inPages.map((): RulesInForce[] => [{ rules: NO_RULES, until: Number.POSITIVE_INFINITY, endedBy: 0 }]);
  let born = 0;
  const livesOf = (tenant: number, person: string) => lives.get(`${tenant} ${person}`) ?? [];
  const isOver = ({ until, endedBy }: { until: number; endedBy: number }, server: number, started: number) => until < started - (endedBy === server ? 0 : UNHEARD_MS);
  const end = (one: { until: number; endedBy: number } | undefined, now: number, server: number) => {
    if (one && one.until === Number.POSITIVE_INFINITY) Object.assign(one, { until: now, endedBy: server });
  };

  function ownEyes({ tenant, person, server, life }: Receiver, canary: Canary, { started, ended, oldest }: Moment): boolean {
    if (person === undefined) return false;
    return livesOf(tenant, person).some((one) => {
      if (isOver(one, server, started) || one.since > ended || (life !== undefined && life !== one.id)) return false;
      return rights.showed(one.username, canary, Math.max(one.since, oldest), Math.min(ended, one.deadSince)) && oldest <= one.deadSince;
    });
  }

  function isSurelyLinked({ tenant, person }: Receiver, { started, ended }: Moment): boolean {
    return person !== undefined && livesOf(tenant, person).some(({ since, until }) => since + UNHEARD_MS <= started && until > ended);
  }

  function bySharedToken(receiver: Receiver, { token, unlinked }: Rules, canary: Canary, moment: Moment): boolean {
    const { as, person } = receiver;
    const exporting = as === 'export' || as === 'mail';
    if (!token || unlinked !== 'shared' || !(exporting || as === 'macro')) return false;
    if (exporting ? !token.exports : isSurelyLinked(receiver, moment)) return false;
    const kind = as === 'mail' || person === undefined ? 'anonymous' : kinds.get(person);
    if ((kind === 'guest' && !token.guests) || (kind === 'anonymous' && !token.anonymous)) return false;
    if (!receiver.spaces.some((space) => space !== undefined && token.spaces.includes(space)) || !isWithin(canary, token.places)) return false;
    return rights.showedOpenly(token.username, canary, moment.oldest, moment.ended);
  }

  function allowedBy(receiver: Receiver, inForce: Rules, canary: Canary, moment: Moment): boolean {
    const { as, spaces, chosen = 'content', life } = receiver;
    const inMacro = as === 'macro' || as === 'export' || as === 'mail';
    if (inForce.places && !isWithin(canary, inForce.places)) return false;
    if (inMacro && inForce.spaces && !spaces.some((space) => space !== undefined && inForce.spaces?.includes(space))) return false;
    const asAnybody = inMacro || (as === 'picture' && life === null);
    if (asAnybody && inForce.unlinked !== 'nothing' && rights.showed(ANYBODY, canary, moment.oldest, moment.ended)) return true;
    const limit = EXPORTED.indexOf(inForce.exports) < EXPORTED.indexOf(chosen) ? inForce.exports : chosen;
    if ((as === 'export' || as === 'mail') && !(limit === 'content' || (limit === 'title' && canary.part !== 'body'))) return false;
    if (bySharedToken(receiver, inForce, canary, moment)) return true;
    return as !== 'mail' && as !== 'administrator' && ownEyes(receiver, canary, moment);
  }

  function setting(tenant: number, wanted: Rules): Turn {
    const all = rules[tenant] ?? [];
    const before = [...all];
    const next: RulesInForce = { rules: wanted, until: Number.POSITIVE_INFINITY, endedBy: 0 };
    all.push(next);
    return { done: (at, server) => before.forEach((one) => end(one, at, server)), failed: (at, server) => end(next, at, server) };
  }

  return {
    rights,
    objection(receiver, canary, moment) {
      // Who sent it had it.
      if (receiver.asked.includes(canary.word) || (canary.part === 'address' && inPages[receiver.tenant]?.has(canary.word))) return undefined;
      const inForce = (rules[receiver.tenant] ?? []).filter((one) => !isOver(one, receiver.server, moment.started));
      if (inForce.some((one) => allowedBy(receiver, one.rules, canary, moment))) return undefined;
      const own = receiver.person === undefined ? [] : livesOf(receiver.tenant, receiver.person).map(({ username, since, until }) => `${username} from ${since} to ${until}`);
      return `${receiver.person ?? 'somebody'} of site ${receiver.tenant} (${own.join(', ') || 'not linked'}) was told the ${canary.what} by instance ${receiver.server}, in a ${receiver.as}, at ${moment.started}`;
    },
    linking(tenant, person, username, now) {
      const before = livesOf(tenant, person);
      const life: Life = { id: (born += 1), username, since: now, until: Number.POSITIVE_INFINITY, endedBy: 0, deadSince: Number.POSITIVE_INFINITY };
      lives.set(`${tenant} ${person}`, [...before, life]);
      return { done: (at, server) => before.forEach((one) => end(one, at, server)), failed: (at, server) => end(life, at, server) };
    },
    unlinked: (tenant, person, now, server) => livesOf(tenant, person).forEach((one) => end(one, now, server)),
    tokensEnded(username, now) {
      for (const one of [...lives.values()].flat()) if (one.username === username && one.until > now) one.deadSince = Math.min(one.deadSince, now);
    },
    ended(tenant, now, server) {
      for (const [name, all] of lives) if (name.startsWith(`${tenant} `)) all.forEach((one) => end(one, now, server));
      setting(tenant, NO_RULES).done(now, server);
    },
    setting,
    rulesOf: (tenant) => rules[tenant]?.findLast(({ until }) => until === Number.POSITIVE_INFINITY)?.rules ?? NO_RULES,
    lifeOf: (tenant, person) => livesOf(tenant, person).find(({ until }) => until === Number.POSITIVE_INFINITY),
  };
}

const EXPORTED: readonly ExportPolicy[] = ['nothing', 'link', 'title', 'content'];

function isWithin({ place }: Canary, places: readonly string[]): boolean {
  return place === undefined || places.some((one) => place === one || place.startsWith(`${one}/`));
}
