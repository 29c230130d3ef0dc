import { createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { InstallKey } from './keys.js';
import { queryHash } from './query-hash.js';

/** What a token says besides times and hash; times are in seconds, as JWTs have them. */
export interface TokenSubject {
  readonly clientKey: string;
  /** Undefined for an anonymous reader: the claim is left out. */
  readonly accountId: string | undefined;
  readonly issuedAt: number;
}

const LIFECYCLE_SECONDS = 180;
const FRAME_SECONDS = 180;
const CONTEXT_SECONDS = 900;

/** Signs a lifecycle POST with the site's private key; the audience is the app's base URL. */
export function signLifecycleToken(key: InstallKey, subject: TokenSubject, url: string, appBaseUrl: string): string {
  const claims = {
    ...claimsOf(subject, LIFECYCLE_SECONDS),
    aud: [appBaseUrl],
    qsh: queryHash('POST', url, basePath(appBaseUrl)),
  };
  return jwt.sign(claims, key.privateKey, { algorithm: 'RS256', keyid: key.kid });
}

/** Signs the URL of a frame; a `jwt` parameter that it may already have is not covered. */
export function signFrameToken(sharedSecret: string, subject: TokenSubject, url: string, appBaseUrl: string): string {
  const claims = { ...claimsOf(subject, FRAME_SECONDS), qsh: queryHash('GET', url, basePath(appBaseUrl)) };
  return jwt.sign(claims, secretKey(sharedSecret), { algorithm: 'HS256' });
}

/** The token that a frame's script gets from the bridge: bound to no URL, lives 15 minutes, tells where the frame is. */
export function signContextToken(sharedSecret: string, subject: TokenSubject, context: object): string {
  const claims = { ...claimsOf(subject, CONTEXT_SECONDS), qsh: 'context-qsh', context };
  return jwt.sign(claims, secretKey(sharedSecret), { algorithm: 'HS256' });
}

/** A key object: jsonwebtoken would make one from a string at every call, which is slow. */
export function secretKey(sharedSecret: string): KeyObject {
  return createSecretKey(sharedSecret, 'utf8');
}

function claimsOf({ clientKey, accountId, issuedAt }: TokenSubject, lifetime: number) {
  return { iss: clientKey, iat: issuedAt, exp: issuedAt + lifetime, ...(accountId === undefined ? {} : { sub: accountId }) };
}

/** `/app` of `https://host/app/`; the empty string where the app lives at the root. */
function basePath(baseUrl: string): string {
  return new URL(baseUrl).pathname.replace(/\/$/, '');
}
