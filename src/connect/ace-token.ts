import jwt from 'atlassian-jwt';
import { unauthorized } from '../errors.js';
import { LEEWAY_S, type CallerToken } from './caller-token.js';

/** So near its end a token could run out between our look at it and ACE's. */
const MARGIN_S = 2;

/**
 * The token as ACE must be shown it. ACE gives an expired token no leeway and takes the audience for the tenant; where that
 * would matter the token is verified here, by ACE's own library, and signed anew without audience and with a later end. Every
 * other token goes to ACE as it came.
 * @throws AppError 401 when the signature is not the tenant's
 */
export function tokenForAce({ text, exp, namesAudience }: CallerToken, sharedSecret: string): string {
  // ACE goes by the machine's clock, whatever ours is in a test.
  const now = Math.floor(Date.now() / 1000);
  if (exp > now + MARGIN_S && !namesAudience) return text;
  const { aud: _ours, ...claims } = verify(text, sharedSecret);
  return jwt.encodeSymmetric({ ...claims, exp: now + LEEWAY_S }, sharedSecret, jwt.SymmetricAlgorithm.HS256);
}

function verify(text: string, sharedSecret: string): Readonly<Record<string, unknown>> {
  try {
    return jwt.decodeSymmetric(text, sharedSecret, jwt.SymmetricAlgorithm.HS256);
  } catch {
    throw unauthorized('the signature is not the tenant’s');
  }
}
