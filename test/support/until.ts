import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again until the answer is yes, and lets everything else go on in between.
 * @throws after `milliseconds`, by the machine's own clock
 */
export async function until(isSo: () => boolean | Promise<boolean>, milliseconds = 20_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`it has not come about within ${milliseconds} ms`);
    await pause(5);
  }
}
