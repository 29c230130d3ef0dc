import { z } from 'zod';
import { BadRequest, type Caller, type GitLabClient } from '../../calls/client.js';
import type { GraphQLOperation } from '../../calls/graphql-answer.js';
import type { SearchReference } from '../../references/reference.js';
import { referenceUrl } from '../../references/reference-url.js';
import type { ListedKind, ListThing } from '../../things/list.js';
import { nodesOf, numberIn } from '../parts.js';
import { pageNumber } from './commit-list.js';
import { found, READERS, type Found } from './found-rows.js';
import { MOST_ROWS, ROWS } from './list.js';

/** GitLab's scopes, and what they list. */
const SCOPES: ReadonlyMap<string, ListedKind> = new Map([
  ['issues', 'issues'],
  ['merge_requests', 'merge-requests'],
  ['milestones', 'milestones'],
  ['projects', 'projects'],
  ['users', 'users'],
  ['snippet_titles', 'snippets'],
  ['commits', 'commits'],
  ['blobs', 'files'],
  ['wiki_blobs', 'wiki-pages'],
  ['notes', 'comments'],
]);

const projects = z.object({ projects: z.object({ nodes: z.array(z.object({ id: z.string(), fullPath: z.string() }).nullable()).nullish() }).nullish() });

export const projectPathsOperation: GraphQLOperation<z.infer<typeof projects>> = {
  name: 'projectPaths',
  answer: projects,
  document: 'query projectPaths($ids: [ID!]!) { projects(ids: $ids, first: 100) { nodes { id fullPath } } }',
};

/**
 * One page of what GitLab's search finds for the viewer; GraphQL has no search, and REST allows ten a minute.
 * What this instance can't search for comes back as `problems`. @throws GitLabError
 */
export async function loadSearch(client: GitLabClient, caller: Caller, reference: SearchReference): Promise<ListThing> {
  const scope = reference.scope ?? (reference.projectId === undefined ? 'projects' : 'blobs');
  const of = SCOPES.get(scope);
  if (!of) return thing(reference, caller, 'projects', { problems: [{ is: 'unlisted', scope }] });
  const query = new URLSearchParams({ scope, search: reference.search, per_page: String(Math.min(reference.page?.rows ?? ROWS, MOST_ROWS)), page: pageNumber(reference.page?.after) ?? '1' });
  try {
    const { rows, nextPage, total } = await client.restPage(caller, `${placeOf(reference)}/search?${query}`, z.array(found));
    const paths = await pathsOf(client, caller, scope, rows);
    const read = READERS[scope];
    return thing(reference, caller, of, {
      rows: read ? rows.slice(0, MOST_ROWS).map((row) => read(row, caller.instance, paths.get(row.project_id ?? 0))) : [],
      total,
      next: pageNumber(nextPage),
    });
  } catch (error) {
    if (error instanceof BadRequest) return thing(reference, caller, of, { problems: [{ is: 'unsearchable' }] });
    throw error;
  }
}

function placeOf({ projectId, groupId }: SearchReference): string {
  if (projectId !== undefined) return `/projects/${projectId}`;
  return groupId === undefined ? '' : `/groups/${groupId}`;
}

const WITHOUT_ADDRESS = new Set(['blobs', 'wiki_blobs', 'notes']);

async function pathsOf(client: GitLabClient, caller: Caller, scope: string, rows: readonly Found[]): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(rows.flatMap(({ project_id: id }) => id ?? []))].slice(0, MOST_ROWS);
  if (!WITHOUT_ADDRESS.has(scope) || ids.length === 0) return new Map();
  const { projects: answered } = await client.graphql(caller, projectPathsOperation, { ids: ids.map((id) => `gid://gitlab/Project/${id}`) });
  return new Map(nodesOf(answered).map(({ id, fullPath }) => [Number(numberIn(id)), fullPath]));
}

function thing(reference: SearchReference, { instance }: Caller, of: ListedKind, about: Partial<ListThing>): ListThing {
  const { page: _page, ...whole } = reference;
  return {
    ...{ kind: 'list', instance: instance.id, of, fullPath: undefined, level: undefined },
    ...{ filter: { search: reference.search }, webUrl: referenceUrl(whole, instance) },
    ...{ rows: [], total: undefined, next: undefined, problems: [], ...about },
  };
}
