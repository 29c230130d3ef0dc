import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { CAN_NOT_START } from './exit-codes.js';
import type { Logger } from './logger.js';

/** Keeps one child process running. A child whose supervisor dies is told so by Node (`disconnect`), and ends by itself. */
export interface Supervisor {
  /** The exit code, once the child has ended for good. */
  readonly ended: Promise<number>;
  /** Passes the first signal on, and starts nothing any more; further ones are nothing new. */
  stop(signal: NodeJS.Signals): void;
}

export interface SupervisorParts {
  /** A module of Node's, which says `listening` to its parent once it serves. */
  readonly file: string;
  readonly logger: Logger;
  /** Before the first start anew; each further pause is twice as long. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** A child that ran for so long was well: the next pause is the first again. */
  readonly wellAfterMs?: number;
}

/** Requests under way have 10 s; tokens on their way 50 s, of which 30 s are for a database that is away; and its closing 5 s. */
export const END_MS = 75_000;

const MOST_HEAP_MIB = 1024;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Starts the child, and starts it again whenever it ends without having been told to. One that can't start as it is set up ends
 * the supervisor too, unless it has served before: then what is missing, such as the database, may come back.
 */
export function supervise({ file, logger, firstPauseMs = 100, longestPauseMs = 30_000, wellAfterMs = 60_000 }: SupervisorParts): Supervisor {
  const stopping = new AbortController();
  let asked: NodeJS.Signals | undefined;
  let child: ChildProcess | undefined;
  let hasServed = false;

  function run(): Promise<Ended & { readonly error?: Error }> {
    return new Promise((resolve) => {
      const mine = fork(file, [], { execArgv: [...process.execArgv, ...heapLimit()], stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
      child = mine;
      mine.on('message', (said) => {
        if (said === 'listening') hasServed = true;
      });
      mine.once('error', (error) => resolve({ code: null, signal: null, error }));
      mine.once('exit', (code, signal) => resolve({ code, signal }));
    });
  }

  async function keepRunning(): Promise<number> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const started = performance.now();
      const { code, signal, error } = await run();
      child = undefined;
      // Who ends with 0 was told to, by the terminal or by somebody who knows its process id.
      if (asked !== undefined || code === 0) return code ?? (signal === asked ? 0 : 1);
      if (code === CAN_NOT_START && !hasServed) return 1;
      if (performance.now() - started > wellAfterMs) pauseMs = firstPauseMs;
      logger.error({ code, signal, againInMs: pauseMs, ...(error && { err: error }) }, 'the server has ended and is started again');
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (asked !== undefined) return 0;
    }
  }

  return {
    ended: keepRunning(),
    stop(signal) {
      if (asked !== undefined) return;
      asked = signal;
      stopping.abort();
      child?.kill(signal);
      setTimeout(() => child?.kill('SIGKILL'), END_MS).unref();
    },
  };
}

/**
 * On a machine with much memory V8 lets a heap grow by hundreds of megabytes before it tidies up; the server needs 300 at most.
 * What an operator sets in NODE_OPTIONS counts, and where V8 finds less memory, its own smaller limit does.
 */
function heapLimit(): readonly string[] {
  const isSet = [process.env.NODE_OPTIONS ?? '', ...process.execArgv].some((options) => /--max[-_](old[-_]space|heap)[-_]size/.test(options));
  return isSet || getHeapStatistics().heap_size_limit <= MOST_HEAP_MIB * 1024 * 1024 ? [] : [`--max-old-space-size=${MOST_HEAP_MIB}`];
}
