import { strikeTokens, type Logger } from '../logger.js';
import { NotNow, type Job, type JobData, type Jobs } from './jobs.js';
import type { KindOptions } from './kinds.js';

/** Does one job; rejects where it is to be tried again, with NotNow where that is no fault of the job. The signal aborts when its time is over or the process ends. A job may be done twice. */
export type Handler = (data: JobData, signal: AbortSignal) => Promise<void>;

/** Does the jobs that are due, as far as they have a handler. */
export interface Worker {
  /** Looks for what is due at once, beside looking every 2 s. */
  nudge(): void;
  start(): void;
  /** Begins nothing any more, tells what runs to end, and waits for it, 5 s at most: the rest is done again by another process. */
  stop(): Promise<void>;
}

export interface WorkerParts {
  readonly jobs: Jobs;
  readonly kinds: Readonly<Record<string, KindOptions>>;
  readonly handlers: ReadonlyMap<string, Handler>;
  /** Of which kinds this process adds the turns. */
  readonly turns: ReadonlySet<string>;
  readonly logger: Logger;
  /** Rejects with NotNow where what goes by age must not be done here. */
  readonly checkClock: () => Promise<void>;
}

const LOOK_MS = 2_000;
const TIDY_MS = 30_000;
const STOP_MS = 5_000;
const LONGEST_ERROR = 300;

export function createWorker({ jobs, kinds, handlers, turns, logger, checkClock }: WorkerParts): Worker {
  const stopping = new AbortController();
  const running = new Map<string, Set<Promise<void>>>();
  /** When something is to be done next, by its name; in milliseconds of `performance.now()`. */
  const nextAt = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let again = false;
  let trouble: string | undefined;

  async function look(): Promise<void> {
    do {
      again = false;
      try {
        await jobs.prepare();
        await every('tidy', TIDY_MS, () => jobs.tidy());
        for (const kind of turns) await every(`turn of ${kind}`, (kinds[kind]?.everySeconds ?? 0) * 1_000, () => jobs.addTurn(kind));
        for (const kind of await jobs.due()) if (!stopping.signal.aborted) await begin(kind);
        if (trouble !== undefined) logger.info('background work goes on');
        trouble = undefined;
      } catch (error) {
        tell(error);
      }
    } while (again && !stopping.signal.aborted);
    looking = undefined;
  }

  /** The same trouble is told once, not every 2 s. */
  function tell(error: unknown): void {
    const message = messageOf(error);
    if (message !== trouble) logger.error({ err: error }, 'background work can not be done now');
    trouble = message;
  }

  async function every(name: string, milliseconds: number, work: () => Promise<void>): Promise<void> {
    if (performance.now() < (nextAt.get(name) ?? 0)) return;
    await work();
    nextAt.set(name, performance.now() + milliseconds);
  }

  async function begin(kind: string): Promise<void> {
    const handler = handlers.get(kind);
    const mine = running.get(kind) ?? new Set();
    running.set(kind, mine);
    const room = (kinds[kind]?.atOnce ?? 0) - mine.size;
    if (!handler || room <= 0) return;
    for (const job of await jobs.take(kind, room)) {
      const doing: Promise<void> = run(job, handler).finally(() => {
        mine.delete(doing);
        nudge();
      });
      mine.add(doing);
    }
  }

  async function run(job: Job, handler: Handler): Promise<void> {
    const { id, kind, tries } = job;
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout((kinds[kind]?.limitSeconds ?? 0) * 1_000)]);
    try {
      const begin = async () => {
        if (kinds[kind]?.byAge) await checkClock();
        await handler(job.data, signal);
      };
      const failure = await begin().then(() => undefined, (error: unknown) => ({ error }));
      if (!failure) return await jobs.done(job);
      if (failure.error instanceof NotNow) return await jobs.giveBack(job, failure.error.seconds);
      logger.warn({ kind, job: id, tries, err: failure.error }, 'background work has failed');
      await jobs.failed(job, messageOf(failure.error));
    } catch (error) {
      logger.warn({ kind, job: id, err: error }, 'how background work has ended could not be written down, so it is done again');
    }
  }

  const allRunning = () => Promise.all([...running.values()].flatMap((some) => [...some]));

  function nudge(): void {
    if (!timer || stopping.signal.aborted) return;
    if (looking) again = true;
    else looking = look();
  }

  return {
    nudge,
    start() {
      if (timer || stopping.signal.aborted) return;
      timer = setInterval(nudge, LOOK_MS);
      timer.unref();
      nudge();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort(new Error('the process was stopped'));
      await within(STOP_MS, looking?.then(allRunning) ?? allRunning());
    },
  };
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : 'for an unknown reason';
  return strikeTokens(message).slice(0, LONGEST_ERROR);
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([work, over]);
  clearTimeout(timer);
}
