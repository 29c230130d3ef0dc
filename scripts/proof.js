// Runs the leak proof alone and at length: a million answers, from a seed that it prints. See test/proof/README.md.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const jest = [join(root, 'node_modules/jest/bin/jest.js'), 'test/proof/proof.test.ts', '--maxWorkers=1', ...process.argv.slice(2)];
const child = spawn(process.execPath, ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', ...jest], { cwd: root, env: { PROOF: 'long', ...process.env }, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('error', () => process.exit(1)).once('close', (status) => process.exit(status ?? 1));
