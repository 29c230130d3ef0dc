import type { User, World } from '../../demo/gitlab/world/model.js';
import type { Canaries, Canary } from './canaries.js';

/** Nobody in particular. */
export const ANYBODY = '';

/** Who may see what in GitLab, and could until when. */
export interface Rights {
  /** Whether GitLab has shown it to that user at some moment from `from` up to `until`, epoch milliseconds. */
  showed(username: string, canary: Canary, from: number, until: number): boolean;
  /** The same of a token that administrators share, which shows nothing confidential. */
  showedOpenly(username: string, canary: Canary, from: number, until: number): boolean;
  /** To be called at once before rights change. */
  change(now: number, change: () => void): void;
}

/** Usernames by canary. */
interface Verdicts {
  readonly all: ReadonlyMap<string, ReadonlySet<string>>;
  readonly open: ReadonlyMap<string, ReadonlySet<string>>;
  readonly until: number;
}

/** Changes that are older than any copy that may be shown. */
const FORGOTTEN_MS = 5 * 3_600_000;

export function createRights(world: World, canaries: Canaries): Rights {
  let past: Verdicts[] = [];
  let present = judge(world, canaries, Number.POSITIVE_INFINITY);
  let since = Number.NEGATIVE_INFINITY;

  function showed(of: 'all' | 'open', username: string, { word }: Canary, from: number, until: number): boolean {
    const fits = (verdicts: Verdicts) => verdicts[of].get(word)?.has(username) ?? false;
    if (until >= since && fits(present)) return true;
    let began = Number.NEGATIVE_INFINITY;
    return past.some((verdicts) => {
      const overlaps = verdicts.until >= from && began <= until;
      began = verdicts.until;
      return overlaps && fits(verdicts);
    });
  }

  return {
    showed: (...asked) => showed('all', ...asked),
    showedOpenly: (...asked) => showed('open', ...asked),
    change(now, change) {
      past = [...past.filter(({ until }) => until > now - FORGOTTEN_MS), { ...present, until: now }];
      change();
      present = judge(world, canaries, Number.POSITIVE_INFINITY);
      since = now;
    },
  };
}

function judge(world: World, canaries: Canaries, until: number): Verdicts {
  const viewers: readonly (User | undefined)[] = [undefined, ...world.users];
  const all = new Map<string, ReadonlySet<string>>();
  const open = new Map<string, ReadonlySet<string>>();
  for (const canary of canaries.all.values()) {
    const seers = new Set(viewers.filter((viewer) => canary.sees(viewer)).map((viewer) => viewer?.username ?? ANYBODY));
    all.set(canary.word, seers);
    open.set(canary.word, canary.confidential() ? new Set() : seers);
  }
  return { all, open, until };
}
