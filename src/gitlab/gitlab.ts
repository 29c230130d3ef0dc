import type { Assumptions } from '../assumptions/assumptions.js';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import type { CallKind } from '../telemetry/metrics.js';
import { NO_TELEMETRY, type Telemetry } from '../telemetry/telemetry.js';
import { createGitLabClient, type Caller } from './calls/client.js';
import { GitLabError } from './errors.js';
import { createInstanceCheck, type InstanceCheck } from './checking/instance-check.js';
import { createSharedTokenCheck, type SharedTokenCheck } from './checking/shared-token.js';
import { createFinder, type Finder } from './finding/finder.js';
import { createHttpClient, type HttpClient } from './calls/http-client.js';
import { watched } from './calls/watched-http.js';
import { withPlaceIds } from './calls/place-ids.js';
import type { GitLabInstance } from './instance.js';
import { createBreaker } from './limits/breaker.js';
import { createBudget, type Budget } from './limits/budget.js';
import { createLimitMemory } from './limits/limit-memory.js';
import { createLimits, type Limits } from './limits/limit-state.js';
import { createRate } from './limits/rates.js';
import type { Consume } from './limits/turnstile.js';
import { createLoader } from './loading/loader.js';
import { createGitLabOAuth, type GitLabOAuth } from './oauth/oauth.js';
import type { Reference } from './references/reference.js';
import type { Thing } from './things/things.js';
import type { Invalidation } from '../storage/invalidation.js';
import type { RedisConnection } from '../storage/redis.js';

/** Who is behind a token, or the lack of one. */
export type Whose = Pick<Caller, 'crowd' | 'user'>;

/** Everything that this app asks of GitLab. */
export interface GitLab {
  /** The instance in `GITLAB_URL`, which sites have without setting it up. */
  readonly preset: GitLabInstance;
  /**
   * The thing as the token's owner may see it; without a token, as anybody may; 8 s at most. What is wanted at the same moment
   * with the same token goes along in one request or two; a renamed project is followed once.
   * Those without a token wait for nobody of another `crowd`.
   * @throws GitLabError and nothing else; what is hidden from the viewer is `not-found`, exactly as what is absent.
   */
  load(instance: GitLabInstance, reference: Reference, accessToken: string | undefined, signal: AbortSignal, whose?: Whose): Promise<Thing>;
  /**
   * What stands at the first of these paths below `/api/v4` that is not absent or hidden: 5 MiB at most.
   * @throws GitLabError and nothing else
   */
  raw(instance: GitLabInstance, paths: readonly string[], accessToken: string | undefined, signal: AbortSignal, whose?: Whose): Promise<Buffer>;
  readonly finder: Finder;
  readonly oauth: GitLabOAuth;
  readonly checks: InstanceCheck;
  /** Counts a check of an instance or a token against what a site may have; 0, or how many milliseconds to wait. */
  readonly mayCheck: Consume;
  readonly sharedTokens: SharedTokenCheck;
  readonly limits: Limits;
  close(): Promise<void>;
}

export interface GitLabParts {
  readonly settings: Pick<Settings, 'gitlab'>;
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** What is not assumed of an instance, since a live check found otherwise. */
  readonly assumptions?: Assumptions;
  /** Where the instances of the app share their budget. */
  readonly redis?: RedisConnection | undefined;
  /** By which they tell each other whom GitLab lets wait. */
  readonly invalidation?: Invalidation;
  /** How many times as fast as the clock on the wall the budget fills; for benchmarks. */
  readonly pace?: number;
  readonly telemetry?: Telemetry;
}

export function createGitLab({ settings, logger, clock = Date.now, redis, invalidation, pace = 1, assumptions, telemetry = NO_TELEMETRY }: GitLabParts): GitLab {
  const http = createHttpClient(settings.gitlab);
  const budget = createBudget({ redis, logger, clock, pace });
  const breaker = createBreaker({ logger, clock });
  const memory = createLimitMemory(clock, invalidation);
  const client = withPlaceIds(createGitLabClient({ http: watched(http, ({ url }) => (url.pathname.endsWith('/api/graphql') ? 'graphql' : 'rest'), telemetry), logger, clock, budget, breaker, limits: memory }));
  const loader = createLoader({ client, clock, batched: telemetry.metrics.batched, ...(assumptions ? { assumptions } : {}) });
  const of = (kind: CallKind) => watched(counting(http, budget), () => kind, telemetry);
  return {
    preset: presetInstance(settings.gitlab),
    async load(instance, reference, accessToken, signal, { crowd, user } = {}) {
      if (instance.id !== reference.instance) throw new GitLabError('not-found', 'That is on another GitLab instance.');
      return loader.load({ instance, accessToken, crowd, user }, reference, signal);
    },
    async raw(instance, paths, accessToken, signal, { crowd, user } = {}) {
      for (const path of paths) {
        const bytes = await client.raw({ instance, accessToken, crowd, user, signal }, path).catch(ignoreAbsence);
        if (bytes) return bytes;
      }
      throw new GitLabError('not-found', 'There is no such file for this viewer.');
    },
    finder: createFinder(client, clock),
    oauth: createGitLabOAuth({ http: of('oauth'), client, logger, clock }),
    mayCheck: createRate('checks', { redis, logger, pace }),
    checks: createInstanceCheck({ http: of('check'), logger, clock, settings: settings.gitlab }),
    sharedTokens: createSharedTokenCheck({ http: of('check'), logger, clock }),
    limits: createLimits({ memory, breaker, budget }),
    close: () => http.close(),
  };
}

/** What must not wait counts nevertheless. */
function counting(http: HttpClient, budget: Budget): HttpClient {
  return {
    ...http,
    send(request) {
      budget.count(request.url);
      return http.send(request);
    },
  };
}

function presetInstance({ url, clientId, clientSecret, unlinkedContent }: Settings['gitlab']): GitLabInstance {
  return { id: 'default', baseUrl: url, oauth: clientId ? { clientId, clientSecret } : undefined, unlinkedContent };
}

function ignoreAbsence(error: unknown): undefined {
  if (!(error instanceof GitLabError) || error.failure !== 'not-found') throw error;
}
