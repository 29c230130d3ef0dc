import type { ErrorRequestHandler, Request, Response } from 'express';
import { renderToString } from 'preact-render-to-string';
import { Layout } from '../../views/layout.js';
import { ErrorMain } from '../../views/error.js';
import { AppError, badRequest, type PublicError } from '../errors.js';
import type { Assets } from './assets.js';
import { noteFailure, referenceOf } from './request-log.js';

/**
 * The one place that turns what was thrown into an answer: a page for a browser that asks for HTML, else
 * `{"error":{"code","message","reference"}}`. What nobody expected is a 500 with a fixed sentence; details go to the log.
 */
export function answerErrors(assets: Assets, base: string): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    noteFailure(req, error);
    if (res.headersSent) {
      if (!res.writableEnded) res.destroy();
      return;
    }
    const shown = toPublicError(error);
    res.status(shown.status).set('Cache-Control', 'no-store');
    if (shown.retryAfterSeconds !== undefined) res.set('Retry-After', String(shown.retryAfterSeconds));
    if (wantsPage(req)) sendPage(req, res, shown, assets, base);
    else res.json({ error: { code: shown.code, message: shown.message, reference: referenceOf(req) } });
  };
}

function wantsPage(req: Request): boolean {
  return req.method === 'GET' && (req.get('accept') ?? '').includes('text/html');
}

function sendPage(req: Request, res: Response, shown: PublicError, assets: Assets, base: string): void {
  const main = ErrorMain({ message: shown.message, reference: referenceOf(req) });
  const html = renderToString(Layout({ title: 'GitLab for Confluence', main, nonce: '', assets: assets.url, base, scripts: [], bridge: undefined }));
  res.type('html').send(`<!doctype html>${html}`);
}

/** Errors of Express and its body parser carry `status` and `type`; their messages may quote input and are never shown. */
function toPublicError(error: unknown): PublicError {
  if (error instanceof AppError) return error;
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 413) return new AppError(413, 'too-large', 'The request body is too large.');
  if (status === 404) return new AppError(404, 'not-found', 'There is nothing at this address.');
  if (typeof status === 'number' && status >= 400 && status < 500) return badRequest('The request could not be understood.');
  return new AppError(500, 'internal', 'Something went wrong on our side.');
}
