import { randomUUID } from 'node:crypto';
import { QueryTypes, type Transaction } from 'sequelize';
import type { Logger } from '../logger.js';
import { executorOn, openBoss, type Boss, type JobsDatabase, type Kinds } from './boss.js';
import { GONE, MOST_DEAD_SHOWN, StoredData, type DeadJob, type Depth, type Job, type Jobs } from './jobs.js';

/** Jobs in pg-boss's tables. What it has no call for, such as what failed for good, is asked of its table `job`. */
export function createPostgresJobs(database: JobsDatabase, kinds: Kinds, logger: Logger): Jobs {
  const { sequelize, ofAllTenants } = database;
  let opening: Promise<Boss> | undefined;
  const isRecurring = (kind: string) => kinds[kind]?.everySeconds !== undefined;

  function open(): Promise<Boss> {
    opening ??= openBoss(database, kinds, logger).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function ask<T extends object>(sql: (job: string) => string, bind: unknown[], given?: Transaction): Promise<T[]> {
    const { schema } = await open();
    const query = (transaction: Transaction) => sequelize.query<T>(sql(`${schema}.job`), { type: QueryTypes.SELECT, bind, transaction });
    return given ? query(given) : ofAllTenants.write(query);
  }

  /** pg-boss doubles a pause without an end. */
  async function capPauses(names: readonly string[], transaction?: Transaction): Promise<void> {
    const longest = names.map((name) => kinds[name]?.longestPauseSeconds ?? 0);
    await ask(
      (job) => `UPDATE ${job} SET start_after = now() + (0.75 + random() / 4) * longest.seconds * interval '1 second'
        FROM unnest($1::text[], $2::int[]) AS longest (kind, seconds)
        WHERE name = longest.kind AND state = 'retry' AND start_after > now() + longest.seconds * interval '1 second'`,
      [names, longest],
      transaction,
    );
  }

  /** Of a recurring kind the last failure counts, until it goes well again. */
  async function dropDead(kind: string, transaction: Transaction): Promise<void> {
    if (isRecurring(kind)) await ask((job) => `DELETE FROM ${job} WHERE name = $1 AND state = 'failed'`, [kind], transaction);
  }

  /** False for a job whose time was over, and that somebody else may have begun again: it is theirs. */
  async function isMine({ id, kind, tries }: Job, transaction: Transaction): Promise<boolean> {
    const rows = await ask((job) => `SELECT 1 FROM ${job} WHERE name = $1 AND id = $2 AND state = 'active' AND retry_count = $3 FOR UPDATE`, [kind, id, tries - 1], transaction);
    return rows.length === 1;
  }

  const within = (work: (db: ReturnType<typeof executorOn>, transaction: Transaction) => Promise<unknown>) =>
    ofAllTenants.write(async (transaction) => void (await work(executorOn(database, transaction), transaction)));

  return {
    prepare: async () => void (await open()),
    async add(kind, data, { transaction, startAfterSeconds = 0, onlyOnceKey }) {
      const { boss } = await open();
      // One key for all of a kind would let one alone wait.
      const key = isRecurring(kind) ? {} : { singletonKey: onlyOnceKey ?? randomUUID() };
      await boss.send(kind, data, { ...key, startAfter: startAfterSeconds, ...(transaction && { db: executorOn(database, transaction) }) });
    },
    async addTurn(kind) {
      const { boss } = await open();
      const waiting = await ask((job) => `SELECT 1 FROM ${job} WHERE name = $1 AND state < 'active' LIMIT 1`, [kind]);
      if (waiting.length === 0) await boss.send(kind, {}, { singletonSeconds: kinds[kind]?.everySeconds ?? 0 });
    },
    async due() {
      const rows = await ask<{ name: string }>((job) => `SELECT DISTINCT name FROM ${job} WHERE state < 'active' AND start_after < now()`, []);
      return rows.map(({ name }) => name);
    },
    async take(kind, most) {
      const { boss } = await open();
      const taken = await boss.fetch<unknown>(kind, { batchSize: most, includeMetadata: true });
      return taken.map(({ id, data, retryCount }) => ({ id, kind, data: StoredData.parse(data), tries: retryCount + 1 }));
    },
    async done(job) {
      const { boss } = await open();
      await within(async (db, transaction) => {
        if (!(await isMine(job, transaction))) return;
        await boss.complete(job.kind, job.id, {}, { db });
        await dropDead(job.kind, transaction);
      });
    },
    async giveBack(job, seconds) {
      await within(async (_db, transaction) => {
        // Whether a begin is a try pg-boss tells by whether there was one before.
        const sql = (table: string) => `UPDATE ${table} SET state = 'retry', started_on = NULL, start_after = now() + $3::int * interval '1 second', priority = LEAST(priority, -1) WHERE name = $1 AND id = $2`;
        if (await isMine(job, transaction)) await ask(sql, [job.kind, job.id, seconds], transaction);
      });
    },
    async failed(job, error) {
      const { id, kind, tries } = job;
      const { boss } = await open();
      await within(async (db, transaction) => {
        if (!(await isMine(job, transaction))) return;
        if (tries >= (kinds[kind]?.tries ?? 0)) await dropDead(kind, transaction);
        await boss.fail(kind, id, { message: error }, { db });
        await capPauses([kind], transaction);
        // What fails comes after what was not tried yet, so that one GitLab that is away holds up no other's.
        await ask((table) => `UPDATE ${table} SET priority = -retry_count WHERE name = $1 AND id = $2 AND state = 'retry'`, [kind, id], transaction);
      });
    },
    async tidy() {
      const { boss } = await open();
      await boss.maintain();
      await capPauses(Object.keys(kinds));
    },
    async depths() {
      const rows = await ask<Depth & { kind: string }>(
        (job) => `SELECT name AS kind, count(*) FILTER (WHERE state < 'active')::int AS waiting,
          count(*) FILTER (WHERE state = 'active')::int AS running, count(*) FILTER (WHERE state = 'failed')::int AS dead FROM ${job} GROUP BY name`,
        [],
      );
      return Object.fromEntries(rows.map(({ kind, ...depth }) => [kind, depth]));
    },
    async dead() {
      const rows = await ask<Omit<DeadJob, 'error'> & { error: string | null }>(
        (job) => `SELECT id, name AS kind, data, retry_count + 1 AS tries, output ->> 'message' AS error, completed_on AS since
          FROM ${job} WHERE state = 'failed' ORDER BY completed_on, id LIMIT ${MOST_DEAD_SHOWN}`,
        [],
      );
      return rows.map((row) => ({ ...row, data: StoredData.parse(row.data), error: row.error ?? GONE }));
    },
    async replay(which) {
      const { boss } = await open();
      let count = 0;
      await within(async (db, transaction) => {
        const rows = await ask<{ id: string; name: string; data: object }>(
          (job) => `SELECT id, name, data FROM ${job} WHERE state = 'failed' AND (id::text = $1 OR $1 = 'all') FOR UPDATE SKIP LOCKED`,
          [which],
          transaction,
        );
        count = rows.length;
        for (const { id, name, data } of rows) {
          await boss.deleteJob(name, id, { db });
          await boss.send(name, data, { ...(isRecurring(name) ? {} : { singletonKey: randomUUID() }), db });
        }
      });
      return count;
    },
  };
}
