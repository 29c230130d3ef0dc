import type { Logger } from './logger.js';
import { outsideTraces } from './trace.js';

/** What this process alone has to do, such as writing what it holds: done soon when asked, and every now and then; never twice at once. */
export interface Background {
  soon(): void;
  start(): void;
  /** Starts nothing any more, tells the work to end, and waits for it. */
  stop(): Promise<void>;
}

export interface BackgroundParts {
  /** What it throws is logged. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** None where it is done only when asked. */
  readonly intervalMs?: number;
  readonly logger: Logger;
  /** Names the work in the log: `… failed`. */
  readonly what: string;
}

export function createBackground({ work, intervalMs, logger, what }: BackgroundParts): Background {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    try {
      do {
        again = false;
        await work(stopping.signal);
      } while (again && !stopping.signal.aborted);
    } catch (error) {
      logger.error({ err: error }, `${what} failed`);
    } finally {
      running = undefined;
    }
  }

  function soon(): void {
    if (stopping.signal.aborted) return;
    if (running) again = true;
    else running = outsideTraces(run);
  }

  return {
    soon,
    start() {
      if (timer || intervalMs === undefined || stopping.signal.aborted) return;
      timer = setInterval(soon, intervalMs);
      timer.unref();
      soon();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
