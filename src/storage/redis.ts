import { Redis } from 'ioredis';
import type { Logger } from '../logger.js';

/** The Redis that all instances of the app share, where `REDIS_URL` names one. It may be away at the start and come and go. */
export interface RedisConnection {
  /** Fails at once while Redis is away. */
  readonly commands: Redis;
  /** Calls `hear` with what is published on `channel`, by this process too, whenever there is a connection. */
  subscribe(channel: string, hear: (text: string) => void): void;
  /** Resolves when it can be used, or after so many milliseconds. */
  ready(timeoutMs: number): Promise<void>;
  close(): void;
}

export function openRedis(url: string, logger: Logger): RedisConnection {
  const options = {
    maxRetriesPerRequest: 1,
    connectTimeout: 2_000,
    disconnectTimeout: 200,
    enableOfflineQueue: false,
    retryStrategy: (tries: number) => Math.min(tries * 200, 5_000),
  };
  const clients: Redis[] = [];
  const open = (more: object = {}) => {
    const client = new Redis(url, { ...options, ...more });
    clients.push(client);
    return client.on('error', (error: Error) => logger.warn({ err: error }, 'Redis does not answer'));
  };
  const commands = open();
  return {
    commands,
    ready: (timeoutMs) =>
      new Promise((resolve) => {
        if (commands.status === 'ready') return resolve();
        const timer = setTimeout(resolve, timeoutMs);
        commands.once('ready', () => {
          clearTimeout(timer);
          resolve();
        });
      }),
    subscribe(channel, hear) {
      const client = open({ autoResubscribe: false });
      // After each connect, the first that succeeds included.
      client.on('ready', () => {
        client.subscribe(channel).catch((error: unknown) => logger.warn({ err: error }, 'could not subscribe in Redis'));
      });
      client.on('message', (_channel, text) => hear(text));
    },
    close() {
      for (const client of clients) client.disconnect();
    },
  };
}
