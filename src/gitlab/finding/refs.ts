import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import type { GraphQLOperation } from '../calls/graphql-answer.js';
import { GitLabError } from '../errors.js';
import { maybeText } from '../queries/parts.js';

/** Names to choose, at most 20 of each kind. */
export interface FoundRefs {
  /** Undefined for an empty repository. */
  readonly defaultBranch: string | undefined;
  readonly branches: readonly string[];
  readonly tags: readonly string[];
}

const answer = z.object({
  project: z.object({ repository: z.object({ rootRef: maybeText, branchNames: z.array(z.string()).nullish() }).nullish() }).nullish(),
});

export const branchNamesOperation: GraphQLOperation<z.infer<typeof answer>> = {
  name: 'findBranches',
  answer,
  document: 'query findBranches($fullPath: ID!, $pattern: String!) { project(fullPath: $fullPath) { repository { rootRef branchNames(searchPattern: $pattern, offset: 0, limit: 20) } } }',
};

const tags = z.array(z.object({ name: z.string() }));

/** GraphQL knows no tags. */
export async function findRefs(client: GitLabClient, author: Caller, fullPath: string, words: string): Promise<FoundRefs> {
  const search = words.trim();
  const query = new URLSearchParams({ per_page: '20', order_by: 'updated', ...(search === '' ? {} : { search }) });
  const [{ project }, found] = await Promise.all([
    client.graphql(author, branchNamesOperation, { fullPath, pattern: search === '' ? '*' : `*${search}*` }),
    client.rest(author, `/projects/${encodeURIComponent(fullPath)}/repository/tags?${query}`, tags),
  ]);
  if (!project?.repository) throw new GitLabError('not-found', 'The repository is absent or hidden from this viewer.');
  const { rootRef, branchNames } = project.repository;
  return { defaultBranch: rootRef || undefined, branches: branchNames ?? [], tags: found.slice(0, 20).map(({ name }) => name) };
}
