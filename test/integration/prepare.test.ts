import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const SCRIPTS = join(import.meta.dirname, '../../scripts');

/** Each notes that it ran, and leaves behind what the real one would. */
const NPM = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('did.log', 'npm ' + process.argv.slice(2).join(' ') + '\\n');
if (process.env.NPM_FAILS) process.exit(7);
await new Promise((resolve) => setTimeout(resolve, 100));
mkdirSync('node_modules', { recursive: true });
writeFileSync('node_modules/made', '');
`;
const BUILD = `
import { appendFileSync, mkdirSync } from 'node:fs';
appendFileSync('did.log', 'build\\n');
if (process.env.BUILD_FAILS) process.exit(3);
mkdirSync('dist', { recursive: true });
`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'prepare-'));
  cpSync(SCRIPTS, join(root, 'scripts'), { recursive: true });
  for (const folder of ['src', 'npm']) mkdirSync(join(root, folder));
  write('scripts/build.js', BUILD);
  write('npm/npm-cli.js', NPM);
  write('package.json', JSON.stringify({ type: 'module', allowScripts: { compiled: true, refused: false } }));
  write('package-lock.json', JSON.stringify({ packages: { '': {}, 'node_modules/compiled': { version: '1.0.0' }, 'node_modules/elsewhere': { version: '1.0.0', optional: true } } }));
  write('tsconfig.json', '{}');
  write('atlassian-connect.json', '{}');
  write('src/server.ts', 'one');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

function did(): string[] {
  return existsSync(join(root, 'did.log')) ? readFileSync(join(root, 'did.log'), 'utf8').trim().split('\n') : [];
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function prepare(environment: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'scripts/prepare.js')], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH ?? '', npm_execpath: join(root, 'npm/npm-cli.js'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

const INSTALL = 'npm ci --include=dev --ignore-scripts --no-audit --no-fund';
const REBUILD = 'npm rebuild compiled';

describe('preparing a checkout', () => {
  it('installs with the compiler and builds, saying so on stderr, and has nothing to do the second time', async () => {
    const first = await prepare({ NODE_ENV: 'production' });
    expect(first).toMatchObject({ code: 0, stdout: '' });
    expect(first.stderr).toMatch(/Installing[^]*Building/);
    expect(did()).toEqual([INSTALL, REBUILD, 'build']);
    expect(await prepare()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(did()).toHaveLength(3);
  });

  it('builds again when a source changed, appeared or went, and installs again when the lock file changed', async () => {
    await prepare();
    write('src/server.ts', 'two');
    await prepare();
    write('src/more.ts', '');
    await prepare();
    rmSync(join(root, 'src/more.ts'));
    await prepare();
    expect(did()).toEqual([INSTALL, REBUILD, 'build', 'build', 'build', 'build']);
    write('package-lock.json', JSON.stringify({ packages: { '': {} } }));
    await prepare();
    expect(did().slice(6)).toEqual([INSTALL, REBUILD, 'build']);
  });

  it('ends with the exit code of what failed, and does that again the next time', async () => {
    expect(await prepare({ NPM_FAILS: '1' })).toMatchObject({ code: 7 });
    expect(await prepare({ BUILD_FAILS: '1' })).toMatchObject({ code: 3 });
    expect(await prepare()).toMatchObject({ code: 0 });
    expect(did()).toEqual([INSTALL, INSTALL, REBUILD, 'build', 'build']);
  });

  it('is done once by several starts at the same time', async () => {
    const ended = await Promise.all(Array.from({ length: 4 }, () => prepare()));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(did()).toEqual([INSTALL, REBUILD, 'build']);
    expect(existsSync(join(root, '.preparing'))).toBe(false);
  });

  it('goes on where a start was killed in the middle', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => gone.once('close', resolve));
    write('.preparing', String(gone.pid));
    await Promise.all([prepare(), prepare(), prepare()]);
    expect(did()).toEqual([INSTALL, REBUILD, 'build']);
  });

  describe('after somebody installed by hand', () => {
    const byHand = (version: string, code: string) => {
      mkdirSync(join(root, 'node_modules/compiled'), { recursive: true });
      write('node_modules/compiled/index.js', code);
      write('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/compiled': { version } } }));
    };

    it('takes what is there, when it is all of the lock file and what had to be compiled loads', async () => {
      byHand('1.0.0', '');
      await prepare();
      expect(did()).toEqual(['build']);
    });

    it.each([
      ['another version is there', '1.0.1', ''],
    ])('installs anew when %s', async (_what, version, code) => {
      byHand(version, code);
      await prepare();
      expect(did()).toEqual([INSTALL, REBUILD, 'build']);
    });

    it('compiles anew, and installs nothing, when what had to be compiled does not load', async () => {
      byHand('1.0.0', 'throw new Error("not compiled")');
      await prepare();
      expect(did()).toEqual([REBUILD, 'build']);
    });
  });

  it('uses the npm in PATH when another package manager started it', async () => {
    mkdirSync(join(root, 'bin'));
    writeFileSync(join(root, 'bin/npm'), `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'npm/npm-cli.js')}" "$@"\n`, { mode: 0o755 });
    const { code } = await prepare({ npm_execpath: '/somewhere/yarn.js', PATH: join(root, 'bin') });
    expect(code).toBe(0);
    expect(did()).toEqual([INSTALL, REBUILD, 'build']);
  });

  it('says so when there is no npm', async () => {
    const { code, stderr } = await prepare({ npm_execpath: '', PATH: join(root, 'nowhere') });
    expect(code).toBe(1);
    expect(stderr).toContain('npm could not be run');
  });
});
