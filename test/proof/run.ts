import * as changing from './changing.js';
import * as reading from './reading.js';
import { createStage, type Stage } from './stage.js';
import { createRandom } from './random.js';
import { firstSteps, nextSteps, type Step } from './steps.js';
import type { Stores } from './stores.js';
import { count, createWitness, Leak, type Counts } from './witness.js';
import type { ProofWorld } from './world.js';

/** A world for one run, and how to look into what it stores. */
export interface Setting {
  readonly world: ProofWorld;
  readonly stores: Stores;
  close(): Promise<void>;
}

export interface Run {
  readonly steps: readonly Step[];
  /** What the last of the steps brought to light. */
  readonly leak: Leak | undefined;
}

/** Each step takes a moment, so that what one changes is before the next. */
const MOMENT_MS = 7;

/** Takes steps in a new world until there are no more, or something leaks. @throws whatever else goes wrong */
export async function runSteps({ world, stores }: Setting, counts: Counts, kinds: Map<Step['is'], number>, steps: Iterable<Step>): Promise<Run> {
  const stage = createStage(world, createWitness(world, counts));
  const done: Step[] = [];
  try {
    for (const step of steps) {
      done.push(step);
      world.time.now += MOMENT_MS;
      count(kinds, step.is);
      await take(stage, stores, step);
      stage.witness.found('the log', world.takeLog());
    }
    await search(stage, stores);
    return { steps: done, leak: undefined };
  } catch (error) {
    if (!(error instanceof Leak)) throw new Error(`The step ${JSON.stringify(done.at(-1))} failed.`, { cause: error });
    return { steps: done, leak: error };
  }
}

/** Steps of a seed, for as long as more are wanted. */
export function* stepsOf(seed: number, isWanted: () => boolean): Generator<Step> {
  const random = createRandom(seed);
  if (isWanted()) yield* firstSteps(random);
  while (isWanted()) yield* nextSteps(random);
}

async function take(stage: Stage, stores: Stores, step: Step): Promise<void> {
  switch (step.is) {
    case 'view':
      return reading.view(stage, step);
    case 'refresh':
      return reading.refresh(stage, step);
    case 'export':
      return reading.exportPage(stage, step);
    case 'pictures':
      return reading.pictures(stage, step);
    case 'home':
      return reading.home(stage, step);
    case 'find':
      return reading.find(stage, step);
    case 'administer':
      return reading.administer(stage, step);
    case 'link':
      return changing.link(stage, step);
    case 'unlink':
      return changing.unlink(stage, step);
    case 'revoke':
      return changing.revoke(stage, step);
    case 'member':
      return changing.member(stage, step);
    case 'visibility':
      return changing.visibility(stage, step);
    case 'confidential':
      return changing.confidential(stage, step);
    case 'policy':
      return changing.policy(stage, step);
    case 'share':
      return changing.share(stage, step);
    case 'fault':
      return changing.fault(stage, step, () => oneByOne(stage, stores, step.steps));
    case 'wait':
      stage.world.time.now += step.ms;
      return;
    case 'reinstall':
      return changing.reinstall(stage, step);
    case 'search':
      return search(stage, stores);
    case 'together':
      return together(stage, stores, step.steps);
  }
}

async function search({ witness, world }: Stage, stores: Stores): Promise<void> {
  for (const { where, text } of await stores.read()) witness.found(where, text);
  witness.found('the log', world.takeLog());
}

async function oneByOne(stage: Stage, stores: Stores, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    stage.world.time.now += MOMENT_MS;
    await take(stage, stores, step);
  }
}

async function together(stage: Stage, stores: Stores, steps: readonly Step[]): Promise<void> {
  const settled = await Promise.allSettled(steps.map((step) => take(stage, stores, step)));
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
}
