import type { Confluence } from '../connect/confluence.js';
import type { Tenant } from '../connect/caller.js';

/** So many people are asked about for one answer. */
export const MOST_NAMED = 20;

/** What Confluence calls these people now, by their account ids; the first twenty of them, and those of whom it tells nothing are left out. */
export async function namesOf(people: Pick<Confluence, 'userName'>, tenant: Tenant, accountIds: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const some = [...new Set(accountIds)].slice(0, MOST_NAMED);
  const told = await Promise.all(some.map(async (accountId) => [accountId, await people.userName(tenant, accountId, signal)] as const));
  return new Map(told.flatMap(([accountId, name]) => (name === undefined ? [] : [[accountId, name]])));
}
