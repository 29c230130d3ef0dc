import type { RequestHandler } from 'express';

/** A request that reached the stand-in, for tests to look at. */
export interface Call {
  readonly method: string;
  /** Without the query; with the relative root. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly authorization?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed, where it was JSON or a form. */
  readonly body: unknown;
  /** By the stand-in's clock, epoch milliseconds. */
  readonly at: number;
}

const KEPT = 2000;

/** Notes every request in `calls`, the last two thousand. Empty it with `calls.length = 0`. */
export function noteCalls(calls: Call[], clock: () => number): RequestHandler {
  return (request, _response, next) => {
    const { authorization } = request.headers;
    calls.push({
      method: request.method,
      path: request.path,
      query: request.query,
      headers: request.headers,
      body: request.body as unknown,
      at: clock(),
      ...(authorization === undefined ? {} : { authorization }),
    });
    if (calls.length > KEPT) calls.splice(0, calls.length - KEPT);
    next();
  };
}
