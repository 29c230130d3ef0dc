import type { KeyObject } from 'node:crypto';

/**
 * Seals secrets for storage with AES-256-GCM. A sealed text carries the id of its key; it opens only in the place it was
 * sealed for (`place` is bound as associated data).
 */
export interface Sealer {
  /** Seals with the first key of `ENCRYPTION_KEYS`. */
  seal(plaintext: string, place: Place): string;
  /** @throws SealError when the key is unknown, the place is another, or the text was altered. */
  open(sealed: string, place: Place): string;
  /** True when `sealed` was not made with the first key. */
  isStale(sealed: string): boolean;
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
