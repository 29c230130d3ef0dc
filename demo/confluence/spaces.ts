import { SITE_GROUPS } from './groups.js';

/** A space of the site as version 2 of the REST API tells of it, with who may do what in it. */
export interface SiteSpace {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly permissions: readonly SpacePermission[];
}

export interface SpacePermission {
  readonly principal: { readonly type: 'user' | 'group' | 'role'; readonly id: string };
  readonly operation: { readonly key: string; readonly targetType: string };
}

const byName = (name: string) => ({ type: 'group', id: SITE_GROUPS.find((group) => group.name === name)?.id ?? name }) as const;
const read = { key: 'read', targetType: 'space' };
const administer = { key: 'administer', targetType: 'space' };
const everybody: SpacePermission = { principal: byName('confluence-users-harbourlight'), operation: read };
const administrators: SpacePermission = { principal: byName('confluence-admins-harbourlight'), operation: administer };

/** The spaces besides pages' own; in Operations, the pilots are in charge. */
export function siteSpaces(space: Pick<SiteSpace, 'id' | 'key' | 'name'>): SiteSpace[] {
  return [
    { ...space, permissions: [everybody, administrators] },
    { id: '65538', key: 'OPS', name: 'Operations', permissions: [everybody, administrators, { principal: byName('pilots'), operation: administer }] },
  ];
}
