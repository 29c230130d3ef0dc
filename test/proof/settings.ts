import type { Setting } from './run.js';
import { keepRefilled, openStores } from './stores.js';
import { startProofWorld } from './world.js';

/** One instance of the app, with SQLite and by itself. */
export async function startAlone(): Promise<Setting> {
  const world = await startProofWorld({ instances: 1 });
  const stores = openStores()(world);
  return { world, stores, close: () => world.close() };
}

export interface SharedOptions {
  readonly databaseUrl: string;
  /** The same database, for who may read all that is in it. */
  readonly administratorUrl: string;
  readonly redisUrl: string;
}

const REDIS_DATABASE = 9;

/** Two instances that share a PostgreSQL and a Redis. */
export async function startShared({ databaseUrl, administratorUrl, redisUrl: anyRedis }: SharedOptions): Promise<Setting> {
  // A database of its own there: what others count is theirs.
  const redisUrl = new URL(`/${REDIS_DATABASE}`, anyRedis).href;
  const stopRefilling = keepRefilled(redisUrl);
  const { username } = new URL(databaseUrl);
  const world = await startProofWorld({ instances: 2, databaseUrl, redisUrl });
  const stores = openStores({ administratorUrl, schemas: [username, `${username}_jobs`], redisUrl })(world);
  return {
    world,
    stores,
    async close() {
      stopRefilling();
      await stores.close();
      await world.close();
    },
  };
}
