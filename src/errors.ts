import type English from '../messages/en.json';

/** A sentence of the message files' area `errors`, by its name. */
export interface Said {
  readonly say: keyof (typeof English)['errors'];
}

/** For people a sentence of the message files; for other programs English will do. */
export type Sentence = string | Said;

/** What an error answer says: a stable code, a sentence a stranger may read, and the HTTP status. */
export interface PublicError {
  readonly status: number;
  readonly code: string;
  readonly sentence: Sentence;
  readonly retryAfterSeconds?: number;
}

/**
 * An expected refusal. `sentence` is shown to the caller in their language; `cause` goes to the log only, and `message`, which names the sentence.
 * Anything else that is thrown becomes a 500 with a fixed sentence.
 */
export class AppError extends Error implements PublicError {
  readonly status: number;
  readonly code: string;
  readonly sentence: Sentence;
  readonly retryAfterSeconds?: number;

  constructor(status: number, code: string, sentence: Sentence, options: { cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(typeof sentence === 'string' ? sentence : `errors.${sentence.say}`, { cause: options.cause });
    this.name = 'AppError';
    this.status = status;
    this.code = code;
    this.sentence = sentence;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The one 401: the same words whatever was wrong, so that it tells an attacker nothing. `cause` is for the log. */
export function unauthorized(cause?: string): AppError {
  return new AppError(401, 'unauthorized', { say: 'unauthorized' }, { cause });
}

export const badRequest = (sentence: Sentence, cause?: unknown) => new AppError(400, 'bad-request', sentence, { cause });
export const forbidden = (sentence: Sentence, cause?: unknown) => new AppError(403, 'forbidden', sentence, { cause });
export const notFound = (sentence: Sentence = { say: 'nothingHere' }) => new AppError(404, 'not-found', sentence);
export const conflict = (sentence: Sentence) => new AppError(409, 'conflict', sentence);
export const gone = (sentence: Sentence) => new AppError(410, 'gone', sentence);
export const tooMany = (sentence: Sentence, retryAfterSeconds: number) =>
  new AppError(429, 'too-many-requests', sentence, { retryAfterSeconds });
export const unavailable = (sentence: Sentence, retryAfterSeconds: number, cause?: unknown) =>
  new AppError(503, 'unavailable', sentence, { retryAfterSeconds, cause });
