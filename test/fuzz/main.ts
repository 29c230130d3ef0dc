import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCoverage } from './coverage.js';
import { explore, type Bounds } from './explore.js';
import { TARGETS, type Target } from './target.js';
import { startWatch } from './watch.js';

/** With it a run of so many executions does the same on every machine, as far as what it tries goes by no clock. */
const SEED = 20_261;
/** Processes at a time. */
const AT_ONCE = 2;
/** A run that is bounded by a count ends here all the same, so that a slow machine isn't held up for ever. */
const MOST_MS = 4 * 60_000;
const HERE = import.meta.dirname;
const CORPUS = join(HERE, HERE.includes(`${join('dist', 'test')}`) ? '../../../test/fuzz/corpus' : 'corpus');

const USAGE = `npm run fuzz                                every target, a minute each, with one seed
npm run fuzz -- <target>                    one of them
npm run fuzz -- <target> <minutes> [seed]   for longer, each time from another seed
targets: ${Object.keys(TARGETS).join(', ')}`;

interface Asked {
  readonly names: readonly string[];
  readonly runs: number | undefined;
  readonly minutes: number | undefined;
  readonly seed: number;
}

/** Undefined where the words make no sense. `--runs=N` is for tests: so many executions of each. */
function readArguments(words: readonly string[]): Asked | undefined {
  const plain = words.filter((word) => !word.startsWith('--'));
  const [name, minutes, seed] = plain;
  const runs = words.filter((word) => word.startsWith('--')).map((word) => Number(/^--runs=(\d{1,9})$/.exec(word)?.[1]));
  const numbers = [minutes, seed].filter((word) => word !== undefined).map(Number);
  if (plain.length > 3 || [...runs, ...numbers].some((number) => !(number > 0)) || (name !== undefined && !Object.hasOwn(TARGETS, name))) return undefined;
  const random = minutes === undefined ? SEED : Math.ceil(Math.random() * 2 ** 31);
  return { names: name === undefined ? Object.keys(TARGETS) : [name], runs: runs[0], minutes: numbers[0], seed: numbers[1] ?? random };
}

/** The inputs that are kept for a target. */
export function readCorpus(name: string): string[] {
  const folder = join(CORPUS, name);
  return existsSync(folder) ? readdirSync(folder).sort().map((file) => readFileSync(join(folder, file), 'utf8')) : [];
}

async function tryOne(name: string, { runs, minutes, seed }: Asked): Promise<boolean> {
  const coverage = startCoverage((url) => url.includes('/dist/src/'));
  const watch = startWatch();
  const target = await TARGETS[name]?.();
  const opened = await target?.open();
  if (!target || !opened) throw new Error(`There is no target "${name}".`);
  const bounds = boundsOf(target, { runs, minutes, seed });
  const started = performance.now();
  const found = await explore(target, opened, readCorpus(name), coverage, bounds, watch.trying).finally(() => opened.close?.());
  const { first, last } = found.covered;
  const took = (performance.now() - started) / 1000;
  if (minutes !== undefined) for (const input of found.reached) console.log(`  reached: ${JSON.stringify(input).slice(0, 300)}`);
  console.log(`${name}: seed ${seed}, ${found.executions} executions in ${took.toFixed(0)} s, coverage ${first} + ${last - first} characters, corpus + ${found.reached.length} inputs`);
  if (found.crash) console.log(`crash: ${JSON.stringify(found.crash.input)}\n${found.crash.error instanceof Error ? found.crash.error.stack : String(found.crash.error)}`);
  coverage.close();
  await watch.close();
  return found.crash === undefined;
}

function boundsOf(target: Target, { runs, minutes, seed }: Pick<Asked, 'runs' | 'minutes' | 'seed'>): Bounds {
  return { seed, runs: minutes === undefined ? (runs ?? target.runs) : Infinity, until: performance.now() + (minutes === undefined ? MOST_MS : minutes * 60_000) };
}

/** Each in a process of its own, so that one's coverage is nobody else's. */
async function tryAll({ names, runs }: Asked): Promise<boolean> {
  const waiting = [...names];
  let sound = true;
  async function work(): Promise<void> {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const args = [fileURLToPath(import.meta.url), name, ...(runs === undefined ? [] : [`--runs=${runs}`])];
      const code = await new Promise((resolve) => spawn(process.execPath, args, { stdio: 'inherit' }).once('error', () => resolve(1)).once('close', resolve));
      if (code !== 0) sound = false;
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return sound;
}

/** Ends with 1 where a promise was broken, and with 2 where the words make no sense. */
async function main(words: readonly string[]): Promise<number> {
  const asked = readArguments(words);
  if (!asked) {
    console.error(USAGE);
    return 2;
  }
  const [only, ...more] = asked.names;
  const sound = only !== undefined && more.length === 0 ? await tryOne(only, asked) : await tryAll(asked);
  return sound ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
