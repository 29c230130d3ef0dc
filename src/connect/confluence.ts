import { z } from 'zod';
import type { Logger } from '../logger.js';
import type { Addon } from './addon.js';
import type { Tenant } from './caller.js';
import { CONFLUENCE_CALLS, type ConfluenceCall } from './confluence-calls.js';

/** What the app asks of Confluence, signed as itself. */
export interface Confluence {
  /** The person's display name; undefined when Confluence doesn't tell, for whatever reason. */
  userName(tenant: Tenant, accountId: string, signal: AbortSignal): Promise<string | undefined>;
}

const TIMEOUT_MS = 3_000;
const MOST_BYTES = 256 * 1024;
const User = z.object({ displayName: z.string().min(1).max(500).optional(), publicName: z.string().min(1).max(500).optional() });

/** https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-users/ */
export function createConfluence({ addon, logger }: { addon: Addon; logger: Logger }): Confluence {
  return {
    async userName(tenant, accountId, signal) {
      try {
        const answer = User.parse(await call(addon, tenant, CONFLUENCE_CALLS.readUser, { accountId }, signal));
        return answer.displayName ?? answer.publicName;
      } catch (error) {
        logger.info({ tenant: tenant.clientKey, err: error }, 'Confluence did not tell a person’s name');
        return undefined;
      }
    },
  };
}

/** The part of ACE's HTTP client that is used; it hands back the request so that it can be ended. */
interface Call {
  abort(): void;
}
interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * One call by ACE's client, which signs it. ACE's own client has no clock and follows redirects: this ends after 3 s, takes
 * 200 and JSON up to 256 KiB, and builds the path from encoded parts.
 */
function call(addon: Addon, tenant: Tenant, { method, path }: ConfluenceCall, values: Record<string, string>, signal: AbortSignal): Promise<unknown> {
  const uri = path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(values[name] ?? ''));
  const client = addon.httpClient({ clientKey: tenant.clientKey });
  return new Promise((resolve, reject) => {
    const end = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    let running: Call | undefined;
    const stop = (why: string) => {
      running?.abort();
      reject(new Error(why));
    };
    const onAbort = () => stop('Confluence did not answer in time');
    end.addEventListener('abort', onAbort, { once: true });
    const options = { url: uri, followRedirect: false, timeout: TIMEOUT_MS, headers: { accept: 'application/json' } };
    const onAnswer = (error: unknown, answer: unknown, body: unknown) => {
      end.removeEventListener('abort', onAbort);
      if (error) reject(new Error('Confluence could not be asked'));
      else settle(answer as Answer, body, resolve, reject);
    };
    const send = method === 'GET' ? client.get : client.post;
    send.call(client, options, onAnswer).then(
      (started: unknown) => {
        // Without the tenant ACE calls back with its error and hands out no request.
        if (started === undefined) return;
        running = started as Call;
        if (end.aborted) return stop('Confluence did not answer in time');
        watchSize(started, stop);
      },
      () => reject(new Error('Confluence could not be asked')),
    );
  });
}

function settle({ statusCode, headers }: Answer, body: unknown, resolve: (value: unknown) => void, reject: (error: Error) => void): void {
  const type = String(headers['content-type'] ?? '');
  if (statusCode !== 200 || !/^application\/json\b/i.test(type)) return reject(new Error(`Confluence answered ${statusCode}`));
  try {
    resolve(JSON.parse(String(body)));
  } catch {
    reject(new Error('Confluence answered with something else than JSON'));
  }
}

function watchSize(started: unknown, stop: (why: string) => void): void {
  const stream = started as { on(event: 'data', listener: (chunk: Buffer) => void): void };
  let size = 0;
  stream.on('data', (chunk) => {
    size += chunk.length;
    if (size > MOST_BYTES) stop('Confluence answered with too much');
  });
}
