import jwt from 'jsonwebtoken';
import type { Scope } from './descriptor.js';
import type { Installation } from './installations.js';
import { queryHash } from './query-hash.js';
import { CONTEXT_PATH, type Site } from './site.js';
import { secretKey } from './tokens.js';

/** A call of an app to the REST API, as it came in. */
export interface AppCall {
  readonly method: string;
  /** Path and query as sent, `/wiki/rest/api/…`. */
  readonly url: string;
  readonly authorization: string | undefined;
}

export const appCall = (req: { method: string; originalUrl: string; headers: { authorization?: string | undefined } }): AppCall => ({
  method: req.method,
  url: req.originalUrl,
  authorization: req.headers.authorization,
});

/** A refusal in the shape that Confluence's REST API uses. */
export class RestError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'RestError';
  }

  get body(): object {
    const data = { authorized: this.status !== 401 && this.status !== 403, valid: true, errors: [], successful: false };
    return { statusCode: this.status, data, message: this.message };
  }
}

const CLOCK_TOLERANCE_SECONDS = 30;
/** A scope covers the ones before it. https://developer.atlassian.com/cloud/confluence/scopes/ */
const SCOPE_ORDER: readonly Scope[] = ['NONE', 'READ', 'WRITE', 'DELETE', 'SPACE_ADMIN', 'ADMIN'];

/**
 * The app that signed the call: HS256 with the secret of its last install, `iss` its key, `qsh` of exactly this call, not expired.
 * @throws RestError 401 when any of it is wrong; 403 when it asks to act as a user without that scope.
 */
export function authenticateApp(site: Site, call: AppCall): Installation {
  const token = /^JWT (\S+)$/.exec(call.authorization ?? '')?.[1] ?? new URL(call.url, site.origin).searchParams.get('jwt');
  if (!token) throw new RestError(401, 'Client must be authenticated to access this resource.');
  const unverified = jwt.decode(token);
  const issuer = typeof unverified === 'object' ? unverified?.iss : undefined;
  const installation = issuer === undefined ? undefined : site.installations.find(issuer);
  if (!installation) throw new RestError(401, 'The issuer of the JWT is not an installed app.');
  const claims = verify(token, installation, site.clock());
  if (claims.exp === undefined || claims.iat === undefined) throw new RestError(401, 'The JWT has no exp or no iat claim.');
  if (claims.qsh !== queryHash(call.method, call.url, CONTEXT_PATH)) throw new RestError(401, 'The JWT is for another request: its qsh claim does not match.');
  if (claims.sub !== undefined && !installation.descriptor.scopes.includes('ACT_AS_USER')) {
    throw new RestError(403, 'The app has no ACT_AS_USER scope.');
  }
  return installation;
}

function verify(token: string, { sharedSecret, clientKey }: Installation, now: number): jwt.JwtPayload {
  try {
    const claims = jwt.verify(token, secretKey(sharedSecret), {
      algorithms: ['HS256'],
      clockTimestamp: Math.floor(now / 1000),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
    const audience = typeof claims === 'object' && claims.aud !== undefined ? [claims.aud].flat() : [clientKey];
    if (typeof claims === 'object' && audience.includes(clientKey)) return claims;
  } catch (error) {
    throw new RestError(401, `The JWT was refused: ${error instanceof Error ? error.message : 'not readable'}.`);
  }
  throw new RestError(401, 'The JWT is for another audience.');
}

/** @throws RestError 403 unless one of the app's scopes covers the one needed. */
export function requireScope({ descriptor }: Installation, needed: Scope): void {
  const rank = (scope: Scope) => SCOPE_ORDER.indexOf(scope);
  const covered = descriptor.scopes.some((scope) => scope === needed || rank(scope) >= rank(needed));
  if (!covered) throw new RestError(403, `The app's scopes do not cover this request; it needs ${needed}.`);
}
