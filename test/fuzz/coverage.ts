import { Session, type Profiler } from 'node:inspector';

/** Counts which characters of our compiled sources have run, as V8 itself tells it: no source is changed for it. */
export interface Coverage {
  /** Characters that have run now and had not before `learn`. Forgets what has run since it was asked last. */
  look(): number;
  /** The same, and remembers them. */
  learn(): number;
  readonly total: number;
  close(): void;
}

/** Begin before what is to be counted is loaded. */
export function startCoverage(isOurs: (url: string) => boolean): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const known = new Map<string, Uint8Array>();
  let total = 0;

  function take(remember: boolean): number {
    let fresh = 0;
    // Within one thread the answer comes before `post` returns.
    session.post('Profiler.takePreciseCoverage', (_error, answer) => {
      for (const script of answer.result) if (isOurs(script.url)) fresh += compare(script, remember);
    });
    if (remember) total += fresh;
    return fresh;
  }
  function compare({ scriptId, functions }: Profiler.ScriptCoverage, remember: boolean): number {
    const ran = paint(functions);
    let before = known.get(scriptId) ?? new Uint8Array(0);
    if (before.length < ran.length) {
      const longer = new Uint8Array(ran.length);
      longer.set(before);
      before = longer;
    }
    let fresh = 0;
    for (let at = 0; at < ran.length; at += 1) {
      if (ran[at] !== 1 || before[at] === 1) continue;
      fresh += 1;
      if (remember) before[at] = 1;
    }
    if (remember) known.set(scriptId, before);
    return fresh;
  }
  return {
    look: () => take(false),
    learn: () => take(true),
    get total() {
      return total;
    },
    close() {
      session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}

/** Functions come from the outermost to the innermost, and so do the blocks of each: what comes later knows better. */
function paint(functions: readonly Profiler.FunctionCoverage[]): Uint8Array {
  const ranges = functions.flatMap((one) => one.ranges);
  const ran = new Uint8Array(ranges.reduce((end, { endOffset }) => Math.max(end, endOffset), 0));
  for (const { startOffset, endOffset, count } of ranges) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return ran;
}
