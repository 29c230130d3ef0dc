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
