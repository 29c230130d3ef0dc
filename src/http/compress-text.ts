import compression from 'compression';
import type { RequestHandler } from 'express';

/** Text below it fits into one packet anyway. */
const WORTHWHILE_BYTES = 1_024;
const TEXT = /^(?:text\/html|application\/json)\b/;

const compress = compression({ threshold: WORTHWHILE_BYTES, level: 4, windowBits: 13, memLevel: 6, filter: (_req, res) => TEXT.test(String(res.getHeader('Content-Type'))) });

/** Compresses pages and data for clients that take it. Styles and scripts are packed once, by `packedAssets`. */
export const compressText: RequestHandler = (req, res, next) => {
  if (req.headers['accept-encoding'] === undefined) next();
  else compress(req, res, next);
};
