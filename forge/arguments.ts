import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Thrown for what cannot be done as it was asked for: holds every problem, each with its remedy. */
export class AskedError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'AskedError';
  }
}

/** The values of a command's options, of which `usage` tells. @throws AskedError for an argument that is none of them, or lacks its value */
export function readArguments<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T, usage?: string) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // Node's own errors may be of another realm than this file's.
    const problem = error && typeof error === 'object' && 'message' in error ? String(error.message) : 'These arguments can\'t be read.';
    throw new AskedError(usage === undefined ? [problem] : [problem, '', usage]);
  }
}
