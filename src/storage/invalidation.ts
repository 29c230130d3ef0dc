import type { Logger } from '../logger.js';
import { NO_METRICS, type Metrics } from '../telemetry/metrics.js';
import type { RedisConnection } from './redis.js';

/** Tells every instance of the app that something they may remember has changed. The database stays the truth. */
export interface Invalidation {
  /** Calls `forget` with each name that any instance announces on `topic`, this one included. */
  on(topic: string, forget: (name: string) => void): void;
  /** Never rejects and never waits: without Redis the others learn of it when their copies run out. */
  announce(topic: string, name: string): void;
  /** Told of whether what was asked for by name on `topic` was remembered. */
  readonly looked: Metrics['remembered'];
}

const CHANNEL = 'gitlab-for-confluence:changed';

/** Within this process, and through Redis where there is one. */
export function createInvalidation({ redis, logger, metrics = NO_METRICS }: { redis: RedisConnection | undefined; logger: Logger; metrics?: Pick<Metrics, 'remembered'> }): Invalidation {
  const listeners = new Map<string, ((name: string) => void)[]>();
  const hear = (topic: string, name: string) => listeners.get(topic)?.forEach((forget) => forget(name));
  redis?.subscribe(CHANNEL, (text) => {
    const message = readMessage(text);
    if (message) hear(message.topic, message.name);
  });
  return {
    looked: metrics.remembered,
    on(topic, forget) {
      listeners.set(topic, [...(listeners.get(topic) ?? []), forget]);
    },
    announce(topic, name) {
      hear(topic, name);
      redis?.commands
        .publish(CHANNEL, JSON.stringify({ topic, name }))
        .catch((error: unknown) => logger.warn({ err: error }, 'other instances could not be told of a change'));
    },
  };
}

function readMessage(text: string): { topic: string; name: string } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('topic' in value) || !('name' in value)) return undefined;
    return typeof value.topic === 'string' && typeof value.name === 'string' ? { topic: value.topic, name: value.name } : undefined;
  } catch {
    return undefined;
  }
}
