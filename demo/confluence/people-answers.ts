import { groupsOf, SITE_GROUPS, type SiteGroup } from './groups.js';
import type { Site } from './site.js';
import type { SiteUser } from './users.js';

type At = Pick<Site, 'baseUrl'>;

/** A person as version 1 of the REST API tells of them; with `expand=operations`, what they may do with Confluence as a whole too. */
export function describeUser(site: At, user: SiteUser, expand: unknown = undefined): object {
  const { accountId, displayName, guest = false } = user;
  const withOperations = typeof expand === 'string' && expand.split(',').includes('operations');
  return {
    type: 'known',
    accountId,
    accountType: 'atlassian',
    email: '',
    publicName: displayName,
    displayName,
    isExternalCollaborator: guest,
    isGuest: guest,
    profilePicture: { path: '/wiki/aa-avatar/default', width: 48, height: 48, isDefault: true },
    ...(withOperations ? { operations: operationsOf(user) } : {}),
    _expandable: { ...(withOperations ? {} : { operations: '' }), personalSpace: '' },
    _links: { self: `${site.baseUrl}/rest/api/user?accountId=${accountId}`, base: site.baseUrl, context: '/wiki' },
  };
}

function operationsOf({ administrator, guest }: SiteUser): readonly object[] {
  const operations = ['use', ...(guest ? [] : ['create_space']), ...(administrator ? ['administer'] : [])];
  return operations.map((operation) => ({ operation, targetType: 'application' }));
}

/** The groups of somebody, a page of them. */
export function describeGroupsOf(site: At, user: SiteUser, query: Readonly<Record<string, unknown>>): object {
  return describeGroups(site, groupsOf(user), query);
}

/** All groups, or those with that access: `user`, `admin`; administrators use Confluence too. */
export function describeAllGroups(site: At, query: Readonly<Record<string, unknown>>): object {
  const { accessType } = query;
  const listed = SITE_GROUPS.filter(({ access }) => accessType === undefined || access === accessType || (accessType === 'user' && access === 'admin'));
  return describeGroups(site, listed, query);
}

export function describeFoundGroups(site: At, query: Readonly<Record<string, unknown>>): object {
  const words = String(query['query'] ?? '').toLowerCase();
  return describeGroups(site, SITE_GROUPS.filter(({ name }) => name.includes(words)), query);
}

function describeGroups({ baseUrl }: At, groups: readonly SiteGroup[], { start, limit }: Readonly<Record<string, unknown>>): object {
  const first = Number(start ?? 0);
  const most = Number(limit ?? 200);
  const shown = groups.slice(first, first + most);
  const next = groups.length > first + most ? { next: `/rest/api/group?start=${first + most}&limit=${most}` } : {};
  return {
    results: shown.map(({ id, name }) => ({ type: 'group', name, id, managedBy: 'ADMINS', usageType: 'USERBASE_GROUP', _links: { self: `${baseUrl}/rest/api/group/by-id?id=${id}` } })),
    start: first,
    limit: most,
    size: shown.length,
    _links: { base: baseUrl, context: '/wiki', ...next },
  };
}
