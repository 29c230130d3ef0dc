import { createHash, createPublicKey, createSecretKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { queryHash } from '../../demo/confluence/query-hash.js';

/** A pair whose public half a key server may serve under `kid`. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicPem: string;
}

export function makeSigningKey(bits = 2048): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return { kid: randomUUID(), privateKey, publicPem: pemOf(publicKey) };
}

/** Public keys that nobody should trust, as PEM. */
export function makeEcPem(): string {
  return pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
}

const pemOf = (key: KeyObject) => createPublicKey(key.export({ type: 'spki', format: 'pem' })).export({ type: 'spki', format: 'pem' }).toString();

export type Json = Readonly<Record<string, unknown>>;

/** Signs any header over any claims, sensible or not: of a payload that is text the library checks nothing. A claim that is undefined is left out. */
export function signToken(header: Json & { readonly alg: jwt.Algorithm }, claims: Json | string, key: KeyObject): string {
  const payload = typeof claims === 'string' ? claims : JSON.stringify(claims);
  return jwt.sign(payload, key, { algorithm: header.alg, header, allowInsecureKeySizes: true });
}

/** Signs with a secret as Confluence signs for frames and their scripts. */
export function signWithSecret(claims: Json, secret: string, header: Json = {}): string {
  return signToken({ typ: 'JWT', ...header, alg: 'HS256' }, claims, createSecretKey(secret, 'utf8'));
}

export interface LifecycleSubject {
  readonly key: SigningKey;
  readonly clientKey: string;
  /** The app's. */
  readonly baseUrl: string;
  /** Below the base URL. */
  readonly path: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What Atlassian signs for an install or uninstall, with whatever a test wants different. */
export function signLifecycle({ key, clientKey, baseUrl, path, now }: LifecycleSubject, claims: Json = {}, header: Json = {}): string {
  const iat = Math.floor(now / 1000);
  const qsh = queryHash('POST', `${baseUrl}${path}`, new URL(baseUrl).pathname.replace(/\/$/, ''));
  return signToken(
    { typ: 'JWT', kid: key.kid, ...header, alg: 'RS256' },
    { iss: clientKey, aud: [baseUrl], iat, exp: iat + 180, qsh, ...claims },
    key.privateKey,
  );
}

/** The spellings of one signature that lenient readers of base64url take for the same. */
export function respellSignature(token: string): Readonly<Record<string, string>> {
  const [signed, signature] = [token.slice(0, token.lastIndexOf('.')), token.slice(token.lastIndexOf('.') + 1)];
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(signature.slice(-1));
  return {
    'with padding': `${token}==`,
    'with an encoded line break': `${token}%0A`,
    'with its unused bits set': `${signed}.${signature.slice(0, -1)}${alphabet[last ^ 1] ?? ''}`,
    'in the other alphabet': `${signed}.${signature.replaceAll('-', '+').replaceAll('_', '/')}`,
    'with more behind it': `${token}!!`,
    'cut short': token.slice(0, -4),
    'left out': `${signed}.`,
  };
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
