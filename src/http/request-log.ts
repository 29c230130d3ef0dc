import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { AppError } from '../errors.js';
import type { Logger } from '../logger.js';
import { begunAnswer } from './begun-answers.js';
import { randomText } from './random-text.js';

const references = new WeakMap<IncomingMessage, string>();
const failures = new WeakMap<IncomingMessage, unknown>();

/** A name for one answer, 16 hexadecimal digits. */
export function makeReference(): string {
  return randomText(8, 'hex');
}

/** The id that ties an answer to its log line; a person may quote it. */
export function referenceOf(req: IncomingMessage): string {
  return references.get(req) ?? 'none';
}

/** Keeps what went wrong with a request for its one log line. */
export function noteFailure(req: IncomingMessage, error: unknown): void {
  failures.set(req, error);
}

/** One line a request: method, path without its query (which holds tokens), status, milliseconds, reference. */
export function logRequests(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const started = performance.now();
    references.set(req, makeReference());
    const path = req.path.slice(0, 200);
    res.once('close', () => {
      const failure = failures.get(req);
      // A page that has begun says 200, whatever becomes of it.
      const level = res.statusCode >= 500 || (begunAnswer(res) && isFault(failure)) ? 'error' : 'info';
      const line = {
        reference: referenceOf(req),
        method: req.method,
        path,
        status: res.writableFinished ? res.statusCode : 499,
        ms: Math.round(performance.now() - started),
        ...(failure === undefined ? {} : describeFailure(failure)),
      };
      logger[level](line, 'request');
    });
    next();
  };
}

function isFault(failure: unknown): boolean {
  return failure !== undefined && (!(failure instanceof AppError) || failure.status >= 500);
}

/** A refusal is nobody's fault of ours: why it was made is enough. For the rest the log has the whole error. */
export function describeFailure(failure: unknown): object {
  if (!(failure instanceof AppError) || isFault(failure)) return { err: failure };
  const { code, cause } = failure;
  const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : cause;
  return { refused: code, ...(typeof why === 'string' ? { why: why.slice(0, 300) } : {}) };
}
