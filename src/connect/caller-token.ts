import type { Request } from 'express';
import { z } from 'zod';
import { unauthorized } from '../errors.js';
import { readCompactToken } from './compact-token.js';
import { checkQuery, tokenInHeader, tokenInQuery } from './token-places.js';

/** Clocks may differ by so much. */
export const LEEWAY_S = 30;
/** A context token lives 15 minutes; Confluence may hand out one that it made before. */
const LONGEST_LIFE_S = { frame: 3600, context: 900 };

export type TokenKind = 'frame' | 'context';

/** A frame's or a context token, right in place, type and time; the signature is not verified yet. */
export interface CallerToken {
  readonly text: string;
  readonly clientKey: string;
  readonly accountId: string | undefined;
  /** Epoch seconds, as `iat`. */
  readonly exp: number;
  readonly iat: number;
  readonly namesAudience: boolean;
  /** Key of the space around, where a context token tells it. */
  readonly space: string | undefined;
}

/** Whom a token that is for us may name as its audience, if it names any. */
export interface Self {
  readonly appKey: string;
  readonly baseUrl: string;
}

const Header = z.object({ alg: z.literal('HS256'), typ: z.literal('JWT').optional(), crit: z.undefined().optional() });
const identifier = z.string().regex(/^[\x21-\x7e]{1,255}$/);
const Claims = z.object({
  iss: identifier,
  sub: identifier.optional(),
  exp: z.number().int(),
  iat: z.number().int(),
  qsh: z.string(),
  context: z.object({ user: z.object({ accountId: identifier.optional() }).optional(), confluence: z.object({ space: z.object({ key: identifier }) }).optional().catch(undefined) }).optional(),
  aud: z.string().optional(),
  nbf: z.number().int().optional(),
});
const QSH = { frame: /^[0-9a-f]{64}$/, context: /^context-qsh$/ };

/**
 * Finds the one token of `kind` in the one place where it may be and reads it: `?jwt=` for a frame, `Authorization: JWT` for a
 * frame's script.
 * @throws AppError 401, whatever is wrong
 */
export function readCallerToken(req: Request, kind: TokenKind, self: Self, now: number): CallerToken {
  checkQuery(req);
  const text = kind === 'frame' ? tokenInQuery(req) : tokenInHeader(req);
  const token = readCompactToken(text);
  if (!token) throw unauthorized('the token has not the shape of one');
  const header = Header.safeParse(token.header);
  const claims = Claims.safeParse(token.claims);
  if (!header.success || !claims.success) throw unauthorized('the token’s header or claims are not those of Confluence');
  const { iss, sub, iat, exp, aud, qsh, context } = claims.data;
  if (!QSH[kind].test(qsh)) throw unauthorized(`not a ${kind} token`);
  // The tokens of our own calls to Confluence are signed with the tenant's secret too.
  if (iss === self.appKey || (aud !== undefined && aud !== self.appKey && aud !== self.baseUrl)) throw unauthorized('a token for somebody else');
  checkTimes(claims.data, LONGEST_LIFE_S[kind], Math.floor(now / 1000));
  const named = context?.user?.accountId;
  if (named !== undefined && named !== sub) throw unauthorized('the token names two people');
  return { text, clientKey: iss, accountId: sub, iat, exp, namesAudience: aud !== undefined, space: context?.confluence?.space.key };
}

export interface Times {
  readonly iat: number;
  readonly exp: number;
  readonly nbf?: number | undefined;
}

/** @throws AppError 401 for a token that is not valid at `now` (epoch seconds), or that was made for longer than `longestLife` */
export function checkTimes({ iat, exp, nbf = iat }: Times, longestLife: number, now: number): void {
  if (exp <= now - LEEWAY_S || exp - iat > longestLife || exp < iat) throw unauthorized('expired, or a life too long');
  if (iat > now + LEEWAY_S || nbf > now + LEEWAY_S) throw unauthorized('issued in the future');
}
