// Checks types, style and the direction of imports, then runs every suite and closes with one line of counts.
// `npm test -- unit` narrows the suites to matching paths. REQUIRE_SUITES=1 makes a skipped test a failure.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const narrowed = process.argv.slice(2);

const checks = narrowed.length > 0 ? [] : [
  ['types', require.resolve('typescript/bin/tsc'), ['-p', 'test']],
  ['lint', join(root, 'node_modules/eslint/bin/eslint.js'), ['.']],
  ['imports', join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), ['src', 'views', 'demo', 'forge', '--no-progress']],
];
// Each of them uses one processor.
const verdicts = await Promise.all(checks.map(([name, script, args]) => {
  console.log(`checking ${name}`);
  return new Promise((resolve) => spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' }).once('error', () => resolve(1)).once('close', resolve));
}));
const broken = checks.filter((_check, index) => verdicts[index] !== 0);

// Browsers take both cores of a small machine, so their suites come one by one after the others.
const runs = narrowed.length > 0 ? [narrowed] : [['--testPathIgnorePatterns=browser'], ['--testPathPatterns=browser', '--maxWorkers=1']];
// Modules that were loaded for one file stay in a worker's memory; past so much of it tidying up takes longer than the tests.
const FRESH = ['--workerIdleMemoryLimit=800MB'];

const folder = mkdtempSync(join(tmpdir(), 'gitlab-for-confluence-test-'));
const results = [];
for (const [run, args] of runs.entries()) results.push(await runJest(args, run));
const proofs = narrowed.length > 0 || process.env.REQUIRE_SUITES === undefined ? 0 : checkProofs();
rmSync(folder, { recursive: true, force: true });
const counts = {
  passed: sum('passed'),
  failed: sum('failed'),
  skipped: sum('skipped'),
  skippedNames: results.flatMap(({ skippedNames }) => skippedNames),
};

for (const name of counts.skippedNames) console.log(`skipped: ${name}`);
for (const [name] of broken) console.log(`failed: ${name}`);
// Pictures can only be compared where the very same Chromium and fonts draw them, which no machine can be made to have.
const required = counts.skippedNames.filter((name) => !name.startsWith('looks recorded elsewhere:'));
const skippedIsFailure = process.env.REQUIRE_SUITES !== undefined && required.length > 0;
if (skippedIsFailure) console.log('failed: every suite is required here, and some were skipped');
const failed = counts.failed + broken.length + proofs;
console.log(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`);
process.exit(failed > 0 || results.some(({ status }) => status !== 0) || skippedIsFailure || counts.passed === 0 ? 1 : 0);

async function runJest(args, run) {
  const report = join(folder, `${run}.json`);
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const reporters = ['--reporters=default', `--reporters=${join(root, 'scripts/stalls.js')}`];
  const jest = [join(root, 'node_modules/jest/bin/jest.js'), ...args, '--json', `--outputFile=${report}`, ...workers(args), ...FRESH, ...reporters];
  // At the head of its own group of processes, so that a stalled run can be ended whole.
  const child = spawn(process.execPath, [...flags, ...jest], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  const pass = (signal) => process.kill(-child.pid, signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  const status = await new Promise((resolve) => child.once('error', () => resolve(1)).once('close', resolve));
  process.off('SIGINT', pass).off('SIGTERM', pass);
  return { status, ...readCounts(report) };
}

function workers(args) {
  return args.some((argument) => argument.startsWith('--maxWorkers')) ? [] : ['--maxWorkers=2'];
}

/** Whether every part of docs/security.md was proven in these runs: 0, or 1 once it has said which was not. */
function checkProofs() {
  const testResults = runs.flatMap((_args, run) => {
    try {
      return JSON.parse(readFileSync(join(folder, `${run}.json`), 'utf8')).testResults;
    } catch {
      return [];
    }
  });
  const all = join(folder, 'all.json');
  writeFileSync(all, JSON.stringify({ testResults }));
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/security-document.js'), '--ran', all], { cwd: root, stdio: 'inherit' });
  return status === 0 ? 0 : 1;
}

function sum(name) {
  return results.reduce((total, counts) => total + counts[name], 0);
}

function readCounts(report) {
  try {
    const { testResults, numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
    const skippedNames = testResults.flatMap((file) => file.assertionResults.filter((test) => test.status === 'pending').map((test) => test.fullName));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, skipped: numPendingTests, skippedNames: [...new Set(skippedNames)] };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, skippedNames: [] };
  }
}
