/** What Forge calls the scopes of a Connect descriptor. https://developer.atlassian.com/platform/adopting-forge-from-connect/ */
const FORGE_NAMES: Readonly<Record<string, string>> = {
  READ: 'read:connect-confluence',
  WRITE: 'write:connect-confluence',
  DELETE: 'delete:connect-confluence',
  SPACE_ADMIN: 'space-admin:connect-confluence',
  ADMIN: 'admin:connect-confluence',
  ACT_AS_USER: 'act-as-user:connect-confluence',
};

/** The Forge scopes that give what the descriptor's scopes give. @throws for one that Confluence does not know */
export function connectScopes(scopes: readonly string[]): readonly string[] {
  return scopes.map((scope) => {
    const name = FORGE_NAMES[scope];
    if (name === undefined) throw new Error(`The descriptor's scope ${scope} has no name under Forge.`);
    return name;
  });
}
