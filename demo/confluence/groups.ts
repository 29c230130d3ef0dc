import type { SiteUser } from './users.js';

/** A group of the site's people. */
export interface SiteGroup {
  readonly id: string;
  readonly name: string;
  /** What it may do with Confluence: https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-group/#api-wiki-rest-api-group-get */
  readonly access: 'user' | 'admin' | 'none';
}

export const SITE_GROUPS: readonly SiteGroup[] = [
  { id: '5a1e0000-0000-4000-8000-000000000001', name: 'confluence-admins-harbourlight', access: 'admin' },
  { id: '5a1e0000-0000-4000-8000-000000000002', name: 'confluence-guests-harbourlight', access: 'none' },
  { id: '5a1e0000-0000-4000-8000-000000000003', name: 'confluence-users-harbourlight', access: 'user' },
  { id: '5a1e0000-0000-4000-8000-000000000004', name: 'pilots', access: 'none' },
];

const [ADMINISTRATORS, GUESTS, USERS] = SITE_GROUPS.map(({ id }) => id);

/** The groups that somebody is in, in the order of their names. */
export function groupsOf({ administrator, guest = false, groups = [] }: SiteUser): readonly SiteGroup[] {
  const own = new Set([...groups, guest ? GUESTS : USERS, administrator ? ADMINISTRATORS : undefined]);
  return SITE_GROUPS.filter(({ id }) => own.has(id));
}
