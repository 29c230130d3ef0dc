import { z } from 'zod';
import type { GraphQLOperation } from '../calls/graphql-answer.js';
import { maybeCount, maybeText } from '../queries/parts.js';
import { GROUPS, type SeenAsks } from './seen-things.js';

/** So many of each list. */
export const ROWS = 20;

const maybeFlag = z.boolean().nullish();
const nodes = <T extends z.ZodType>(node: T) => z.array(node.nullable()).nullish();
const counted = <T extends z.ZodType>(node: T) => z.object({ count: maybeCount, nodes: nodes(node) }).nullish();
const place = z.object({ fullPath: z.string() }).nullish();

const work = z.object({ title: z.string(), reference: z.string(), state: maybeText, draft: maybeFlag, confidential: maybeFlag, webUrl: maybeText, updatedAt: maybeText });
const todo = z.object({
  action: z.string(),
  targetType: z.string(),
  targetUrl: maybeText,
  target: z.object({ name: maybeText, title: maybeText, webUrl: maybeText }).nullish(),
  author: z.object({ name: z.string() }).nullish(),
  project: place,
  group: place,
  createdAt: z.string(),
});
const numbered = z.object({ iid: z.string(), title: z.string(), state: maybeText, draft: maybeFlag, confidential: maybeFlag, webUrl: maybeText });
const project = z.object({
  fullPath: z.string(),
  nameWithNamespace: maybeText,
  webUrl: maybeText,
  userPermissions: z.object({ downloadCode: z.boolean(), readWiki: z.boolean() }).nullish(),
  issues: z.object({ nodes: nodes(numbered) }).nullish(),
  mergeRequests: z.object({ nodes: nodes(numbered) }).nullish(),
});
const group = z.object({ fullPath: z.string(), fullName: maybeText, webUrl: maybeText, workItem: numbered.nullish() }).nullish();
const user = z.object({ name: z.string(), username: z.string(), webUrl: maybeText });

const answer = z.object({
  currentUser: z.object({ todos: counted(todo), authored: counted(work), reviews: counted(work) }).nullish(),
  issues: counted(work),
  seenProjects: z.object({ nodes: nodes(project) }).nullish(),
  seenUsers: z.object({ nodes: nodes(user) }).nullish(),
  ...Object.fromEntries(GROUPS.map((name) => [name, group])) as Record<(typeof GROUPS)[number], typeof group>,
});

export type OwnWorkAnswer = z.infer<typeof answer>;
export type SeenProject = z.infer<typeof project>;
export type SeenNumbered = z.infer<typeof numbered>;

const ISSUE = 'title reference(full: true) state confidential webUrl updatedAt';
const REQUEST = 'title reference(full: true) state draft webUrl updatedAt';
const TODO = 'action targetType createdAt author { name } project { fullPath } group { fullPath }';
/** Versions before 17.4 name the target otherwise, and its address not at all. */
const TARGET = { full: 'targetUrl target: targetEntity { name webUrl }', lean: 'target { webUrl ... on Issue { title } ... on MergeRequest { title } }' };
const list = (fields: string) => `first: ${ROWS}) { count nodes { ${fields} } }`;

/** Lists and what was seen in one document; the lean one is for older versions and asks for the lists alone. */
export function ownWorkOperation({ lean, asks }: { readonly lean: boolean; readonly asks: SeenAsks }): GraphQLOperation<OwnWorkAnswer> {
  const name = lean ? 'leanOwnWork' : 'ownWork';
  return {
    name,
    answer,
    // What takes GitLab too long leaves the rest.
    optional: ['todos', 'authored', 'reviews', 'issues', 'seenProjects', 'seenUsers', ...GROUPS],
    document: `query ${name}($me: String${asks.declarations}) {
    currentUser {
      todos(state: pending, ${list(`${TODO} ${lean ? TARGET.lean : TARGET.full}`)}
      authored: authoredMergeRequests(state: opened, sort: UPDATED_DESC, ${list(REQUEST)}
      reviews: reviewRequestedMergeRequests(state: opened, sort: UPDATED_DESC, ${list(REQUEST)}
    }
    issues(assigneeId: $me, state: opened, sort: UPDATED_DESC, ${list(ISSUE)}
    ${asks.fields}
  }`,
  };
}
