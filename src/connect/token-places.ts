import type { Request } from 'express';
import { unauthorized } from '../errors.js';

const MOST_PARAMETERS = 50;
/** The other places in which ACE would look for a token. */
const STRAY_PARAMETERS = ['acpt'];

/** The token in `?jwt=`, which must be the only one of the request. @throws AppError 401 */
export function tokenInQuery(req: Request): string {
  if (req.headers.authorization !== undefined || hasStray(req)) throw unauthorized('a second token');
  return typeof req.query.jwt === 'string' ? req.query.jwt : '';
}

/** The token in `Authorization: JWT …`, which must be the only one of the request. @throws AppError 401 */
export function tokenInHeader(req: Request): string {
  // In `headers` Node keeps the first of repeated ones and says nothing.
  const [header = '', ...others] = req.headersDistinct.authorization ?? [];
  if (others.length > 0 || 'jwt' in req.query || hasStray(req)) throw unauthorized('a second token, or one in the wrong place');
  return /^JWT ([\w.-]+)$/.exec(header)?.[1] ?? '';
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
  const pairs = start === -1 ? [] : req.originalUrl.slice(start + 1).split('&').filter(Boolean);
  const names = Object.entries(req.query);
  const strange = names.some(([name, value]) => typeof value !== 'string' || /[[\]]|^__proto__$/.test(name));
  if (strange || pairs.length !== names.length || pairs.length > MOST_PARAMETERS) throw unauthorized('repeated, nested or too many parameters');
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
