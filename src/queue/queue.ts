import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import { createClockCheck } from './clock-check.js';
import type { DeadJob, Depth, JobData, SendOptions } from './jobs.js';
import { KINDS, type KindName, type KindOptions } from './kinds.js';
import { createPostgresJobs } from './postgres-jobs.js';
import { createSqliteJobs } from './sqlite-jobs.js';
import { createWorker, type Handler } from './worker.js';

/** Work that nobody waits for: each job is done by one of all processes, tried again where it fails, and never lost. */
export interface Queue<Kind extends string = KindName> {
  /** Adds a job. It is begun at once where this process works. Of a recurring kind it is a run out of turn. @throws where the database doesn't take it */
  send(kind: Kind, data: JobData, options?: SendOptions): Promise<void>;
  /** Before `start`: how jobs of a kind are done here. */
  handle(kind: Kind, handler: Handler): void;
  /** Begins to work, soon and every 2 s. Waits for nothing: where the database is away, it begins when that is back. */
  start(): void;
  /** The kinds of which a handler is here and that recur have their turns from now on. */
  recur(): void;
  /** Ends the work; what runs has 5 s. Never rejects. */
  close(): Promise<void>;
  /** By kind, those of which there is nothing included. */
  depth(): Promise<Readonly<Record<Kind, Depth>>>;
  /** What has failed for the last time, oldest first: a thousand at most. */
  dead(): Promise<readonly DeadJob[]>;
  /** Begins a dead job, or `all`, anew; resolves to how many. */
  replay(id: string): Promise<number>;
}

export interface QueueParts {
  readonly database: Database;
  readonly logger: Logger;
  /** The machine's, in epoch milliseconds. */
  readonly machineClock?: () => number;
}

/** The queue of the app. */
export function createQueue(parts: QueueParts): Queue {
  return createQueueOf(KINDS, parts);
}

export function createQueueOf<Kind extends string>(kinds: Readonly<Record<Kind, KindOptions>>, { database, logger, machineClock = Date.now }: QueueParts): Queue<Kind> {
  const jobs = database.dialect === 'sqlite' ? createSqliteJobs(database, kinds) : createPostgresJobs(database, kinds, logger);
  const handlers = new Map<string, Handler>();
  const turns = new Set<string>();
  const worker = createWorker({ jobs, kinds, handlers, turns, logger, checkClock: createClockCheck({ database, logger, clock: machineClock }) });
  const names = Object.keys(kinds) as Kind[];

  return {
    async send(kind, data, options = {}) {
      await jobs.add(kind, data, options);
      if (options.transaction) options.transaction.afterCommit(() => worker.nudge());
      else worker.nudge();
    },
    handle: (kind, handler) => void handlers.set(kind, handler),
    start: worker.start,
    recur() {
      for (const name of names) if (kinds[name].everySeconds !== undefined && handlers.has(name)) turns.add(name);
      worker.nudge();
    },
    close: worker.stop,
    async depth() {
      await jobs.prepare();
      const depths: Record<string, Depth> = { ...(await jobs.depths()) };
      for (const name of names) depths[name] ??= { waiting: 0, running: 0, dead: 0 };
      return depths as Record<Kind, Depth>;
    },
    async dead() {
      await jobs.prepare();
      return jobs.dead();
    },
    async replay(id) {
      const count = await jobs.replay(id);
      worker.nudge();
      return count;
    },
  };
}
