import { runSteps, stepsOf, type Run, type Setting } from './run.js';
import { shorten } from './shorten.js';
import type { Step } from './steps.js';
import { createCounts, Leak, type Counts } from './witness.js';

export interface ProofWish {
  readonly seed: number;
  /** How many answers are wanted at least. */
  readonly answers: number;
  /** A world of its own for each run. */
  readonly start: () => Promise<Setting>;
  /** In place of those that the seed makes. */
  readonly steps?: readonly Step[] | undefined;
  /** For making a sequence that leaks shorter, in milliseconds. */
  readonly patienceMs: number;
  readonly say: (line: string) => void;
}

export interface Proof {
  readonly counts: Counts;
  readonly kinds: ReadonlyMap<Step['is'], number>;
  /** The seed of the run that leaked, after how many answers, what came to light, and the steps that lead there. */
  readonly leak: { readonly seed: number; readonly after: number; readonly what: string; readonly steps: readonly Step[] } | undefined;
}

/** A run is so many answers long: each begins with a world that nothing has happened in. */
const RUN = 2_500;
const SAID_EACH = 10_000;

/** Runs one seed after the other until there are answers enough, or one of them leaks. @throws whatever else goes wrong */
export async function prove({ seed: first, answers, start, steps, patienceMs, say }: ProofWish): Promise<Proof> {
  const [counts, kinds] = [createCounts(), new Map<Step['is'], number>()];
  const began = performance.now();
  for (let seed = first; counts.answers < answers; seed += 1) {
    const before = counts.answers;
    const isWanted = () => counts.answers < Math.min(answers, before + RUN);
    const run = await runOnce(start, counts, kinds, steps ?? stepsOf(seed, isWanted), seed);
    if (run.leak) return { counts, kinds, leak: { seed, after: counts.answers, what: run.leak.message, steps: await shortened(run.steps, start, patienceMs) } };
    if (Math.floor(before / SAID_EACH) < Math.floor(counts.answers / SAID_EACH)) say(`${counts.answers} answers, up to seed ${seed}, ${Math.round(counts.answers / ((performance.now() - began) / 1_000))} a second, ${counts.shown} private texts shown to whom they are for`);
    if (steps) break;
  }
  return { counts, kinds, leak: undefined };
}

async function runOnce(start: ProofWish['start'], counts: Counts, kinds: Map<Step['is'], number>, steps: Iterable<Step>, seed?: number): Promise<Run> {
  const setting = await start();
  try {
    return await runSteps(setting, counts, kinds, steps);
  } catch (error) {
    throw seed === undefined ? error : new Error(`The run of seed ${seed} broke: ${reasonOf(error)}`, { cause: error });
  } finally {
    await setting.close();
  }
}

async function shortened(steps: readonly Step[], start: ProofWish['start'], patienceMs: number): Promise<readonly Step[]> {
  const leaks = async (some: readonly Step[]) => {
    try {
      return (await runOnce(start, createCounts(), new Map(), some)).leak instanceof Leak;
    } catch {
      // Without the steps before, some may not be possible.
      return false;
    }
  };
  return shorten(steps, leaks, performance.now() + patienceMs);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} ${reasonOf(error.cause)}`;
}

/** What somebody needs who looks for the fault. */
export function describeLeak({ seed, after, what, steps }: NonNullable<Proof['leak']>): string {
  return `leaked after ${after} answers: ${what}\n\nPROOF_SEED=${seed} makes the run that showed it; these steps were enough:\n${steps.map((step) => JSON.stringify(step)).join('\n')}\n`;
}
