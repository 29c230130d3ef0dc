import { z } from 'zod';
import type { GitLabInstance } from '../../instance.js';
import { sortName } from '../../references/list-filter.js';
import { askPlace, placePart, type PlacePart } from '../../loading/place-part.js';
import type { Level } from '../../references/reference.js';
import { referenceUrl } from '../../references/reference-url.js';
import type { ListRow } from '../../things/list.js';
import * as parts from '../parts.js';
import { inPlaceOf, listAnswer, listFields, nextOf, sharedOf, type Listed, type Listing, type ListQuery } from './listing.js';

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

const answer = listAnswer(release);

const ROW = 'name tagName releasedAt createdAt upcomingRelease links { selfUrl } author { ...person } milestones(first: 3) { nodes { title webPath } }';

/** The releases of a project, or of all projects of a group. */
export function releaseLists(level: Level, { first, continued }: Pick<ListQuery, 'first' | 'continued'>): PlacePart<z.infer<typeof answer>> {
  const { select, cost } = listFields({ given: ['sort'], first, continued }, 'releases', ROW, 16);
  return placePart({ name: `lists of releases of a ${level}`, within: level, select, cost, fragments: [parts.PERSON], optional: ['total'], answer });
}

/** @throws GitLabError, as `askInTurn` does */
export async function loadReleaseList(listing: Listing): Promise<Listed> {
  return inPlaceOf(listing, async (level) => {
    const { means: { asker }, fullPath, filter, first, after } = listing;
    const sort = (filter.sort === undefined ? 'released_at_desc' : sortName(filter.sort)).toUpperCase();
    const types = { sort: level === 'group' ? 'GroupReleaseSort' : 'ReleaseSort' };
    const found = await askPlace(asker, [releaseLists(level, { first, continued: after !== undefined })], fullPath, sharedOf({ first, after }, types, { sort }));
    return {
      fullPath: found.fullPath,
      level,
      rows: parts.nodesOf(found.list).map((row) => readRow(row, asker.instance, found.fullPath)),
      total: found.list ? (found.total?.count ?? undefined) : 0,
      next: nextOf(found.list?.pageInfo),
    };
  });
}

function readRow(value: z.infer<typeof release>, instance: GitLabInstance, fullPath: string): ListRow {
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
