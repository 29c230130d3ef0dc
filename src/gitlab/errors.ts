/** Why GitLab gave no usable answer. */
export type GitLabFailure =
  /** 401: the token is expired, revoked or unknown. */
  | 'unauthorized'
  /** 403: blocked user, missing scope, IP block. Shown like "not found". */
  | 'forbidden'
  /** 404, or null in GraphQL: absent, or hidden from this viewer. */
  | 'not-found'
  /** 429, with the moment from which it may be asked again. */
  | 'limited'
  /** Unreachable, too slow, 5xx, or an answer of the wrong shape or size. */
  | 'unavailable';

/** The one error of everything that talks to GitLab. Its message holds no token, code or URL query. */
export class GitLabError extends Error {
  readonly failure: GitLabFailure;
  /** Epoch milliseconds; only with `limited` and `unavailable`, where GitLab said so. */
  readonly retryAt: number | undefined;

  constructor(failure: GitLabFailure, message: string, options: { retryAt?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'GitLabError';
    this.failure = failure;
    this.retryAt = options.retryAt;
  }
}

/** How a call to GitLab's OAuth endpoints failed; what to do about it differs by whether it may have been carried out. */
export type OAuthFailure =
  /** The code or refresh token is expired, used, revoked or of another application. */
  | 'invalid_grant'
  /** GitLab does not know this application, or not by this secret: the operator's to mend, never a reason to unlink. */
  | 'invalid_client'
  /** No usable answer came: GitLab may have carried it out, and a single-use token may be spent. */
  | 'lost'
  /** Any other refusal. */
  | 'refused'
  /** It surely was not carried out: GitLab could not be reached, or turned it away before looking. */
  | 'unavailable';

/** The one error of the OAuth endpoints. Its message holds no token, code or secret. */
export class OAuthError extends Error {
  readonly failure: OAuthFailure;
  /** GitLab limits how often it may be asked; always `unavailable`. */
  readonly limited: boolean;
  /** Epoch milliseconds; only with `unavailable`, where GitLab said so. */
  readonly retryAt: number | undefined;

  constructor(failure: OAuthFailure, message: string, options: { cause?: unknown; limited?: boolean; retryAt?: number | undefined } = {}) {
    super(message, { cause: options.cause });
    this.name = 'OAuthError';
    this.failure = failure;
    this.limited = options.limited ?? false;
    this.retryAt = options.retryAt;
  }
}
