import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import type { GraphQLOperation } from '../calls/graphql-answer.js';
import { GitLabError } from '../errors.js';
import { dayOf, labels, maybeText, nodesOf, readLabels } from '../queries/parts.js';

/** What a list can be filtered by in a project or group. */
export interface FoundValue {
  /** As a filter names it: a label's or milestone's title, a username. */
  readonly value: string;
  /** A person's name; the day that a milestone is due. */
  readonly detail: string | undefined;
  /** Of a label: `#rrggbb`. */
  readonly color: string | undefined;
}

export type ValueOf = 'labels' | 'milestones' | 'people';

/** In a project or in a group: an address alone does not tell which it is. */
function inPlace<T extends z.ZodType>(found: T) {
  const place = z.object({ found }).nullish();
  return z.object({ project: place, group: place });
}

const QUERY = '($place: ID!, $search: String)';

const labelsAnswer = inPlace(labels);
export const labelsOperation: GraphQLOperation<z.infer<typeof labelsAnswer>> = {
  name: 'findLabels',
  answer: labelsAnswer,
  document: `query findLabels${QUERY} {
    project(fullPath: $place) { found: labels(searchTerm: $search, includeAncestorGroups: true, first: 20) { nodes { title color } } }
    group(fullPath: $place) { found: labels(searchTerm: $search, includeAncestorGroups: true, includeDescendantGroups: true, first: 20) { nodes { title color } } }
  }`,
};

const milestonesAnswer = inPlace(z.object({ nodes: z.array(z.object({ title: z.string(), dueDate: maybeText }).nullable()).nullish() }).nullish());
export const milestonesOperation: GraphQLOperation<z.infer<typeof milestonesAnswer>> = {
  name: 'findMilestones',
  answer: milestonesAnswer,
  document: `query findMilestones${QUERY} {
    project(fullPath: $place) { found: milestones(searchTitle: $search, state: active, includeAncestors: true, first: 20) { nodes { title dueDate } } }
    group(fullPath: $place) { found: milestones(searchTitle: $search, state: active, includeAncestors: true, includeDescendants: true, first: 20) { nodes { title dueDate } } }
  }`,
};

const member = z.object({ user: z.object({ name: z.string(), username: z.string() }).nullish() });
const peopleAnswer = inPlace(z.object({ nodes: z.array(member.nullable()).nullish() }).nullish());
export const membersOperation: GraphQLOperation<z.infer<typeof peopleAnswer>> = {
  name: 'findMembers',
  answer: peopleAnswer,
  document: `query findMembers${QUERY} {
    project(fullPath: $place) { found: projectMembers(search: $search, relations: [DIRECT, INHERITED], first: 20) { nodes { user { name username } } } }
    group(fullPath: $place) { found: groupMembers(search: $search, relations: [DIRECT, INHERITED, DESCENDANTS], first: 20) { nodes { user { name username } } } }
  }`,
};

/**
 * At most 20 whose names hold the words, each once.
 * @throws GitLabError; `not-found` where neither a project nor a group is there for the author
 */
export async function findValues(client: GitLabClient, author: Caller, { of, place, words }: { of: ValueOf; place: string; words: string }): Promise<FoundValue[]> {
  const search = words.trim();
  const variables = { place, ...(search === '' ? {} : { search }) };
  const found = await read(client, author, of, variables);
  return [...new Map(found.map((one) => [one.value, one])).values()];
}

async function read(client: GitLabClient, author: Caller, of: ValueOf, variables: Readonly<Record<string, string>>): Promise<FoundValue[]> {
  switch (of) {
    case 'labels':
      return readLabels(here(await client.graphql(author, labelsOperation, variables))).map(({ title, color }) => ({ value: title, detail: undefined, color }));
    case 'milestones':
      return nodesOf(here(await client.graphql(author, milestonesOperation, variables))).map(({ title, dueDate }) => ({ value: title, detail: dayOf(dueDate), color: undefined }));
    case 'people':
      return nodesOf(here(await client.graphql(author, membersOperation, variables))).flatMap(({ user }) => (user ? [{ value: user.username, detail: user.name, color: undefined }] : []));
  }
}

interface InPlace<T> {
  readonly project?: { readonly found?: T } | null | undefined;
  readonly group?: { readonly found?: T } | null | undefined;
}

function here<T>({ project, group }: InPlace<T>): T | undefined {
  const place = project ?? group;
  if (!place) throw new GitLabError('not-found', 'Neither a project nor a group is there for this viewer.');
  return place.found;
}
