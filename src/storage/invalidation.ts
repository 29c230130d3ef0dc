import { Redis } from 'ioredis';
import type { Logger } from '../logger.js';

/** Tells every instance of the app that something they may remember has changed. The database stays the truth. */
export interface Invalidation {
  /** Calls `forget` with each name that any instance announces on `topic`, this one included. */
  on(topic: string, forget: (name: string) => void): void;
  /** Never rejects and never waits: without Redis the others learn of it when their copies run out. */
  announce(topic: string, name: string): void;
  close(): Promise<void>;
}

const CHANNEL = 'gitlab-for-confluence:changed';

/** Within this process, and through Redis where `REDIS_URL` is set. Redis may be away at the start and come and go. */
export function createInvalidation({ redisUrl, logger }: { redisUrl: string | undefined; logger: Logger }): Invalidation {
  const listeners = new Map<string, ((name: string) => void)[]>();
  const hear = (topic: string, name: string) => listeners.get(topic)?.forEach((forget) => forget(name));
  const redis = redisUrl === undefined ? undefined : openRedis(redisUrl, logger, hear);
  return {
    on(topic, forget) {
      listeners.set(topic, [...(listeners.get(topic) ?? []), forget]);
    },
    announce(topic, name) {
      hear(topic, name);
      redis?.publish(JSON.stringify({ topic, name }));
    },
    close: async () => redis?.close(),
  };
}

function openRedis(url: string, logger: Logger, hear: (topic: string, name: string) => void) {
  const options = {
    maxRetriesPerRequest: 1,
    connectTimeout: 2_000,
    disconnectTimeout: 200,
    enableOfflineQueue: false,
    retryStrategy: (tries: number) => Math.min(tries * 200, 5_000),
  };
  const publisher = new Redis(url, options);
  const subscriber = new Redis(url, { ...options, autoResubscribe: false });
  for (const client of [publisher, subscriber]) client.on('error', (error: Error) => logger.warn({ err: error }, 'Redis does not answer'));
  // After each connect, the first that succeeds included.
  subscriber.on('ready', () => {
    subscriber.subscribe(CHANNEL).catch((error: unknown) => logger.warn({ err: error }, 'could not subscribe in Redis'));
  });
  subscriber.on('message', (_channel, text) => {
    const message = readMessage(text);
    if (message) hear(message.topic, message.name);
  });
  return {
    publish(text: string) {
      publisher.publish(CHANNEL, text).catch((error: unknown) => logger.warn({ err: error }, 'other instances could not be told of a change'));
    },
    close() {
      publisher.disconnect();
      subscriber.disconnect();
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
