import { spawn } from 'node:child_process';
import type { Environment } from '../../src/settings-reader.js';

/** Thrown where the Forge CLI can't do its part; the message says what to do. */
export class ForgeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ForgeError';
  }
}

export interface ForgeCli {
  /** Runs a command in sight of the person who asked for it, who may be asked something. @throws ForgeError with `hint` where it fails */
  run(args: readonly string[], folder: string, hint: string): Promise<void>;
  /** Runs a command that asks nothing, and gives back what it has written. @throws ForgeError where there is no CLI */
  ask(args: readonly string[], folder: string): Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
}

/** The server's own secrets: the Forge CLI has no business with them. */
const WITHHELD = ['ENCRYPTION_KEYS', 'GITLAB_CLIENT_SECRET', 'GITLAB_TOKEN', 'DATABASE_URL', 'REDIS_URL'];

/** The `forge` that is found on PATH. Who it acts for it knows by itself, from its login or FORGE_EMAIL and FORGE_API_TOKEN. */
export function createForgeCli(environment: Environment, sight: 'inherit' | 'ignore'): ForgeCli {
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => !WITHHELD.some((secret) => name === secret || name === `${secret}_FILE`)));
  return {
    async run(args, folder, hint) {
      const child = spawn('forge', args, { cwd: folder, env, stdio: sight });
      const code = await endOf(child);
      if (code !== 0) throw new ForgeError(`forge ${args[0] ?? ''} failed (${code}); what it says stands above. ${hint}`);
    },
    async ask(args, folder) {
      const child = spawn('forge', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      const texts = { out: '', err: '' };
      child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
      return { code: await endOf(child), ...texts };
    },
  };
}

function endOf(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      reject(new ForgeError(missing ? 'The Forge CLI is missing: install it with `npm install -g @forge/cli`, then `forge login`.' : `The Forge CLI can't be run: ${error.message}`));
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}
