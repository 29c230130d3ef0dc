import { Agent, fetch, type Response } from 'undici';
import { AddressRefused, createAddressGuard, type AddressGuard, type AddressRules } from './address-guard.js';

/** One request to GitLab; the signal and the time limit both end it. */
export interface HttpRequest {
  /** What logs and traces call it. */
  readonly call?: string;
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** For the whole exchange, from the name's look-up to the last byte. */
  readonly timeoutMs: number;
  /** Bytes of the decoded body, `MAX_BODY_BYTES` at most and without it. */
  readonly maxBytes?: number;
  /** Sees the decoded body as it comes; what it gives ends the exchange. */
  readonly watch?: (chunk: Uint8Array) => HttpFailure | undefined;
}

/** Whatever came back, redirects included: none is followed. The body is decoded and complete. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Sends single requests; follows and repeats nothing. */
export interface HttpClient {
  /** @throws HttpFailure when there is no complete answer. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Cuts what is under way. */
  close(): Promise<void>;
}

/** Why there is no answer. Only after `unreachable` is it sure that the server did not get the request. */
export type HttpFailureReason = 'unreachable' | 'slow' | 'too-large' | 'broken';

/** The one error of the HTTP client. Its message holds no header and no body. */
export class HttpFailure extends Error {
  readonly reason: HttpFailureReason;

  constructor(reason: HttpFailureReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'HttpFailure';
    this.reason = reason;
  }
}

/** Bytes of a decoded body. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

const AGENT = {
  connect: { timeout: 5_000 },
  connections: 64,
  headersTimeout: 25_000, // behind the requests' own time limits, as a backstop
  bodyTimeout: 25_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16 * 1024,
};

/** The only way out of this server to GitLab, and the one place of its limits: addresses, time, size, no redirects. */
export function createHttpClient(settings: AddressRules, guard: AddressGuard = createAddressGuard(settings)): HttpClient {
  const agents = {
    public: new Agent({ ...AGENT, connect: { ...AGENT.connect, lookup: guard.lookup } }),
    private: new Agent(AGENT),
  };
  return {
    async send(request) {
      const dispatcher = agents[judge(guard, request.url)];
      const limit = startTimeLimit(request);
      try {
        const { method, url, body } = request;
        const headers = { 'user-agent': 'gitlab-for-confluence', ...request.headers };
        const response = await fetch(url, { method, headers, body: body ?? null, redirect: 'manual', signal: limit.signal, dispatcher });
        return { status: response.status, headers: new Headers([...response.headers]), body: await readBody(response, limit.stop, request) };
      } catch (error) {
        throw limit.signal.aborted ? limit.signal.reason : describeFailure(error);
      } finally {
        limit.clear();
      }
    },
    async close() {
      await Promise.all([agents.public.destroy(), agents.private.destroy()]);
    },
  };
}

function judge(guard: AddressGuard, url: URL): 'public' | 'private' {
  try {
    return guard.judge(url);
  } catch (error) {
    throw new HttpFailure('unreachable', 'This server may not connect to that address.', error);
  }
}

interface TimeLimit {
  readonly signal: AbortSignal;
  stop(failure: HttpFailure): void;
  clear(): void;
}

function startTimeLimit({ signal, timeoutMs }: HttpRequest): TimeLimit {
  if (signal.aborted) throw new HttpFailure('unreachable', 'The time was up before the request was sent.');
  const controller = new AbortController();
  const stop = (failure: HttpFailure) => controller.abort(failure);
  const onAbort = () => stop(new HttpFailure('slow', 'No complete answer came before the caller stopped waiting.'));
  const timer = setTimeout(() => stop(new HttpFailure('slow', `No complete answer came within ${timeoutMs} ms.`)), timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    stop,
    clear() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/** Counts decoded bytes as they come, so that a small compressed body can't grow without end. */
async function readBody(response: Response, stop: TimeLimit['stop'], { maxBytes = MAX_BODY_BYTES, watch }: Pick<HttpRequest, 'maxBytes' | 'watch'>): Promise<Buffer> {
  const most = Math.min(maxBytes, MAX_BODY_BYTES);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    const failure = size > most ? new HttpFailure('too-large', `The answer is larger than ${most} bytes.`) : watch?.(chunk);
    if (failure) {
      stop(failure);
      throw failure;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** System errors that come before a connection stands (https://nodejs.org/api/errors.html#common-system-errors). */
const NOT_CONNECTED = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT'],
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_HAS_EXPIRED'],
  ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID'],
]);

function describeFailure(error: unknown): HttpFailure {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  if (cause instanceof AddressRefused) return new HttpFailure('unreachable', cause.message, cause);
  if (NOT_CONNECTED.has(code)) return new HttpFailure('unreachable', `No connection: ${code}.`, cause);
  return new HttpFailure('broken', `The exchange broke off${code ? `: ${code}` : ''}.`, cause);
}
