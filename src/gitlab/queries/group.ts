import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { Found, Part } from '../loading/part.js';
import { referenceUrl } from '../references/reference-url.js';
import { parseShape } from '../calls/shape.js';
import type { GroupThing, PlaceLink } from '../things/places.js';
import { maybeCount, maybeText, nodesOf, ownUrl } from './parts.js';

const place = z.object({ name: maybeText, fullPath: z.string(), webUrl: maybeText });
const places = z.object({ nodes: z.array(place.nullable()).nullish() }).nullish();

const group = z.object({
  fullPath: z.string(),
  name: z.string().nullable(),
  fullName: maybeText,
  webUrl: maybeText,
  descriptionHtml: maybeText,
  visibility: z.enum(['public', 'internal', 'private']).nullish().catch(undefined),
  descendantGroups: places,
  projects: places,
  descendantGroupsCount: maybeCount,
  projectsCount: maybeCount,
  groupMembersCount: maybeCount,
});

/** How many subgroups and projects a card names. */
const NAMED = 6;

const PLAIN = `name fullName webUrl descriptionHtml visibility
  projects(first: ${NAMED}) { nodes { name fullPath webUrl } }
  descendantGroups(first: ${NAMED}, includeParentDescendants: false) { nodes { name fullPath webUrl } }`;

const FIELDS = { counted: `${PLAIN} descendantGroupsCount projectsCount groupMembersCount`, plain: PLAIN } as const;

function groups(detail: keyof typeof FIELDS, cost: number): Part {
  const spread = detail === 'counted' ? 'group' : 'plainGroup';
  return {
    name: `${spread}s`,
    within: 'group',
    inside: [],
    field: undefined,
    keyType: '',
    keyField: undefined,
    most: 1,
    select: () => `...${spread}`,
    fragments: [`fragment ${spread} on Group { ${FIELDS[detail]} }`],
    cost: () => cost,
    optional: ['groupMembersCount', 'projectsCount', 'descendantGroupsCount', 'projects', 'descendantGroups'],
  };
}

/** The group itself; the second without counts, which are younger than the oldest version served. */
export const GROUPS = [groups('counted', 20), groups('plain', 17)] as const;

/** @throws GitLabError for another shape */
export function readGroup({ value: found }: Found, instance: GitLabInstance): GroupThing {
  const value = parseShape(group, found);
  const { fullPath } = value;
  const last = fullPath.slice(fullPath.lastIndexOf('/') + 1);
  return {
    kind: 'group',
    instance: instance.id,
    fullPath,
    name: value.name ?? last,
    fullName: value.fullName ?? value.name ?? fullPath,
    webUrl: ownUrl(value.webUrl, instance) ?? referenceUrl({ kind: 'group', instance: instance.id, fullPath }, instance),
    descriptionHtml: value.descriptionHtml || undefined,
    visibility: value.visibility ?? undefined,
    subgroups: readPlaces(value.descendantGroups, 'group', instance),
    projects: readPlaces(value.projects, 'project', instance),
    subgroupCount: value.descendantGroupsCount ?? undefined,
    projectCount: value.projectsCount ?? undefined,
    memberCount: value.groupMembersCount ?? undefined,
  };
}

function readPlaces(value: z.infer<typeof places>, kind: 'group' | 'project', instance: GitLabInstance): PlaceLink[] {
  return nodesOf(value)
    .slice(0, NAMED)
    .map(({ name, fullPath, webUrl }) => ({
      name: name ?? fullPath,
      webUrl: ownUrl(webUrl, instance) ?? referenceUrl({ kind, instance: instance.id, fullPath }, instance),
    }));
}
