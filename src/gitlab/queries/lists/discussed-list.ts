import type { z } from 'zod';
import { SchemaMismatch } from '../../calls/graphql-answer.js';
import { momentOf, sortName } from '../../references/list-filter.js';
import { askPlace, placePart, type PlacePart } from '../../loading/place-part.js';
import type { Level, ListFilter } from '../../references/reference.js';
import * as parts from '../parts.js';
import { discussedRow, readDiscussedRow, ROW_FIELDS } from './discussed-rows.js';
import { given, inPlaceOf, listAnswer, listFields, nextOf, sharedOf, type Arguments, type Listed, type Listing, type ListQuery } from './listing.js';

type Field = keyof typeof ROW_FIELDS;

const TIMES = { createdAfter: 'Time', createdBefore: 'Time', updatedAfter: 'Time', updatedBefore: 'Time' };
const SHARED = { search: 'String', authorUsername: 'String', assigneeWildcardId: 'AssigneeWildcardId', milestoneWildcardId: 'MilestoneWildcardId', ...TIMES };
const ISSUES = { ...SHARED, confidential: 'Boolean', state: 'IssuableState', labelName: '[String]', milestoneTitle: '[String]', assigneeUsernames: '[String!]', sort: 'IssueSort' };

/** GitLab's arguments and their types. */
export const ARGUMENTS: Readonly<Record<Field, Arguments>> = {
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
  issues: 'includeSubgroups: true',
  workItems: 'includeDescendants: true',
  mergeRequests: 'includeSubgroups: true',
};

/** GitLab's complexity of a row. */
const ROW_COSTS: Readonly<Record<Field, number>> = { issues: 45, workItems: 38, mergeRequests: 60 };

const answer = listAnswer(discussedRow);

export interface DiscussedQuery extends ListQuery {
  readonly field: Field;
  readonly level: Level;
}

/** The rows of a page and how many there are in all, filtered by what `variablesFor` gives. */
export function discussedLists({ field, level, ...query }: DiscussedQuery): PlacePart<z.infer<typeof answer>> {
  return placePart({
    name: `lists of ${field} of a ${level} by ${query.given.join(', ')}`,
    within: level,
    ...listFields(query, field, ROW_FIELDS[field], ROW_COSTS[field], level === 'group' ? IN_GROUPS[field] : ''),
    fragments: [parts.PERSON],
    optional: ['total', 'headPipeline'],
    answer,
  });
}

const FIELDS = { issues: 'issues', 'work-items': 'workItems', 'merge-requests': 'mergeRequests' } as const;
/** Old versions lack arguments of work items, and new ones may come to lack issues. */
const OTHERS: Readonly<Partial<Record<Field, Field>>> = { issues: 'workItems', workItems: 'issues' };

export type DiscussedListing = Listing & { readonly of: keyof typeof FIELDS };

/** @throws GitLabError, as `askInTurn` does */
export function loadDiscussedList(listing: DiscussedListing): Promise<Listed> {
  const field = FIELDS[listing.of];
  return inPlaceOf(listing, async (level) => {
    try {
      return await ask(listing, level, field);
    } catch (error) {
      const other = OTHERS[field];
      if (error instanceof SchemaMismatch && other && listing.filter.types === undefined) return ask(listing, level, other);
      throw error;
    }
  });
}

async function ask({ means: { asker }, fullPath, filter, first, after, openOnly }: DiscussedListing, level: Level, field: Field): Promise<Listed> {
  const variables = variablesFor(field, filter, openOnly);
  const part = discussedLists({ field, level, given: Object.keys(variables), first, continued: after !== undefined });
  const found = await askPlace(asker, [part], fullPath, sharedOf({ first, after }, ARGUMENTS[field], variables));
  return {
    fullPath: found.fullPath,
    level,
    rows: parts.nodesOf(found.list).map((row) => readDiscussedRow(row, asker.instance)),
    // What is switched off, or hidden from this viewer, has no list at all.
    total: found.list ? (found.total?.count ?? undefined) : 0,
    next: nextOf(found.list?.pageInfo),
  };
}

/** GitLab's arguments for a filter: an open list unless another state is asked for, as its own pages have it. No merge request is confidential. */
export function variablesFor(field: Field, filter: ListFilter, openOnly = false): Record<string, unknown> {
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
    confidential: openOnly && !one ? false : undefined,
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
