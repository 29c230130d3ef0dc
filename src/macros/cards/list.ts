import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { ListCardModel, ListRowModel } from '../../../views/macros/list-card.js';
import type { PlainCardModel } from '../../../views/macros/plain-card.js';
import type { Words } from '../../../views/words/words.js';
import type { BoardThing, ListRow, ListThing } from '../../gitlab/things/list.js';
import { cellOf, columnTitle, usualColumns, type ColumnName } from './list-columns.js';
import { rowIcon, stateOf } from './list-states.js';
import { filterWords, ignoredWords } from './filter-words.js';
import { listTitle, totalWords } from './list-words.js';
import { sortOf } from './list-sort.js';
import { text } from './phrases.js';
import { problemWords } from './list-problems.js';
import { typeName } from './work-item-types.js';

/** How a macro wants its list to look, and where in it this page is. */
export interface ListLook {
  /** Undefined for those that such a list usually has. */
  readonly columns: readonly ColumnName[] | undefined;
  /** Parameters of the same list, to which the next page's cursor is added: `url=…&state=opened`. */
  readonly query: string;
  /** 1 for the first page. */
  readonly nth: number;
}

/** Pages that a frame loads; who wants more goes to GitLab. */
export const MOST_PAGES = 20;

/** The first lines of a list's card, and of its chip. */
export function headOfList(thing: ListThing, words: Words): HeadModel {
  const total = totalWords(thing, words);
  return { icon: 'tasks', kind: words.say('kinds.list'), tone: 'neutral', title: listTitle(thing, words), url: thing.webUrl, badges: total === undefined ? [] : [{ text: total, tone: 'neutral', icon: 'tasks' }] };
}

export function listCard(thing: ListThing, look: ListLook | undefined, words: Words, foot: FootModel): ListCardModel {
  const { of, rows, next } = thing;
  const { columns: chosen, query, nth } = look ?? { columns: undefined, query: `url=${encodeURIComponent(thing.webUrl)}`, nth: 1 };
  const columns = (chosen ?? usualColumns(of)).filter((name) => chosen || name !== 'labels' || rows.some(({ labels }) => labels?.length));
  const canGoOn = next !== undefined && nth < MOST_PAGES;
  return {
    kind: 'list',
    head: headOfList(thing, words),
    foot,
    about: filterWords(thing.filter, words),
    problems: thing.problems.map((problem) => problemWords(problem, words)),
    notice: ignoredWords(thing.filter, words),
    headings: columns.map((name) => columnTitle(name, words)),
    sorts: (['title', ...columns] as const).map((name) => sortOf(name, thing, query)),
    rows: rows.map((row) => rowModel(row, thing, columns, words)),
    more: canGoOn ? `/api/macros/list?${query}&after=${encodeURIComponent(next)}&nth=${nth + 1}` : undefined,
    cut: next !== undefined && !canGoOn,
  };
}

function rowModel(row: ListRow, { of, fullPath }: ListThing, columns: readonly ColumnName[], words: Words): ListRowModel {
  const [state] = stateOf(row, of, words);
  return {
    icon: rowIcon(row, of),
    iconLabel: row.type && typeName(row.type, words),
    tone: state?.tone ?? 'neutral',
    title: row.title,
    url: row.webUrl,
    reference: row.reference === undefined ? undefined : withoutPlace(row.reference, fullPath),
    cells: columns.map((name) => cellOf(name, row, of, words)),
  };
}

/** `acme/orbit#12` is `#12` in a list of that project, and `orbit#12` in one of acme. */
function withoutPlace(reference: string, fullPath: string | undefined): string {
  if (fullPath === undefined || !reference.startsWith(fullPath)) return reference;
  return reference.slice(fullPath.length).replace(/^\//, '') || reference;
}

/** The first lines of a board's card, and of its chip. */
export function headOfBoard({ name, webUrl }: BoardThing, words: Words): HeadModel {
  return { icon: 'tasks', kind: words.say('kinds.board'), tone: 'neutral', title: name, url: webUrl, badges: [] };
}

export function boardCard(thing: BoardThing, words: Words, foot: FootModel): PlainCardModel {
  return {
    kind: 'plain',
    head: headOfBoard(thing, words),
    foot,
    about: [[text(thing.fullPath)], [text(words.say('lists.board'))]],
    facts: thing.lists.map(({ title, issues }) => ({ name: title, value: [text(issues === undefined ? words.say('lists.noCount') : words.say('lists.boardIssues', { count: issues }))] })),
    sections: [],
  };
}
