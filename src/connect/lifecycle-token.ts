import type { Request } from 'express';
import jwt from 'atlassian-jwt';
import { z } from 'zod';
import { unauthorized } from '../errors.js';
import { LEEWAY_S } from './caller-token.js';
import { hashOfToken, readCompactToken } from './compact-token.js';
import type { InstallKeys } from './install-keys.js';

/** A verified lifecycle token: whom it speaks for, and what it needs to be told from others. */
export interface LifecycleToken {
  readonly clientKey: string;
  readonly hash: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

const LONGEST_LIFE_S = 3600;
const Header = z.object({ alg: z.literal('RS256'), typ: z.literal('JWT').optional(), kid: z.string() });
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
 * @throws AppError 401, or 503 when the key can't be fetched
 */
export async function verifyLifecycleToken(req: Request, keys: InstallKeys, baseUrl: string, now: number): Promise<LifecycleToken> {
  if (req.originalUrl.includes('?')) throw unauthorized('a lifecycle call has no parameters');
  const text = /^JWT (\S+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '';
  const token = readCompactToken(text);
  const header = Header.safeParse(token?.header);
  const claims = Claims.safeParse(token?.claims);
  if (!header.success || !claims.success) throw unauthorized('not a lifecycle token');
  const { iss, aud, iat, exp, qsh } = claims.data;
  if ((typeof aud === 'string' ? aud : aud[0]).replace(/\/$/, '') !== baseUrl) throw unauthorized('a token for another app');
  const seconds = Math.floor(now / 1000);
  if (exp <= seconds - LEEWAY_S || iat > seconds + LEEWAY_S || exp < iat || exp - iat > LONGEST_LIFE_S) throw unauthorized('expired or not yet valid');
  const expected = jwt.createQueryStringHash(jwt.fromMethodAndUrl(req.method, req.originalUrl), false, baseUrl);
  if (qsh !== expected) throw unauthorized('signed for another address');
  checkSignature(text, await keys.find(header.data.kid));
  return { clientKey: iss, hash: hashOfToken(text), issuedAt: new Date(iat * 1000), expiresAt: new Date((exp + LEEWAY_S) * 1000) };
}

function checkSignature(token: string, key: string): void {
  try {
    jwt.decodeAsymmetric(token, key, jwt.AsymmetricAlgorithm.RS256);
  } catch {
    throw unauthorized('the signature is not of that key');
  }
}
