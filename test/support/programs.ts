import { spawnSync } from 'node:child_process';
import { beforeAll, describe } from '@jest/globals';

/** Runs a suite that needs a program of the machine's; where it is missing the suite is skipped by name, unless REQUIRE_SUITES is set. */
export function describeWithProgram(program: string, name: string, suite: () => void): void {
  if (spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0) describe(name, suite);
  else if (process.env.REQUIRE_SUITES === undefined) describe.skip(`${name} (no ${program})`, suite);
  else describe(name, () => beforeAll(() => Promise.reject(new Error(`${program} is required and is not there`))));
}

/** What a program says, and its exit code. */
export function runProgram(program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}, cwd?: string): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...environment }, cwd });
  return { code: status, said: `${stdout}${stderr}` };
}
