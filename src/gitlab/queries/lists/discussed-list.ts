import { z } from 'zod';
import { SchemaMismatch, type GraphQLOperation } from '../../graphql-answer.js';
import { momentOf, sortName } from '../../list-filter.js';
import type { Level, ListFilter } from '../../reference.js';
import * as parts from '../parts.js';
import { discussedRow, readDiscussedRow, ROW_FIELDS } from './discussed-rows.js';
import { counted, declare, given, nextOf, pageInfo, pass, type Arguments, type Listed, type Listing } from './listing.js';

type Field = keyof typeof ROW_FIELDS;

const TIMES = { createdAfter: 'Time', createdBefore: 'Time', updatedAfter: 'Time', updatedBefore: 'Time' };
const SHARED = { search: 'String', authorUsername: 'String', assigneeWildcardId: 'AssigneeWildcardId', milestoneWildcardId: 'MilestoneWildcardId', ...TIMES };
const ISSUES = { ...SHARED, state: 'IssuableState', labelName: '[String]', milestoneTitle: '[String]', assigneeUsernames: '[String!]', sort: 'IssueSort' };

/** GitLab's arguments and their types. */
const ARGUMENTS: Readonly<Record<Field, Arguments>> = {
  issues: ISSUES,
  workItems: { ...ISSUES, labelName: '[String!]', milestoneTitle: '[String!]', types: '[IssueType!]', sort: 'WorkItemSort' },
  mergeRequests: {
    ...SHARED,
    ...{ state: 'MergeRequestState', labelName: '[String]', milestoneTitle: 'String', sort: 'MergeRequestSort' },
    ...{ assigneeUsername: 'String', reviewerUsername: 'String', reviewerWildcardId: 'ReviewerWildcardId' },
  },
};

/** Groups list what their projects hold, below them to the last. */
const IN_GROUPS: Readonly<Record<Field, string>> = {
  issues: ', includeSubgroups: true',
  workItems: ', includeDescendants: true',
  mergeRequests: ', includeSubgroups: true',
};

const place = z.object({
  fullPath: z.string(),
  list: z.object({ nodes: z.array(discussedRow.nullable()).nullish(), pageInfo }).nullish(),
  total: counted,
});
const answer = z.object({ project: place.nullish(), group: place.partial({ list: true, total: true }).nullish() });

export interface DiscussedQuery {
  readonly field: Field;
  readonly level: Level;
  /** What the list is filtered by, as `variablesFor` gives it. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly continued: boolean;
}

/** The rows of a page and how many there are in all. Where a project was asked for, also whether there is a group of that path. */
export function discussedListOperation({ field, level, variables, continued }: DiscussedQuery): GraphQLOperation<z.infer<typeof answer>> {
  const filter = pass(variables) + (level === 'group' ? IN_GROUPS[field] : '');
  const filters = filter.replace(/^, /, '');
  return {
    name: `${field}List`,
    answer,
    optional: ['total', 'headPipeline'],
    document: `query ${field}List($fullPath: ID!, $first: Int!${continued ? ', $after: String' : ''}${declare(ARGUMENTS[field], variables)}) {
      ${level}(fullPath: $fullPath) {
        fullPath
        list: ${field}(first: $first${continued ? ', after: $after' : ''}${filters ? `, ${filters}` : ''}) {
          nodes { ${ROW_FIELDS[field]} }
          pageInfo { hasNextPage endCursor }
        }
        total: ${field}${filters ? `(${filters})` : ''} { count }
      }
      ${level === 'project' ? 'group(fullPath: $fullPath) { fullPath }' : ''}
    }
    ${parts.PERSON}`,
  };
}

const FIELDS = { issues: 'issues', 'work-items': 'workItems', 'merge-requests': 'mergeRequests' } as const;
/** Old versions lack arguments of work items, and new ones may come to lack issues. */
const OTHERS: Readonly<Partial<Record<Field, Field>>> = { issues: 'workItems', workItems: 'issues' };

export type DiscussedListing = Listing & { readonly of: keyof typeof FIELDS };

/** Undefined when the project or group is absent or hidden. @throws GitLabError */
export async function loadDiscussedList(listing: DiscussedListing): Promise<Listed | undefined> {
  const field = FIELDS[listing.of];
  try {
    return await ask(listing, field);
  } catch (error) {
    const other = OTHERS[field];
    if (error instanceof SchemaMismatch && other && listing.filter.types === undefined) return ask(listing, other);
    throw error;
  }
}

async function ask(listing: DiscussedListing, field: Field): Promise<Listed | undefined> {
  const { client, caller, level, fullPath, filter, first, after } = listing;
  const variables = variablesFor(field, filter);
  const operation = discussedListOperation({ field, level, variables, continued: after !== undefined });
  const { project, group } = await client.graphql(caller, operation, { fullPath, first, ...given({ after }), ...variables });
  if (level === 'project' && !project && group) return ask({ ...listing, level: 'group' }, field);
  const found = level === 'project' ? project : group;
  if (!found) return undefined;
  return {
    fullPath: found.fullPath,
    level,
    rows: parts.nodesOf(found.list).map((row) => readDiscussedRow(row, caller.instance)),
    // What is switched off, or hidden from this viewer, has no list at all.
    total: found.list ? (found.total?.count ?? undefined) : 0,
    next: nextOf(found.list?.pageInfo),
  };
}

/** GitLab's arguments for a filter: an open list unless another state is asked for, as its own pages have it. */
export function variablesFor(field: Field, filter: ListFilter): Record<string, unknown> {
  const milestone = wildcard(filter.milestone, ['none', 'any', 'upcoming', 'started']);
  const assignee = wildcard(filter.assignee, ['none', 'any']);
  const reviewer = wildcard(filter.reviewer, ['none', 'any']);
  const title = milestone ? undefined : filter.milestone;
  const one = field === 'mergeRequests';
  return given({
    state: filter.state ?? 'opened',
    labelName: filter.labels,
    types: filter.types?.map((type) => type.toUpperCase()),
    milestoneTitle: one || title === undefined ? title : [title],
    milestoneWildcardId: milestone,
    assigneeUsername: one && !assignee ? filter.assignee : undefined,
    assigneeUsernames: one || assignee || filter.assignee === undefined ? undefined : [filter.assignee],
    assigneeWildcardId: assignee,
    authorUsername: filter.author,
    reviewerUsername: reviewer ? undefined : filter.reviewer,
    reviewerWildcardId: reviewer,
    search: filter.search,
    ...times(filter),
    sort: (filter.sort === undefined ? 'created_desc' : sortName(filter.sort)).toUpperCase(),
  });
}

function times(filter: ListFilter): Record<string, string | undefined> {
  const names = ['createdAfter', 'createdBefore', 'updatedAfter', 'updatedBefore'] as const;
  return Object.fromEntries(names.map((name) => [name, filter[name] === undefined ? undefined : momentOf(filter[name])]));
}

/** `None`, `Any`, `#upcoming` as GitLab's pages write them; undefined for a name. */
function wildcard(value: string | undefined, words: readonly string[]): string | undefined {
  const word = value?.replace(/^#/, '').toLowerCase();
  return word !== undefined && words.includes(word) ? word.toUpperCase() : undefined;
}
