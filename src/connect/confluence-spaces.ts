import { z } from 'zod';
import type { Logger } from '../logger.js';
import type { AskConfluence } from './ask-confluence.js';
import type { Tenant } from './caller.js';
import { CONFLUENCE_CALLS, type ConfluenceCall } from './confluence-calls.js';
import type { People } from './confluence-people.js';

/** The spaces of a site that the app user may view. */
export interface Spaces {
  /**
   * The spaces with these keys (250 at most), or without them the first 1000. Undefined where Confluence doesn't tell.
   * https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space/#api-spaces-get
   */
  spaces(tenant: Tenant, asked: { readonly keys?: readonly string[] }, signal: AbortSignal): Promise<SpaceList | undefined>;
  /**
   * Whether the person has the permission to administer that space, by themselves or by a group; false for any doubt.
   * https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space-permissions/
   */
  administersSpace(tenant: Tenant, accountId: string, spaceKey: string, signal: AbortSignal): Promise<boolean>;
}

export interface Space {
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

export interface SpaceList {
  readonly spaces: readonly Space[];
  /** There are others than these. */
  readonly more: boolean;
}

interface Parts {
  readonly ask: AskConfluence;
  readonly groupsOf: People['groupsOf'];
  readonly logger: Logger;
}

const PAGE_SIZE = 250;
const MOST_PAGES = 4;
const MOST_BYTES = 2 * 1024 * 1024;
const Links = z.object({ next: z.string().optional() }).optional();
const SpaceItem = z.object({ id: z.string().regex(/^\d{1,20}$/), key: z.string().min(1), name: z.string() });
const PermissionItem = z.object({
  principal: z.object({ type: z.string(), id: z.string() }),
  operation: z.object({ key: z.string(), targetType: z.string() }),
});

export function createSpaces({ ask, groupsOf, logger }: Parts): Spaces {
  /** All pages of a list, four at most. @throws for an answer of another shape */
  async function readAll<T>(tenant: Tenant, call: ConfluenceCall, item: z.ZodType<T>, values: Readonly<Record<string, string>>, signal: AbortSignal): Promise<{ items: T[]; more: boolean }> {
    const Page = z.object({ results: z.array(item), _links: Links });
    const items: T[] = [];
    let cursor = '';
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = Page.parse(await ask(tenant, call, { ...values, limit: String(PAGE_SIZE), cursor }, { signal, mostBytes: MOST_BYTES }));
      items.push(...answer.results);
      const next = answer._links?.next;
      if (next === undefined) return { items, more: false };
      cursor = cursorOf(next);
    }
    return { items, more: true };
  }

  async function readSpaces(tenant: Tenant, keys: readonly string[] | undefined, signal: AbortSignal): Promise<SpaceList> {
    if (keys?.length === 0) return { spaces: [], more: false };
    const { items, more } = await readAll(tenant, CONFLUENCE_CALLS.listSpaces, SpaceItem, keys ? { keys: keys.slice(0, PAGE_SIZE).join(',') } : {}, signal);
    return { spaces: keys ? items.filter(({ key }) => keys.includes(key)) : items, more };
  }

  async function isAdministrator(tenant: Tenant, accountId: string, spaceKey: string, signal: AbortSignal): Promise<boolean> {
    const { spaces } = await readSpaces(tenant, [spaceKey], signal);
    const [space, another] = spaces;
    if (!space || another) return false;
    const { items } = await readAll(tenant, CONFLUENCE_CALLS.readSpacePermissions, PermissionItem, { id: space.id }, signal);
    const principals = items.filter(({ operation }) => operation.key === 'administer' && operation.targetType === 'space').map(({ principal }) => principal);
    if (principals.some(({ type, id }) => type === 'user' && id === accountId)) return true;
    const groups = new Set(principals.flatMap(({ type, id }) => (type === 'group' ? [id] : [])));
    if (groups.size === 0) return false;
    return (await groupsOf(tenant, accountId, signal))?.some(({ id }) => groups.has(id)) ?? false;
  }

  return {
    async spaces(tenant, { keys }, signal) {
      try {
        return await readSpaces(tenant, keys, signal);
      } catch (error) {
        logger.info({ tenant: tenant.clientKey, err: error }, 'Confluence did not tell its spaces');
        return undefined;
      }
    },
    async administersSpace(tenant, accountId, spaceKey, signal) {
      try {
        return await isAdministrator(tenant, accountId, spaceKey, signal);
      } catch (error) {
        logger.info({ tenant: tenant.clientKey, err: error }, 'Confluence did not tell who administers a space');
        return false;
      }
    },
  };
}

/** Of the next page, from the address that Confluence gives for it: only that, since the rest of it would be followed anywhere. */
function cursorOf(next: string): string {
  const cursor = new URL(next, 'https://site.invalid').searchParams.get('cursor');
  if (!cursor) throw new Error('Confluence has a next page and does not say which');
  return cursor;
}
