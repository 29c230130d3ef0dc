import { isNativeError } from 'node:util/types';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { currentTrace } from './trace.js';

export type Logger = PinoLogger;

/**
 * One JSON line an event. Only what a caller names is logged: no request, response, header or database object goes in whole,
 * errors are cut to name, message, code and stack, and whatever looks like a token is struck out of every line.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    mixin: nameTrace,
    hooks: { streamWrite: strikeTokens },
  };
  return pino(options, destination ?? standardOutput());
}

/** Lines are written together, a moment later or when there are many; at the end of the process what is left is written first. */
function standardOutput(): DestinationStream {
  return pino.destination({ fd: 1, sync: false, minLength: 4_096, periodicFlush: 100 });
}

/** Ties what is logged while a request is answered to its own line. */
function nameTrace(): object {
  const trace = currentTrace();
  return trace ? { trace: trace.id } : {};
}

function describeError(error: unknown): object {
  if (!isNativeError(error)) return { message: typeof error === 'string' ? error : 'not an Error' };
  const { name, message, stack } = error;
  const code = 'code' in error ? { code: String(error.code) } : {};
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return { name, message, ...code, stack, ...cause };
}

const TOKENS = [
  /(?<![\w-])(?=[\w-]*eyJ)[\w-]+\.[\w-]+\.[\w-]*/g, // a JWT, signed or not; each word is looked at once
  /\b(Bearer|JWT)\s+[\w.~+/=-]{8,}/g,
  /\bgl(?:pat|oas|ptt|dt|rt|ft|soat)-[\w.-]{8,}/g, // https://docs.gitlab.com/security/tokens/#token-prefixes
  /\b(jwt|code|state|access_token|refresh_token|client_secret|sharedSecret|password)=[^\s&"\\]+/g,
];

const MAY_HOLD_TOKEN = /eyJ|Bearer|JWT|gl[a-z]{2,4}-|=/;

/** A line of defence behind not logging secrets at all: strikes anything shaped like one out of a line. */
export function strikeTokens(line: string): string {
  if (!MAY_HOLD_TOKEN.test(line)) return line;
  return TOKENS.reduce((text, pattern) => text.replace(pattern, '[struck]'), line);
}
