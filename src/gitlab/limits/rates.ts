import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Logger } from '../../logger.js';
import type { RedisConnection } from '../../storage/redis.js';
import type { Consume } from './turnstile.js';

/** So many at once, and then so many more in a window of its own. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
  readonly burst?: { readonly points: number; readonly seconds: number };
}

export type RateName = keyof typeof RATES;

/** Takes one of the rate from the key's share; never rejects. */
export interface CountedRate extends Consume {
  /** What the key has taken beyond so many at once, in the window that runs; never rejects. */
  spent(key: string): Promise<Spent>;
}

/** Of a rate: so many at once, and of so many more in a window how many are taken. */
export interface Spent {
  readonly points: number;
  readonly seconds: number;
  readonly more: number;
  readonly moreSeconds: number;
  readonly moreTaken: number;
  /** Whether all instances of the app count this together. */
  readonly isShared: boolean;
}

/**
 * Below the limits of gitlab.com (https://docs.gitlab.com/user/gitlab_com/#rate-limits-on-gitlabcom), whatever the minute that
 * one looks at: it may cut a window at either end.
 */
const RATES = {
  /** Of 2,000 a minute from one address: at most 61 x 28 + 2 x 100. */
  address: { points: 28, seconds: 1, burst: { points: 100, seconds: 60 } },
  /** One viewer gets at most a third of that. */
  viewer: { points: 8, seconds: 1, burst: { points: 60, seconds: 60 } },
  /** Of 500 a minute without a token. */
  nobody: { points: 5, seconds: 1, burst: { points: 60, seconds: 60 } },
  /** For what administrators of one site have checked: each asks a dozen times, and all sites share the server's address. */
  checks: { points: 60, seconds: 600 },
  /** Of 10 a minute for searches. */
  search: { points: 2, seconds: 15 },
  /** Of 500 a minute for files of a repository. */
  files: { points: 6, seconds: 1, burst: { points: 15, seconds: 60 } },
} as const satisfies Record<string, Rate>;

export interface RateParts {
  /** Shared by all instances of the app; without it, or while it is away, each keeps the rate by itself. */
  readonly redis: Pick<RedisConnection, 'commands'> | undefined;
  readonly logger: Logger;
  /** How many times as fast as the clock on the wall; for benchmarks. */
  readonly pace?: number;
}

const REDIS_MS = 300;
/** Redis is not asked for so long after it did not answer. */
const ALONE_MS = 5_000;

export function createRate(name: RateName, { redis, logger, pace = 1 }: RateParts): CountedRate {
  const rate: Rate = RATES[name];
  const make = (limiter: (points: number, seconds: number, prefix: string) => RateLimiterAbstract) => {
    const steady = limiter(rate.points, rate.seconds, `gitlab-for-confluence:rate:${name}`);
    const burst = rate.burst && limiter(rate.burst.points, rate.burst.seconds, `gitlab-for-confluence:burst:${name}`);
    return { rate: burst ? new BurstyRateLimiter(steady, burst) : steady, burst };
  };
  const own = make((points, seconds, keyPrefix) => new RateLimiterMemory({ points, duration: seconds / pace, keyPrefix }));
  const shared = redis && make((points, duration, keyPrefix) => new RateLimiterRedis({ storeClient: redis.commands, points, duration, keyPrefix }));
  let aloneUntil = 0;

  async function withShared<T>(ask: (limiters: typeof own, isShared: boolean) => Promise<T>): Promise<T> {
    if (!shared || Date.now() < aloneUntil) return ask(own, false);
    try {
      return await within(REDIS_MS, ask(shared, true));
    } catch (error) {
      aloneUntil = Date.now() + ALONE_MS;
      logger.debug({ err: error, rate: name }, 'Redis does not count: this instance of the app counts by itself');
      return ask(own, false);
    }
  }

  const take: Consume = (key) => withShared((limiters) => waitOf(limiters.rate.consume(key)));
  return Object.assign(take, {
    spent: (key: string) =>
      withShared(async ({ burst }, isShared): Promise<Spent> => {
        const more = rate.burst ?? { points: 0, seconds: 0 };
        const taken = (await burst?.get(key))?.consumedPoints ?? 0;
        // A call that was refused counts as well.
        return { points: rate.points, seconds: rate.seconds, more: more.points, moreSeconds: more.seconds, moreTaken: Math.min(taken, more.points), isShared };
      }),
  });
}

/** The library says no by rejecting with its own answer. */
async function waitOf(consumed: Promise<unknown>): Promise<number> {
  try {
    await consumed;
    return 0;
  } catch (answer) {
    if (answer instanceof RateLimiterRes) return Math.max(1, answer.msBeforeNext);
    throw answer;
  }
}

/** A Redis that takes the question and says nothing must not stop everybody. */
function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
