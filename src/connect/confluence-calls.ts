/** Scopes of Connect for Confluence, weakest first; each holds the ones before it. https://developer.atlassian.com/cloud/confluence/scopes/ */
const SCOPES = ['READ', 'WRITE', 'DELETE', 'SPACE_ADMIN', 'ADMIN'] as const;
export type Scope = (typeof SCOPES)[number];

export interface ConfluenceCall {
  readonly method: 'GET' | 'POST';
  /** Below the tenant's baseUrl; `{name}` is replaced by an encoded value. */
  readonly path: string;
  readonly scope: Scope;
  /** The scope that allows it to an app of Forge's own kind. */
  readonly forgeScope: string;
}

/** Every call that the app makes to Confluence, with the scope it needs. The descriptor asks for nothing else. */
export const CONFLUENCE_CALLS = {
  readUser: { method: 'GET', path: '/rest/api/user?accountId={accountId}', scope: 'READ', forgeScope: 'read:confluence-user' },
  readPage: { method: 'GET', path: '/api/v2/pages/{id}?body-format=storage', scope: 'READ', forgeScope: 'read:page:confluence' },
} as const satisfies Record<string, ConfluenceCall>;

/** What the descriptor must ask for: the union of what the calls need. */
export function neededScopes(calls: Readonly<Record<string, Pick<ConfluenceCall, 'scope'>>> = CONFLUENCE_CALLS): readonly Scope[] {
  const needed = new Set(Object.values(calls).map((call) => call.scope));
  return SCOPES.filter((scope) => needed.has(scope));
}

/** What a manifest must ask for where Connect's scopes are gone: the union of what the calls need. */
export function neededForgeScopes(calls: Readonly<Record<string, Pick<ConfluenceCall, 'forgeScope'>>> = CONFLUENCE_CALLS): readonly string[] {
  return [...new Set(Object.values(calls).map((call) => call.forgeScope))].sort();
}
