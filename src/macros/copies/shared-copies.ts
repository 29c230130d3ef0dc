import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Logger } from '../../logger.js';
import type { RedisConnection } from '../../storage/redis.js';
import { SealError, type Sealer } from '../../storage/sealing.js';
import type { CopyKey } from './copy-key.js';
import type { KeptCopy } from './copy-memory.js';

/** Copies that all instances of the app share. While Redis is away or slow it is as if there were none: nothing waits or fails. */
export interface SharedCopies {
  find(key: CopyKey): Promise<KeptCopy | undefined>;
  /** For so many milliseconds at most; not where it is large, or its site has kept too much in this hour. */
  keep(key: CopyKey, copy: KeptCopy, life: number): void;
  drop(key: CopyKey): void;
  /** Removes all of a tenant, or of one owner in it; what several processes ask for an owner at the same time is done by one of them. */
  purge(which: { readonly tenant: string; readonly owner?: string }): Promise<void>;
}

interface Parts {
  readonly redis: RedisConnection;
  readonly sealer: Sealer;
  readonly logger: Pick<Logger, 'warn'>;
  /** What all instances of the app together may keep of one site. */
  readonly bytesAnHour?: number;
}

/** Raised whenever a kept thing gets another shape, so that nobody reads what an older version of the app has left. */
const SHAPE = 2;
const ANSWER_MS = 50;
/** An uninstall waits no longer for the removal; what can't be found any more dies of age. */
const REMOVE_MS = 1_000;
/** By then every process has heard that a link has ended. */
const HEARD_MS = 1_000;
/** For so long nobody asks a Redis that did not answer in time. */
const PAUSE_MS = 5_000;

/** Bytes of one copy: a card has a few thousand. What is larger stays with the process that fetched it. */
const MAX_ONE = 64 * 1024;
/** Whatever one site's GitLab says, five times as many are there at once at most: no site pushes out what others keep. */
const BYTES_AN_HOUR = 32 * 1024 * 1024;
const HOUR_MS = 3_600_000;
/**
 * KEYS: the copy, and what its site has kept. ARGV: the copy, its life, its bytes, the most, an hour. A copy in the place of another
 * counts only for the life that it adds. In one go, so that what is dropped meanwhile doesn't come back.
 */
const KEEP = `
local left = math.max(redis.call('PTTL', KEYS[1]), 0) / tonumber(ARGV[2])
local more = math.ceil(tonumber(ARGV[3]) - redis.call('STRLEN', KEYS[1]) * left)
if tonumber(redis.call('GET', KEYS[2]) or '0') + more > tonumber(ARGV[4]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('INCRBY', KEYS[2], more)
if redis.call('PTTL', KEYS[2]) < 0 then redis.call('PEXPIRE', KEYS[2], ARGV[5]) end
return 1`;
const ALL = `gitlab-for-confluence:copy:${SHAPE}:`;

const Kept = z.object({ takenAt: z.number(), json: z.string() });

/** In Redis, sealed: neither what is kept nor whose it is can be read there. */
export function createSharedCopies({ redis: { commands }, sealer, logger, bytesAnHour = BYTES_AN_HOUR }: Parts): SharedCopies {
  const [secret] = sealer.signingKeys('copy-names');
  const hash = (text: string) => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22);
  const below = (tenant: string, owner?: string) => `${ALL}${hash(tenant)}:${owner === undefined ? '' : `${hash(owner)}:`}`;
  const nameOf = ({ tenant, owner, text }: CopyKey) => below(tenant, owner) + hash(text);
  const placeOf = ({ tenant, text }: CopyKey) => ({ tenant, field: `copy ${text}` });
  const removeBelow = createRemoval(commands);
  let pausedUntil = 0;

  const failed = (error: unknown) => logger.warn({ err: error }, 'copies in Redis could not be changed');
  const late = () => {
    pausedUntil = performance.now() + PAUSE_MS;
    logger.warn('Redis is slow; copies are kept by this process alone for a while');
  };
  const isUsable = () => commands.status === 'ready' && performance.now() >= pausedUntil;

  function read(sealed: string, key: CopyKey): KeptCopy | undefined {
    try {
      return Kept.parse(JSON.parse(sealer.open(sealed, placeOf(key))));
    } catch (error) {
      if (error instanceof SealError || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
      throw error;
    }
  }

  /** One of the processes that hear of it goes through Redis, and the others leave it to that one. */
  async function removeOf(tenant: string, owner: string): Promise<void> {
    const name = `gitlab-for-confluence:removing:${hash(`${tenant} ${owner}`)}`;
    if ((await commands.set(name, '1', 'PX', HEARD_MS, 'NX')) === 'OK') await removeBelow(below(tenant, owner));
  }

  return {
    async find(key) {
      if (!isUsable()) return undefined;
      const sealed = await answerWithin(ANSWER_MS, commands.get(nameOf(key)), late);
      return sealed ? read(sealed, key) : undefined;
    },
    keep(key, { takenAt, json }, life) {
      if (!isUsable() || Buffer.byteLength(json) > MAX_ONE) return;
      const sealed = sealer.seal(JSON.stringify({ takenAt, json }), placeOf(key));
      const kept = `gitlab-for-confluence:copied:${hash(key.tenant)}`;
      commands.eval(KEEP, 2, nameOf(key), kept, sealed, life, Buffer.byteLength(sealed), bytesAnHour, HOUR_MS).catch(failed);
    },
    drop(key) {
      if (commands.status === 'ready') commands.unlink(nameOf(key)).catch(failed);
    },
    async purge({ tenant, owner }) {
      if (commands.status !== 'ready') return;
      await answerWithin(REMOVE_MS, owner === undefined ? removeBelow(below(tenant)) : removeOf(tenant, owner), () => undefined);
    },
  };
}

/**
 * Removes all whose name begins so. That goes through every name in Redis, so it is done once at a time: whoever asks meanwhile
 * waits for the next time, which does it for all of them.
 */
function createRemoval(commands: RedisConnection['commands']): (prefix: string) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  let next: { readonly prefixes: Set<string>; readonly done: Promise<void> } | undefined;

  async function remove(prefixes: ReadonlySet<string>): Promise<void> {
    next = undefined;
    const [only] = prefixes.size === 1 ? prefixes : [ALL];
    const lengths = new Set([...prefixes].map(({ length }) => length));
    const isMeant = (name: string) => [...lengths].some((length) => prefixes.has(name.slice(0, length)));
    for (let cursor = '0'; ; ) {
      const [following, names] = await commands.scan(cursor, 'MATCH', `${only}*`, 'COUNT', 1_000);
      const meant = names.filter(isMeant);
      if (meant.length > 0) await commands.unlink(...meant);
      if (following === '0') return;
      cursor = following;
    }
  }

  return (prefix) => {
    if (!next) {
      const prefixes = new Set<string>();
      const done = last.then(() => remove(prefixes));
      next = { prefixes, done };
      last = done.catch(() => undefined);
    }
    next.prefixes.add(prefix);
    return next.done;
  };
}

/** What was asked, or undefined when it fails or takes longer; then `late` is called. */
function answerWithin<T>(milliseconds: number, asked: Promise<T>, late: () => void): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      late();
      resolve(undefined);
    }, milliseconds);
    asked.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer));
  });
}
