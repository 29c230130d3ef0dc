import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A command that the executable was run with. */
export interface ForgeCall {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What manifest.yml held at that moment. */
  readonly manifest: string | undefined;
}

export interface FakeForge {
  /** For PATH. */
  readonly folder: string;
  calls(): readonly ForgeCall[];
  /** What it does from now on, by the command's first words: `install list`. */
  behave(answers: Readonly<Record<string, Answer>>): void;
  remove(): void;
}

export interface Answer {
  readonly code?: number;
  readonly out?: string;
  readonly err?: string;
  /** For `register`: what it puts into the manifest as the app's id; nothing where it is empty. */
  readonly appId?: string;
}

export const NEW_APP_ID = 'ari:cloud:ecosystem::app/0aaaaaaa-1bbb-4ccc-8ddd-2eeeeeeeeeee';

/** As the Forge CLI 13.3 answers: `register` writes the id into the manifest of the folder that it runs in. */
const SCRIPT = `#!${process.execPath}
const fs = require('node:fs');
const path = require('node:path');
const args = process.argv.slice(2);
const manifest = fs.existsSync('manifest.yml') ? fs.readFileSync('manifest.yml', 'utf8') : undefined;
fs.appendFileSync(path.join(__dirname, 'calls'), JSON.stringify({ args, cwd: process.cwd(), env: process.env, manifest }) + '\\n');
const answers = JSON.parse(fs.readFileSync(path.join(__dirname, 'answers.json'), 'utf8'));
const answer = answers[args.slice(0, 2).join(' ')] ?? answers[args[0]] ?? {};
if (args[0] === 'register' && answer.appId) fs.writeFileSync('manifest.yml', manifest.replace(/id: ari:\\S+/, 'id: ' + answer.appId));
process.stdout.write(answer.out ?? '');
process.stderr.write(answer.err ?? '');
process.exitCode = answer.code ?? 0;
`;

const USUAL: Readonly<Record<string, Answer>> = {
  whoami: { out: 'Logged in as Dana (dana@example.com)\nAccount ID: 5e68dltko888jugaukrgg55e\n' },
  register: { out: 'Registered GitLab for Confluence\n', appId: NEW_APP_ID },
  'install list': { out: '[]\n' },
};

/** An executable named `forge` in a folder of its own, that writes down what it is asked. */
export function makeFakeForge(): FakeForge {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'fake-forge-'));
  const behave = (answers: Readonly<Record<string, Answer>>) => writeFileSync(join(folder, 'answers.json'), JSON.stringify({ ...USUAL, ...answers }));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'forge'), SCRIPT);
  chmodSync(join(folder, 'forge'), 0o755);
  behave({});
  const file = join(folder, 'calls');
  return {
    folder,
    calls: () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as ForgeCall) : []),
    behave,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
