import type { Request, RequestHandler, Response } from 'express';
import { noteFailure } from './request-log.js';

/** Turns an async function into middleware whose rejection reaches the error handler (Express 4 would leave the request hanging). */
export function handle(work: (req: Request, res: Response) => Promise<void> | void): RequestHandler {
  return async (req, res, next) => {
    try {
      await work(req, res);
    } catch (error) {
      // A time limit may have answered in its place. Express would take a second error for one that nobody handles, and print it.
      if (res.writableEnded) noteFailure(req, error);
      else next(error);
    }
  };
}
