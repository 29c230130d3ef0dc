// Runs the fuzzer on a fault that is known, to see that it is found: with what coverage tells, or without.
import { startCoverage } from '../coverage.js';
import { explore } from '../explore.js';
import type { Target } from '../target.js';
import { startWatch } from '../watch.js';

const [fault, how] = process.argv.slice(2);
const coverage = startCoverage((url) => how === 'guided' && url.endsWith('/planted/faults.js'));
const watch = startWatch();
const { steps, endless } = await import('./faults.js');
const target: Target = { about: 'a planted fault', runs: 0, words: fault === 'endless' ? ['endless'] : [...'abcdefghijklmnopqrstuvwxyz!'], longest: 8, open: () => Promise.resolve({ check: fault === 'endless' ? endless : steps }) };
const { crash } = await explore(target, await target.open(), ['a'], coverage, { seed: 3, runs: 30_000, until: performance.now() + 40_000 }, watch.trying);
if (crash) process.stdout.write(`crash: ${JSON.stringify(crash.input)}\n`);
await watch.close();
process.exitCode = crash ? 1 : 0;
