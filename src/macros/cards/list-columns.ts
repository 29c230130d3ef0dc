import type { CellModel } from '../../../views/macros/list-card.js';
import type { Status } from '../../../views/parts/badge.js';
import type { MessageKey, Words } from '../../../views/words/words.js';
import type { ListedKind, ListRow } from '../../gitlab/things/list.js';
import { labelModel } from './label.js';
import { pipelineStatus } from './statuses.js';
import { stateOf } from './list-states.js';
import { wordsForDuration } from './durations.js';
import { code, moment, personModel, shortSha, text } from './phrases.js';
import { typeName } from './work-item-types.js';

/** A column of a list: its heading, and what a row shows in it; an empty cell where it has nothing. */
interface Column {
  readonly title: MessageKey;
  readonly cell: (row: ListRow, of: ListedKind, words: Words) => CellModel | undefined;
}

const at = (time: string | undefined): CellModel | undefined => (time === undefined ? undefined : { is: 'phrase', phrase: [moment(time)] });
const people = (all: ListRow['assignees']): CellModel | undefined => (all?.length ? { is: 'phrase', phrase: [{ is: 'people', people: all.map(personModel) }] } : undefined);
const ink = (name: string | undefined): CellModel | undefined => (name === undefined ? undefined : { is: 'phrase', phrase: [code(name)] });

const statuses = (all: readonly Status[]): CellModel | undefined =>
  all.length === 0 ? undefined : { is: 'phrase', phrase: all.map((status) => ({ is: 'status', status })) };

/** By the names that GitLab's API has for them: pages store these. */
const COLUMNS = {
  type: { title: 'columns.type', cell: ({ type }, _of, words) => (type === undefined ? undefined : { is: 'phrase', phrase: [text(typeName(type, words))] }) },
  state: { title: 'columns.state', cell: (row, of, words) => statuses(stateOf(row, of, words)) },
  pipeline: { title: 'columns.pipeline', cell: ({ pipeline }, _of, words) => pipeline && { is: 'phrase', phrase: [{ is: 'status', status: pipelineStatus(pipeline, words), url: pipeline.webUrl }] } },
  labels: { title: 'columns.labels', cell: ({ labels }) => (labels?.length ? { is: 'labels', labels: labels.map(labelModel) } : undefined) },
  milestone: { title: 'columns.milestone', cell: ({ milestone }) => milestone && { is: 'phrase', phrase: [text(milestone.title, milestone.webUrl)] } },
  assignees: { title: 'columns.assignees', cell: ({ assignees }) => people(assignees) },
  reviewers: { title: 'columns.reviewers', cell: ({ reviewers }) => people(reviewers) },
  author: { title: 'columns.author', cell: ({ author, authorName }) => (author ? people([author]) : authorName === undefined ? undefined : { is: 'phrase', phrase: [text(authorName)] }) },
  ref: { title: 'columns.ref', cell: ({ ref }) => ink(ref) },
  sha: { title: 'columns.sha', cell: ({ sha }) => ink(sha && shortSha(sha)) },
  duration: { title: 'columns.duration', cell: ({ duration }, _of, words) => (duration === undefined ? undefined : { is: 'phrase', phrase: [text(wordsForDuration(duration, words))] }) },
  due_date: { title: 'columns.due', cell: ({ dueDate }) => (dueDate === undefined ? undefined : { is: 'phrase', phrase: [{ is: 'day', day: dueDate }] }) },
  created_at: { title: 'columns.created', cell: ({ createdAt }) => at(createdAt) },
  updated_at: { title: 'columns.updated', cell: ({ updatedAt }) => at(updatedAt) },
  closed_at: { title: 'columns.closed', cell: ({ closedAt }) => at(closedAt) },
  merged_at: { title: 'columns.merged', cell: ({ mergedAt }) => at(mergedAt) },
  released_at: { title: 'columns.released', cell: ({ releasedAt }) => at(releasedAt) },
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

/** A name that is none of a column. */
export interface ColumnProblem {
  readonly is: 'no-column';
  readonly value: string;
  readonly known: readonly string[];
}

/** The columns that are named in a text with commas; for names that the kind has not, what it has. */
export function readColumns(of: ListedKind, names: string): { readonly columns: readonly ColumnName[]; readonly problems: readonly ColumnProblem[] } {
  const wanted = [...new Set(names.split(',').map((name) => name.trim().toLowerCase()).filter((name) => name !== '' && name !== 'title'))];
  const isChoice = (name: string): name is ColumnName => CHOICES[of].some((choice) => choice === name);
  const problems = wanted.filter((name) => !isChoice(name)).map((name): ColumnProblem => ({ is: 'no-column', value: name, known: ['title', ...CHOICES[of]] }));
  return { columns: wanted.filter(isChoice), problems };
}

export function columnTitle(name: ColumnName, words: Words): string {
  return words.say(COLUMNS[name].title);
}

export function cellOf(name: ColumnName, row: ListRow, of: ListedKind, words: Words): CellModel | undefined {
  return COLUMNS[name].cell(row, of, words);
}
