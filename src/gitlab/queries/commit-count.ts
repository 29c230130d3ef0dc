import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import { GitLabError } from '../errors.js';

export interface CommitRange {
  readonly fullPath: string;
  readonly from: string;
  readonly to: string;
}

export interface Ahead {
  /** Commits that `to` has and `from` has not; undefined where GitLab would not count. */
  readonly ahead: number | undefined;
  /** There are so many or more. */
  readonly capped: boolean;
  /** `from` has commits that `to` has not: it is no part of it. */
  readonly apart: boolean;
}

const PAGE = 100;
const MOST_PAGES = 10;

/**
 * How far a ref is ahead of a commit, up to a thousand: two calls up to a hundred commits, a few more beyond. GitLab gives no total
 * for commits, so the last page is searched for (https://docs.gitlab.com/api/commits/#list-repository-commits: a range is a ref).
 * @throws GitLabError where it is no use to go on without.
 */
export async function countAhead(client: Pick<GitLabClient, 'rest'>, caller: Caller, { fullPath, from, to }: CommitRange): Promise<Ahead> {
  const list = async (range: string, page: number, size: number): Promise<number> => {
    const query = new URLSearchParams({ ref_name: range, page: String(page), per_page: String(size) });
    const path = `/projects/${encodeURIComponent(fullPath)}/repository/commits?${query}`;
    return (await client.rest(caller, path, z.array(z.object({ id: z.string() })))).length;
  };
  const ahead = (page: number) => list(`${from}..${to}`, page, PAGE);
  try {
    const [first, behind] = await Promise.all([ahead(1), list(`${to}..${from}`, 1, 1)]);
    return { ...(first < PAGE ? { ahead: first, capped: false } : await searchLastPage(ahead)), apart: behind > 0 };
  } catch (error) {
    // The file itself is there to be shown; only how far it is behind is not known.
    if (error instanceof GitLabError && error.failure !== 'unauthorized') return { ahead: undefined, capped: false, apart: false };
    throw error;
  }
}

/** `full` pages lie below, `short` is not full. */
async function searchLastPage(countPage: (page: number) => Promise<number>): Promise<Pick<Ahead, 'ahead' | 'capped'>> {
  let full = 1;
  let short = MOST_PAGES;
  let rest = await countPage(short);
  if (rest === PAGE) return { ahead: PAGE * MOST_PAGES, capped: true };
  while (rest === 0 && short - full > 1) {
    const middle = Math.floor((full + short) / 2);
    const found = await countPage(middle);
    if (found === PAGE) full = middle;
    else [short, rest] = [middle, found];
  }
  return { ahead: PAGE * (rest === 0 ? full : short - 1) + rest, capped: false };
}
