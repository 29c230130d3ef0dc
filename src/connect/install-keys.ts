import { createPublicKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { tooMany, unauthorized, unavailable } from '../errors.js';
import { fetchBounded } from './bounded-fetch.js';

/** Atlassian's public keys for signed installs. https://developer.atlassian.com/cloud/confluence/understanding-jwt/ */
export interface InstallKeys {
  /**
   * The key as PEM. `address` is the caller's.
   * @throws AppError 401 when there is no such key, 429 when that address has made us ask too often, 503 when the key server can't be asked
   */
  find(kid: string, address: string): Promise<string>;
}

const KID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIMEOUT_MS = 1_200;
const MOST_BYTES = 8 * 1024;
const UNKNOWN_MS = 60_000;
const KNOWN_MS = 24 * 3_600_000;
const MOST_AT_ONCE = 32;
/** A site's installs take one question a day, so whoever makes us ask more is guessing. */
const MOST_PER_MINUTE = 30;

/** Asks `<serverUrl>/<kid>`, once for however many ask at the same time; remembers keys, and for a minute what is no key. */
export function createInstallKeys(serverUrl: string, clock: () => number): InstallKeys {
  const memory = <T extends object | string | number | true>(max: number, ttl: number) => new LRUCache<string, T>({ max, ttl, perf: { now: clock }, ttlResolution: 0 });
  const keys = memory<string>(100, KNOWN_MS);
  const unknown = memory<true>(1_000, UNKNOWN_MS);
  const questions = memory<number>(10_000, 60_000);
  const asked = new Map<string, Promise<string | undefined>>();

  async function ask(kid: string): Promise<string | undefined> {
    const key = await fetchKey(`${serverUrl}/${kid}`);
    if (key) keys.set(kid, key);
    else unknown.set(kid, true);
    return key;
  }

  function askOnce(kid: string, address: string): Promise<string | undefined> {
    const before = questions.get(address) ?? 0;
    if (before >= MOST_PER_MINUTE) throw tooMany('Too many keys were asked for.', 60);
    if (asked.size >= MOST_AT_ONCE) throw notNow(new Error('too many keys asked for at once'));
    questions.set(address, before + 1, { noUpdateTTL: true });
    const asking = ask(kid).finally(() => asked.delete(kid));
    asked.set(kid, asking);
    return asking;
  }

  return {
    async find(kid, address) {
      if (!KID.test(kid)) throw unauthorized('the key id is not a UUID');
      const known = keys.get(kid);
      if (known) return known;
      const found = unknown.has(kid) ? undefined : await (asked.get(kid) ?? askOnce(kid, address));
      if (!found) throw unauthorized('an unknown key');
      return found;
    },
  };
}

/** Undefined when the server says that it has no such key, or gives something else than one. */
async function fetchKey(url: string): Promise<string | undefined> {
  try {
    const { status, text } = await fetchBounded(url, { timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES, headers: { accept: '*/*' } });
    if (status >= 500 || status === 429) throw new Error(`the key server answered ${status}`);
    return text === undefined ? undefined : asPublicKey(text);
  } catch (error) {
    throw notNow(error);
  }
}

function asPublicKey(pem: string): string | undefined {
  try {
    const key = createPublicKey(pem);
    return isStrongRsa(key) && !/PRIVATE/.test(pem) ? key.export({ type: 'spki', format: 'pem' }).toString() : undefined;
  } catch {
    return undefined;
  }
}

/** RSA with 2048 to 8192 bits: what signatures under RS256 are verified with. */
export function isStrongRsa(key: KeyObject): boolean {
  const bits = key.asymmetricKeyType === 'rsa' ? (key.asymmetricKeyDetails?.modulusLength ?? 0) : 0;
  return bits >= 2048 && bits <= 8192;
}

const notNow = (cause: unknown) => unavailable('The key of this signature can not be fetched at the moment.', 10, cause);
