import { createHmac, createSecretKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { queryHash } from '../../demo/confluence/query-hash.js';

/** A tenant as a test signs for it. */
export interface Signer {
  readonly clientKey: string;
  readonly sharedSecret: string;
}

export type Json = Readonly<Record<string, unknown>>;

export const READER = '712020:0b5e0a52-5a0c-4a53-8d43-0a3b7a6f2c11';

/** What the token in a frame's URL says; `url` is absolute, `appBaseUrl` the app's. A claim set to undefined is left out. */
export function frameClaims({ clientKey }: Signer, url: string, appBaseUrl: string, changes: Json = {}, now = Date.now()): Json {
  return { ...commonClaims(clientKey, now, 180), qsh: queryHash('GET', url, pathOf(appBaseUrl)), ...changes };
}

/** What `AP.context.getToken` gives to a frame's script says. */
export function contextClaims({ clientKey }: Signer, changes: Json = {}, now = Date.now()): Json {
  return { ...commonClaims(clientKey, now, 900), qsh: 'context-qsh', context: { confluence: { content: { id: '7' } } }, ...changes };
}

/** What the app says to Confluence when it calls the very URL, signed with the same secret. */
export function outboundClaims({ clientKey }: Signer, method: string, url: string, appBaseUrl: string, now = Date.now()): Json {
  const { sub: _nobody, ...common } = commonClaims(clientKey, now, 180);
  return { ...common, iss: 'gitlab-for-confluence', aud: [clientKey], qsh: queryHash(method, url, pathOf(appBaseUrl)) };
}

function commonClaims(clientKey: string, now: number, life: number) {
  const iat = Math.floor(now / 1000);
  return { iss: clientKey, sub: READER, iat, exp: iat + life };
}

const pathOf = (baseUrl: string) => new URL(baseUrl).pathname.replace(/\/$/, '');

/** Signs claims of any types; of a payload that is text the library checks nothing. */
export function sign(claims: Json | string, { sharedSecret }: Pick<Signer, 'sharedSecret'>, algorithm: 'HS256' | 'HS384' | 'HS512' = 'HS256'): string {
  const payload = typeof claims === 'string' ? claims : JSON.stringify(claims);
  const header = { typ: 'JWT', alg: algorithm };
  return jwt.sign(payload, createSecretKey(sharedSecret, 'utf8'), { algorithm, header });
}

/** Signs what no library would sign: any bytes as header and claims, under HMAC-SHA256 whatever the header says. */
export function signBytes(header: Json | string | Buffer, claims: Json | string | Buffer, { sharedSecret }: Pick<Signer, 'sharedSecret'>): string {
  const input = [header, claims].map((part) => bytesOf(part).toString('base64url')).join('.');
  return seal(input, sharedSecret);
}

/** Signs header and claims as they are spelled. */
export function seal(input: string, sharedSecret: string): string {
  return `${input}.${createHmac('sha256', sharedSecret).update(input).digest('base64url')}`;
}

const bytesOf = (part: Json | string | Buffer) => (Buffer.isBuffer(part) ? part : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)));

/** The URL with the token that makes it a frame's. */
export function withToken(url: string, token: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}jwt=${encodeURIComponent(token)}`;
}

/** A frame's URL, signed; `target` is below the app's base URL. */
export function frameUrl(signer: Signer, appBaseUrl: string, target: string, changes: Json = {}, now = Date.now()): string {
  const url = `${appBaseUrl}${target}`;
  return withToken(url, sign(frameClaims(signer, url, appBaseUrl, changes, now), signer));
}
