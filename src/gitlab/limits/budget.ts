import type { Caller } from '../calls/client.js';
import { GitLabError } from '../errors.js';
import { waiterName, whoIs } from './limit-memory.js';
import { createRate, type RateName, type RateParts, type Spent } from './rates.js';
import { createTurnstile, type Turnstile } from './turnstile.js';

/** How often GitLab may be asked, so that it never has to refuse: by address, by viewer and by what is asked. */
export interface Budget {
  /**
   * Waits for the caller's turn, 5 s at most.
   * @throws GitLabError `limited`, with the time to come again, where the turn would come too late
   */
  take(caller: Caller, url: URL): Promise<void>;
  /** Counts a call that can't wait. */
  count(url: URL): void;
  /** What is taken of the share of an origin's address. */
  spent(url: URL): Promise<Spent>;
}

export interface BudgetParts extends RateParts {
  readonly clock: () => number;
}

/** Of the 8 s that a caller has, the rest is for GitLab to answer in. */
const PATIENCE_MS = 5_000;

export function createBudget(parts: BudgetParts): Budget {
  const rates = new Map<RateName, ReturnType<typeof createRate>>();
  const rateOf = (name: RateName) => rates.get(name) ?? setAndGet(rates, name, createRate(name, parts));
  const turnstiles = new Map<RateName, Turnstile>();
  const turnstileOf = (name: RateName) => turnstiles.get(name) ?? setAndGet(turnstiles, name, createTurnstile(rateOf(name)));
  return {
    async take(caller, url) {
      const until = Date.now() + PATIENCE_MS;
      const who = whoIs(caller);
      const waiter = waiterName(caller);
      const pass = async (name: RateName, key: string) => {
        const comeAgainMs = await turnstileOf(name).pass(key, waiter, Math.max(0, until - Date.now()), caller.signal);
        if (comeAgainMs > 0) throw new GitLabError('limited', `Too much is asked of GitLab at once (${name}).`, { retryAt: parts.clock() + comeAgainMs });
      };
      await pass(caller.accessToken === undefined ? 'nobody' : 'viewer', `${url.origin} ${who}`);
      const special = specialRate(url);
      // GitLab counts searches by user, and by address only for those who are not signed in.
      if (special) await pass(special, special === 'search' ? `${url.origin} ${who}` : url.origin);
      await pass('address', url.origin);
    },
    count(url) {
      void rateOf('address')(url.origin);
    },
    spent: (url) => rateOf('address').spent(url.origin),
  };
}

function setAndGet<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}

function specialRate({ pathname }: URL): 'search' | 'files' | undefined {
  if (/\/api\/v4\/(?:(?:projects|groups)\/[^/]+\/)?(?:-\/)?search$/.test(pathname)) return 'search';
  return /\/api\/v4\/projects\/[^/]+\/repository\/files\//.test(pathname) ? 'files' : undefined;
}
