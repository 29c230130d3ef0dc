import { z } from 'zod';
import { GitLabError } from '../../errors.js';
import type { GraphQLOperation } from '../../calls/graphql-answer.js';
import type { GitLabInstance } from '../../instance.js';
import { filterProblems, pageSort, type FilterProblem } from '../../references/list-filter.js';
import type { Means } from '../../loading/means.js';
import type { ListFilter, ListReference } from '../../references/reference.js';
import { referenceUrl } from '../../references/reference-url.js';
import type { ListThing } from '../../things/list.js';
import { loadCommitList } from './commit-list.js';
import { loadDiscussedList } from './discussed-list.js';
import type { Listed, Listing } from './listing.js';
import { loadPipelineList } from './pipeline-list.js';
import { loadReleaseList } from './release-list.js';

/** Rows of a page where nothing else is asked for, and at most. */
export const ROWS = 20;
export const MOST_ROWS = 100;

/** Stands for whoever looks at the list. */
const ME = '@me';

const me = z.object({ currentUser: z.object({ username: z.string() }).nullish() });

export const meOperation: GraphQLOperation<z.infer<typeof me>> = {
  name: 'me',
  answer: me,
  document: 'query me { currentUser { username } }',
};

/**
 * One page of a list as the viewer may see it; a filter that GitLab would refuse comes back as `problems` and nothing is asked.
 * @throws GitLabError, as `askInTurn` does; `not-found` when nobody in particular asks for `@me`.
 */
export async function loadList(means: Means, reference: ListReference): Promise<ListThing> {
  const { instance } = means.asker;
  const problems = filterProblems(reference);
  if (problems.length > 0) return thing(reference, { ...reference, rows: [], total: undefined, next: undefined }, reference.filter, instance, problems);
  const filter = await namePeople(means, reference.filter);
  const { of, level, fullPath, page, openOnly = false } = reference;
  const listed = await load({ means, of, level, fullPath, filter, first: Math.min(page?.rows ?? ROWS, MOST_ROWS), after: page?.after, openOnly });
  return thing(reference, listed, filter, instance, []);
}

function load(listing: Listing): Promise<Listed> {
  const { of } = listing;
  switch (of) {
    case 'issues':
    case 'work-items':
    case 'merge-requests':
      return loadDiscussedList({ ...listing, of });
    case 'pipelines':
      return loadPipelineList(listing);
    case 'commits':
      return loadCommitList(listing);
    case 'releases':
      return loadReleaseList(listing);
  }
}

async function namePeople({ client, caller, turns }: Means, filter: ListFilter): Promise<ListFilter> {
  const mine = (['assignee', 'author', 'reviewer'] as const).filter((key) => filter[key]?.toLowerCase() === ME);
  const named = Object.fromEntries((['assignee', 'author', 'reviewer'] as const).flatMap((key) => (filter[key] === undefined ? [] : [[key, filter[key].replace(/^@/, '')]])));
  if (mine.length === 0) return { ...filter, ...named };
  const { currentUser } = caller.accessToken === undefined ? { currentUser: undefined } : await turns.take(() => client.graphql(caller, meOperation, {}));
  if (!currentUser) throw new GitLabError('not-found', 'Nobody in particular has no list of their own.');
  return { ...filter, ...named, ...Object.fromEntries(mine.map((key) => [key, currentUser.username])) };
}

function thing(reference: ListReference, { fullPath, level, rows, total, next }: Listed, filter: ListFilter, instance: GitLabInstance, problems: readonly FilterProblem[]): ListThing {
  const { page: _page, openOnly: _openOnly, ...whole } = reference;
  const sorted = filter.sort === undefined ? filter : { ...filter, sort: pageSort(filter.sort) };
  return {
    kind: 'list',
    instance: instance.id,
    of: reference.of,
    ...{ fullPath, level, filter, rows, total, next, problems },
    webUrl: referenceUrl({ ...whole, fullPath, level, filter: sorted }, instance),
  };
}
