import type { ErrorRequestHandler, Request, Response } from 'express';
import { renderToString } from 'preact-render-to-string';
import { Layout } from '../../views/layout.js';
import { ErrorMain } from '../../views/error.js';
import { AppError, badRequest, notFound, unavailable, type PublicError } from '../errors.js';
import { isDatabaseAway } from '../storage/faults.js';
import type { Assets } from './assets.js';
import { noteFailure, referenceOf } from './request-log.js';

/**
 * The one place that turns what was thrown into an answer: a page for a browser that asks for HTML, else
 * `{"error":{"code","message","reference"}}`. What nobody expected is a 500 with a fixed sentence; details go to the log.
 */
export function answerErrors(assets: Assets, base: string): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const refusal = toRefusal(error);
    noteFailure(req, refusal ?? error);
    if (res.headersSent) {
      if (!res.writableEnded) res.destroy();
      return;
    }
    const shown = refusal ?? new AppError(500, 'internal', 'Something went wrong on our side.');
    res.status(shown.status).set('Cache-Control', 'no-store');
    if (shown.retryAfterSeconds !== undefined) res.set('Retry-After', String(shown.retryAfterSeconds));
    if (wantsPage(req)) sendPage(req, res, shown, assets, base);
    else res.json({ error: { code: shown.code, message: shown.message, reference: referenceOf(req) } });
  };
}

function wantsPage(req: Request): boolean {
  return ['GET', 'HEAD'].includes(req.method) && (req.get('accept') ?? '').includes('text/html');
}

function sendPage(req: Request, res: Response, shown: PublicError, assets: Assets, base: string): void {
  const main = ErrorMain({ message: shown.message, reference: referenceOf(req) });
  const html = renderToString(Layout({ title: 'GitLab for Confluence', main, nonce: '', assets: assets.url, base, scripts: [], bridge: undefined }));
  res.type('html').send(`<!doctype html>${html}`);
}

/**
 * What was refused on purpose; undefined for what nobody expected. Errors of Express and its body parser carry `status` and `type`;
 * their messages quote what was sent, which may be secret, and are neither shown nor logged.
 */
function toRefusal(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (isDatabaseAway(error)) return unavailable('The database does not answer.', 5, error);
  if (typeof error !== 'object' || error === null || !('status' in error) || typeof error.status !== 'number') return undefined;
  if (error.status < 400 || error.status > 499) return undefined;
  const cause = 'type' in error && typeof error.type === 'string' ? error.type : undefined;
  if (error.status === 413) return new AppError(413, 'too-large', 'The request body is too large.', { cause });
  if (error.status === 404) return notFound();
  return badRequest('The request could not be understood.', cause);
}
