import type { ErrorRequestHandler, Request, Response } from 'express';
import type { VNode } from 'preact';
import type { Words } from '../../views/words/words.js';
import { Layout } from '../../views/layout.js';
import { ErrorMain } from '../../views/error.js';
import { AppError, badRequest, notFound, unavailable, type PublicError } from '../errors.js';
import { isDatabaseAway } from '../storage/faults.js';
import type { Languages } from '../words/languages.js';
import { sayError } from '../words/sentence.js';
import type { Assets } from './assets.js';
import { begunAnswer } from './begun-answers.js';
import { renderIn, viewOf } from './render.js';
import { noteFailure, referenceOf } from './request-log.js';

type Speakers = Pick<Languages, 'wordsOf' | 'names'>;

/**
 * The one place that turns what was thrown into an answer: a page for a browser that asks for HTML, else
 * `{"error":{"code","message","reference"}}`. What nobody expected is a 500 with a fixed sentence; details go to the log. A page that
 * has begun with a skeleton ends with the same sentence and reference.
 */
export function answerErrors(assets: Assets, base: string, languages: Speakers): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const refusal = toRefusal(error);
    noteFailure(req, refusal ?? error);
    // Anybody may ask: no time is told, so no time zone is heard.
    const words = languages.wordsOf({ query: { locale: req.query['locale'] }, headers: req.headers });
    const shown = refusal ?? new AppError(500, 'internal', { say: 'internal' });
    if (res.headersSent) {
      const finish = begunAnswer(res);
      if (finish) finish([Buffer.from(renderIn(words, errorMain(req, shown, words)))]);
      else if (!res.writableEnded) res.destroy();
      return;
    }
    res.status(shown.status).set('Cache-Control', 'no-store');
    if (shown.retryAfterSeconds !== undefined) res.set('Retry-After', String(shown.retryAfterSeconds));
    if (wantsPage(req)) sendPage(req, res, shown, words, { assets, base, languages });
    else res.json({ error: { code: shown.code, message: sayError(words, shown.sentence), reference: referenceOf(req) } });
  };
}

function wantsPage(req: Request): boolean {
  return ['GET', 'HEAD'].includes(req.method) && (req.get('accept') ?? '').includes('text/html');
}

function errorMain(req: Request, { sentence }: PublicError, words: Words): VNode {
  return viewOf(ErrorMain, { message: sayError(words, sentence), reference: referenceOf(req) });
}

interface Around {
  readonly assets: Assets;
  readonly base: string;
  readonly languages: Pick<Languages, 'names'>;
}

function sendPage(req: Request, res: Response, shown: PublicError, words: Words, { assets, base, languages }: Around): void {
  const { language, direction, locale, timeZone } = words;
  const speech = { language, direction, locale, timeZone, languages: languages.names, sentences: {} };
  const main = errorMain(req, shown, words);
  const html = renderIn(words, viewOf(Layout, { title: 'GitLab for Confluence', main, nonce: '', assets: assets.url, base, scripts: [], bridge: undefined, ...speech }));
  res.type('html').send(`<!doctype html>${html}`);
}

/**
 * What was refused on purpose; undefined for what nobody expected. Errors of Express and its body parser carry `status` and `type`;
 * their messages quote what was sent, which may be secret, and are neither shown nor logged.
 */
export function toRefusal(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (isDatabaseAway(error)) return unavailable({ say: 'databaseAway' }, 5, error);
  if (typeof error !== 'object' || error === null || !('status' in error) || typeof error.status !== 'number') return undefined;
  if (error.status < 400 || error.status > 499) return undefined;
  const cause = 'type' in error && typeof error.type === 'string' ? error.type : undefined;
  if (error.status === 413) return new AppError(413, 'too-large', { say: 'bodyTooLarge' }, { cause });
  if (error.status === 404) return notFound();
  return badRequest({ say: 'notUnderstood' }, cause);
}
