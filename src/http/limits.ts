import type { RequestHandler } from 'express';
import { AppError, notFound, unavailable } from '../errors.js';
import { begunAnswer } from './begun-answers.js';

/** Longest request target that is read; module URLs with their token stay far below it. */
const MAX_URL = 8 * 1024;

export const refuseLongUrls: RequestHandler = (req, _res, next) => {
  next(req.originalUrl.length > MAX_URL ? new AppError(414, 'too-long', { say: 'addressTooLong' }) : undefined);
};

const METHODS = ['GET', 'HEAD', 'POST'];

/** Express would answer OPTIONS by itself, past every guard. */
export const refuseOtherMethods: RequestHandler = (req, _res, next) => {
  next(METHODS.includes(req.method) ? undefined : notFound());
};

/** Answers 503 in place of a handler that has not answered within `milliseconds`, or ends what it has begun, so that no socket waits for ever. */
export function answerWithin(milliseconds: number): RequestHandler {
  return (_req, res, next) => {
    const timer = setTimeout(() => {
      if (!res.headersSent || (begunAnswer(res) && !res.writableEnded)) next(unavailable({ say: 'tookTooLong' }, 5, new Error('no answer in time')));
    }, milliseconds);
    timer.unref();
    res.once('close', () => clearTimeout(timer));
    next();
  };
}
