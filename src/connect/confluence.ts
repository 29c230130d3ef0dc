import { z } from 'zod';
import type { Logger } from '../logger.js';
import type { Addon } from './addon.js';
import type { Tenant } from './caller.js';
import { readAnswer, RefusedError } from './confluence-answer.js';
import { CONFLUENCE_CALLS, type ConfluenceCall } from './confluence-calls.js';
import { askGateway } from './forge/gateway.js';
import { accessOf } from './forge/system-token.js';

/** What the app asks of Confluence, signed as itself. */
export interface Confluence {
  /** The person's display name; undefined when Confluence doesn't tell, for whatever reason. */
  userName(tenant: Tenant, accountId: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * The page as the app user may read it now, whichever version that is; undefined where it may not, or there is none.
   * @throws Error when Confluence doesn't tell within 3 s
   */
  pageStorage(tenant: Tenant, pageId: string, signal: AbortSignal): Promise<PageStorage | undefined>;
}

export interface PageStorage {
  readonly version: number;
  /** XHTML with Confluence's own elements: https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html */
  readonly storage: string;
}

const TIMEOUT_MS = 3_000;
const MOST_BYTES = { user: 256 * 1024, page: 5 * 1024 * 1024 };
/** Hidden or empty names count as none. */
const Name = z.string().trim().min(1).max(500).optional().catch(undefined);
const User = z.object({ displayName: Name, publicName: Name });
const Page = z.object({
  id: z.string(),
  status: z.literal('current'),
  version: z.object({ number: z.number().int().positive() }),
  body: z.object({ storage: z.object({ value: z.string() }) }),
});
const Answer = z.object({ statusCode: z.number(), headers: z.object({ 'content-type': z.string().default('') }) });

/** https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-users/ and https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/ */
export function createConfluence({ addon, logger }: { addon: Addon; logger: Logger }): Confluence {
  return {
    async userName(tenant, accountId, signal) {
      try {
        const answer = User.parse(await call(addon, tenant, CONFLUENCE_CALLS.readUser, { accountId }, MOST_BYTES.user, signal));
        return answer.displayName ?? answer.publicName;
      } catch (error) {
        logger.info({ tenant: tenant.clientKey, err: error }, 'Confluence did not tell a person’s name');
        return undefined;
      }
    },
    async pageStorage(tenant, pageId, signal) {
      const answer = await call(addon, tenant, CONFLUENCE_CALLS.readPage, { id: pageId }, MOST_BYTES.page, signal).catch(refusal);
      if (answer === undefined) return undefined;
      const { id, version, body } = Page.parse(answer);
      if (id !== pageId) throw new Error('Confluence answered with another page');
      return { version: version.number, storage: body.storage.value };
    },
  };
}

/** Undefined for what the app user may not see, which looks like what is not there. @throws what else it is given */
function refusal(error: unknown): undefined {
  if (!(error instanceof RefusedError) || (error.status !== 403 && error.status !== 404)) throw error;
}

/** The part of what ACE's HTTP client hands out that is used: the request, which can be ended. */
interface Running {
  abort(): void;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
}

/** One call within 3 s, its path built from encoded parts: signed by the tenant's secret or, where there is none, with what the request has brought. */
function call(addon: Addon, tenant: Tenant, { method, path }: ConfluenceCall, values: Record<string, string>, mostBytes: number, signal: AbortSignal): Promise<unknown> {
  const url = path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(values[name] ?? ''));
  const access = accessOf(tenant);
  return access ? askGateway(access, url, { timeoutMs: TIMEOUT_MS, mostBytes, signal }) : callByAce(addon, tenant, method, url, mostBytes, signal);
}

/**
 * One call by ACE's client, which signs it. ACE's own client has no clock and follows redirects: this ends after 3 s, and takes
 * 200 and JSON up to `mostBytes`.
 */
function callByAce(addon: Addon, tenant: Tenant, method: ConfluenceCall['method'], url: string, mostBytes: number, signal: AbortSignal): Promise<unknown> {
  const client = addon.httpClient({ clientKey: tenant.clientKey });
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Error('no time was left to ask Confluence'));
    let running: Running | undefined;
    let over = false;
    // Not AbortSignal.any() with a timeout in it, which Node 20 may collect as garbage and never sets off: https://github.com/nodejs/node/issues/57736
    const timer = setTimeout(() => stop('Confluence did not answer in time'), TIMEOUT_MS);
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
    const onAnswer = (error: unknown, answer: unknown, body: unknown) => (error ? refuse() : end(() => settleWith(answer, body, resolve, reject)));

    const options = { url, followRedirect: false, timeout: TIMEOUT_MS, headers: { accept: 'application/json' } };
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

function settleWith(answer: unknown, body: unknown, resolve: (value: unknown) => void, reject: (error: Error) => void): void {
  const read = Answer.safeParse(answer);
  if (!read.success) return reject(new Error('Confluence answered strangely'));
  try {
    resolve(readAnswer(read.data.statusCode, read.data.headers['content-type'], String(body)));
  } catch (error) {
    reject(error instanceof Error ? error : new Error('Confluence answered strangely'));
  }
}

function limitTo(most: number, onMore: () => void): (chunk: Buffer) => void {
  let size = 0;
  return (chunk) => {
    size += chunk.length;
    if (size > most) onMore();
  };
}
