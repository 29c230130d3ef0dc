import type { Assumptions } from '../assumptions/assumptions.js';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import { createGitLabClient } from './calls/client.js';
import { GitLabError } from './errors.js';
import { createHttpClient, type HttpClient } from './calls/http-client.js';
import type { GitLabInstance } from './instance.js';
import { createBreaker } from './limits/breaker.js';
import { createBudget, type Budget } from './limits/budget.js';
import { createLoader } from './loading/loader.js';
import { createGitLabOAuth, type GitLabOAuth } from './oauth/oauth.js';
import type { Reference } from './references/reference.js';
import type { Thing } from './things/things.js';
import type { RedisConnection } from '../storage/redis.js';

/** Everything that this app asks of GitLab. */
export interface GitLab {
  readonly instances: readonly GitLabInstance[];
  instance(id: string): GitLabInstance | undefined;
  /**
   * The thing as the token's owner may see it; without a token, as anybody may; 8 s at most. What is wanted at the same moment
   * with the same token goes along in one request or two; a renamed project is followed once.
   * Those without a token wait for nobody of another `crowd`.
   * @throws GitLabError and nothing else; what is hidden from the viewer is `not-found`, exactly as what is absent.
   */
  load(reference: Reference, accessToken: string | undefined, signal: AbortSignal, crowd?: string): Promise<Thing>;
  /**
   * What stands at the first of these paths below `/api/v4` that is not absent or hidden: 5 MiB at most.
   * @throws GitLabError and nothing else
   */
  raw(instance: GitLabInstance, paths: readonly string[], accessToken: string | undefined, signal: AbortSignal, crowd?: string): Promise<Buffer>;
  readonly oauth: GitLabOAuth;
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
  /** How many times as fast as the clock on the wall the budget fills; for benchmarks. */
  readonly pace?: number;
}

export function createGitLab({ settings, logger, clock = Date.now, redis, pace = 1, assumptions }: GitLabParts): GitLab {
  const instances = [defaultInstance(settings.gitlab)];
  const find = (id: string) => instances.find((instance) => instance.id === id);
  const http = createHttpClient(settings.gitlab);
  const budget = createBudget({ redis, logger, clock, pace });
  const client = createGitLabClient({ http, logger, clock, budget, breaker: createBreaker({ logger, clock }) });
  const loader = createLoader({ client, clock, ...(assumptions ? { assumptions } : {}) });
  return {
    instances,
    instance: find,
    async load(reference, accessToken, signal, crowd) {
      const instance = find(reference.instance);
      if (!instance) throw new GitLabError('not-found', 'There is no such GitLab instance.');
      return loader.load({ instance, accessToken, crowd }, reference, signal);
    },
    async raw(instance, paths, accessToken, signal, crowd) {
      for (const path of paths) {
        const bytes = await client.raw({ instance, accessToken, crowd, signal }, path).catch(ignoreAbsence);
        if (bytes) return bytes;
      }
      throw new GitLabError('not-found', 'There is no such file for this viewer.');
    },
    oauth: createGitLabOAuth({ http: counting(http, budget), client, logger, clock }),
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

function defaultInstance({ url, clientId, clientSecret, unlinkedContent }: Settings['gitlab']): GitLabInstance {
  return { id: 'default', baseUrl: url, oauth: clientId ? { clientId, clientSecret } : undefined, unlinkedContent };
}

function ignoreAbsence(error: unknown): undefined {
  if (!(error instanceof GitLabError) || error.failure !== 'not-found') throw error;
}
