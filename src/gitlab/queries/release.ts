import { z } from 'zod';
import { GitLabError } from '../errors.js';
import type { GitLabInstance } from '../instance.js';
import type { Found, Part } from '../loading/part.js';
import type { ReleaseReference } from '../references/reference.js';
import { referenceUrl } from '../references/reference-url.js';
import { parseShape } from '../calls/shape.js';
import type { ReleaseAsset, ReleaseThing } from '../things/code.js';
import { COMMIT, commit, readCommit } from './commit-parts.js';
import { maybeNodes, maybeText, milestone, nodesOf, ownUrl, PERSON, person, readMilestone, readPerson } from './parts.js';

const links = z.object({ nodes: z.array(z.object({ name: maybeText, url: maybeText, directAssetUrl: maybeText }).nullable()).nullish() }).nullish();
const sources = z.object({ nodes: z.array(z.object({ format: maybeText, url: maybeText }).nullable()).nullish() }).nullish();

const release = z.object({
  name: maybeText,
  tagName: z.string().nullable(),
  tagPath: maybeText,
  releasedAt: maybeText,
  upcomingRelease: z.boolean().nullish(),
  descriptionHtml: maybeText,
  author: person.nullish(),
  commit: commit.nullish(),
  milestones: z.object({ nodes: z.array(milestone.unwrap().unwrap().nullable()).nullish() }).nullish(),
  links: z.object({ selfUrl: maybeText }).nullish(),
  assets: z.object({ links, sources }).nullish(),
});
type Release = z.infer<typeof release>;

const newest = maybeNodes(release).unwrap();

const RELEASE = `fragment release on Release {
  name tagName tagPath releasedAt upcomingRelease descriptionHtml
  author { ...person }
  commit { ...commit }
  milestones(first: 10) { nodes { title webPath } }
  links { selfUrl }
  assets {
    links(first: 20) { nodes { name url directAssetUrl } }
    sources(first: 5) { nodes { format url } }
  }
}`;

type Field = Pick<Part, 'name' | 'field' | 'keyType' | 'select' | 'cost'>;

function releases(field: Field): Part {
  return { within: 'project', inside: [], keyField: undefined, most: 1, fragments: [RELEASE, COMMIT, PERSON], optional: ['commit', 'assets', 'milestones', 'author'], ...field };
}

const COST = 40;

/** Releases by their tag. */
export const RELEASES = releases({ name: 'releases', field: 'release', keyType: 'String!', select: ({ keys }) => `(tagName: ${keys}) { ...release }`, cost: () => COST });
/** The newest of a project: the first of them may still lie ahead. */
export const NEWEST_RELEASES = releases({
  name: 'newestReleases',
  field: 'releases',
  keyType: '',
  select: () => '(first: 3, sort: RELEASED_AT_DESC) { nodes { ...release } }',
  cost: () => 1.03 * (COST + 1),
});

/** @throws GitLabError for another shape */
export function readTaggedRelease({ value, fullPath }: Found, reference: ReleaseReference, instance: GitLabInstance): ReleaseThing {
  return readRelease(parseShape(release, value), { ...reference, fullPath }, instance);
}

/** The newest that is out. @throws GitLabError, `not-found` where there is none */
export function readNewestRelease({ value, fullPath }: Found, reference: ReleaseReference, instance: GitLabInstance): ReleaseThing {
  const all = nodesOf(parseShape(newest, value));
  const found = all.find(({ upcomingRelease }) => upcomingRelease !== true) ?? all[0];
  if (!found) throw new GitLabError('not-found', 'The project has no release, or none that this viewer may see.');
  return readRelease(found, { ...reference, fullPath }, instance);
}

function readRelease(value: Release, reference: ReleaseReference, instance: GitLabInstance): ReleaseThing {
  const { fullPath } = reference;
  const tag = value.tagName ?? reference.tag;
  return {
    kind: 'release',
    instance: instance.id,
    fullPath,
    webUrl: ownUrl(value.links?.selfUrl, instance) ?? referenceUrl({ ...reference, ...(tag === undefined ? {} : { tag }) }, instance),
    name: value.name || tag || 'Release',
    tag,
    tagUrl: value.tagName ? (ownUrl(value.tagPath, instance) ?? referenceUrl({ kind: 'tag', instance: instance.id, fullPath, name: value.tagName }, instance)) : undefined,
    releasedAt: value.releasedAt ?? undefined,
    upcoming: value.upcomingRelease ?? false,
    author: value.author ? readPerson(value.author, instance) : undefined,
    descriptionHtml: value.descriptionHtml || undefined,
    milestones: nodesOf(value.milestones).flatMap((one) => readMilestone(one, instance) ?? []),
    commit: value.commit ? readCommit(value.commit, fullPath, instance) : undefined,
    assets: readAssets(value, instance),
  };
}

/** Links lead wherever their author wished; only the address of the web counts. */
function readAssets({ assets }: Release, instance: GitLabInstance): ReleaseAsset[] {
  const own = nodesOf(assets?.links).map(({ name, url, directAssetUrl }) => ({ kind: 'link' as const, name: name ?? 'File', url: ownUrl(directAssetUrl, instance) ?? url ?? '' }));
  const archives = nodesOf(assets?.sources).map(({ format, url }) => ({ kind: 'source' as const, name: `Source code (${format ?? 'archive'})`, url: ownUrl(url, instance) ?? '' }));
  return [...own, ...archives].filter(({ url }) => /^https?:\/\//i.test(url));
}
