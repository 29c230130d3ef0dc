import { createPublicKey } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { fetch } from 'undici';
import { unauthorized, unavailable } from '../errors.js';

/** Atlassian's public keys for signed installs. https://developer.atlassian.com/cloud/confluence/understanding-jwt/ */
export interface InstallKeys {
  /**
   * The key as PEM.
   * @throws AppError 401 when there is no such key, 503 when the key server can't be asked
   */
  find(kid: string): Promise<string>;
}

const KID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TIMEOUT_MS = 1_500;
const MOST_BYTES = 8 * 1024;
const UNKNOWN_MS = 60_000;
const KNOWN_MS = 24 * 3_600_000;
const MOST_AT_ONCE = 8;

/** Asks `<serverUrl>/<kid>`, once for however many ask at the same time; remembers keys, and for a minute what is no key. */
export function createInstallKeys(serverUrl: string): InstallKeys {
  const keys = new LRUCache<string, string>({ max: 100, ttl: KNOWN_MS });
  const unknown = new LRUCache<string, true>({ max: 1_000, ttl: UNKNOWN_MS });
  const asked = new Map<string, Promise<string | undefined>>();

  async function ask(kid: string): Promise<string | undefined> {
    const key = await fetchKey(`${serverUrl}/${kid}`);
    if (key) keys.set(kid, key);
    else unknown.set(kid, true);
    return key;
  }

  return {
    async find(kid) {
      if (!KID.test(kid)) throw unauthorized('the key id is not a UUID');
      const known = keys.get(kid);
      if (known) return known;
      if (unknown.has(kid)) throw unauthorized('an unknown key');
      let asking = asked.get(kid);
      if (!asking) {
        if (asked.size >= MOST_AT_ONCE) throw notNow(new Error('too many keys asked for at once'));
        asking = ask(kid).finally(() => asked.delete(kid));
        asked.set(kid, asking);
      }
      const found = await asking;
      if (!found) throw unauthorized('an unknown key');
      return found;
    },
  };
}

/** Undefined when the server says that it has no such key, or gives something else than one. */
async function fetchKey(url: string): Promise<string | undefined> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, { redirect: 'manual', signal, headers: { accept: '*/*' } });
    const text = response.status === 200 ? await readCapped(response.body) : undefined;
    if (response.status !== 200) await response.body?.cancel();
    if (response.status >= 500 || response.status === 429) throw new Error(`the key server answered ${response.status}`);
    return text === undefined ? undefined : asPublicKey(text);
  } catch (error) {
    throw notNow(error);
  }
}

async function readCapped(body: AsyncIterable<Uint8Array> | null): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function asPublicKey(pem: string): string | undefined {
  try {
    const key = createPublicKey(pem);
    const strong = key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
    return strong && !/PRIVATE/.test(pem) ? key.export({ type: 'spki', format: 'pem' }).toString() : undefined;
  } catch {
    return undefined;
  }
}

const notNow = (cause: unknown) => unavailable('The key of this signature can not be fetched at the moment.', 10, cause);
