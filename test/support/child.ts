import { spawn, type ChildProcess } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds since the start. */
  readonly after: number;
}

/** A process under test and everything it says. */
export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout(): string;
  stderr(): string;
  /** The JSON lines of stdout so far. */
  log(): Readonly<Record<string, unknown>>[];
  /** The port, once the server listens. @throws when it ends without */
  listening(): Promise<number>;
}

const running = new Set<ChildProcess>();

/** Runs a command with this environment and nothing else but PATH and HOME. */
export function run(command: string, args: readonly string[], cwd: string, environment: Readonly<Record<string, string>>, detached = false): Child {
  const { PATH = '', HOME = '' } = process.env;
  const started = performance.now();
  const child = spawn(command, args, { cwd, env: { PATH, HOME, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], detached });
  running.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, after: performance.now() - started });
    });
  });
  const log = () => stdout.split('\n').slice(0, -1).filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);
  const findPort = () => log().find(({ msg }) => msg === 'listening')?.port as number | undefined;
  return {
    process: child,
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    log,
    listening: () =>
      new Promise((resolve, reject) => {
        const look = () => {
          const port = findPort();
          if (port !== undefined) resolve(port);
        };
        child.stdout.on('data', look);
        look();
        void ended.then(() => reject(new Error(`It ended without listening: ${stderr || stdout}`)), reject);
      }),
  };
}

/** For `afterEach`: ends what a failed test has left running. */
export async function endChildren(): Promise<void> {
  await Promise.all([...running].map((child) => new Promise((resolve) => child.once('close', resolve) && child.kill('SIGKILL'))));
}
