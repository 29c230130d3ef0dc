import { z } from 'zod';
import type { GitLabInstance } from '../../instance.js';
import { momentOf } from '../../references/list-filter.js';
import { PlaceMissing } from '../../loading/in-turn.js';
import { restInTurn } from '../../loading/means.js';
import { askPlace, placePart, type PlacePart } from '../../loading/place-part.js';
import { splitRefAndPath, type RefSplit } from '../../references/ref-splits.js';
import type { ListRow } from '../../things/list.js';
import { projectIn } from '../commit-parts.js';
import * as parts from '../parts.js';
import type { Listed, Listing } from './listing.js';

/** https://docs.gitlab.com/api/commits/#list-all-repository-commits */
export const commit = z.object({
  id: z.string(),
  short_id: parts.maybeText,
  title: parts.maybeText,
  author_name: parts.maybeText,
  authored_date: parts.maybeText,
  created_at: parts.maybeText,
  committed_date: parts.maybeText,
  web_url: parts.maybeText,
});

const named = z.object({ fullPath: z.string(), repository: z.record(z.string(), z.object({ sha: z.string() }).nullable()).nullable() });

/** Which of several names of a ref there are: `c0`, `c1`, … */
export function refs(count: number): PlacePart<z.infer<typeof named>> {
  const names = Array.from({ length: count }, (_, index) => index);
  return placePart({
    name: `${count} names of refs`,
    within: 'project',
    select: ({ shared }) => `repository { ${names.map((index) => `c${index}: commit(ref: ${shared[`ref${index}`]}) { sha }`).join(' ')} }`,
    cost: () => 1 + 2 * count,
    optional: names.map((index) => `c${index}`),
    answer: named,
  });
}

/** History of a ref, and of one path where the filter names one. GraphQL has no commits before 18.4. @throws GitLabError */
export async function loadCommitList(listing: Listing): Promise<Listed> {
  const { means, fullPath, filter, first, after } = listing;
  const { caller } = means;
  const at = await locate(listing);
  const query = new URLSearchParams({ per_page: String(first), page: pageNumber(after) ?? '1' });
  if (at) query.append(filter.search === undefined ? 'ref_name' : 'ref', at.ref);
  if (at?.path) query.append('path', at.path);
  if (filter.author !== undefined) query.append('author', filter.author);
  const [since, until] = [filter.createdAfter, filter.createdBefore].map((date) => date && momentOf(date));
  if (since) query.append('since', since);
  if (until) query.append('until', until);
  if (filter.search !== undefined) for (const [name, value] of [['scope', 'commits'], ['search', filter.search]] as const) query.append(name, value);
  const what = filter.search === undefined ? 'repository/commits' : 'search';
  const { rows, nextPage, total } = await restInTurn(means).restPage(caller, `/projects/${encodeURIComponent(fullPath)}/${what}?${query}`, z.array(commit));
  // REST follows a renamed project without a word.
  const place = projectIn(rows[0]?.web_url, caller.instance) ?? fullPath;
  return { fullPath: place, level: 'project', rows: rows.slice(0, parts.MOST_NODES).map((row) => readCommitRow(row, caller.instance)), total, next: pageNumber(nextPage) };
}

/** REST's cursor is a number; what a reader sends back, and what GitLab names, may be anything. */
export function pageNumber(cursor: string | undefined): string | undefined {
  return /^[1-9]\d{0,4}$/.exec(cursor ?? '')?.[0];
}

/** Where a ref ends and a path begins; asked only where a slash leaves that open. */
async function locate({ means: { asker }, fullPath, filter }: Listing): Promise<RefSplit | undefined> {
  const { refAndPath } = filter;
  if (refAndPath === undefined) return undefined;
  const whole = { ref: refAndPath, path: '' };
  const splits = splitRefAndPath(refAndPath);
  if (splits.length === 0) return whole;
  const candidates = [...splits, whole];
  const shared = Object.fromEntries(candidates.map(({ ref }, index) => [`ref${index}`, { type: 'String!', value: ref }]));
  // Where the project has another name now, REST finds it.
  const project = await askPlace(asker, [refs(candidates.length)], fullPath, shared).catch((error: unknown) => {
    if (error instanceof PlaceMissing) return undefined;
    throw error;
  });
  return candidates.find((_, index) => project?.repository?.[`c${index}`]) ?? whole;
}

export function readCommitRow(value: z.infer<typeof commit>, instance: GitLabInstance): ListRow {
  return {
    title: value.title || value.id.slice(0, 8),
    webUrl: parts.ownUrl(value.web_url, instance) ?? instance.baseUrl,
    reference: value.id.slice(0, 8),
    sha: value.id,
    authorName: value.author_name ?? undefined,
    createdAt: value.committed_date ?? value.created_at ?? value.authored_date ?? undefined,
  };
}
