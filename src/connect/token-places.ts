import type { Request } from 'express';
import { unauthorized } from '../errors.js';

const MOST_PARAMETERS = 50;
/** The other places in which ACE would look for a token. */
const STRAY_PARAMETERS = ['acpt'];
const STRANGE_NAME = /[[\]]|^__proto__$/;
const SCHEMES = { JWT: /^JWT ([\w.-]+)$/, Bearer: /^Bearer ([\w.-]+)$/ };

/** The token in `?jwt=`, which must be the only one of the request. @throws AppError 401 */
export function tokenInQuery(req: Request): string {
  if (req.headers.authorization !== undefined || hasStray(req)) throw unauthorized('a second token');
  return typeof req.query.jwt === 'string' ? req.query.jwt : '';
}

/** The token in `Authorization: <scheme> …`, which must be the only one of the request; empty for none. @throws AppError 401 */
export function tokenInHeader(req: Request, scheme: 'JWT' | 'Bearer' = 'JWT'): string {
  // In `headers` Node keeps the first of repeated ones and says nothing.
  const [header = '', ...others] = req.headersDistinct.authorization ?? [];
  if (others.length > 0 || 'jwt' in req.query || hasStray(req)) throw unauthorized('a second token, or one in the wrong place');
  return SCHEMES[scheme].exec(header)?.[1] ?? '';
}

function hasStray(req: Request): boolean {
  const body: unknown = req.body;
  const inBody = typeof body === 'object' && body !== null && ['jwt', ...STRAY_PARAMETERS].some((name) => Object.hasOwn(body, name));
  return inBody || req.headers['x-acpt'] !== undefined || STRAY_PARAMETERS.some((name) => name in req.query);
}

/**
 * The hash that is signed covers neither the order of repeated parameters nor what a parser makes of brackets.
 * @throws AppError 401 for repeated, nested or more than 50 parameters
 */
export function checkQuery(req: Request): void {
  const start = req.originalUrl.indexOf('?');
  let pairs = 0;
  if (start !== -1) for (const pair of req.originalUrl.slice(start + 1).split('&')) if (pair !== '') pairs += 1;
  let names = 0;
  for (const name in req.query) {
    names += 1;
    if (typeof req.query[name] !== 'string' || STRANGE_NAME.test(name)) throw unauthorized('repeated or nested parameters');
  }
  if (pairs !== names || pairs > MOST_PARAMETERS) throw unauthorized('repeated or too many parameters');
}

/** The path of a base URL, without a slash behind it. */
export function basePath(baseUrl: string): string {
  return new URL(baseUrl).pathname.replace(/\/$/, '');
}

/**
 * ACE and its token library cut the base path off without looking for its end: `/appx` would pass for `/app/x`. `base` is
 * the app's `basePath`. @throws AppError 401
 */
export function checkInside(req: Request, base: string): void {
  if (!`${req.baseUrl}${req.path}`.startsWith(`${base}/`)) throw unauthorized('not below the base URL');
}
