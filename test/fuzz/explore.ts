import type { Coverage } from './coverage.js';
import { mutate, pick, randomFrom, type Random } from './mutate.js';
import type { Opened, Target } from './target.js';

export interface Bounds {
  readonly seed: number;
  /** Executions, beside those of the corpus. */
  readonly runs: number;
  /** From which on nothing new is begun; `performance.now()`. */
  readonly until: number;
}

export interface Found {
  readonly executions: number;
  /** Characters of our sources that ran while the corpus was tried, and in all. */
  readonly covered: { readonly first: number; readonly last: number };
  /** What was found to reach something new, in that order. */
  readonly reached: readonly string[];
  /** The first input that broke a promise, as short as it could be made. */
  readonly crash: { readonly input: string; readonly error: unknown } | undefined;
}

/** Taking the coverage costs more than a try, so it is taken of so many together, and of each where they have reached something new. */
const BATCH = 32;
const LONGEST = 2_048;

/** Tries the corpus, and then what grows out of it: whatever runs code that nothing has run before is kept, and grows further. */
export async function explore(target: Target, opened: Opened, corpus: readonly string[], coverage: Coverage, { seed, runs, until }: Bounds, before: (input: string) => void = () => undefined): Promise<Found> {
  const random = randomFrom(seed);
  const known = [...corpus];
  const reached: string[] = [];
  let executions = 0;

  async function attempt(input: string): Promise<unknown> {
    executions += 1;
    before(input);
    try {
      await opened.check(input);
      return undefined;
    } catch (error) {
      return error ?? new Error('It threw nothing.');
    }
  }
  async function ending(input: string, error: unknown): Promise<Found> {
    const crash = await shorten(input, error, attempt);
    return { executions, covered: { first, last: coverage.total }, reached, crash };
  }

  let first = 0;
  for (const input of corpus) {
    const error = await attempt(input);
    if (error) return ending(input, error);
  }
  coverage.learn();
  first = coverage.total;
  for (let done = 0; done < runs && performance.now() < until; done += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, runs - done) }, () => mutate(parent(random, known), { random, corpus: known, words: target.words }, target.longest ?? LONGEST));
    for (const input of batch) {
      const error = await attempt(input);
      if (error) return ending(input, error);
    }
    if (coverage.look() === 0) continue;
    for (const input of batch) {
      const error = await attempt(input);
      if (error) return ending(input, error);
      if (coverage.learn() === 0) continue;
      known.push(input);
      reached.push(input);
    }
  }
  return { executions, covered: { first, last: coverage.total }, reached, crash: undefined };
}

/** What was found last has been tried least, so every other time it is its turn. */
function parent(random: Random, known: readonly string[]): string {
  return pick(random, random() < 0.5 ? known : known.slice(-16)) ?? '';
}

const MOST_ATTEMPTS = 500;

/** Leaves out what is not needed for the same failure. */
async function shorten(input: string, error: unknown, attempt: (input: string) => Promise<unknown>): Promise<{ input: string; error: unknown }> {
  let [shortest, last] = [input, error];
  let left = MOST_ATTEMPTS;
  for (let size = input.length >> 1; size >= 1 && left > 0; size >>= 1) {
    for (let at = 0; at < shortest.length && left > 0; left -= 1) {
      const shorter = shortest.slice(0, at) + shortest.slice(at + size);
      const failure = await attempt(shorter);
      if (failure === undefined || kindOf(failure) !== kindOf(error)) at += size;
      else [shortest, last] = [shorter, failure];
    }
  }
  return { input: shortest, error: last };
}

const kindOf = (error: unknown) => (error instanceof Error ? `${error.name} ${error.message.split('\n', 1)[0]?.replace(/[\d"'].*$/, '')}` : typeof error);
