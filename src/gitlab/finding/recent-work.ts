import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import type { GraphQLOperation } from '../calls/graphql-answer.js';
import type { GitLabInstance } from '../instance.js';
import { maybeText, nodesOf, ownUrl } from '../queries/parts.js';

/** An issue or merge request to choose. */
export interface FoundWork {
  readonly kind: 'issue' | 'merge-request';
  readonly title: string;
  /** `group/project#12` */
  readonly reference: string;
  readonly state: string | undefined;
  readonly webUrl: string;
}

const node = z.object({ title: maybeText, reference: z.string(), state: maybeText, webUrl: maybeText, updatedAt: maybeText });
const list = z.object({ nodes: z.array(node.nullable()).nullish() }).nullish();
const answer = z.object({ currentUser: z.object({ authored: list, reviews: list }).nullish(), issues: list });

const FIELDS = 'nodes { title reference(full: true) state webUrl updatedAt }';

export const recentWorkOperation: GraphQLOperation<z.infer<typeof answer>> = {
  name: 'recentWork',
  answer,
  optional: ['issues', 'reviews'],
  document: `query recentWork($me: [String!]) {
    currentUser {
      authored: authoredMergeRequests(state: opened, sort: UPDATED_DESC, first: 6) { ${FIELDS} }
      reviews: reviewRequestedMergeRequests(state: opened, sort: UPDATED_DESC, first: 6) { ${FIELDS} }
    }
    issues(assigneeUsernames: $me, state: opened, sort: UPDATED_DESC, first: 6) { ${FIELDS} }
  }`,
};

export async function findRecentWork(client: GitLabClient, author: Caller, username: string): Promise<FoundWork[]> {
  const { currentUser, issues } = await client.graphql(author, recentWorkOperation, { me: [username] });
  const requests = [...nodesOf(currentUser?.authored), ...nodesOf(currentUser?.reviews)];
  const all = [...requests.map((one) => ({ ...one, kind: 'merge-request' as const })), ...nodesOf(issues).map((one) => ({ ...one, kind: 'issue' as const }))];
  const sorted = all.sort((left, right) => (right.updatedAt ?? '').localeCompare(left.updatedAt ?? ''));
  const works = sorted.flatMap((one) => readWork(one, author.instance));
  return [...new Map(works.map((one) => [one.webUrl, one])).values()];
}

function readWork({ kind, title, reference, state, webUrl }: z.infer<typeof node> & Pick<FoundWork, 'kind'>, instance: GitLabInstance): FoundWork[] {
  const url = ownUrl(webUrl, instance);
  return url ? [{ kind, title: title ?? reference, reference, state: state?.toLowerCase(), webUrl: url }] : [];
}
