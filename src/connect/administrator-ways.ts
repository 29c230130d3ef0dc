import { z } from 'zod';
import type { AskConfluence } from './ask-confluence.js';
import type { ConnectCaller } from './caller.js';
import { addressOf, CONFLUENCE_CALLS, PERSON_CALLS } from './confluence-calls.js';
import { GroupPage, type People } from './confluence-people.js';
import { askGateway } from './forge/gateway.js';
import { personAccessOf } from './forge/person-token.js';

/** Somebody who has signed in, to be asked about. */
export interface Candidate {
  readonly caller: ConnectCaller;
  readonly accountId: string;
}

/** Whether Confluence says, asked in one way, that somebody administers it. False for an answer that doesn't say so. @throws Error where it doesn't tell */
export type Way = (candidate: Candidate, signal: AbortSignal) => Promise<boolean>;

const Operations = z.object({
  accountId: z.string(),
  operations: z.array(z.object({ operation: z.string(), targetType: z.string() })),
});
const MOST_BYTES = 256 * 1024;
const TIMEOUT_MS = 3_000;
const GROUPS_LIMIT = 200;

/** What the person may do with Confluence as a whole, asked by the app. https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-users/#api-wiki-rest-api-user-get */
export function byOperations(ask: AskConfluence): Way {
  return async ({ caller: { tenant }, accountId }, signal) => administers(await ask(tenant, CONFLUENCE_CALLS.readOperations, { accountId }, { signal }), accountId);
}

/**
 * By the permission that groups have. Confluence's check of a permission (`POST /rest/api/content/{id}/permission/check`, as ACE's
 * authorizeConfluence makes it) can't tell: it knows only whether somebody may read, update or delete one page, which people who
 * administer nothing may do too. So Confluence is asked which groups have the permission of an
 * administrator (`accessType=admin`), and whether the person is in one. No group counts by its name, which promises nothing.
 * Should the filter go away, everybody would be in one of "those" groups: so all groups are asked for too, and where each of them
 * is said to be an administrators' group, or there are more than one answer holds, nobody is known to be an administrator.
 * https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-group/#api-wiki-rest-api-group-get
 */
export function byPermission(ask: AskConfluence, groupsOf: People['groupsOf']): Way {
  return async ({ caller: { tenant }, accountId }, signal) => {
    const values = { limit: String(GROUPS_LIMIT) };
    const read = async (call: 'listGroups' | 'listAdministratorGroups') => GroupPage.parse(await ask(tenant, CONFLUENCE_CALLS[call], values, { signal }));
    const [all, filtered, own] = await Promise.all([read('listGroups'), read('listAdministratorGroups'), groupsOf(tenant, accountId, signal)]);
    if (filtered._links?.next !== undefined || filtered.results.length >= GROUPS_LIMIT) return false;
    const administrators = new Set(filtered.results.map(({ id }) => id));
    const isFiltered = all.results.some(({ id }) => !administrators.has(id));
    return isFiltered && own !== undefined && own.some(({ id }) => administrators.has(id));
  };
}

/** The same as the first, asked in the person's own name: Forge may have given the request their token. The answer has to be theirs. */
export const byPerson: Way = async ({ caller, accountId }, signal) => {
  const access = personAccessOf(caller);
  if (!access) return false;
  return administers(await askGateway(access, addressOf(PERSON_CALLS.readOwnOperations, {}), { timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES, signal }), accountId);
};

function administers(answer: unknown, accountId: string): boolean {
  const read = Operations.parse(answer);
  return read.accountId === accountId && read.operations.some(({ operation, targetType }) => operation === 'administer' && targetType === 'application');
}
