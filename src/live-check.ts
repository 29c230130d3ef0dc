import { describeAssumptions } from './assumptions/describe.js';
import { readRecord, recordFile, withFinding, writeRecord } from './assumptions/record.js';
import { ROOT } from './root.js';
import { ArgumentError, readArguments, USAGE, type Wanted } from './live-check/arguments.js';
import { askPerson, type Person } from './live-check/questions.js';
import { printable, runChecks, type Running } from './live-check/run.js';
import { openTargets } from './live-check/targets.js';
import { loadSettings } from './settings.js';

const USED_WRONGLY = 2;
const INTERRUPTED = 130;

/** `npm run live-check`: the exit code is 0 where nothing that was tried failed, 1 where something did or nothing was tried, 2 for wrong arguments, 130 when interrupted. */
async function main(): Promise<number> {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted.list) {
    console.log(describeAssumptions());
    return 0;
  }
  const ending = new AbortController();
  const interrupt = () => ending.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  const isThere = wanted.interactive && process.stdin.isTTY;
  if (wanted.interactive && !isThere) console.error('No terminal to ask questions at: what somebody has to look at stays untried.');
  const person = isThere ? askPerson({ input: process.stdin, output: process.stdout, signal: ending.signal }) : undefined;
  try {
    return await check(wanted, person, ending.signal);
  } finally {
    person?.close();
  }
}

async function check(wanted: Wanted, person: Person | undefined, signal: AbortSignal): Promise<number> {
  const settings = loadSettings(process.env, ROOT);
  const before = readRecord(ROOT);
  if (before.problem !== undefined) console.error(`${before.problem.split(',', 1)[0]}; it is made anew.`);
  let { record } = before;
  const keep: Running['keep'] = ({ about, address }, id, { result, detail, ...measured }) => {
    if (result === 'untried') return;
    record = withFinding(record, about, address, id, { result, at: new Date().toISOString(), detail: printable(detail), ...measured });
    writeRecord(ROOT, record);
  };
  const token = wanted.gitlab === undefined ? undefined : await gitlabToken(wanted.gitlab, person);
  const { targets, close } = await openTargets({ settings, wanted, token, signal });
  try {
    const say = (line: string) => console.log(line);
    const { held, failed, untried } = await runChecks({ targets, answer: person?.answer, keep, say, signal });
    console.log(`\n${held} held, ${failed} did not hold, ${untried} not tried${signal.aborted ? ', and it was interrupted' : ''}.`);
    const isTried = held + failed > 0;
    console.log(!isTried ? 'Nothing was tried, and nothing was kept.' : `${recordFile(ROOT)} holds what was found. Restart the app to have it read that; where it runs elsewhere, copy the file into its data/ first.`);
    return signal.aborted ? INTERRUPTED : failed > 0 || !isTried ? 1 : 0;
  } finally {
    await close();
  }
}

/** From the environment, or from somebody who types it unseen. */
async function gitlabToken(address: string, person: Person | undefined): Promise<string | undefined> {
  const given = process.env.GITLAB_TOKEN?.trim() || (await person?.secret(`A token for ${address} with the scope read_api tries more (Enter for none): `));
  if (given && !/^[\x21-\x7e]{1,1024}$/.test(given)) throw new ArgumentError('GITLAB_TOKEN holds something else than a token.');
  return given || undefined;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isUsage = error instanceof ArgumentError;
    console.error(error instanceof Error ? error.message : 'It could not be tried.');
    if (isUsage) console.error(`\n${USAGE}`);
    process.exit(isUsage ? USED_WRONGLY : 1);
  },
);
