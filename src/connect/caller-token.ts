import type { Request } from 'express';
import { z } from 'zod';
import { unauthorized } from '../errors.js';
import { readCompactToken } from './compact-token.js';

/** Clocks may differ by so much. */
export const LEEWAY_S = 30;
const LONGEST_LIFE_S = 3600;
const MOST_PARAMETERS = 50;

export type TokenKind = 'frame' | 'context';

/** What a frame's or a context token says, right in type and time; the signature is not verified yet. */
export interface CallerClaims {
  readonly clientKey: string;
  readonly accountId: string | undefined;
}

const Header = z.object({ alg: z.literal('HS256'), typ: z.literal('JWT').optional() });
const identifier = z.string().regex(/^[\x21-\x7e]{1,255}$/);
const Claims = z.object({
  iss: identifier,
  sub: identifier.optional(),
  exp: z.number().int(),
  iat: z.number().int(),
  qsh: z.string(),
  context: z.object({ user: z.object({ accountId: identifier.optional() }).optional() }).optional(),
  aud: z.undefined().optional(),
  nbf: z.number().int().optional(),
});
const QSH = { frame: /^[0-9a-f]{64}$/, context: /^context-qsh$/ };

/**
 * Finds the one token of `kind` in the one place where it may be and reads it: `?jwt=` for a frame, `Authorization: JWT` for a
 * frame's script. Our own calls to Confluence name an audience; theirs to us don't.
 * @throws AppError 401, whatever is wrong
 */
export function readCallerToken(req: Request, kind: TokenKind, now: number): CallerClaims {
  checkQuery(req);
  const token = readCompactToken(kind === 'frame' ? tokenInQuery(req) : tokenInHeader(req));
  if (!token) throw unauthorized('the token has not the shape of one');
  const header = Header.safeParse(token.header);
  const claims = Claims.safeParse(token.claims);
  if (!header.success || !claims.success) throw unauthorized('the token’s header or claims are not those of Confluence');
  const { iss, sub, qsh, context } = claims.data;
  if (!QSH[kind].test(qsh)) throw unauthorized(`not a ${kind} token`);
  checkTimes(claims.data, Math.floor(now / 1000));
  const named = context?.user?.accountId;
  if (named !== undefined && named !== sub) throw unauthorized('the token names two people');
  return { clientKey: iss, accountId: sub };
}

function tokenInQuery(req: Request): string {
  const elsewhere = req.headers.authorization ?? req.headers['x-acpt'] ?? req.query.acpt;
  if (elsewhere !== undefined) throw unauthorized('a second token');
  return typeof req.query.jwt === 'string' ? req.query.jwt : '';
}

function tokenInHeader(req: Request): string {
  const elsewhere = req.query.jwt ?? req.query.acpt ?? req.headers['x-acpt'];
  if (elsewhere !== undefined) throw unauthorized('a token in the wrong place');
  return /^JWT (\S+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '';
}

/** The hash that is signed covers neither the order of repeated parameters nor what a parser makes of brackets. */
function checkQuery(req: Request): void {
  const start = req.originalUrl.indexOf('?');
  const pairs = start === -1 ? [] : req.originalUrl.slice(start + 1).split('&').filter(Boolean);
  const names = Object.entries(req.query);
  const strange = names.some(([name, value]) => typeof value !== 'string' || /[[\]]|^__proto__$/.test(name));
  if (strange || pairs.length !== names.length || pairs.length > MOST_PARAMETERS) throw unauthorized('repeated, nested or too many parameters');
}

function checkTimes({ iat, exp, nbf = iat }: { iat: number; exp: number; nbf?: number | undefined }, now: number): void {
  if (exp <= now - LEEWAY_S || exp - iat > LONGEST_LIFE_S || exp < iat) throw unauthorized('expired, or a life too long');
  if (iat > now + LEEWAY_S || nbf > now + LEEWAY_S) throw unauthorized('issued in the future');
}
