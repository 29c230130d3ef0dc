import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { ListCardModel, ListRowModel } from '../../../views/macros/list-card.js';
import type { PlainCardModel } from '../../../views/macros/plain-card.js';
import type { BoardThing, ListRow, ListThing } from '../../gitlab/things/list.js';
import { cellOf, columnTitle, usualColumns, type ColumnName } from './list-columns.js';
import { rowIcon, stateOf } from './list-states.js';
import { filterWords, ignoredWords, listTitle, totalWords } from './list-words.js';
import { count, text } from './phrases.js';

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
export function headOfList(thing: ListThing): HeadModel {
  const total = totalWords(thing);
  return { icon: 'tasks', kind: 'List', tone: 'neutral', title: listTitle(thing), url: thing.webUrl, badges: total === undefined ? [] : [{ text: total, tone: 'neutral', icon: 'tasks' }] };
}

export function listCard(thing: ListThing, look: ListLook | undefined, foot: FootModel): ListCardModel {
  const { of, rows, next, fullPath } = thing;
  const { columns: chosen, query, nth } = look ?? { columns: undefined, query: `url=${encodeURIComponent(thing.webUrl)}`, nth: 1 };
  const columns = (chosen ?? usualColumns(of)).filter((name) => chosen || name !== 'labels' || rows.some(({ labels }) => labels?.length));
  const canGoOn = next !== undefined && nth < MOST_PAGES;
  return {
    kind: 'list',
    head: headOfList(thing),
    foot,
    about: filterWords(thing.filter),
    problems: thing.problems,
    notice: ignoredWords(thing.filter),
    headings: columns.map(columnTitle),
    rows: rows.map((row) => rowModel(row, thing, columns, fullPath)),
    more: canGoOn ? `/api/macros/list?${query}&after=${encodeURIComponent(next)}&nth=${nth + 1}` : undefined,
    cut: next !== undefined && !canGoOn,
  };
}

function rowModel(row: ListRow, { of }: ListThing, columns: readonly ColumnName[], fullPath: string | undefined): ListRowModel {
  const [state] = stateOf(row, of);
  return {
    icon: rowIcon(row, of),
    iconLabel: row.type,
    tone: state?.tone ?? 'neutral',
    title: row.title,
    url: row.webUrl,
    reference: row.reference === undefined ? undefined : withoutPlace(row.reference, fullPath),
    cells: columns.map((name) => cellOf(name, row, of)),
  };
}

/** `acme/orbit#12` is `#12` in a list of that project, and `orbit#12` in one of acme. */
function withoutPlace(reference: string, fullPath: string | undefined): string {
  if (fullPath === undefined || !reference.startsWith(fullPath)) return reference;
  return reference.slice(fullPath.length).replace(/^\//, '') || reference;
}

/** The first lines of a board's card, and of its chip. */
export function headOfBoard({ name, webUrl }: BoardThing): HeadModel {
  return { icon: 'tasks', kind: 'Board', tone: 'neutral', title: name, url: webUrl, badges: [] };
}

export function boardCard(thing: BoardThing, foot: FootModel): PlainCardModel {
  return {
    kind: 'plain',
    head: headOfBoard(thing),
    foot,
    about: [[text(thing.fullPath)], [text('Issue board')]],
    facts: thing.lists.map(({ title, issues }) => ({ name: title, value: [text(issues === undefined ? 'No count' : count(issues, 'issue'))] })),
    sections: [],
  };
}
