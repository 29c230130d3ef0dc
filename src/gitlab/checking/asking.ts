import { AddressRefused } from '../calls/address-guard.js';
import { HttpFailure, type HttpAnswer, type HttpClient } from '../calls/http-client.js';

/** What came back to one call of a check, or why nothing did. */
export type Reply = Replied | NoReply;

export interface Replied extends Pick<HttpAnswer, 'status' | 'headers'> {
  readonly text: string;
  /** Undefined for what is no JSON, whatever it calls itself. */
  readonly json: unknown;
  readonly ms: number;
  /** The target of a redirect, which nobody follows. */
  readonly location: string | undefined;
}

export interface NoReply {
  readonly why: 'refused-address' | 'no-name' | 'own-ca' | 'other-name' | 'expired' | 'no-tls' | 'closed-port' | 'no-way' | 'slow' | 'too-large' | 'broken' | 'no-time';
}

export interface Question {
  readonly url: string;
  readonly accessToken?: string | undefined;
  /** JSON, or the fields of a form; makes it a POST. */
  readonly body?: string | URLSearchParams;
  readonly accept?: string;
}

/** Sends the calls of one check: nothing is followed and nothing is thrown. */
export type Ask = (question: Question) => Promise<Reply>;

export interface AskParts {
  readonly http: HttpClient;
  readonly clock: () => number;
  /** For all calls together. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** Bytes; GitLab's sign-in page has a tenth of it. */
const MAX_BYTES = 1024 * 1024;

export function createAsk({ http, clock, signal, timeoutMs }: AskParts): Ask {
  return async ({ url, accessToken, body, accept = 'application/json' }) => {
    if (signal.aborted) return { why: 'no-time' };
    const headers = {
      accept,
      ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
      ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'application/json' : 'application/x-www-form-urlencoded' }),
    };
    const started = clock();
    try {
      const sent = body === undefined ? { method: 'GET' as const } : { method: 'POST' as const, body: body.toString() };
      const answer = await http.send({ ...sent, url: new URL(url), headers, signal, timeoutMs, maxBytes: MAX_BYTES });
      const text = answer.body.toString('utf8');
      const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') ?? undefined : undefined;
      return { status: answer.status, headers: answer.headers, text, json: readJson(text), ms: clock() - started, location };
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      return { why: signal.aborted ? 'no-time' : whyNot(error) };
    }
  };
}

export function isReply(reply: Reply): reply is Replied {
  return 'status' in reply;
}

/** A field of what may be anything. */
export function fieldOf(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, name) ? (json as Record<string, unknown>)[name] : undefined;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes and https://nodejs.org/api/errors.html#common-system-errors */
const BY_CODE: Readonly<Record<string, NoReply['why']>> = {
  ENOTFOUND: 'no-name',
  EAI_AGAIN: 'no-name',
  EAI_FAIL: 'no-name',
  ECONNREFUSED: 'closed-port',
  EHOSTUNREACH: 'no-way',
  ENETUNREACH: 'no-way',
  EADDRNOTAVAIL: 'no-way',
  ETIMEDOUT: 'slow',
  UND_ERR_CONNECT_TIMEOUT: 'slow',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'own-ca',
  SELF_SIGNED_CERT_IN_CHAIN: 'own-ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'own-ca',
  UNABLE_TO_GET_ISSUER_CERT: 'own-ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'own-ca',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other-name',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'expired',
  EPROTO: 'no-tls',
};

function whyNot({ reason, cause }: HttpFailure): NoReply['why'] {
  if (cause instanceof AddressRefused) return 'refused-address';
  if (reason === 'slow' || reason === 'too-large') return reason;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return BY_CODE[code] ?? (code.startsWith('ERR_SSL_') ? 'no-tls' : 'broken');
}
