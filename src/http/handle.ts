import type { Request, RequestHandler, Response } from 'express';

/** Turns an async function into middleware whose rejection reaches the error handler (Express 4 would leave the request hanging). */
export function handle(work: (req: Request, res: Response) => Promise<void> | void): RequestHandler {
  return async (req, res, next) => {
    try {
      await work(req, res);
    } catch (error) {
      next(error);
    }
  };
}
