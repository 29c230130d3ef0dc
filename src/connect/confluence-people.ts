import { z } from 'zod';
import type { Logger } from '../logger.js';
import type { AskConfluence } from './ask-confluence.js';
import type { Tenant } from './caller.js';
import { CONFLUENCE_CALLS } from './confluence-calls.js';

/** Who is on a site, as the app user may know it; each is undefined where Confluence doesn't tell, for whatever reason. */
export interface People {
  /** The person's display name. */
  userName(tenant: Tenant, accountId: string, signal: AbortSignal): Promise<string | undefined>;
  /** Whether the person is a guest of the site: https://support.atlassian.com/confluence-cloud/docs/invite-guests-for-external-collaboration/ */
  person(tenant: Tenant, accountId: string, signal: AbortSignal): Promise<{ readonly isGuest: boolean } | undefined>;
  /** All groups that the person is a member of; undefined too for somebody in more than 1000. */
  groupsOf(tenant: Tenant, accountId: string, signal: AbortSignal): Promise<readonly Group[] | undefined>;
  /** Groups with these words in their names, 20 at most; none for no words. */
  groups(tenant: Tenant, words: string, signal: AbortSignal): Promise<readonly Group[] | undefined>;
}

export interface Group {
  readonly id: string;
  readonly name: string;
}

const PAGE_OF_GROUPS = 200;
const MOST_PAGES = 5;
const FOUND_GROUPS = 20;
/** Hidden or empty names count as none. */
const Name = z.string().trim().min(1).max(500).optional().catch(undefined);
const User = z.object({ displayName: Name, publicName: Name });
/** An answer that says neither is no answer. https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-users/#api-wiki-rest-api-user-get */
const Standing = z
  .object({ accountId: z.string(), isGuest: z.boolean().optional(), isExternalCollaborator: z.boolean().optional() })
  .refine(({ isGuest, isExternalCollaborator }) => (isGuest ?? isExternalCollaborator) !== undefined);
/** https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-group/ */
export const GroupPage = z.object({
  results: z.array(z.object({ id: z.string().min(1), name: z.string() })),
  _links: z.object({ next: z.string().optional() }).optional(),
});

export function createPeople({ ask, logger }: { ask: AskConfluence; logger: Logger }): People {
  /** What goes wrong is nothing that the reader of a page can help. */
  async function told<T>(tenant: Tenant, what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      logger.info({ tenant: tenant.clientKey, err: error }, `Confluence did not tell ${what}`);
      return undefined;
    }
  }

  return {
    userName: (tenant, accountId, signal) =>
      told(tenant, 'a person’s name', async () => {
        const answer = User.parse(await ask(tenant, CONFLUENCE_CALLS.readUser, { accountId }, { signal }));
        return answer.displayName ?? answer.publicName;
      }),
    person: (tenant, accountId, signal) =>
      told(tenant, 'who a person is', async () => {
        const answer = Standing.parse(await ask(tenant, CONFLUENCE_CALLS.readUser, { accountId }, { signal }));
        if (answer.accountId !== accountId) throw new Error('Confluence answered with another person');
        return { isGuest: answer.isGuest === true || answer.isExternalCollaborator === true };
      }),
    groupsOf: (tenant, accountId, signal) => told(tenant, 'a person’s groups', () => readGroupsOf(ask, tenant, accountId, signal)),
    groups: (tenant, words, signal) =>
      told(tenant, 'its groups', async () => {
        const query = words.trim().slice(0, 100);
        if (query === '') return [];
        const { results } = GroupPage.parse(await ask(tenant, CONFLUENCE_CALLS.findGroups, { query, limit: String(FOUND_GROUPS) }, { signal }));
        return results.slice(0, FOUND_GROUPS);
      }),
  };
}

/** Page by page: Confluence may give fewer than it was asked for. */
async function readGroupsOf(ask: AskConfluence, tenant: Tenant, accountId: string, signal: AbortSignal): Promise<readonly Group[]> {
  const found: Group[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const values = { accountId, start: String(found.length), limit: String(PAGE_OF_GROUPS) };
    const { results, _links } = GroupPage.parse(await ask(tenant, CONFLUENCE_CALLS.readGroupsOf, values, { signal }));
    found.push(...results);
    const isLast = results.length === 0 || (_links?.next === undefined && results.length < PAGE_OF_GROUPS);
    if (isLast) return found;
  }
  throw new Error('the person is in too many groups');
}
