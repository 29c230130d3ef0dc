import { randomUUID } from 'node:crypto';
import { QueryTypes, type Transaction } from 'sequelize';
import { KEEPING } from '../keeping.js';
import type { Database } from '../storage/database.js';
import type { Reading } from '../storage/doors.js';
import { GONE, GRACE_SECONDS, MOST_DEAD_SHOWN, StoredData, type DeadJob, type Depth, type Job, type JobData, type Jobs } from './jobs.js';
import type { KindOptions } from './kinds.js';
import { pauseSeconds } from './pause.js';

/** Epoch milliseconds. */
const NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
const KEEP_DEAD_MS = KEEPING.deadJobDays * 86_400_000;
/** SQL truth, for jobs of a kind of which one at a time runs. */
const NONE_RUNS = "NOT EXISTS (SELECT 1 FROM jobs AS other WHERE other.kind = jobs.kind AND other.state = 'running')";

type Row = Pick<Job, 'id' | 'kind' | 'tries'> & { readonly data: string };

/** Jobs in the table of `0012-jobs`. */
export function createSqliteJobs(database: Database, kinds: Readonly<Record<string, KindOptions>>): Jobs {
  const { sequelize, ofAllTenants } = database;
  const ask = <T extends object>(sql: string, replacements: Record<string, unknown>, transaction: Reading) => sequelize.query<T>(sql, { type: QueryTypes.SELECT, replacements, transaction });
  const read = <T extends object>(sql: string, replacements: Record<string, unknown> = {}) => ofAllTenants.read((transaction) => ask<T>(sql, replacements, transaction));
  const write = <T extends object>(sql: string, replacements: Record<string, unknown> = {}, given?: Transaction) =>
    given ? ask<T>(sql, replacements, given) : ofAllTenants.write((transaction) => ask<T>(sql, replacements, transaction));
  const recurring = Object.keys(kinds).filter((kind) => kinds[kind]?.everySeconds !== undefined);

  async function failed(job: Pick<Job, 'id' | 'kind' | 'tries'>, error: string): Promise<void> {
    const options = kinds[job.kind];
    const isDead = !options || job.tries >= options.tries;
    if (isDead && recurring.includes(job.kind)) await write("DELETE FROM jobs WHERE kind = :kind AND state = 'dead'", { kind: job.kind });
    const pause = isDead ? 0 : pauseSeconds(options, job.tries) * 1_000;
    await write(
      `UPDATE jobs SET state = :state, error = :error, due_at = ${NOW} + :pause, running_until = NULL, ended_at = ${NOW}
        WHERE id = :id AND state = 'running' AND tries = :tries`,
      { id: job.id, tries: job.tries, state: isDead ? 'dead' : 'waiting', error, pause: Math.round(pause) },
    );
  }

  return {
    prepare: () => Promise.resolve(),
    async add(kind, data, { transaction, startAfterSeconds = 0, onlyOnceKey }) {
      await write(
        `INSERT OR IGNORE INTO jobs (id, kind, data, state, tries, once_key, due_at) VALUES (:id, :kind, :data, 'waiting', 0, :key, ${NOW} + :wait)`,
        { id: randomUUID(), kind, data: JSON.stringify(data), key: onlyOnceKey ?? null, wait: startAfterSeconds * 1_000 },
        transaction,
      );
    },
    async addTurn(kind) {
      await write(
        `INSERT OR IGNORE INTO jobs (id, kind, data, state, tries, turn, due_at) SELECT :id, :kind, '{}', 'waiting', 0, ${NOW} / :span, ${NOW}
          WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE kind = :kind AND state = 'waiting')`,
        { id: randomUUID(), kind, span: (kinds[kind]?.everySeconds ?? 0) * 1_000 },
      );
    },
    async due() {
      const rows = await read<{ kind: string }>(`SELECT DISTINCT kind FROM jobs WHERE state = 'waiting' AND due_at <= ${NOW}`);
      return rows.map(({ kind }) => kind);
    },
    async take(kind, most) {
      const limit = ((kinds[kind]?.limitSeconds ?? 0) + GRACE_SECONDS) * 1_000;
      const rows = await write<Row>(
        `UPDATE jobs SET state = 'running', tries = tries + 1, running_until = ${NOW} + :limit WHERE id IN (
          SELECT id FROM jobs WHERE kind = :kind AND state = 'waiting' AND due_at <= ${NOW} ${recurring.includes(kind) ? `AND ${NONE_RUNS}` : ''}
          ORDER BY due_at, id LIMIT :most) RETURNING id, kind, data, tries`,
        { kind, most, limit },
      );
      return rows.map((row) => ({ ...row, data: dataOf(row.data) }));
    },
    async done({ id, kind, tries }) {
      await ofAllTenants.write(async (transaction) => {
        const mine = { id, kind, tries };
        if (!recurring.includes(kind)) return void (await write("DELETE FROM jobs WHERE id = :id AND state = 'running' AND tries = :tries", mine, transaction));
        // What goes well again is dead no more; and of the turns that are over the last one has to be known.
        await write("DELETE FROM jobs WHERE kind = :kind AND (state IN ('dead', 'done') OR (id = :id AND turn IS NULL))", mine, transaction);
        await write("UPDATE jobs SET state = 'done', running_until = NULL WHERE id = :id AND state = 'running' AND tries = :tries", mine, transaction);
      });
    },
    async giveBack({ id, tries }, seconds) {
      await write(`UPDATE jobs SET state = 'waiting', tries = tries - 1, due_at = ${NOW} + :wait, running_until = NULL WHERE id = :id AND state = 'running' AND tries = :tries`, { id, tries, wait: seconds * 1_000 });
    },
    failed,
    async tidy() {
      for (const row of await read<Row>(`SELECT id, kind, data, tries FROM jobs WHERE state = 'running' AND running_until <= ${NOW}`)) await failed(row, GONE);
      const old = `FROM jobs WHERE state = 'dead' AND ended_at < ${NOW} - :keep`;
      if ((await read(`SELECT 1 ${old} LIMIT 1`, { keep: KEEP_DEAD_MS })).length > 0) await write(`DELETE ${old}`, { keep: KEEP_DEAD_MS });
    },
    async depths() {
      const rows = await read<Depth & { kind: string }>(
        `SELECT kind, SUM(state = 'waiting') AS waiting, SUM(state = 'running') AS running, SUM(state = 'dead') AS dead FROM jobs GROUP BY kind`,
      );
      return Object.fromEntries(rows.map(({ kind, ...depth }) => [kind, depth]));
    },
    async dead() {
      const rows = await read<Row & Pick<DeadJob, 'error'> & { ended_at: number }>(
        `SELECT id, kind, data, tries, error, ended_at FROM jobs WHERE state = 'dead' ORDER BY ended_at, id LIMIT ${MOST_DEAD_SHOWN}`,
      );
      return rows.map(({ ended_at: endedAt, data, ...row }) => ({ ...row, data: dataOf(data), since: new Date(endedAt) }));
    },
    async replay(which) {
      const rows = await write(
        `UPDATE jobs SET state = 'waiting', tries = 0, once_key = NULL, turn = NULL, due_at = ${NOW} WHERE state = 'dead' AND (id = :which OR :which = 'all') RETURNING id`,
        { which },
      );
      return rows.length;
    },
  };
}

const dataOf = (text: string): JobData => StoredData.parse(JSON.parse(text));
