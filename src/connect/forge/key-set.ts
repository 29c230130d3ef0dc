import { createPublicKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { unauthorized, unavailable } from '../../errors.js';
import type { Logger } from '../../logger.js';
import { fetchBounded } from '../bounded-fetch.js';
import { isStrongRsa } from '../install-keys.js';

/** Forge's public keys, all of them fetched at once. https://developer.atlassian.com/platform/forge/remote/essentials/#verifying-remote-requests */
export interface KeySet {
  /** @throws AppError 401 where the set has no such key, 503 where that can't be found out now */
  find(kid: string): Promise<KeyObject>;
}

interface Fetched {
  readonly keys: ReadonlyMap<string, KeyObject>;
  /** Epoch milliseconds. */
  readonly at: number;
}

const TIMEOUT_MS = 1_500;
const MOST_BYTES = 64 * 1024;
/** A set is asked for anew behind the answers, so that a key which was taken back is good no longer than that. */
const FRESH_MS = 10 * 60_000;
/** While the key server can't be reached, the keys it gave last are good for so long. */
const OLDEST_MS = 24 * 3_600_000;
const UNKNOWN_MS = 60_000;
/** Between two questions, whoever makes us ask. */
const PAUSE_MS = 5_000;

const Answer = z.object({ keys: z.array(z.unknown()).min(1).max(100) });
const Jwk = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1).max(255),
  n: z.string().max(2_048),
  e: z.string().max(16),
  alg: z.literal('RS256').optional(),
  use: z.literal('sig').optional(),
});

/** Asks `url`, once for however many wait, when it meets a key id that it doesn't know; never an address that a token names. */
export function createKeySet({ url, clock, logger }: { url: string; clock: () => number; logger: Pick<Logger, 'warn'> }): KeySet {
  const unknown = new LRUCache<string, true>({ max: 1_000, ttl: UNKNOWN_MS, perf: { now: clock }, ttlResolution: 0 });
  let known: Fetched | undefined;
  let asking: Promise<void> | undefined;
  let last: { readonly at: number; failure: unknown } | undefined;

  async function ask(): Promise<void> {
    const question = { at: clock(), failure: undefined as unknown };
    last = question;
    try {
      known = { keys: await fetchKeys(url), at: clock() };
    } catch (error) {
      question.failure = error;
      throw notNow(error);
    }
  }

  const isPause = () => last !== undefined && clock() < last.at + PAUSE_MS;

  function askOnce(): Promise<void> {
    asking ??= ask().finally(() => (asking = undefined));
    return asking;
  }

  function atHand(kid: string): KeyObject | undefined {
    if (!known || clock() >= known.at + OLDEST_MS) return undefined;
    if (clock() >= known.at + FRESH_MS && !asking && !isPause()) {
      askOnce().catch((error: unknown) => logger.warn({ err: error }, 'Forge’s keys could not be fetched anew'));
    }
    return known.keys.get(kid);
  }

  return {
    async find(kid) {
      const key = atHand(kid);
      if (key) return key;
      if (unknown.has(kid)) throw unauthorized('an unknown key');
      if (!asking && isPause()) throw last?.failure === undefined ? unauthorized('an unknown key') : notNow(last.failure);
      await askOnce();
      const found = known?.keys.get(kid);
      if (found) return found;
      unknown.set(kid, true);
      throw unauthorized('an unknown key');
    },
  };
}

/** @throws where there is no answer, or no key in it */
async function fetchKeys(url: string): Promise<ReadonlyMap<string, KeyObject>> {
  const { status, text } = await fetchBounded(url, { timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES, headers: { accept: 'application/json' } });
  if (text === undefined) throw new Error(`the key server answered ${status}, or with too much`);
  const keys = new Map(Answer.parse(JSON.parse(text)).keys.flatMap(readKey));
  if (keys.size === 0) throw new Error('the key server answered without a key');
  return keys;
}

/** Other keys than those for RS256 may stand in a set. */
function readKey(jwk: unknown): [string, KeyObject][] {
  const read = Jwk.safeParse(jwk);
  if (!read.success) return [];
  const { kid, kty, n, e } = read.data;
  try {
    const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
    return isStrongRsa(key) ? [[kid, key]] : [];
  } catch {
    return [];
  }
}

const notNow = (cause: unknown) => unavailable('The keys of Forge can not be fetched at the moment.', 5, cause);
