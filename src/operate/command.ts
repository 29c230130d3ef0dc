import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Writes one line for the operator. */
export type Say = (line: string) => void;

/** The command was called wrongly, or there is nothing that it may do: the message is all that is told. */
export class Refused extends Error {}

/** Ends the process with the exit code that `command` resolves to; with 1 and the message alone where it throws. */
export function runCommand(command: (say: Say) => Promise<number>, otherwise: string): void {
  // Whoever read it has read enough, such as `head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  command((line) => process.stdout.write(`${line}\n`)).then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error && error.message ? error.message : otherwise}\n`);
      process.exit(1);
    },
  );
}

/** The values of these options. @throws Refused with `usage` for anything else */
export function readOptions<Options extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: Options, usage: string) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false, strict: true }).values;
  } catch (error) {
    throw new Refused(`${error instanceof Error ? error.message : 'These arguments can\'t be read.'}\n\n${usage}`);
  }
}

export const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;
