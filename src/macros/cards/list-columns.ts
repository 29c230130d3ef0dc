import type { CellModel } from '../../../views/macros/list-card.js';
import type { Status } from '../../../views/parts/badge.js';
import type { ListedKind, ListRow } from '../../gitlab/things/list.js';
import { labelModel } from './label.js';
import { pipelineStatus } from './statuses.js';
import { stateOf } from './list-states.js';
import { wordsForDuration } from './durations.js';
import { code, moment, personModel, shortSha, text } from './phrases.js';

/** A column of a list: its heading, and what a row shows in it; an empty cell where it has nothing. */
interface Column {
  readonly title: string;
  readonly cell: (row: ListRow, of: ListedKind) => CellModel | undefined;
}

const at = (time: string | undefined): CellModel | undefined => (time === undefined ? undefined : { is: 'phrase', phrase: [moment(time)] });
const people = (all: ListRow['assignees']): CellModel | undefined => (all?.length ? { is: 'phrase', phrase: [{ is: 'people', people: all.map(personModel) }] } : undefined);
const ink = (words: string | undefined): CellModel | undefined => (words === undefined ? undefined : { is: 'phrase', phrase: [code(words)] });

const statuses = (all: readonly Status[]): CellModel | undefined =>
  all.length === 0 ? undefined : { is: 'phrase', phrase: all.map((status) => ({ is: 'status', status })) };

/** By the names that GitLab's API has for them: pages store these. */
const COLUMNS = {
  type: { title: 'Type', cell: ({ type }) => (type === undefined ? undefined : { is: 'phrase', phrase: [text(type)] }) },
  state: { title: 'State', cell: (row, of) => statuses(stateOf(row, of)) },
  pipeline: { title: 'Pipeline', cell: ({ pipeline }) => pipeline && { is: 'phrase', phrase: [{ is: 'status', status: pipelineStatus(pipeline), url: pipeline.webUrl }] } },
  labels: { title: 'Labels', cell: ({ labels }) => (labels?.length ? { is: 'labels', labels: labels.map(labelModel) } : undefined) },
  milestone: { title: 'Milestone', cell: ({ milestone }) => milestone && { is: 'phrase', phrase: [text(milestone.title, milestone.webUrl)] } },
  assignees: { title: 'Assignees', cell: ({ assignees }) => people(assignees) },
  reviewers: { title: 'Reviewers', cell: ({ reviewers }) => people(reviewers) },
  author: { title: 'Author', cell: ({ author, authorName }) => (author ? people([author]) : authorName === undefined ? undefined : { is: 'phrase', phrase: [text(authorName)] }) },
  ref: { title: 'Branch', cell: ({ ref }) => ink(ref) },
  sha: { title: 'Commit', cell: ({ sha }) => ink(sha && shortSha(sha)) },
  duration: { title: 'Duration', cell: ({ duration }) => (duration === undefined ? undefined : { is: 'phrase', phrase: [text(wordsForDuration(duration))] }) },
  due_date: { title: 'Due', cell: ({ dueDate }) => (dueDate === undefined ? undefined : { is: 'phrase', phrase: [{ is: 'day', day: dueDate }] }) },
  created_at: { title: 'Created', cell: ({ createdAt }) => at(createdAt) },
  updated_at: { title: 'Updated', cell: ({ updatedAt }) => at(updatedAt) },
  closed_at: { title: 'Closed', cell: ({ closedAt }) => at(closedAt) },
  merged_at: { title: 'Merged', cell: ({ mergedAt }) => at(mergedAt) },
  released_at: { title: 'Released', cell: ({ releasedAt }) => at(releasedAt) },
} as const satisfies Record<string, Column>;

/** A column besides the title, which every list has. */
export type ColumnName = keyof typeof COLUMNS;

const DISCUSSED = ['type', 'state', 'labels', 'milestone', 'assignees', 'author', 'due_date', 'created_at', 'updated_at', 'closed_at'] as const;

/** What there is to choose from, by what is listed. */
const CHOICES: Readonly<Record<ListedKind, readonly ColumnName[]>> = {
  issues: DISCUSSED,
  'work-items': DISCUSSED,
  'merge-requests': ['state', 'pipeline', 'labels', 'milestone', 'assignees', 'reviewers', 'author', 'ref', 'created_at', 'updated_at', 'closed_at', 'merged_at'],
  pipelines: ['state', 'ref', 'sha', 'author', 'duration', 'created_at', 'updated_at'],
  commits: ['sha', 'author', 'created_at'],
  releases: ['state', 'author', 'milestone', 'created_at', 'released_at'],
  projects: ['updated_at'],
  milestones: ['state', 'due_date'],
  users: ['state'],
  files: ['ref'],
  'wiki-pages': [],
  comments: ['author', 'created_at'],
  snippets: ['author', 'created_at'],
};

const USUAL: Readonly<Partial<Record<ListedKind, readonly ColumnName[]>>> = {
  issues: ['state', 'labels', 'assignees', 'updated_at'],
  'work-items': ['type', 'state', 'labels', 'assignees', 'updated_at'],
  'merge-requests': ['state', 'pipeline', 'author', 'reviewers', 'updated_at'],
  pipelines: ['state', 'ref', 'author', 'created_at'],
  commits: ['author', 'created_at'],
  releases: ['author', 'released_at'],
};

/** The columns of a list where its author chose none. */
export function usualColumns(of: ListedKind): readonly ColumnName[] {
  return USUAL[of] ?? CHOICES[of];
}

/** The columns that are named in a text with commas; for names that the kind has not, what it has. */
export function readColumns(of: ListedKind, names: string): { readonly columns: readonly ColumnName[]; readonly problems: readonly string[] } {
  const wanted = [...new Set(names.split(',').map((name) => name.trim().toLowerCase()).filter((name) => name !== '' && name !== 'title'))];
  const isChoice = (name: string): name is ColumnName => CHOICES[of].some((choice) => choice === name);
  const problems = wanted.filter((name) => !isChoice(name)).map((name) => `“${name}” is no column here: there are title, ${CHOICES[of].join(', ')}.`);
  return { columns: wanted.filter(isChoice), problems };
}

export function columnTitle(name: ColumnName): string {
  return COLUMNS[name].title;
}

export function cellOf(name: ColumnName, row: ListRow, of: ListedKind): CellModel | undefined {
  return COLUMNS[name].cell(row, of);
}
