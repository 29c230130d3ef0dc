import type { Tenant } from '../connect/caller.js';

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
export async function describePerson(confluence: UserNames, tenant: Tenant, accountId: string): Promise<ConfluencePerson> {
  const site = new URL(tenant.displayUrl ?? tenant.baseUrl).host;
  const name = await confluence.userName(tenant, accountId, AbortSignal.timeout(CALL_MS)).catch(() => undefined);
  return { name: name?.trim() || `account ${accountId}`, site };
}
