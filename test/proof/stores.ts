import { Redis } from 'ioredis';
import { QueryTypes } from 'sequelize';
import pg from 'pg';
import { asOperator } from '../support/rows.js';
import type { ProofWorld } from './world.js';

/** Budgets for GitLab that are kept in Redis fill by the clock on the wall: emptied of what was counted, they let a run go on. */
export function keepRefilled(redisUrl: string): () => void {
  const redis = new Redis(redisUrl);
  const refill = async () => {
    const counted = (await redis.keys(OURS)).filter((name) => /:(rate|burst):/.test(name));
    if (counted.length > 0) await redis.unlink(...counted);
  };
  const timer = setInterval(() => void refill().catch(() => undefined), REFILL_MS);
  return () => {
    clearInterval(timer);
    redis.disconnect();
  };
}

const REFILL_MS = 50;

/** What whoever has a store reads in it, of everything that the app keeps. */
export interface Stores {
  read(): Promise<readonly { readonly where: string; readonly text: string }[]>;
  close(): Promise<void>;
}

export interface StoresOptions {
  /** Of a user who may read all of PostgreSQL's schemas of the app. */
  readonly administratorUrl?: string;
  readonly schemas?: readonly string[];
  readonly redisUrl?: string;
}

const OURS = 'gitlab-for-confluence:*';

export function openStores({ administratorUrl, schemas = [], redisUrl }: StoresOptions = {}): (world: ProofWorld) => Stores {
  const redis = redisUrl === undefined ? undefined : new Redis(redisUrl);
  const heard: string[] = [];
  const ear = redis?.duplicate();
  ear?.on('pmessage', (_pattern: string, _channel: string, message: string) => void heard.push(message));
  const listening = ear?.psubscribe(OURS);
  return (world) => ({
    async read() {
      await listening;
      const tables = administratorUrl === undefined ? await readSqlite(world) : await readPostgres(administratorUrl, schemas);
      return [...tables, ...(redis ? [{ where: 'Redis', text: await readRedis(redis) }, { where: 'what instances tell each other', text: heard.splice(0).join('\n') }] : [])];
    },
    async close() {
      redis?.disconnect();
      ear?.disconnect();
    },
  });
}

async function readSqlite({ database }: ProofWorld) {
  const operator = asOperator(database);
  const tables = await operator.query<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'", { type: QueryTypes.SELECT });
  const read: { where: string; text: string }[] = [];
  for (const { name } of tables) read.push({ where: `the table ${name}`, text: JSON.stringify(await operator.query(`SELECT * FROM "${name}"`, { type: QueryTypes.SELECT })) });
  return read;
}

async function readPostgres(connectionString: string, schemas: readonly string[]) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const found = await client.query<{ schema: string; name: string }>("SELECT table_schema AS schema, table_name AS name FROM information_schema.tables WHERE table_schema = ANY($1) AND table_type = 'BASE TABLE'", [schemas]);
    const read: { where: string; text: string }[] = [];
    for (const { schema, name } of found.rows) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM "${schema}"."${name}" t`);
      read.push({ where: `the table ${name}`, text: rows.map(({ row }) => row).join('\n') });
    }
    return read;
  } finally {
    await client.end();
  }
}

async function readRedis(redis: Redis): Promise<string> {
  const texts: string[] = [];
  for (let cursor = '0'; ; ) {
    const [next, names] = await redis.scan(cursor, 'MATCH', OURS, 'COUNT', 1_000);
    const values = names.length > 0 ? await redis.mget(...names) : [];
    texts.push(...names, ...values.flatMap((value) => value ?? []));
    if (next === '0') return texts.join('\n');
    cursor = next;
  }
}
