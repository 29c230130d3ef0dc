import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../errors.js';
import type { Logger } from '../logger.js';
import { describeFailure, makeReference, noteFailure, referenceOf } from './request-log.js';

const HEADERS = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
};

/**
 * Answers what Node's own parser and limits refuse, in the shape of every other error and with one log line, and ends the
 * connection. `answer` is that of the request which was arriving on it, where its head had been understood. Gives the status of what
 * no other log or count knows of.
 */
export function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex & { readonly bytesRead?: number }, answer: ServerResponse | undefined, logger: Logger): number | undefined {
  // Gone, or a browser's connection in stock that was never used: there is nobody to tell.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesRead === 0 || answer?.headersSent) {
    socket.destroy();
    return undefined;
  }
  const refusal = refusalOf(error.code);
  const reference = answer ? referenceOf(answer.req) : makeReference();
  const { code, message, status } = refusal;
  const body = JSON.stringify({ error: { code, message, reference } });
  const headers = Object.entries({ ...HEADERS, 'Content-Length': String(Buffer.byteLength(body)) });
  if (answer) {
    noteFailure(answer.req, refusal);
    for (const [name, value] of headers) answer.setHeader(name, value);
    answer.writeHead(status).end(body);
    return undefined;
  }
  // What was sent can't be named: it may be a token.
  logger.info({ reference, status, ...describeFailure(refusal) }, 'request');
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`, () => socket.destroy());
  return status;
}

/** https://nodejs.org/docs/latest-v20.x/api/http.html#event-clienterror */
function refusalOf(code: string | undefined): AppError {
  const cause = code ?? 'unknown';
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new AppError(431, 'too-long', 'The address and headers are too long.', { cause });
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new AppError(413, 'too-large', 'The request body is too large.', { cause });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new AppError(408, 'too-slow', 'The request took too long to arrive.', { cause });
    default:
      return new AppError(400, 'bad-request', 'The request could not be understood.', { cause });
  }
}
