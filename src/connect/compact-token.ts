import { createHash } from 'node:crypto';

/** A token's parts as they were sent. Nothing of it is verified yet. */
export interface CompactToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Characters, where nothing else is said. */
const LONGEST = 8 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JWT strictly: three parts, each in the one spelling that base64url has for its bytes, header and claims JSON objects.
 * Libraries are more lenient, and what they let pass could make two readers of one token disagree. Undefined for anything else.
 */
export function readCompactToken(token: string, longest = LONGEST): CompactToken | undefined {
  if (token.length > longest || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined;
  const [header, claims, signature] = token.split('.').map(decodeStrictly);
  const parsed = [header, claims].map(parseObject);
  return signature && parsed[0] && parsed[1] ? { header: parsed[0], claims: parsed[1] } : undefined;
}

/** Names a token by what was signed, so that another spelling of the signature does not make it another token. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token.slice(0, token.lastIndexOf('.'))).digest('hex');
}

function decodeStrictly(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

function parseObject(bytes: Buffer | undefined): Record<string, unknown> | undefined {
  if (!bytes) return undefined;
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
