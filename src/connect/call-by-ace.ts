import { z } from 'zod';
import type { Addon } from './addon.js';
import type { Tenant } from './caller.js';
import type { Answered } from './confluence-answer.js';
import type { ConfluenceCall } from './confluence-calls.js';

const Answer = z.object({ statusCode: z.number(), headers: z.record(z.string(), z.unknown()) });

/** The part of what ACE's HTTP client hands out that is used: the request, which can be ended. */
interface Running {
  abort(): void;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
}

/** A call as it is sent. */
export interface Sent {
  readonly method: ConfluenceCall['method'];
  readonly url: string;
  /** JSON. */
  readonly body?: string;
}

export interface CallBounds {
  readonly timeoutMs: number;
  readonly mostBytes: number;
  readonly signal: AbortSignal;
}

/** One call by ACE's client, which signs it. ACE's own client has no clock, follows redirects and takes whatever comes: this doesn't. */
export function callByAce(addon: Addon, tenant: Tenant, { method, url, body }: Sent, { timeoutMs, mostBytes, signal }: CallBounds): Promise<Answered> {
  const client = addon.httpClient({ clientKey: tenant.clientKey });
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Error('no time was left to ask Confluence'));
    let running: Running | undefined;
    let over = false;
    // Not AbortSignal.any() with a timeout in it, which Node 20 may collect as garbage and never sets off: https://github.com/nodejs/node/issues/57736
    const timer = setTimeout(() => stop('Confluence did not answer in time'), timeoutMs);
    const onAbort = () => stop('the caller stopped waiting for Confluence');
    signal.addEventListener('abort', onAbort, { once: true });
    const end = (settle: () => void) => {
      over = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    const stop = (why: string) => {
      running?.abort();
      end(() => reject(new Error(why)));
    };
    const refuse = () => end(() => reject(new Error('Confluence could not be asked')));
    const onAnswer = (error: unknown, answer: unknown, text: unknown) => {
      const read = error ? undefined : readAnswered(answer, text);
      end(() => (read ? resolve(read) : reject(new Error(error ? 'Confluence could not be asked' : 'Confluence answered strangely'))));
    };

    const headers = { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) };
    const options = { url, followRedirect: false, timeout: timeoutMs, headers, ...(body !== undefined && { body }) };
    const send: (options: object, onAnswer: (error: unknown, answer: unknown, body: unknown) => void) => Promise<Running | undefined> =
      method === 'GET' ? client.get.bind(client) : client.post.bind(client);
    void send(options, onAnswer).then((started) => {
      running = started;
      // Without the tenant ACE calls back with its error and hands out no request.
      if (over) started?.abort();
      else started?.on('data', limitTo(mostBytes, () => stop('Confluence answered with too much')));
    }, refuse);
  });
}

function readAnswered(answer: unknown, text: unknown): Answered | undefined {
  const read = Answer.safeParse(answer);
  if (!read.success) return undefined;
  const headers = Object.entries(read.data.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  return { status: read.data.statusCode, headers: Object.fromEntries(headers), text: String(text ?? '') };
}

function limitTo(most: number, onMore: () => void): (chunk: Buffer) => void {
  let size = 0;
  return (chunk) => {
    size += chunk.length;
    if (size > most) onMore();
  };
}
