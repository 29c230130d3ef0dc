import { createCipheriv, createDecipheriv, createHmac, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Sealer } from '../../storage/sealing.js';

/** One picture as one viewer may see it. */
const Claims = z.object({
  clientKey: z.string(),
  epoch: z.number().int(),
  /** Of the site's settings that it was made under. */
  site: z.string(),
  instance: z.string(),
  /** The life of the link whose token fetches it; null where anybody may see it. */
  link: z.object({ accountId: z.string(), version: z.string() }).nullable(),
  /** Of the picture's web page. */
  url: z.string(),
  /** It shows on pages of another origin than ours. */
  elsewhere: z.literal(true).optional(),
  /** Epoch milliseconds. */
  expiresAt: z.number().int(),
});
export type PictureClaims = z.infer<typeof Claims>;

/**
 * What a picture's address holds, encrypted: addresses get around, and say nothing to who finds one. The same claims always make the
 * same token, so that browsers find in their cache what they loaded before.
 */
export interface PictureTokens {
  issue(claims: PictureClaims): string;
  /** Undefined for what is not ours, or has run out. Never throws. */
  read(token: string): PictureClaims | undefined;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createPictureTokens(sealer: Pick<Sealer, 'signingKeys'>, clock: () => number): PictureTokens {
  const keys = sealer.signingKeys('pictures');
  const [nonceKey] = sealer.signingKeys('picture-nonces');
  return {
    issue(claims) {
      const text = JSON.stringify(Claims.parse(claims));
      // A nonce that is told by the text itself comes again only with that text.
      const nonce = createHmac('sha256', nonceKey).update(text).digest().subarray(0, NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, keys[0], nonce);
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    read(token) {
      const sealed = Buffer.from(token, 'base64url');
      const text = sealed.length <= NONCE_BYTES + TAG_BYTES ? undefined : firstOf(keys, (key) => open(key, sealed));
      const claims = text === undefined ? undefined : Claims.parse(JSON.parse(text));
      return claims && claims.expiresAt > clock() ? claims : undefined;
    },
  };
}

function firstOf<T>(keys: readonly KeyObject[], attempt: (key: KeyObject) => T | undefined): T | undefined {
  for (const key of keys) {
    const found = attempt(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function open(key: KeyObject, sealed: Buffer): string | undefined {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
