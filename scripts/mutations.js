// Proves the leak proof: makes the faults of `test/proof/mutations.js` one by one in a copy of the sources, and runs the proof on each
// until it finds the fault. `npm run proof:mutations -- WORDS` takes those whose names hold the words. Exits with 1 unless each is caught.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTATIONS } from '../test/proof/mutations.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const COPIED = ['src', 'views', 'demo', 'messages', 'public', 'test/proof', 'test/support', 'test/integration/stand-in-confluence-fake-app.ts', 'dist/public', 'package.json', 'jest.config.js', 'tsconfig.json', 'atlassian-connect.json', 'config.json'];
/** So many answers, and so long, one fault may stay hidden. */
const ANSWERS = 40_000;
const TIME_LIMIT_MS = 8 * 60_000;

const words = process.argv.slice(2).join(' ');
const chosen = MUTATIONS.filter(({ name }) => name.includes(words));
const copy = mkdtempSync(join(tmpdir(), 'proof-mutations-'));
let running;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    if (running) process.kill(-running.pid, 'SIGKILL');
    rmSync(copy, { recursive: true, force: true });
    process.exit(1);
  });
}

const missed = [];
try {
  for (const path of COPIED) cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const mutation of chosen) {
    const began = performance.now();
    const found = await tryOne(mutation);
    const seconds = Math.round((performance.now() - began) / 1_000);
    if (found.caughtAfter === undefined) missed.push(mutation.name);
    console.log(found.caughtAfter === undefined ? `${found.broke ? 'the proof broke' : 'NOT caught'}: ${mutation.name} (${seconds} s)\n${found.end}` : `caught after ${found.caughtAfter} answers: ${mutation.name} (${seconds} s)`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${chosen.length - missed.length} of ${chosen.length} faults caught`);
process.exit(missed.length > 0 || chosen.length === 0 ? 1 : 0);

async function tryOne({ name, shared = false, edits }) {
  const before = new Map(edits.map(({ file }) => [file, readFileSync(join(copy, file), 'utf8')]));
  try {
    for (const { file, find, put } of edits) {
      const text = readFileSync(join(copy, file), 'utf8');
      if (text.split(find).length !== 2) throw new Error(`${name}: ${file} has to hold this exactly once: ${find}`);
      writeFileSync(join(copy, file), text.replace(find, () => put));
    }
    return await runProof(shared ? 'two instances' : 'SQLite');
  } finally {
    for (const [file, text] of before) writeFileSync(join(copy, file), text);
  }
}

function runProof(setting) {
  const jest = [join(root, 'node_modules/jest/bin/jest.js'), 'proof/proof', '--maxWorkers=1', '-t', setting];
  const environment = { ...process.env, PROOF: 'mutation', PROOF_ANSWERS: String(ANSWERS), PROOF_SEED: '1' };
  // At the head of its own group of processes, so that it can be ended whole.
  const child = spawn(process.execPath, ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', ...jest], { cwd: copy, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  running = child;
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), TIME_LIMIT_MS);
  return new Promise((resolve) => child.once('close', (status) => {
    clearTimeout(timer);
    running = undefined;
    const after = /leaked after (\d+) answers/.exec(said)?.[1];
    // What neither leaks nor passes says nothing of the fault; a run that took too long has not found it.
    resolve({ caughtAfter: after, broke: status !== null && status !== 0, end: said.slice(-3_000) });
  }));
}
