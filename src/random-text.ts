import { randomFillSync } from 'node:crypto';

/** Asking the system for each few bytes takes longer than all else that an answer needs of them. */
const pool = Buffer.alloc(4_096);
let used = pool.length;

/** So many random bytes as text, 64 at most; none is used twice. */
export function randomText(bytes: number, encoding: 'hex' | 'base64'): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString(encoding, used, used + bytes);
  pool.fill(0, used, used + bytes);
  used += bytes;
  return text;
}
