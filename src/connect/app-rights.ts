import { z } from 'zod';
import type { MessageKey } from '../../views/words/words.js';
import type { Logger } from '../logger.js';
import type { AskConfluence } from './ask-confluence.js';
import type { Tenant } from './caller.js';
import { RefusedError } from './confluence-answer.js';
import { AUTHOR_CALLS, CONFLUENCE_CALLS, PERSON_CALLS, type Scope } from './confluence-calls.js';

/** One call that the app's scopes allow. */
export interface AppRight {
  readonly name: string;
  readonly scope: Scope;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below `/wiki`, as people read it: without its query. */
  readonly path: string;
  /** Who makes it: the app; under Forge also the server in the name of who calls; an author's browser in a macro's editor. */
  readonly by: 'app' | 'person' | 'author';
  /** What it is for. */
  readonly purpose: MessageKey;
}

export interface CheckedRight {
  readonly right: AppRight;
  /** `unknown`: Confluence did not answer, or not in a way that tells; or it is no call of the app's own. */
  readonly result: 'works' | 'refused' | 'unknown';
  /** What Confluence answered with, if it did. */
  readonly status: number | undefined;
  /** Which permission to give the app's user, where it was refused. */
  readonly grant: MessageKey | undefined;
}

export interface AskedRights {
  /** Of somebody on the site, such as whoever asks. */
  readonly accountId: string;
  /** Of a page that everybody may read; without it reading pages stays unknown. */
  readonly pageId?: string;
}

/** What the app may do in a Confluence: its scopes allow it, and its own user's permissions may not. */
export interface AppRights {
  readonly list: readonly AppRight[];
  /** Tries each call that the app makes by itself, all of which only read; takes no longer than the slowest two. Never throws for what Confluence answers. */
  check(tenant: Tenant, asked: AskedRights, signal: AbortSignal): Promise<readonly CheckedRight[]>;
}

type AppCall = keyof typeof CONFLUENCE_CALLS;
interface About {
  readonly purpose: MessageKey;
  readonly grant: MessageKey;
}

const SEE_PEOPLE = 'rights.grantPeople';
const ABOUT_APP: Readonly<Record<AppCall, About>> = {
  readUser: { purpose: 'rights.readUser', grant: SEE_PEOPLE },
  readPage: { purpose: 'rights.readPage', grant: 'rights.grantPages' },
  readOperations: { purpose: 'rights.readOperations', grant: SEE_PEOPLE },
  readGroupsOf: { purpose: 'rights.readGroupsOf', grant: SEE_PEOPLE },
  listGroups: { purpose: 'rights.listGroups', grant: SEE_PEOPLE },
  listAdministratorGroups: { purpose: 'rights.listAdministratorGroups', grant: SEE_PEOPLE },
  findGroups: { purpose: 'rights.findGroups', grant: SEE_PEOPLE },
  listSpaces: { purpose: 'rights.listSpaces', grant: 'rights.grantSpaces' },
  readSpacePermissions: { purpose: 'rights.readSpacePermissions', grant: 'rights.grantSpaces' },
  reportAccounts: { purpose: 'rights.reportAccounts', grant: SEE_PEOPLE },
};
const PERSON_PURPOSES: Readonly<Record<keyof typeof PERSON_CALLS, MessageKey>> = { readOwnOperations: 'rights.readOwnOperations' };
const AUTHOR_PURPOSES: Readonly<Record<keyof typeof AUTHOR_CALLS, MessageKey>> = {
  readOwnPage: 'rights.readOwnPage',
  readOwnDraft: 'rights.readOwnDraft',
  writeOwnPage: 'rights.writeOwnPage',
};

type Described = Pick<AppRight, 'scope' | 'method' | 'path'>;
const right = (name: string, { scope, method, path }: Described, by: AppRight['by'], purpose: MessageKey): AppRight => ({ name, scope, method, path: path.replace(/\?.*$/, ''), by, purpose });
const namesOf = <Name extends string>(calls: Readonly<Record<Name, unknown>>) => Object.keys(calls) as Name[];

const APP_RIGHTS = namesOf(CONFLUENCE_CALLS).map((name) => ({ name, right: right(name, CONFLUENCE_CALLS[name], 'app', ABOUT_APP[name].purpose) }));
const OTHER_RIGHTS = [
  ...namesOf(PERSON_CALLS).map((name) => right(name, PERSON_CALLS[name], 'person', PERSON_PURPOSES[name])),
  ...namesOf(AUTHOR_CALLS).map((name) => right(name, AUTHOR_CALLS[name], 'author', AUTHOR_PURPOSES[name])),
];

const REFUSALS = new Set([401, 403, 404]);
const MOST_BYTES = 5 * 1024 * 1024;
const SpacePage = z.object({ results: z.array(z.object({ id: z.string() })) });

export function createAppRights({ ask, logger }: { ask: AskConfluence; logger: Logger }): AppRights {
  async function tryCall(tenant: Tenant, name: AppCall, values: Readonly<Record<string, string>>, signal: AbortSignal): Promise<{ status: number | undefined; answer?: unknown }> {
    try {
      return { status: 200, answer: await ask(tenant, CONFLUENCE_CALLS[name], { limit: '1', start: '0', query: 'a', ...values }, { signal, mostBytes: MOST_BYTES }) };
    } catch (error) {
      logger.info({ tenant: tenant.clientKey, call: name, err: error }, 'a call to Confluence was tried and did not work');
      return { status: error instanceof RefusedError ? error.status : undefined };
    }
  }

  return {
    list: [...APP_RIGHTS.map((each) => each.right), ...OTHER_RIGHTS],
    async check(tenant, { accountId, pageId }, signal) {
      const spaces = tryCall(tenant, 'listSpaces', {}, signal);
      const statusOf = async (name: AppCall): Promise<number | undefined> => {
        // It tells something, and is not to be tried.
        if (name === 'reportAccounts') return undefined;
        if (name === 'listSpaces') return (await spaces).status;
        if (name === 'readPage') return pageId === undefined ? undefined : (await tryCall(tenant, name, { id: pageId }, signal)).status;
        if (name !== 'readSpacePermissions') return (await tryCall(tenant, name, { accountId }, signal)).status;
        const id = firstSpace((await spaces).answer);
        return id === undefined ? undefined : (await tryCall(tenant, name, { id }, signal)).status;
      };
      const tried = await Promise.all(APP_RIGHTS.map(async ({ name, right: own }) => judge(own, await statusOf(name), ABOUT_APP[name].grant)));
      return [...tried, ...OTHER_RIGHTS.map((other): CheckedRight => ({ right: other, result: 'unknown', status: undefined, grant: undefined }))];
    },
  };
}

function judge(own: AppRight, status: number | undefined, grant: MessageKey): CheckedRight {
  if (status === 200) return { right: own, result: 'works', status, grant: undefined };
  // What one may not see looks like what is not there.
  if (status !== undefined && REFUSALS.has(status)) return { right: own, result: 'refused', status, grant };
  return { right: own, result: 'unknown', status, grant: undefined };
}

function firstSpace(answer: unknown): string | undefined {
  const read = SpacePage.safeParse(answer);
  return read.success ? read.data.results[0]?.id : undefined;
}
