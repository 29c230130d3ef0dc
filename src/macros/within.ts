import { createContext, Script } from 'node:vm';

const context: { work: (() => unknown) | undefined } = { work: undefined };
createContext(context);
const run = new Script('work()');

/**
 * The result of synchronous `work`, or undefined when it took longer than `milliseconds`: regular expressions over foreign text
 * can take for ever, and only this stops one under way (https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options).
 * `work` must leave nothing half-changed when it is stopped.
 */
export function within<T>(milliseconds: number, work: () => T): T | undefined {
  let result: T | undefined;
  context.work = () => {
    result = work();
  };
  try {
    run.runInContext(context, { timeout: milliseconds });
    return result;
  } catch (error) {
    // The error is of the context's own Error class.
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  } finally {
    context.work = undefined;
  }
}
