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
  /** For so many milliseconds at most. */
  keep(key: CopyKey, copy: KeptCopy, life: number): void;
  drop(key: CopyKey): void;
  /** Removes all of a tenant, or of one owner in it. */
  purge(which: { readonly tenant: string; readonly owner?: string }): Promise<void>;
}

interface Parts {
  readonly redis: RedisConnection;
  readonly sealer: Sealer;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Raised whenever a kept thing gets another shape, so that nobody reads what an older version of the app has left. */
const SHAPE = 2;
const ANSWER_MS = 50;
/** An uninstall waits no longer for the removal; what can't be found any more dies of age. */
const REMOVE_MS = 1_000;
/** For so long nobody asks a Redis that did not answer in time. */
const PAUSE_MS = 5_000;

const Kept = z.object({ takenAt: z.number(), json: z.string() });

/** In Redis, sealed: neither what is kept nor whose it is can be read there. */
export function createSharedCopies({ redis: { commands }, sealer, logger }: Parts): SharedCopies {
  const [secret] = sealer.signingKeys('copy-names');
  const hash = (text: string) => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22);
  const below = (tenant: string, owner?: string) => `gitlab-for-confluence:copy:${SHAPE}:${hash(tenant)}:${owner === undefined ? '' : `${hash(owner)}:`}`;
  const nameOf = ({ tenant, owner, text }: CopyKey) => below(tenant, owner) + hash(text);
  const placeOf = ({ tenant, text }: CopyKey) => ({ tenant, field: `copy ${text}` });
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

  async function removeBelow(prefix: string): Promise<void> {
    for (let cursor = '0'; ; ) {
      const [next, names] = await commands.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 1_000);
      if (names.length > 0) await commands.unlink(...names);
      if (next === '0') return;
      cursor = next;
    }
  }

  return {
    async find(key) {
      if (!isUsable()) return undefined;
      const sealed = await answerWithin(ANSWER_MS, commands.get(nameOf(key)), late);
      return sealed ? read(sealed, key) : undefined;
    },
    keep(key, { takenAt, json }, life) {
      if (!isUsable()) return;
      const sealed = sealer.seal(JSON.stringify({ takenAt, json }), placeOf(key));
      commands.set(nameOf(key), sealed, 'PX', life).catch(failed);
    },
    drop(key) {
      if (commands.status === 'ready') commands.unlink(nameOf(key)).catch(failed);
    },
    async purge({ tenant, owner }) {
      if (commands.status === 'ready') await answerWithin(REMOVE_MS, removeBelow(below(tenant, owner)), () => undefined);
    },
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
