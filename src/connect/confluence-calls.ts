/** Scopes of Connect for Confluence, weakest first; each holds the ones before it. https://developer.atlassian.com/cloud/confluence/scopes/ */
const SCOPES = ['READ', 'WRITE', 'DELETE', 'SPACE_ADMIN', 'ADMIN'] as const;
export type Scope = (typeof SCOPES)[number];

export interface ConfluenceCall {
  readonly method: 'GET' | 'POST';
  /** Below the tenant's baseUrl; `{name}` is replaced by an encoded value, and `{&name}` by a parameter of that name where there is a value. */
  readonly path: string;
  readonly scope: Scope;
  /** The scope that allows it to an app of Forge's own kind; none where it is made only by Connect's secret. */
  readonly forgeScope: string | undefined;
}

/** Every call that the server makes to Confluence, with the scope it needs. */
export const CONFLUENCE_CALLS = {
  readUser: { method: 'GET', path: '/rest/api/user?accountId={accountId}', scope: 'READ', forgeScope: 'read:confluence-user' },
  readPage: { method: 'GET', path: '/api/v2/pages/{id}?body-format=storage', scope: 'READ', forgeScope: 'read:page:confluence' },
  readOperations: { method: 'GET', path: '/rest/api/user?accountId={accountId}&expand=operations', scope: 'READ', forgeScope: 'read:confluence-user' },
  readGroupsOf: { method: 'GET', path: '/rest/api/user/memberof?accountId={accountId}&start={start}&limit={limit}', scope: 'READ', forgeScope: 'read:group:confluence' },
  listGroups: { method: 'GET', path: '/rest/api/group?start=0&limit={limit}', scope: 'READ', forgeScope: 'read:group:confluence' },
  listAdministratorGroups: { method: 'GET', path: '/rest/api/group?accessType=admin&start=0&limit={limit}', scope: 'READ', forgeScope: 'read:group:confluence' },
  findGroups: { method: 'GET', path: '/rest/api/group/picker?query={query}&limit={limit}', scope: 'READ', forgeScope: 'read:group:confluence' },
  listSpaces: { method: 'GET', path: '/api/v2/spaces?limit={limit}{&keys}{&cursor}', scope: 'READ', forgeScope: 'read:space:confluence' },
  readSpacePermissions: { method: 'GET', path: '/api/v2/spaces/{id}/permissions?limit={limit}{&cursor}', scope: 'READ', forgeScope: 'read:space:confluence' },
  reportAccounts: { method: 'POST', path: '/rest/atlassian-connect/latest/report-accounts', scope: 'READ', forgeScope: undefined },
} as const satisfies Record<string, ConfluenceCall>;

/**
 * What the server asks of Confluence with the token of the person who calls, under Forge alone. It needs no more than the app's own calls.
 * https://developer.atlassian.com/platform/forge/remote/calling-product-apis/
 */
export const PERSON_CALLS = {
  readOwnOperations: { method: 'GET', path: '/rest/api/user/current?expand=operations', scope: 'READ', forgeScope: 'read:confluence-user' },
} as const satisfies Record<string, ConfluenceCall>;

/**
 * What the macros' editors ask of Confluence in their author's browser, by the author's own session: allowed as far as the author
 * may go and the app's scopes reach. The server makes none of these calls. https://developer.atlassian.com/cloud/confluence/jsapi/request/
 */
export const AUTHOR_CALLS = {
  readOwnPage: { method: 'GET', path: '/api/v2/pages/{id}?body-format=storage', scope: 'READ' },
  readOwnDraft: { method: 'GET', path: '/api/v2/pages/{id}?body-format=storage&get-draft=true', scope: 'READ' },
  writeOwnPage: { method: 'PUT', path: '/api/v2/pages/{id}', scope: 'WRITE' },
} as const satisfies Record<string, Pick<ConfluenceCall, 'path' | 'scope'> & { readonly method: 'GET' | 'PUT' }>;

/** The address of a call, below the tenant's baseUrl, with these values put in. */
export function addressOf({ path }: Pick<ConfluenceCall, 'path'>, values: Readonly<Record<string, string>>): string {
  return path.replace(/\{(&?)(\w+)\}/g, (_whole, optional: string, name: string) => {
    const value = encodeURIComponent(values[name] ?? '');
    if (optional === '') return value;
    return value === '' ? '' : `&${name}=${value}`;
  });
}

/** What the descriptor must ask for: the union of what the calls need. */
export function neededScopes(calls: Readonly<Record<string, Pick<ConfluenceCall, 'scope'>>> = { ...CONFLUENCE_CALLS, ...AUTHOR_CALLS }): readonly Scope[] {
  const needed = new Set(Object.values(calls).map((call) => call.scope));
  return SCOPES.filter((scope) => needed.has(scope));
}

/** What a manifest must ask for where Connect's scopes are gone: the union of what the calls need. */
export function neededForgeScopes(calls: Readonly<Record<string, Pick<ConfluenceCall, 'forgeScope'>>> = { ...CONFLUENCE_CALLS, ...PERSON_CALLS }): readonly string[] {
  return [...new Set(Object.values(calls).flatMap((call) => call.forgeScope ?? []))].sort();
}
