import { z } from 'zod';
import type { GraphQLOperation } from '../../graphql-answer.js';
import { sortName } from '../../list-filter.js';
import type { Level } from '../../reference.js';
import { referenceUrl } from '../../reference-url.js';
import type { ListRow } from '../../things/list.js';
import * as parts from '../parts.js';
import { counted, given, nextOf, pageInfo, type Listed, type Listing } from './listing.js';

const release = z.object({
  name: parts.maybeText,
  tagName: parts.maybeText,
  releasedAt: parts.maybeText,
  createdAt: parts.maybeText,
  upcomingRelease: z.boolean().nullish(),
  links: z.object({ selfUrl: parts.maybeText }).nullish(),
  author: parts.person.nullish(),
  milestones: z.object({ nodes: z.array(z.object({ title: z.string(), webPath: parts.maybeText }).nullable()).nullish() }).nullish(),
});

const place = z.object({ fullPath: z.string(), list: z.object({ nodes: z.array(release.nullable()).nullish(), pageInfo }).nullish(), total: counted });
const answer = z.object({ project: place.nullish(), group: place.partial({ list: true, total: true }).nullish() });

/** The releases of a project, or of all projects of a group. */
export function releaseListOperation(level: Level, continued: boolean): GraphQLOperation<z.infer<typeof answer>> {
  return {
    name: 'releaseList',
    answer,
    optional: ['total'],
    document: `query releaseList($fullPath: ID!, $first: Int!, $sort: ${level === 'group' ? 'GroupReleaseSort' : 'ReleaseSort'}${continued ? ', $after: String' : ''}) {
      ${level}(fullPath: $fullPath) {
        fullPath
        list: releases(first: $first, sort: $sort${continued ? ', after: $after' : ''}) {
          nodes { name tagName releasedAt createdAt upcomingRelease links { selfUrl } author { ...person } milestones(first: 3) { nodes { title webPath } } }
          pageInfo { hasNextPage endCursor }
        }
        total: releases { count }
      }
      ${level === 'project' ? 'group(fullPath: $fullPath) { fullPath }' : ''}
    }
    ${parts.PERSON}`,
  };
}

/** Undefined when the project or group is absent or hidden. @throws GitLabError */
export async function loadReleaseList(listing: Listing): Promise<Listed | undefined> {
  const { client, caller, level, fullPath, filter, first, after } = listing;
  const sort = (filter.sort === undefined ? 'released_at_desc' : sortName(filter.sort)).toUpperCase();
  const { project, group } = await client.graphql(caller, releaseListOperation(level, after !== undefined), { fullPath, first, sort, ...given({ after }) });
  if (level === 'project' && !project && group) return loadReleaseList({ ...listing, level: 'group' });
  const found = level === 'project' ? project : group;
  if (!found) return undefined;
  return {
    fullPath: found.fullPath,
    level,
    rows: parts.nodesOf(found.list).map((row) => readRow(row, listing, found.fullPath)),
    total: found.list ? (found.total?.count ?? undefined) : 0,
    next: nextOf(found.list?.pageInfo),
  };
}

function readRow(value: z.infer<typeof release>, { caller: { instance } }: Listing, fullPath: string): ListRow {
  const tag = value.tagName ?? '';
  const [milestone] = parts.nodesOf(value.milestones);
  return {
    title: value.name || tag,
    // Without the right to see the code there is no link to the release, and no tag.
    webUrl: parts.ownUrl(value.links?.selfUrl, instance) ?? referenceUrl({ kind: 'list', instance: instance.id, fullPath, level: 'project', of: 'releases', filter: {} }, instance),
    reference: tag || undefined,
    state: value.upcomingRelease ? 'upcoming' : 'released',
    author: value.author ? parts.readPerson(value.author, instance) : undefined,
    milestone: parts.readMilestone(milestone, instance),
    createdAt: value.createdAt ?? undefined,
    releasedAt: value.releasedAt ?? undefined,
  };
}
