import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import pg from 'pg';

/** A PostgreSQL schema of its own and the Redis of this machine, for instances that share them. */
export interface SharedServices {
  readonly environment: { readonly DATABASE_URL: string; readonly REDIS_URL: string };
  remove(): Promise<void>;
}

/** The database `test` on this machine, unless BENCH_DATABASE_URL and BENCH_REDIS_URL say otherwise. @throws where none answers */
export async function openSharedServices(): Promise<SharedServices> {
  const url = new URL(process.env.BENCH_DATABASE_URL ?? `postgres://${userInfo().username}@127.0.0.1:5432/test`);
  const schema = `bench_${randomBytes(6).toString('hex')}`;
  await run(url.href, `CREATE SCHEMA ${schema}`);
  const own = new URL(url);
  own.searchParams.set('options', `-csearch_path=${schema}`);
  return {
    environment: { DATABASE_URL: own.href, REDIS_URL: process.env.BENCH_REDIS_URL ?? 'redis://127.0.0.1:6379/8' },
    remove: () => run(url.href, `DROP SCHEMA ${schema} CASCADE`),
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
