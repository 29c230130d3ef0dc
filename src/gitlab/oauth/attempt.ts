import { customFetch, ResponseBodyError, type Configuration } from 'openid-client';
import type { Logger } from '../../logger.js';
import { OAuthError, type OAuthFailure } from '../errors.js';
import { HttpFailure, type HttpAnswer, type HttpClient } from '../calls/http-client.js';
import type { GitLabInstance } from '../instance.js';
import { readRetryAt } from '../limits/limit-memory.js';

/** One call to an OAuth endpoint and its limits. */
export interface Attempt {
  readonly http: HttpClient;
  readonly logger: Logger;
  readonly instance: GitLabInstance;
  /** What logs call it. */
  readonly call: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly clock: () => number;
}

type Outcome = HttpAnswer | HttpFailure | undefined;

/** Runs one call of openid-client over our own HTTP client. @throws OAuthError and nothing else. */
export async function attemptOAuth<T>(attempt: Attempt, config: Configuration, run: (config: Configuration) => Promise<T>): Promise<T> {
  let outcome: Outcome;
  config.timeout = undefined; // the attempt has its own
  config[customFetch] = async (url, { method, headers, body }) => {
    try {
      outcome = await send(attempt, url, method, headers, String(body));
    } catch (error) {
      outcome = error instanceof HttpFailure ? error : undefined;
      throw error;
    }
    return toResponse(outcome);
  };
  try {
    return await run(config);
  } catch (error) {
    const failure = classify(outcome, error);
    const status = outcome instanceof HttpFailure ? outcome.reason : outcome?.status;
    attempt.logger.warn({ instance: attempt.instance.id, call: attempt.call, failure, status }, 'GitLab OAuth call failed');
    // openid-client's own errors carry the answer's body, which may hold tokens: they go no further.
    const message = `GitLab OAuth ${attempt.call} failed: ${failure}.`;
    if (outcome === undefined || outcome instanceof HttpFailure) throw new OAuthError(failure, message, { cause: outcome });
    const retryAt = failure === 'unavailable' ? readRetryAt(outcome.headers, attempt.clock()) : undefined;
    throw new OAuthError(failure, message, { limited: outcome.status === 429, retryAt });
  }
}

function send({ http, call, signal, timeoutMs }: Attempt, url: string, method: string, headers: Record<string, string>, body: string): Promise<HttpAnswer> {
  if (method !== 'POST') throw new TypeError('OAuth calls are POSTs.');
  return http.send({ call, method, url: new URL(url), headers, body, signal, timeoutMs });
}

function toResponse({ status, headers, body }: HttpAnswer): Response {
  const kept = new Headers(headers);
  // Doorkeeper sends a challenge with its JSON errors, and openid-client would report that instead of the error.
  kept.delete('www-authenticate');
  return new Response(status === 204 || status === 304 ? null : new Uint8Array(body), { status, headers: kept });
}

/**
 * `lost` is whatever GitLab may have carried out without our learning the result. That takes in 5xx: a proxy in front
 * answers so when the time is up, while GitLab has already exchanged the single-use token. But 503 is said before the work
 * (maintenance, nobody there) or after it was rolled back. Limits (429) and the edge's own refusals (a redirect, 403 that is
 * no JSON) come before GitLab looks at the token.
 */
function classify(outcome: Outcome, error: unknown): OAuthFailure {
  if (outcome === undefined) return 'unavailable';
  if (outcome instanceof HttpFailure) return outcome.reason === 'unreachable' ? 'unavailable' : 'lost';
  const { status } = outcome;
  if (status >= 300 && (status < 400 || status === 429 || status === 503)) return 'unavailable';
  if (status < 300 || status === 408 || status >= 500) return 'lost';
  const code = error instanceof ResponseBodyError ? error.error : undefined;
  if (code === 'invalid_grant' || code === 'invalid_client') return code;
  return status === 403 && code === undefined ? 'unavailable' : 'refused';
}
