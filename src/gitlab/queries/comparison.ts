import { z } from 'zod';
import { isTooLarge } from '../calls/client.js';
import { SchemaMismatch } from '../calls/graphql-answer.js';
import { restInTurn, type Means } from '../loading/means.js';
import { askPlace } from '../loading/place-part.js';
import type { ComparisonReference } from '../references/reference.js';
import { referenceUrl } from '../references/reference-url.js';
import type { ComparisonThing } from '../things/code.js';
import { readChange, readRestCommit, restCommit, restDiff, type RestCommit } from './commit-parts.js';
import { commitsOfMergeRequests, MERGED, readMerged, type MergedNode } from './merged-requests.js';
import { maybeText, MOST_NODES, nodesOf } from './parts.js';
import { PROJECT_NAMES } from './place-names.js';

const compared = z.object({
  commit: restCommit.nullish(),
  commits: z.array(restCommit),
  diffs: z.array(restDiff).nullish(),
  compare_same_ref: z.boolean().nullish(),
});

/** What was read of the range, newest commit first. */
interface Range {
  readonly commits: readonly RestCommit[];
  readonly cut: boolean;
  readonly same: boolean;
  readonly diffs: readonly z.infer<typeof restDiff>[] | undefined;
}

/** Commits of one range that are looked through; a longer one is no release. */
const MOST_COMMITS = 1_000;

/**
 * What lies between two refs, by REST (https://docs.gitlab.com/api/repositories/#compare-branches-tags-or-commits), and the merge
 * requests that were merged in that time and whose commits are among them.
 * @throws GitLabError, `not-found` when one of the refs is; PlaceMissing when the project is absent, hidden or known to REST alone
 * under this path.
 */
export async function loadComparison(means: Means, reference: ComparisonReference): Promise<ComparisonThing> {
  const range = await readRange(means, reference);
  const { fullPath, merged, cut } = await findMerged(means, reference, range.commits);
  const covered = commitsOfMergeRequests(range.commits, merged);
  const others = range.commits.filter(({ id }) => !covered.has(id));
  const { instance } = means.asker;
  return {
    kind: 'comparison',
    instance: instance.id,
    fullPath,
    webUrl: referenceUrl({ ...reference, fullPath }, instance),
    from: reference.from,
    to: reference.to,
    straight: reference.straight,
    same: range.same,
    commitCount: range.commits.length,
    commitsCut: range.cut,
    mergeRequests: merged.map((one) => readMerged(one, fullPath, instance)),
    mergeRequestsCut: cut,
    commits: others.slice(0, MOST_NODES).map((one) => readRestCommit(one, fullPath, instance)),
    otherCommits: others.length,
    files: range.diffs?.slice(0, 5 * MOST_NODES).map(readChange),
  };
}

async function readRange(means: Means, reference: ComparisonReference): Promise<Range> {
  const { caller } = means;
  const client = restInTurn(means);
  const { fullPath, from, to, straight, fromProject } = reference;
  const repository = `/projects/${encodeURIComponent(fullPath)}/repository`;
  const query = new URLSearchParams({ from, to, straight: String(straight), ...(fromProject === undefined ? {} : { from_project_id: String(fromProject) }) });
  try {
    const { commit: head, commits, diffs, compare_same_ref } = await client.rest(caller, `${repository}/compare?${query}`, compared);
    const newestFirst = commits.length < 2 || commits[0]?.id === head?.id ? commits : commits.toReversed();
    const same = compare_same_ref === true || from === to;
    return { commits: newestFirst.slice(0, MOST_COMMITS), cut: commits.length > MOST_COMMITS, same, diffs: diffs ?? undefined };
  } catch (error) {
    if (!isTooLarge(error) || fromProject !== undefined) throw error;
    // The changes come with the commits, all of them; the commits alone come in pages.
    const range = new URLSearchParams({ ref_name: `${from}..${to}`, per_page: '100' });
    const commits = await client.rest(caller, `${repository}/commits?${range}`, z.array(restCommit));
    return { commits, cut: commits.length >= 100, same: false, diffs: undefined };
  }
}

interface Found {
  readonly fullPath: string;
  readonly merged: readonly MergedNode[];
  readonly cut: boolean;
}

const DAY_MS = 86_400_000;
const [GIT_BEGAN, FAR_AHEAD] = [Date.UTC(2005), Date.UTC(2100)];

/** Whoever commits writes the date as they like; GitLab takes no year of five digits. */
function isOfOurTimes(time: number): boolean {
  return time >= GIT_BEGAN && time < FAR_AHEAD;
}

async function findMerged({ asker }: Means, { fullPath }: ComparisonReference, commits: readonly RestCommit[]): Promise<Found> {
  const times = commits.map(({ committed_date }) => Date.parse(maybeText.parse(committed_date) ?? '')).filter(isOfOurTimes);
  if (times.length === 0) return { fullPath: (await askPlace(asker, [PROJECT_NAMES], fullPath)).fullPath, merged: [], cut: false };
  const around = (time: number, days: number) => ({ type: 'Time!', value: new Date(time + days * DAY_MS).toISOString() });
  try {
    const project = await askPlace(asker, [MERGED], fullPath, { after: around(Math.min(...times), -1), before: around(Math.max(...times), 1) });
    const shas = new Set(commits.map(({ id }) => id));
    const titles = new Set(commits.map(({ title }) => title));
    // A squash that was fast-forwarded leaves no id at its merge request; by default it takes its title.
    const among = nodesOf(project.mergeRequests).filter((one) => shas.has(one.mergeCommitSha ?? '') || shas.has(one.diffHeadSha ?? '') || (!one.mergeCommitSha && titles.has(one.title)));
    return { fullPath: project.fullPath, merged: among, cut: project.mergeRequests?.pageInfo?.hasNextPage === true };
  } catch (error) {
    if (error instanceof SchemaMismatch) return { fullPath, merged: [], cut: false };
    throw error;
  }
}
