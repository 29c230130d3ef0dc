import { createHash, createHmac, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';

/** 256 random bits as 43 characters of base64url. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** 128 random bits as 22 characters of base64url: for names that need not be secret. */
export function makeId(): string {
  return randomBytes(16).toString('base64url');
}

/** What is kept of a secret of 256 bits; no salt is needed at that length. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** True when `secret` is the one that `hash` was made from; takes the same time for any wrong one. */
export function isSecretOf(hash: string | null, secret: string): boolean {
  return hash !== null && isSame(hash, hashSecret(secret));
}

// https://www.crockford.com/base32.html: no I, L, O, U
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A code of 40 bits that a person can copy by hand: eight characters without look-alikes. */
export function makeCode(): string {
  return Array.from(randomBytes(8), (byte) => CROCKFORD.charAt(byte & 31)).join('');
}

/** What is kept of a code. It is short enough to be guessed from a plain hash, so the hash is keyed and bound to its flow. */
export function hashCode(key: KeyObject, flowId: string, code: string): string {
  return createHmac('sha256', key).update(`${flowId} ${code}`).digest('base64url');
}

/** True when what a person typed is the code behind `hash`: any case, with or without dashes, O for 0, I and L for 1. */
export function isCodeOf(hash: string | null, keys: readonly KeyObject[], flowId: string, typed: string): boolean {
  if (hash === null) return false;
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return keys.map((key) => isSame(hash, hashCode(key, flowId, code))).includes(true);
}

/** How an account appears in the log: the same for one person of one site, and nobody's id. */
export function nameForLog(clientKey: string, accountId: string): string {
  return createHash('sha256').update(`${clientKey}\n${accountId}`).digest('hex').slice(0, 16);
}

function isSame(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
