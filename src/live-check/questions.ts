import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { PersonCheck } from '../assumptions/assumption.js';

/** Somebody at a terminal. */
export interface Person {
  /** Undefined where they leave it out; `quit` when they have had enough. */
  answer(check: PersonCheck): Promise<'yes' | 'no' | 'quit' | undefined>;
  /** A line that is not shown while it is typed; empty for none. */
  secret(question: string): Promise<string>;
  close(): void;
}

interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Ends every question as if there were nobody. */
  readonly signal: AbortSignal;
}

const ANSWERS = { y: 'yes', yes: 'yes', n: 'no', no: 'no', q: 'quit', s: undefined, '': undefined } as const;

export function askPerson({ input, output, signal }: Terminal): Person {
  let muted = false;
  const shown = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!muted) output.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input, output: shown, terminal: 'isTTY' in input && input.isTTY === true });
  const waiting: ((line: string | undefined) => void)[] = [];
  const ready: string[] = [];
  let over = false;
  const end = () => {
    over = true;
    for (const next of waiting.splice(0)) next(undefined);
  };
  lines.on('line', (line) => {
    const next = waiting.shift();
    if (next) next(line);
    else ready.push(line);
  });
  lines.on('close', end);
  // In raw mode Ctrl+C comes to the reader instead of the process.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  signal.addEventListener('abort', end, { once: true });

  /** Undefined where nobody is there any more. */
  async function ask(question: string): Promise<string | undefined> {
    output.write(question);
    const line = ready.shift() ?? (over || signal.aborted ? undefined : await new Promise<string | undefined>((resolve) => waiting.push(resolve)));
    return line?.trim();
  }

  return {
    async answer({ steps, question }) {
      output.write(`\n${steps.map((step, index) => `  ${index + 1}. ${step}`).join('\n')}\n`);
      for (;;) {
        const line = await ask(`  ${question} [y/n, s to skip, q to stop] `);
        if (line === undefined) return 'quit';
        const word = line.toLowerCase();
        if (Object.hasOwn(ANSWERS, word)) return ANSWERS[word as keyof typeof ANSWERS];
      }
    },
    async secret(question) {
      const asked = ask(question);
      muted = true;
      const line = await asked;
      muted = false;
      output.write('\n');
      return line ?? '';
    },
    close: () => lines.close(),
  };
}
