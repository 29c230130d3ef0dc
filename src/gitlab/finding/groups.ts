import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import type { GraphQLOperation } from '../calls/graphql-answer.js';
import { maybeText, nodesOf, ownUrl } from '../queries/parts.js';

/** A group to choose. */
export interface FoundGroup {
  readonly fullPath: string;
  /** `Group / Subgroup` */
  readonly name: string;
  readonly webUrl: string;
}

const answer = z.object({ groups: z.object({ nodes: z.array(z.object({ fullPath: z.string(), fullName: maybeText, webUrl: maybeText }).nullable()).nullish() }).nullish() });

const FIELDS = 'nodes { fullPath fullName webUrl }';

export const ownGroupsOperation: GraphQLOperation<z.infer<typeof answer>> = {
  name: 'ownGroups',
  answer,
  document: `query ownGroups { groups(allAvailable: false, first: 10) { ${FIELDS} } }`,
};

export const groupsOperation: GraphQLOperation<z.infer<typeof answer>> = {
  name: 'findGroups',
  answer,
  document: `query findGroups($search: String!) { groups(search: $search, first: 10) { ${FIELDS} } }`,
};

/** Without words those that the author is a member of. */
export async function findGroups(client: GitLabClient, author: Caller, words: string): Promise<FoundGroup[]> {
  const search = words.trim();
  const { groups } = search === '' ? await client.graphql(author, ownGroupsOperation, {}) : await client.graphql(author, groupsOperation, { search });
  return nodesOf(groups).map(({ fullPath, fullName, webUrl }) => ({
    fullPath,
    name: fullName ?? fullPath,
    webUrl: ownUrl(webUrl, author.instance) ?? `${author.instance.baseUrl}/groups/${fullPath}`,
  }));
}
