import type { Request } from 'express';
import jwt from 'atlassian-jwt';
import { z } from 'zod';
import { unauthorized } from '../errors.js';
import { LEEWAY_S } from './caller-token.js';
import { hashOfToken, readCompactToken } from './compact-token.js';
import type { InstallKeys } from './install-keys.js';
import { basePath, checkInside, checkQuery, tokenInHeader } from './token-places.js';

/** A verified lifecycle token: whom it speaks for, and what it needs to be told from others. */
export interface LifecycleToken {
  readonly clientKey: string;
  readonly hash: string;
  readonly issuedAt: Date;
  /** Until then this token, or an older one of the tenant, could still be valid. */
  readonly expiresAt: Date;
}

/** No lifecycle token lives longer, in seconds from its `iat`. */
const LONGEST_LIFE_S = 3600;
const Header = z.object({ alg: z.literal('RS256'), typ: z.literal('JWT').optional(), kid: z.string(), crit: z.undefined().optional() });
const Claims = z.object({
  iss: z.string().regex(/^[\x21-\x7e]{1,255}$/),
  aud: z.union([z.string(), z.tuple([z.string()])]),
  iat: z.number().int(),
  exp: z.number().int(),
  qsh: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * Verifies what Atlassian signed for an install or uninstall: RS256 under a key of the key server, for our base URL and this
 * very address. https://developer.atlassian.com/cloud/confluence/understanding-jwt/
 * @throws AppError 401, 429 or 503 when the key can't be fetched
 */
export async function verifyLifecycleToken(req: Request, keys: InstallKeys, baseUrl: string, now: number): Promise<LifecycleToken> {
  checkInside(req, basePath(baseUrl));
  checkQuery(req);
  const text = tokenInHeader(req);
  const token = readCompactToken(text);
  if (!token) throw unauthorized('no token, or not the shape of one');
  const header = read(Header, token.header);
  const { iss, aud, iat, exp, qsh } = read(Claims, token.claims);
  if ((typeof aud === 'string' ? aud : aud[0]) !== baseUrl) throw unauthorized('a token for another app');
  const seconds = Math.floor(now / 1000);
  if (exp <= seconds - LEEWAY_S || iat > seconds + LEEWAY_S || exp < iat || exp - iat > LONGEST_LIFE_S) throw unauthorized('expired or not yet valid');
  const expected = jwt.createQueryStringHash(jwt.fromExpressRequest(req), false, baseUrl);
  if (qsh !== expected) throw unauthorized('signed for another address');
  checkSignature(text, await keys.find(header.kid, req.ip ?? ''));
  // The longest that a token of the same second could live.
  const expiresAt = new Date((iat + LONGEST_LIFE_S + 2 * LEEWAY_S) * 1000);
  // A clock ahead of ours must not make the next call look older than this one.
  return { clientKey: iss, hash: hashOfToken(text), issuedAt: new Date(Math.min(iat, seconds) * 1000), expiresAt };
}

/** Names what is wrong for the log, never its value. */
function read<T>(schema: z.ZodType<T>, part: unknown): T {
  const result = schema.safeParse(part);
  if (!result.success) throw unauthorized(`not a lifecycle token: ${result.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
  return result.data;
}

function checkSignature(token: string, key: string): void {
  try {
    jwt.decodeAsymmetric(token, key, jwt.AsymmetricAlgorithm.RS256);
  } catch {
    throw unauthorized('the signature is not of that key');
  }
}
