import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Logger } from '../logger.js';

const references = new WeakMap<Request, string>();
const failures = new WeakMap<Request, unknown>();

/** The id that ties an answer to its log line; a person may quote it. */
export function referenceOf(req: Request): string {
  return references.get(req) ?? 'none';
}

/** Keeps what went wrong with a request for its one log line. */
export function noteFailure(req: Request, error: unknown): void {
  failures.set(req, error);
}

/** One line a request: method, path without its query (which holds tokens), status, milliseconds, reference. */
export function logRequests(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const started = performance.now();
    references.set(req, randomBytes(8).toString('hex'));
    const path = req.path.slice(0, 200);
    res.once('close', () => {
      const failure = failures.get(req);
      const level = res.statusCode >= 500 ? 'error' : 'info';
      const line = {
        reference: referenceOf(req),
        method: req.method,
        path,
        status: res.writableFinished ? res.statusCode : 499,
        ms: Math.round(performance.now() - started),
        ...(failure === undefined ? {} : { err: failure }),
      };
      logger[level](line, 'request');
    });
    next();
  };
}
