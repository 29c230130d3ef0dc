import type { Words } from '../../views/words/words.js';
import type { ConnectCaller, Tenant } from '../connect/caller.js';
import type { FlowRow } from './tables.js';

/** The part of the Confluence client that names people. */
export interface UserNames {
  /** Undefined without an answer. */
  userName(tenant: Tenant, accountId: string, signal: AbortSignal): Promise<string | undefined>;
}

/** A Confluence account in words that its owner knows. */
export interface ConfluencePerson {
  /** Display name; the account id where Confluence does not tell. */
  readonly name: string;
  /** Host of the site as its people know it. */
  readonly site: string;
}

const CALL_MS = 3_000;

/** Never throws: without an answer it names the account by its id. */
export async function describePerson(confluence: UserNames, tenant: Tenant, { accountId, confluenceName }: Pick<FlowRow, 'accountId' | 'confluenceName'>, words: Words): Promise<ConfluencePerson> {
  const site = new URL(tenant.displayUrl ?? tenant.baseUrl).host;
  const name = confluenceName ?? (await askName(confluence, tenant, accountId));
  return { name: name?.trim() || words.say('linking.nameless', { id: accountId }), site };
}

/**
 * The name to keep with a flow that begins: Forge lets us ask Confluence only within the requests that it carries, and neither the
 * window that asks whose account this is nor the way back from GitLab is one. Null where it can be asked later. Never throws.
 */
export async function nameToKeep(confluence: UserNames, { tenant, elsewhere }: ConnectCaller, accountId: string): Promise<string | null> {
  return elsewhere ? ((await askName(confluence, tenant, accountId)) ?? null) : null;
}

function askName(confluence: UserNames, tenant: Tenant, accountId: string): Promise<string | undefined> {
  return confluence.userName(tenant, accountId, AbortSignal.timeout(CALL_MS)).catch(() => undefined);
}
