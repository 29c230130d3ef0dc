import { createContext, Script } from 'node:vm';

const context: { work: (() => unknown) | undefined } = { work: undefined };
createContext(context);
const run = new Script('work()');

/** On a machine that is busy with other things the clock runs on while this process stands still. */
const MOST_PATIENCE = 8;

/**
 * The result of synchronous `work`, or undefined when it took longer than `milliseconds`: regular expressions over foreign text
 * can take for ever, and only this stops one under way (https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options).
 * Where the processor gave it less than half of that time, it is begun once more with as much more of it, so that it takes one and
 * a half times as much at most. `work` must leave nothing half-changed when it is stopped.
 */
export function within<T>(milliseconds: number, work: () => T): T | undefined {
  const before = process.cpuUsage();
  const first = attempt(milliseconds, work);
  if (first) return first.result;
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 1000 / milliseconds;
  if (share >= 0.5) return undefined;
  return attempt(Math.round(milliseconds * Math.min(1 / share, MOST_PATIENCE)), work)?.result;
}

function attempt<T>(timeout: number, work: () => T): { readonly result: T } | undefined {
  let done: { readonly result: T } | undefined;
  context.work = () => {
    done = { result: work() };
  };
  try {
    run.runInContext(context, { timeout });
    return done;
  } catch (error) {
    // The error is of the context's own Error class.
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  } finally {
    context.work = undefined;
  }
}
