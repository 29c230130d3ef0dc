import { fork, type ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Another process of a benchmark, by what it can be asked. */
export interface Child<Questions extends Asked> {
  ask<Name extends keyof Questions & string>(name: Name, ...given: Parameters<Questions[Name]>): Promise<Awaited<ReturnType<Questions[Name]>>>;
  stop(): Promise<void>;
}

type Asked = { readonly [name: string]: (given: never) => unknown };

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

export interface ChildOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** The processor that it is kept on, where `taskset` is there; the others are kept off it by who starts them. */
  readonly processor?: number | undefined;
  /** Nothing that it prints is shown, as of a server whose log goes elsewhere. */
  readonly silent?: boolean;
  /** For Node, such as `--cpu-prof`. */
  readonly flags?: readonly string[];
}

/** Starts a file of this folder, named by its URL, which answers by `answerQuestions`. */
export function startChild<Questions extends Asked>(file: URL, { environment = {}, processor, silent = false, flags = [] }: ChildOptions = {}): Child<Questions> {
  const { PATH = '', HOME = '' } = process.env;
  const child = fork(fileURLToPath(file), { env: { PATH, HOME, ...environment }, execArgv: [...flags], stdio: ['ignore', silent ? 'ignore' : 'inherit', 'inherit', 'ipc'] });
  keepOn(child.pid, processor);
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let asked = 0;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.on('message', ({ id, value, error }: Answer) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asker?.resolve(value as never);
    else asker?.reject(new Error(error));
  });
  void ended.then(() => {
    for (const { reject } of waiting.values()) reject(new Error('The process has ended.'));
  });
  return {
    ask: (name, ...given) =>
      new Promise((resolve, reject) => {
        waiting.set((asked += 1), { resolve, reject });
        child.send({ id: asked, name, given: given[0] });
      }),
    async stop() {
      end(child);
      await ended;
    },
  };
}

/** In the child: answers what is asked, one question at a time or many. Ends with the parent. */
export function answerQuestions(questions: Asked): void {
  process.on('message', ({ id, name, given }: { id: number; name: string; given: never }) => {
    Promise.resolve()
      .then(() => questions[name]?.(given))
      .then((value) => process.send?.({ id, value }), (error: unknown) => process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : 'failed' }));
  });
  process.once('disconnect', () => process.exit(0));
}

/** Keeps a process on one processor; without `taskset` it goes where it likes. */
export function keepOn(pid: number | undefined, processor: number | undefined): void {
  if (pid !== undefined && processor !== undefined) spawnSync('taskset', ['-apc', String(processor), String(pid)], { stdio: 'ignore' });
}

function end(child: ChildProcess): void {
  if (child.connected) child.disconnect();
}
