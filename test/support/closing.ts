import { afterAll, afterEach } from '@jest/globals';

type Close = () => Promise<unknown>;

/** Ends after each test what the test has begun, the latest first, whether or not it passed. */
export function closeAfterEach(): (close: Close) => void {
  return closeIn(afterEach);
}

/** The same after the whole suite. */
export function closeAfterAll(): (close: Close) => void {
  return closeIn(afterAll);
}

function closeIn(hook: (work: () => Promise<void>) => void): (close: Close) => void {
  const begun: Close[] = [];
  hook(async () => {
    for (let close = begun.pop(); close; close = begun.pop()) await close();
  });
  return (close) => void begun.push(close);
}
