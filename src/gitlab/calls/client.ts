import type { z } from 'zod';
import type { Logger } from '../../logger.js';
import { GitLabError } from '../errors.js';
import { isTooBig, QueryTooBig, readAnswer, readPartialAnswer, type GraphQLOperation, type PartialAnswer } from './graphql-answer.js';
import { HttpFailure, type HttpAnswer, type HttpClient, type HttpRequest } from './http-client.js';
import { TimeUp } from './in-time.js';
import type { GitLabInstance } from '../instance.js';
import { LargeText } from './large-text.js';
import { createLimitMemory, readRetryAt, retryAtOrDefault, waiterName, type LimitMemory } from '../limits/limit-memory.js';
import type { Breaker } from '../limits/breaker.js';
import type { Budget } from '../limits/budget.js';
import { parseShape } from './shape.js';
import { parseUrl } from '../../urls.js';

/** On whose behalf GitLab is asked, and until when. Without a token only what it shows to anybody comes back. */
export interface Caller {
  readonly instance: GitLabInstance;
  readonly accessToken: string | undefined;
  /** The site whose readers they are. Of those without a token, what one crowd asks keeps no other from its turn. */
  readonly crowd?: string | undefined;
  /** The GitLab user whose token it is, where that is known: one user may have many. */
  readonly user?: string | undefined;
  readonly signal: AbortSignal;
}

export interface GraphQLQuery {
  /** The operation's name in the document; also what logs call it. */
  readonly name: string;
  readonly document: string;
  readonly maxBytes: number;
  /** As a request has it. */
  readonly watch?: HttpRequest['watch'];
}

/** All methods throw GitLabError and nothing else; 8 s at most. */
export interface GitLabClient {
  graphql<T>(caller: Caller, operation: GraphQLOperation<T>, variables: Readonly<Record<string, unknown>>): Promise<T>;
  /** A query whose parts may fail one by one. At most `maxBytes` of its answer are read, and nothing after what is watched for. */
  graphqlParts(caller: Caller, query: GraphQLQuery, variables: Readonly<Record<string, unknown>>): Promise<PartialAnswer>;
  /** GET; `path` follows `/api/v4` and is encoded. One redirect within the instance's API is followed (renamed projects). */
  rest<T>(caller: Caller, path: string, answer: z.ZodType<T>): Promise<T>;
  /** The same for what is no JSON: the bytes as they are, 5 MiB at most. */
  raw(caller: Caller, path: string): Promise<Buffer>;
  /** As `rest`, of one page of a list: https://docs.gitlab.com/api/rest/#pagination-response-headers */
  restPage<T>(caller: Caller, path: string, rows: z.ZodType<T>): Promise<RestPage<T>>;
}

export interface RestPage<T> {
  readonly rows: T;
  /** Undefined on the last page. */
  readonly nextPage: string | undefined;
  /** Left out where GitLab doesn't count: over 10,000 rows, and commits. */
  readonly total: number | undefined;
}

/** 400: GitLab can't do what was asked, as it is set up or at all. */
export class BadRequest extends GitLabError {
  constructor(bytes: number) {
    super('unavailable', `GitLab answered 400 with ${bytes} bytes.`);
    this.name = 'BadRequest';
  }
}

/** 404 in words that GitLab has for no project and nothing in it: the path leads nowhere in its API, or did not get so far. */
export class NoSuchRoute extends GitLabError {
  constructor() {
    super('not-found', 'GitLab has no such path.');
    this.name = 'NoSuchRoute';
  }
}

const TIMEOUT_MS = 8_000;

export interface GitLabClientParts {
  readonly http: HttpClient;
  readonly logger: Logger;
  readonly clock: () => number;
  /** Without one GitLab is asked as often as it allows. */
  readonly budget?: Budget;
  /** Without one GitLab is asked however often it fails. */
  readonly breaker?: Breaker;
  /** Without one it has its own. */
  readonly limits?: LimitMemory;
}

export function createGitLabClient({ http, logger, clock, budget, breaker, limits = createLimitMemory(clock) }: GitLabClientParts): GitLabClient {
  async function send(caller: Caller, call: string, request: Pick<HttpRequest, 'method' | 'url' | 'body' | 'maxBytes' | 'watch'>, accept = 'application/json'): Promise<HttpAnswer> {
    refuseEarly(caller);
    await budget?.take(caller, request.url);
    // Whoever waited may have been overtaken by what others learned.
    refuseEarly(caller);
    const started = clock();
    const log = { instance: caller.instance.id, call };
    const exchange = () => http.send({ ...request, call, headers: headersFor(caller, request.body, accept), signal: caller.signal, timeoutMs: TIMEOUT_MS });
    try {
      const answer = await (breaker ? breaker.run(request.url, waiterName(caller), exchange) : exchange());
      logger.debug({ ...log, status: answer.status, ms: clock() - started }, 'asked GitLab');
      limits.learn(caller, answer);
      return answer;
    } catch (error) {
      if (error instanceof GitLabError) throw error;
      const isLong = error instanceof HttpFailure && error.reason === 'too-large';
      logger[isLong ? 'info' : 'warn']({ ...log, ms: clock() - started, err: error }, isLong ? 'GitLab answered with too much' : 'GitLab gave no answer');
      throw new GitLabError('unavailable', 'GitLab gave no answer.', { cause: error });
    }
  }

  function refuseEarly(caller: Caller): void {
    const waitUntil = limits.retryAt(caller);
    if (waitUntil !== undefined) throw new GitLabError('limited', 'GitLab asked to wait.', { retryAt: waitUntil });
    if (caller.signal.aborted) throw new TimeUp('The time was up before GitLab was asked.');
  }

  function post(caller: Caller, { name, document, maxBytes, watch }: Omit<GraphQLQuery, 'maxBytes'> & { maxBytes?: number }, variables: Readonly<Record<string, unknown>>) {
    const body = JSON.stringify({ query: document, variables, operationName: name });
    return send(caller, name, { method: 'POST', url: new URL(`${caller.instance.baseUrl}/api/graphql`), body, ...(maxBytes === undefined ? {} : { maxBytes }), ...(watch ? { watch } : {}) });
  }

  async function get(caller: Caller, path: string, accept?: string): Promise<{ call: string; answer: HttpAnswer }> {
    const call = `GET ${path.split(/[/?]/, 2).join('/')}`;
    const answer = await send(caller, call, { method: 'GET', url: addressOf(caller, path) }, accept);
    const moved = redirectWithin(caller.instance, answer);
    return { call, answer: moved ? await send(caller, call, { method: 'GET', url: moved }, accept) : answer };
  }

  function read<T>(caller: Caller, call: string, answer: HttpAnswer, parse: (json: unknown) => T): T {
    return accept(caller, call, answer, () => parse(readJson(answer)));
  }

  function accept<T>(caller: Caller, call: string, answer: HttpAnswer, parse: () => T): T {
    try {
      const refusal = refusalOf(caller, answer, clock());
      if (refusal) throw refusal;
      return parse();
    } catch (error) {
      if (error instanceof GitLabError && (error.failure === 'unavailable' || error.failure === 'limited')) {
        logger.warn({ instance: caller.instance.id, call, status: answer.status, err: error }, 'GitLab gave no usable answer');
      }
      throw error;
    }
  }

  return {
    async graphql(caller, operation, variables) {
      const answer = await post(caller, operation, variables);
      return read(caller, operation.name, answer, (json) => readAnswer(operation, json));
    },
    async graphqlParts(caller, query, variables) {
      const answer = await post(caller, query, variables);
      return read(caller, query.name, answer, readPartialAnswer);
    },
    async rest(caller, path, schema) {
      const { call, answer } = await get(caller, path);
      return read(caller, call, answer, (json) => parseShape(schema, json));
    },
    async raw(caller, path) {
      const { call, answer } = await get(caller, path, '*/*');
      return accept(caller, call, answer, () => answer.body);
    },
    async restPage(caller, path, schema) {
      const { call, answer } = await get(caller, path);
      const nextPage = answer.headers.get('x-next-page') || undefined;
      const total = /^\d{1,15}$/.exec(answer.headers.get('x-total') ?? '')?.[0];
      return { rows: read(caller, call, answer, (json) => parseShape(schema, json)), nextPage, total: total === undefined ? undefined : Number(total) };
    },
  };
}

function headersFor({ accessToken }: Caller, body: string | undefined, accept: string): Record<string, string> {
  return {
    accept,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
  };
}

/** No name in GitLab is `.` or `..`: as a piece of a path they would lead to another call than the one that was meant. */
function addressOf({ instance }: Caller, path: string): URL {
  const url = new URL(`${instance.baseUrl}/api/v4${path}`);
  const [meant = ''] = `${new URL(instance.baseUrl).pathname.replace(/\/$/, '')}/api/v4${path}`.split('?', 1);
  if (url.pathname !== meant) throw new GitLabError('not-found', 'There is no such path.');
  return url;
}

/**
 * https://docs.gitlab.com/api/rest/#redirects: the token goes along, so the target must be the same instance's API. A GitLab that
 * knows itself by another address than we do (behind a proxy, by an alias) names that one: of it only what it numbers is taken.
 */
function redirectWithin({ baseUrl }: GitLabInstance, { status, headers }: HttpAnswer): URL | undefined {
  const location = headers.get('location');
  if (![301, 302, 307, 308].includes(status) || !location) return undefined;
  const api = new URL(`${baseUrl}/api/v4/`);
  const target = parseUrl(location, api.href);
  if (!target) return undefined;
  if (target.origin === api.origin && target.pathname.startsWith(api.pathname) && !target.username && !target.password) return target;
  const numbered = /\/api\/v4\/((?:projects|groups)\/\d{1,15}(?:\/[^/]+)*)$/.exec(target.pathname)?.[1];
  return numbered === undefined ? undefined : new URL(numbered + target.search, api);
}

function refusalOf({ accessToken }: Caller, { status, headers, body }: HttpAnswer, now: number): GitLabError | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401) {
    // Without a token there is nothing to renew: the instance shows nothing to anybody.
    return accessToken === undefined ? new GitLabError('not-found', 'GitLab asks for a sign-in.') : new GitLabError('unauthorized', 'GitLab refused the token.');
  }
  // GitLab's own refusals are JSON; anything else is a firewall or an IP block, which says nothing of the viewer.
  if (status === 403 && isJson({ headers })) return new GitLabError('forbidden', 'GitLab refused this viewer.');
  if (status === 404 && !(isJson({ headers }) && body.includes('"message"'))) return new NoSuchRoute();
  if (status === 404) return new GitLabError('not-found', 'GitLab has nothing there for this viewer.');
  if (status === 429) return new GitLabError('limited', 'GitLab limits this caller.', { retryAt: retryAtOrDefault(headers, now) });
  if (isJson({ headers }) && saysTooBig(body)) return new QueryTooBig(`GitLab answered ${status}: the query is too big.`);
  if (status === 400) return new BadRequest(body.length);
  const retryAt = readRetryAt(headers, now);
  return new GitLabError('unavailable', `GitLab answered ${status} with ${body.length} bytes.`, retryAt === undefined ? {} : { retryAt });
}

function saysTooBig(body: Buffer): boolean {
  const message = body.length < 10_000 ? /"message":"([^"]{1,300})"/.exec(body.toString('utf8'))?.[1] : undefined;
  return message !== undefined && isTooBig(message);
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

/** The path of the text that was too large to be downloaded, where that is why there is no answer. */
export function largeTextPath(error: unknown): string | undefined {
  return error instanceof GitLabError && error.cause instanceof LargeText ? error.cause.path : undefined;
}

/** True when the answer was over the size limit, so that asking for less may succeed. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof GitLabError && error.cause instanceof HttpFailure && error.cause.reason === 'too-large';
}
