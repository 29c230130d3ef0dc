import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import { placePart } from '../loading/place-part.js';
import { referenceUrl } from '../references/reference-url.js';
import type { MergedRequest } from '../things/code.js';
import type { RestCommit } from './commit-parts.js';
import { labels, maybeCount, maybeText, ownUrl, PERSON, person, readLabels, readPerson } from './parts.js';

const merged = z.object({
  iid: z.string(),
  title: z.string(),
  webUrl: maybeText,
  mergedAt: maybeText,
  mergeCommitSha: maybeText,
  diffHeadSha: maybeText,
  commitCount: maybeCount,
  author: person.nullish(),
  labels,
});
export type MergedNode = z.infer<typeof merged>;

const pageInfo = z.object({ hasNextPage: z.boolean().nullish() }).nullish();
const answer = z.object({ fullPath: z.string(), mergeRequests: z.object({ nodes: z.array(merged.nullable()).nullable(), pageInfo }).nullable() });

/** The merge requests of a project that were merged between two moments (variables: `after`, `before`), newest first. */
export const MERGED = placePart({
  name: 'merged requests',
  within: 'project',
  select: ({ shared: { after, before } }) => `mergeRequests(state: merged, mergedAfter: ${after}, mergedBefore: ${before}, sort: MERGED_AT_DESC, first: 100) {
    nodes { iid title webUrl mergedAt mergeCommitSha diffHeadSha commitCount author { ...person } labels(first: 5) { nodes { title color } } }
    pageInfo { hasNextPage }
  }`,
  fragments: [PERSON],
  cost: () => 60,
  answer,
});

export function readMerged(value: MergedNode, fullPath: string, instance: GitLabInstance): MergedRequest {
  const iid = Number(value.iid);
  return {
    iid,
    title: value.title,
    webUrl: ownUrl(value.webUrl, instance) ?? referenceUrl({ kind: 'merge-request', instance: instance.id, fullPath, iid }, instance),
    author: value.author ? readPerson(value.author, instance) : undefined,
    labels: readLabels(value.labels),
    mergedAt: value.mergedAt ?? undefined,
  };
}

/**
 * Ids of the commits, newest first, that came with these merge requests: a merge commit and what only its second parent leads to;
 * where it was fast-forwarded, the head and as many commits before it as the merge request has.
 */
export function commitsOfMergeRequests(commits: readonly RestCommit[], requests: readonly MergedNode[]): Set<string> {
  const byId = new Map(commits.map((one) => [one.id, one]));
  const owned = new Set<string>();
  for (const { mergeCommitSha, diffHeadSha, commitCount, title } of requests) {
    const merge = byId.get(mergeCommitSha ?? '');
    const [, ...sides] = merge?.parent_ids ?? [];
    if (merge) owned.add(merge.id);
    else takeLine(byId, diffHeadSha ?? '', commitCount ?? 1, owned);
    if (!merge && !byId.has(diffHeadSha ?? '')) addSquash(commits, title, owned);
    const mainline = merge ? firstParents(byId, merge.parent_ids?.[0]) : new Set<string>();
    for (const side of sides) takeSide(byId, side, mainline, owned);
  }
  return owned;
}

type Commits = ReadonlyMap<string, RestCommit>;

function takeLine(commits: Commits, head: string, count: number, owned: Set<string>): void {
  let one = commits.get(head);
  for (let taken = 0; one && taken < count; taken += 1) {
    owned.add(one.id);
    one = commits.get(one.parent_ids?.[0] ?? '');
  }
}

function addSquash(commits: readonly RestCommit[], title: string, owned: Set<string>): void {
  const squash = commits.find((one) => one.title === title);
  if (squash) owned.add(squash.id);
}

function firstParents(commits: Commits, from: string | undefined): Set<string> {
  const line = new Set<string>();
  for (let one = commits.get(from ?? ''); one && !line.has(one.id); one = commits.get(one.parent_ids?.[0] ?? '')) line.add(one.id);
  return line;
}

function takeSide(commits: Commits, from: string, mainline: ReadonlySet<string>, owned: Set<string>): void {
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const one = commits.get(id);
    if (!one || mainline.has(id) || owned.has(id)) continue;
    owned.add(id);
    open.push(...(one.parent_ids ?? []));
  }
}
