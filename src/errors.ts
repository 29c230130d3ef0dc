/** What an error answer says: a stable code, a sentence a stranger may read, and the HTTP status. */
export interface PublicError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

/**
 * An expected refusal. `message` is shown to the caller; `cause` goes to the log only.
 * Anything else that is thrown becomes a 500 with a fixed sentence.
 */
export class AppError extends Error implements PublicError {
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds?: number;

  constructor(status: number, code: string, message: string, options: { cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.status = status;
    this.code = code;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The one 401: the same words whatever was wrong, so that it tells an attacker nothing. `cause` is for the log. */
export function unauthorized(cause?: string): AppError {
  return new AppError(401, 'unauthorized', 'This request could not be authenticated.', { cause });
}

export const badRequest = (message: string, cause?: unknown) => new AppError(400, 'bad-request', message, { cause });
export const forbidden = (message: string, cause?: unknown) => new AppError(403, 'forbidden', message, { cause });
export const notFound = (message = 'There is nothing at this address.') => new AppError(404, 'not-found', message);
export const conflict = (message: string) => new AppError(409, 'conflict', message);
export const gone = (message: string) => new AppError(410, 'gone', message);
export const tooMany = (message: string, retryAfterSeconds: number) =>
  new AppError(429, 'too-many-requests', message, { retryAfterSeconds });
export const unavailable = (message: string, retryAfterSeconds: number, cause?: unknown) =>
  new AppError(503, 'unavailable', message, { retryAfterSeconds, cause });
