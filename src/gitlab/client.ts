import type { z } from 'zod';
import type { Logger } from '../logger.js';
import { GitLabError } from './errors.js';
import { readAnswer, type GraphQLOperation } from './graphql-answer.js';
import { HttpFailure, type HttpAnswer, type HttpClient, type HttpRequest } from './http-client.js';
import type { GitLabInstance } from './instance.js';
import { createLimitMemory, readRetryAt, retryAtOrDefault } from './limit-memory.js';
import { parseShape } from './shape.js';
import { parseUrl } from '../urls.js';

/** On whose behalf GitLab is asked, and until when. Without a token only what it shows to anybody comes back. */
export interface Caller {
  readonly instance: GitLabInstance;
  readonly accessToken: string | undefined;
  readonly signal: AbortSignal;
}

/** All methods throw GitLabError and nothing else; 8 s at most. */
export interface GitLabClient {
  graphql<T>(caller: Caller, operation: GraphQLOperation<T>, variables: Readonly<Record<string, unknown>>): Promise<T>;
  /** GET; `path` follows `/api/v4` and is encoded. One redirect within the instance's API is followed (renamed projects). */
  rest<T>(caller: Caller, path: string, answer: z.ZodType<T>): Promise<T>;
}

const TIMEOUT_MS = 8_000;

export function createGitLabClient({ http, logger, clock }: { http: HttpClient; logger: Logger; clock: () => number }): GitLabClient {
  const limits = createLimitMemory(clock);

  async function send(caller: Caller, call: string, request: Pick<HttpRequest, 'method' | 'url' | 'body'>): Promise<HttpAnswer> {
    const waitUntil = limits.retryAt(caller);
    if (waitUntil !== undefined) throw new GitLabError('limited', 'GitLab asked to wait.', { retryAt: waitUntil });
    const started = clock();
    const log = { instance: caller.instance.id, call };
    try {
      const answer = await http.send({ ...request, headers: headersFor(caller, request.body), signal: caller.signal, timeoutMs: TIMEOUT_MS });
      logger.debug({ ...log, status: answer.status, ms: clock() - started }, 'asked GitLab');
      const retryAt = answer.status === 429 ? readRetryAt(answer.headers, clock()) : undefined;
      // A 429 without a time is one feature's own limit, not the caller's.
      if (retryAt !== undefined) limits.remember(caller, retryAt);
      return answer;
    } catch (error) {
      logger.warn({ ...log, ms: clock() - started, err: error }, 'GitLab gave no answer');
      throw new GitLabError('unavailable', 'GitLab gave no answer.', { cause: error });
    }
  }

  function read<T>(caller: Caller, call: string, answer: HttpAnswer, parse: (json: unknown) => T): T {
    try {
      const refusal = refusalOf(caller, answer, clock());
      if (refusal) throw refusal;
      return parse(readJson(answer));
    } catch (error) {
      if (error instanceof GitLabError && (error.failure === 'unavailable' || error.failure === 'limited')) {
        logger.warn({ instance: caller.instance.id, call, status: answer.status, err: error }, 'GitLab gave no usable answer');
      }
      throw error;
    }
  }

  return {
    async graphql(caller, operation, variables) {
      const body = JSON.stringify({ query: operation.document, variables, operationName: operation.name });
      const answer = await send(caller, operation.name, { method: 'POST', url: new URL(`${caller.instance.baseUrl}/api/graphql`), body });
      return read(caller, operation.name, answer, (json) => readAnswer(operation, json));
    },
    async rest(caller, path, schema) {
      const call = `GET ${path.split(/[/?]/, 2).join('/')}`;
      const url = new URL(`${caller.instance.baseUrl}/api/v4${path}`);
      let answer = await send(caller, call, { method: 'GET', url });
      const moved = redirectWithin(caller.instance, answer);
      if (moved) answer = await send(caller, call, { method: 'GET', url: moved });
      return read(caller, call, answer, (json) => parseShape(schema, json));
    },
  };
}

function headersFor({ accessToken }: Caller, body: string | undefined): Record<string, string> {
  return {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
  };
}

/** https://docs.gitlab.com/api/rest/#redirects: the token goes along, so the target must be the same instance's API. */
function redirectWithin({ baseUrl }: GitLabInstance, { status, headers }: HttpAnswer): URL | undefined {
  const location = headers.get('location');
  if (![301, 302, 307, 308].includes(status) || !location) return undefined;
  const api = new URL(`${baseUrl}/api/v4/`);
  const target = parseUrl(location, api.href);
  const inside = target?.origin === api.origin && target.pathname.startsWith(api.pathname) && !target.username && !target.password;
  return inside ? target : undefined;
}

function refusalOf({ accessToken }: Caller, { status, headers, body }: HttpAnswer, now: number): GitLabError | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401) {
    // Without a token there is nothing to renew: the instance shows nothing to anybody.
    return accessToken === undefined ? new GitLabError('not-found', 'GitLab asks for a sign-in.') : new GitLabError('unauthorized', 'GitLab refused the token.');
  }
  // GitLab's own refusals are JSON; anything else is a firewall or an IP block, which says nothing of the viewer.
  if (status === 403 && isJson({ headers })) return new GitLabError('forbidden', 'GitLab refused this viewer.');
  if (status === 404) return new GitLabError('not-found', 'GitLab has nothing there for this viewer.');
  if (status === 429) return new GitLabError('limited', 'GitLab limits this caller.', { retryAt: retryAtOrDefault(headers, now) });
  const retryAt = readRetryAt(headers, now);
  return new GitLabError('unavailable', `GitLab answered ${status} with ${body.length} bytes.`, retryAt === undefined ? {} : { retryAt });
}

function isJson({ headers }: Pick<HttpAnswer, 'headers'>): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(headers.get('content-type') ?? '');
}

function readJson(answer: HttpAnswer): unknown {
  if (!isJson(answer)) throw new GitLabError('unavailable', 'GitLab answered with something other than JSON.');
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch {
    // The parser's message would quote what it could not read.
    throw new GitLabError('unavailable', 'GitLab answered with malformed JSON.');
  }
}

/** True when the answer was over the size limit, so that asking for less may succeed. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof GitLabError && error.cause instanceof HttpFailure && error.cause.reason === 'too-large';
}
