import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { AppError } from '../errors.js';
import type { Logger } from '../logger.js';
import { randomText } from '../random-text.js';
import { NO_TELEMETRY, type Telemetry } from '../telemetry/telemetry.js';
import { readTraceparent } from '../trace.js';
import { begunAnswer } from './begun-answers.js';

const references = new WeakMap<IncomingMessage, string>();
const failures = new WeakMap<IncomingMessage, unknown>();
const outcomes = new WeakMap<IncomingMessage, string>();

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

/** Keeps which marker the page has that answers a request. */
export function noteOutcome(req: IncomingMessage, outcome: string): void {
  outcomes.set(req, outcome);
}

/** What machines ask for again and again is counted and logged, and no trace tells of it. */
const UNTRACED = new Set(['/healthz', '/readyz', '/assets']);

export interface RequestLogParts {
  readonly telemetry?: Telemetry;
  /** Whether to believe what a proxy says of a request. */
  readonly behindProxy?: boolean;
}

/**
 * One line a request: method, path without its query (which holds tokens), status, milliseconds, reference, and the id of its
 * trace, which all that is logged while it is answered has too.
 */
export function logRequests(logger: Logger, { telemetry: { metrics, tracing } = NO_TELEMETRY, behindProxy = false }: RequestLogParts = {}): RequestHandler {
  return (req, res, next) => {
    const started = performance.now();
    references.set(req, makeReference());
    const path = req.path.slice(0, 200);
    const parent = behindProxy ? readTraceparent(req.get('traceparent')) : undefined;
    tracing.request(parent, (trace, endTrace) => {
      res.once('close', () => {
        const failure = failures.get(req);
        const reference = referenceOf(req);
        const ms = performance.now() - started;
        const status = res.writableFinished ? res.statusCode : 499;
        const failed = res.statusCode >= 500 || (begunAnswer(res) !== undefined && isFault(failure));
        const route = routeOf(req, path);
        const outcome = outcomes.get(req) ?? 'none';
        metrics.answered({ route, status, outcome, seconds: ms / 1_000 });
        const facts = { 'http.request.method': req.method, 'http.route': route, 'http.response.status_code': status, outcome, reference };
        endTrace(UNTRACED.has(route) ? undefined : { name: `${req.method} ${route}`, facts, failed });
        // A page that has begun says 200, whatever becomes of it.
        const line = { reference, trace: trace.id, method: req.method, path, status, ms: Math.round(ms), ...(failure === undefined ? {} : describeFailure(failure)) };
        logger[failed ? 'error' : 'info'](line, 'request');
      });
      next();
    });
  };
}

const ASSET = /\/assets\/[0-9a-f]{16}\//;

/** The pattern of the route that a request came to, as `routes.ts` has it; what came to none has none of its own. */
function routeOf(req: Request, path: string): string {
  const route = req.route as { readonly path: unknown } | undefined;
  if (typeof route?.path === 'string') return route.path;
  return ASSET.test(path) ? '/assets' : 'other';
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
