/** Whether these alone still go wrong. */
export type StillFails<T> = (some: readonly T[]) => Promise<boolean>;

/**
 * The fewest of `all`, in their order, that could be found to go wrong by themselves before `deadline` (by `performance.now()`):
 * ever smaller pieces are left out, as delta debugging does. https://doi.org/10.1109/32.988498
 */
export async function shorten<T>(all: readonly T[], stillFails: StillFails<T>, deadline: number): Promise<readonly T[]> {
  let left = all;
  let pieces = 2;
  while (left.length > 1 && performance.now() < deadline) {
    const size = Math.ceil(left.length / pieces);
    const smaller = await firstThat(stillFails, without(left, size), deadline);
    if (smaller) {
      left = smaller;
      pieces = Math.max(2, pieces - 1);
    } else if (size === 1) {
      return left;
    } else {
      pieces = Math.min(left.length, pieces * 2);
    }
  }
  return left;
}

/** Each time without one piece, the earliest first: what leaks is near the end. */
function* without<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield [...all.slice(0, at), ...all.slice(at + size)];
}

async function firstThat<T>(stillFails: StillFails<T>, candidates: Iterable<readonly T[]>, deadline: number): Promise<readonly T[] | undefined> {
  for (const candidate of candidates) {
    if (performance.now() >= deadline) return undefined;
    if (await stillFails(candidate)) return candidate;
  }
  return undefined;
}
