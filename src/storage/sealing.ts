import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import type { EncryptionKey, Settings } from '../settings.js';

/**
 * Seals secrets for storage with AES-256-GCM. A sealed text carries the id of its key; it opens only in the place it was
 * sealed for (`place` is bound as associated data).
 */
export interface Sealer {
  /** Seals with the first key of `ENCRYPTION_KEYS`. */
  seal(plaintext: string, place: Place): string;
  /** @throws SealError when the key is unknown, the place is another, or the text was altered. */
  open(sealed: string, place: Place): string;
  /** What every text sealed now begins with. */
  readonly freshPrefix: string;
  /** Keys for signing what is ours, one per encryption key, derived for `purpose` (HKDF); sign with the first, accept all. */
  signingKeys(purpose: string): readonly [KeyObject, ...KeyObject[]];
}

/** Where a sealed text lives; swapping it between rows, people or tenants makes it unreadable. */
export interface Place {
  readonly tenant: string;
  readonly account?: string;
  readonly instance?: string;
  readonly field: string;
}

/** A sealed text that does not open. The message tells which of the reasons it was, and nothing of the text. */
export class SealError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SealError';
  }
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed text is `v1.<key id>.<base64url of nonce, ciphertext and tag>`. */
export function createSealer(keys: Settings['encryptionKeys']): Sealer {
  const [first] = keys;
  const byId = new Map(keys.map(({ id, key }) => [id, key]));
  const freshPrefix = prefixOf(first);
  return {
    freshPrefix,
    seal: (plaintext, place) => freshPrefix + encrypt(first.key, plaintext, boundTo(freshPrefix, place)).toString('base64url'),
    open(sealed, place) {
      const [, id, payload] = /^v1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/.exec(sealed) ?? [];
      if (id === undefined || payload === undefined) throw new SealError('not a sealed text');
      const key = byId.get(id);
      if (!key) throw new SealError(`sealed with the key "${id}", which ENCRYPTION_KEYS does not hold`);
      return decrypt(key, Buffer.from(payload, 'base64url'), boundTo(`v1.${id}.`, place));
    },
    signingKeys: (purpose) => [signingKey(first, purpose), ...keys.slice(1).map((key) => signingKey(key, purpose))],
  };
}

const prefixOf = ({ id }: EncryptionKey) => `v1.${id}.`;

/** Opens what lives at `place`, and may have been sealed for it under a `former` name. @throws SealError */
export function openAtEither(sealer: Pick<Sealer, 'open'>, sealed: string, place: Place, former: Place | undefined): string {
  try {
    return sealer.open(sealed, place);
  } catch (error) {
    if (!(error instanceof SealError) || former === undefined) throw error;
    return sealer.open(sealed, former);
  }
}

/** JSON keeps the parts apart whatever they hold, and an absent part differs from an empty one. */
function boundTo(prefix: string, { tenant, account, instance, field }: Place): Buffer {
  return Buffer.from(JSON.stringify([prefix, tenant, account ?? null, instance ?? null, field]));
}

function encrypt(key: Buffer, plaintext: string, associated: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(associated);
  return Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, payload: Buffer, associated: Buffer): string {
  if (payload.length < NONCE_BYTES + TAG_BYTES) throw new SealError('the sealed text is too short');
  const decipher = createDecipheriv(CIPHER, key, payload.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(associated).setAuthTag(payload.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(payload.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw new SealError('the sealed text was altered, moved from another place, or sealed with another key of the same id');
  }
}

function signingKey({ key }: EncryptionKey, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `gitlab-for-confluence/${purpose}`, 32)));
}
