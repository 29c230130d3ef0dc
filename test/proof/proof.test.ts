import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { administratorUrl, onPostgres } from '../support/databases.js';
import { describeWithRedis } from '../support/redis.js';
import { describeLeak, prove, type Proof } from './prove.js';
import type { Setting } from './run.js';
import { startAlone, startShared } from './settings.js';
import { KINDS, type Step } from './steps.js';

/** `npm run proof` and `npm run proof:mutations` set these; see README.md beside this file. */
const { PROOF, PROOF_SEED, PROOF_ANSWERS, PROOF_STEPS } = process.env;
const isLong = PROOF === 'long' || PROOF === 'mutation';
const usual = isLong ? Math.floor(Math.random() * 1e9) : 1;
const seedOr = (other: number) => Number(PROOF_SEED ?? other);
const steps = PROOF_STEPS === undefined ? undefined : readSteps(PROOF_STEPS);
const say = (line: string) => void process.stdout.write(`${line}\n`);
/** Ten thousand in `npm test`, a million in `npm run proof`: of both settings together where both are there. */
const all = Number(PROOF_ANSWERS ?? (isLong ? 1_000_000 : 10_000));
const each = hasPostgres() && PROOF !== 'mutation' ? all / 2 : all;
const TIME_LIMIT_MS = isLong ? 24 * 3_600_000 : 300_000;

describe('whoever looks, whatever has happened: no answer, log or store holds what is not for them', () => {
  test('with SQLite', () => proveIn('SQLite', seedOr(usual), startAlone), TIME_LIMIT_MS);

  onPostgres('with two instances', (on) => {
    describeWithRedis('and Redis', (redisUrl) => {
      test('that share both', () => proveIn('two instances', seedOr(usual + 1_000), () => startShared({ databaseUrl: urlOf(on.settings), administratorUrl: administratorUrl(), redisUrl })), TIME_LIMIT_MS);
    });
  });
});

async function proveIn(name: string, seed: number, start: () => Promise<Setting>): Promise<void> {
  say(`the proof with ${name} begins with seed ${seed}`);
  const proof = await prove({ seed, answers: each, start, steps, patienceMs: PROOF === 'mutation' ? 0 : isLong ? 600_000 : 60_000, say });
  if (proof.leak) throw new Error(describeLeak(proof.leak));
  if (steps === undefined) expectFullness(proof);
}

/** A run that shows nothing to anybody leaks nothing either. */
function expectFullness({ counts, kinds }: Proof): void {
  const { answers, shown, open, byPerson } = counts;
  say(`${answers} answers, in which ${shown} private texts and ${open} public ones were shown to whom they are for; steps: ${JSON.stringify(Object.fromEntries(kinds))}`);
  expect(answers).toBeGreaterThanOrEqual(each);
  expect(shown / answers).toBeGreaterThan(0.1);
  expect(open / answers).toBeGreaterThan(0.1);
  if (answers < 4_000) return;
  expect(KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
  const linkable = [0, 1].flatMap((tenant) => ['dana', 'gerda', 'ada'].map((person) => `${tenant} ${person}`));
  expect(linkable.filter((one) => (byPerson.get(one) ?? 0) < answers / 1_000)).toEqual([]);
}

function hasPostgres(): boolean {
  try {
    return administratorUrl() !== '';
  } catch {
    return false;
  }
}

function urlOf(settings: { readonly dialect: string; readonly url?: string }): string {
  if (settings.url === undefined) throw new Error('That is no PostgreSQL.');
  return settings.url;
}

/** One step a line, as a failing run prints them. */
function readSteps(path: string): Step[] {
  return readFileSync(path, 'utf8').split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Step);
}
