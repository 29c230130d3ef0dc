import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import type { GraphQLOperation } from '../calls/graphql-answer.js';
import { maybeText, nodesOf, ownUrl } from '../queries/parts.js';

/** A project to choose. */
export interface FoundProject {
  readonly fullPath: string;
  /** `Group / Project` */
  readonly name: string;
  readonly webUrl: string;
}

/** GitLab refuses to search all projects for less. */
const ENOUGH_LETTERS = 3;

const found = z.object({ nodes: z.array(z.object({ fullPath: z.string(), nameWithNamespace: maybeText, webUrl: maybeText }).nullable()).nullish() }).nullish();
const projects = z.object({ mine: found, others: found });

const FIELDS = 'nodes { fullPath nameWithNamespace webUrl }';
const MINE = `mine: projects(membership: true, search: $search, searchNamespaces: true, sort: "latest_activity_desc", first: 15) { ${FIELDS} }`;

export const ownProjectsOperation: GraphQLOperation<z.infer<typeof projects>> = {
  name: 'ownProjects',
  answer: projects,
  document: `query ownProjects($search: String) { ${MINE} }`,
};

export const projectsOperation: GraphQLOperation<z.infer<typeof projects>> = {
  name: 'findProjects',
  answer: projects,
  // Searching all that there are may take GitLab too long.
  optional: ['others'],
  document: `query findProjects($search: String) { ${MINE} others: projects(search: $search, searchNamespaces: true, sort: "latest_activity_desc", first: 10) { ${FIELDS} } }`,
};

export async function findProjects(client: GitLabClient, author: Caller, words: string): Promise<FoundProject[]> {
  const search = words.trim();
  const { mine, others } = await client.graphql(author, search.length < ENOUGH_LETTERS ? ownProjectsOperation : projectsOperation, search === '' ? {} : { search });
  const all = [...nodesOf(mine), ...nodesOf(others)].map(({ fullPath, nameWithNamespace, webUrl }) => ({
    fullPath,
    name: nameWithNamespace ?? fullPath,
    webUrl: ownUrl(webUrl, author.instance) ?? `${author.instance.baseUrl}/${fullPath}`,
  }));
  return [...new Map(all.map((one) => [one.fullPath, one])).values()];
}
