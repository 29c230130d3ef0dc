import type { Assumption, PersonCheck } from '../assumptions/assumption.js';
import { ASSUMPTIONS, type AssumptionId } from '../assumptions/registry.js';
import { untried, type Verdict } from './verdict.js';

/** Something live to try assumptions on. */
export interface Target {
  readonly about: 'gitlab' | 'site';
  /** As the record names it. */
  readonly address: string;
  /** Why no call can tell anything of it; undefined where calls can. */
  hindrance(): Promise<string | undefined>;
  /** Tries one that calls can tell of. Never rejects for what the target does. */
  call(id: AssumptionId): Promise<Verdict>;
}

export interface Running {
  readonly targets: readonly Target[];
  /** Undefined where nobody is to be asked. */
  readonly answer: ((check: PersonCheck) => Promise<'yes' | 'no' | 'quit' | undefined>) | undefined;
  /** Keeps what was found at once, so that nothing of it is lost when the rest is not tried. */
  readonly keep: (target: Target, id: AssumptionId, verdict: Verdict) => void;
  readonly say: (line: string) => void;
  /** Ends it before the next one. */
  readonly signal: AbortSignal;
}

export type Counts = Record<Verdict['result'], number>;

const WORDS = { held: 'held', failed: 'DID NOT HOLD', untried: 'not tried' } as const;
const NOBODY = untried('somebody has to look; run it without --non-interactive');

/** Tries every assumption about each target: first what calls can tell, then what a person has to look at. */
export async function runChecks(running: Running): Promise<Counts> {
  const counts: Counts = { held: 0, failed: 0, untried: 0 };
  let answer = running.answer;

  async function ask(check: PersonCheck): Promise<Verdict> {
    const said = await answer?.(check);
    if (said === 'quit') answer = undefined;
    if (said === 'yes' || said === 'no') return { result: said === 'yes' ? 'held' : 'failed', detail: 'somebody looked' };
    return running.answer ? untried('left out') : NOBODY;
  }

  for (const target of running.targets) {
    running.say(`\n${target.about === 'gitlab' ? 'GitLab' : 'Confluence site'} ${target.address}`);
    const hindrance = await target.hindrance();
    if (running.signal.aborted) return counts;
    if (hindrance !== undefined) running.say(`  Nothing can be tried by calls: ${printable(hindrance)}`);
    const call = async (id: AssumptionId) => (hindrance === undefined ? target.call(id) : untried(hindrance));
    const mine: readonly Assumption[] = ASSUMPTIONS.filter(({ about }) => about === target.about);
    for (const { id, claim, fallback, check } of [...mine.filter(({ check: { by } }) => by === 'calls'), ...mine.filter(({ check: { by } }) => by === 'person')]) {
      if (running.signal.aborted) return counts;
      if (check.by === 'person' && answer) running.say(`\n${id}: ${claim}`);
      const verdict = check.by === 'calls' ? await call(id as AssumptionId) : await ask(check);
      // What was cut short is not known.
      if (running.signal.aborted && verdict.result === 'untried') return counts;
      counts[verdict.result] += 1;
      running.keep(target, id as AssumptionId, verdict);
      running.say(`  ${WORDS[verdict.result].padEnd(12)}  ${id}${verdict.detail === hindrance ? '' : `: ${printable(verdict.detail)}`}`);
      if (verdict.result === 'failed') running.say(`                ${claim}\n                What happens instead: ${fallback}`);
    }
  }
  return counts;
}

/** What others said goes to a terminal: no control characters, and no more than a few lines. */
export function printable(text: string): string {
  return text.replace(/\p{C}+/gu, ' ').slice(0, 500);
}
