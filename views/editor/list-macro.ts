import { EXPORT_POLICIES, type ExportPolicy, type MacroParameters } from './link-macro.js';
import { LIST_KINDS, LIST_VOCABULARY, type FilterName, type ListColumn, type ListKind, type ListMeaning } from './list-vocabulary.js';

/** What a list macro stores, as its editor holds it: the usual is empty. */
export interface ListMacro {
  /** Of a project or group, or of a list page whose filters go on. */
  readonly url: string;
  /** Empty: what the address lists, or issues. */
  readonly kind: ListKind | '';
  readonly filters: Readonly<Partial<Record<FilterName, string>>>;
  /** Empty: the usual ones. */
  readonly columns: readonly string[];
  /** 1 to 100; empty for 20. */
  readonly count: string;
  readonly export: ExportPolicy;
  /** What this editor knows nothing of: it is stored again as it was. */
  readonly others: MacroParameters;
}

const FILTERS: readonly FilterName[] = ['state', 'labels', 'milestone', 'assignee', 'author', 'reviewer', 'search', 'ref', 'created_after', 'created_before', 'updated_after', 'updated_before', 'sort'];
const OWN: ReadonlySet<string> = new Set(['url', 'kind', ...FILTERS, 'columns', 'count', 'export']);

/** What the page stores, read leniently: others may have written it. */
export function readListMacro(parameters: MacroParameters): ListMacro {
  const filters = FILTERS.flatMap((name) => {
    const value = parameters[name]?.trim();
    return value ? [[name, value]] : [];
  });
  return {
    url: parameters.url?.trim() ?? '',
    kind: LIST_KINDS.find((kind) => kind === parameters.kind?.trim()) ?? '',
    filters: Object.fromEntries(filters) as ListMacro['filters'],
    columns: splitNames(parameters.columns ?? ''),
    count: parameters.count?.trim() ?? '',
    export: EXPORT_POLICIES.find((policy) => policy === parameters.export) ?? 'link',
    others: Object.fromEntries(Object.entries(parameters).filter(([name]) => !OWN.has(name))),
  };
}

/** What the page is to store: what the kind knows and what differs from the usual. */
export function writeListMacro(macro: ListMacro, meaning: ListMeaning | undefined): MacroParameters {
  const kind = kindOf(macro, meaning);
  const known = LIST_VOCABULARY[kind];
  const isFixed = meaning?.kind === 'board' || meaning?.kind === 'search';
  const filters = isFixed ? [] : Object.entries(macro.filters).filter(([name, value]) => value.trim() !== '' && known.filters.some((filter) => filter === name));
  const chosen = macro.columns.filter((name) => known.columns.some((column) => column === name));
  const columns = isFixed || isSame(chosen, known.usualColumns) ? '' : chosen.join(',');
  const usual = meaning?.list?.of ?? 'issues';
  const own = { url: macro.url.trim(), kind: isFixed || kind === usual ? '' : kind, ...Object.fromEntries(filters), columns, count: macro.count.trim(), export: macro.export === 'link' ? '' : macro.export };
  return { ...macro.others, ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== '')) };
}

export function kindOf({ kind }: ListMacro, meaning: ListMeaning | undefined): ListKind {
  return kind || (meaning?.list?.of ?? 'issues');
}

/** The same list by the place alone, with the filters of a list page's address as its own, where the macro can store them all. */
export function takeIn(macro: ListMacro, { list, place }: ListMeaning): ListMacro {
  if (!list?.isWhole || !place) return macro;
  const isOther = macro.kind !== '' && macro.kind !== list.of;
  return { ...macro, url: place.url, kind: macro.kind || list.of, filters: isOther ? macro.filters : { ...list.filters, ...macro.filters } };
}

/** Another kind: what that one does not know is left, so that it comes back with the kind it is of. */
export function withKind(macro: ListMacro, kind: ListKind): ListMacro {
  const { states, sorts, columns } = LIST_VOCABULARY[kind];
  const { state, sort, ...filters } = macro.filters;
  return {
    ...macro,
    kind,
    filters: { ...filters, ...(state && states.includes(state) ? { state } : {}), ...(sort && sorts.includes(sort) ? { sort } : {}) },
    columns: macro.columns.filter((name) => columns.some((column) => column === name)),
  };
}

export function withFilter(macro: ListMacro, name: FilterName, value: string): ListMacro {
  const { [name]: _before, ...others } = macro.filters;
  return { ...macro, filters: value === '' ? others : { ...others, [name]: value } };
}

/** The columns that are shown, in their order. */
export function columnsOf(macro: ListMacro, kind: ListKind): readonly ListColumn[] {
  const { columns, usualColumns } = LIST_VOCABULARY[kind];
  const chosen = macro.columns.flatMap((name) => columns.find((column) => column === name) ?? []);
  return chosen.length > 0 ? chosen : usualColumns;
}

/** The columns with one of them moved by one place; the same where it stands at that end. */
export function moveColumn(columns: readonly ListColumn[], column: ListColumn, step: -1 | 1): readonly ListColumn[] {
  const at = columns.indexOf(column);
  const other = columns[at + step];
  if (at < 0 || other === undefined) return columns;
  return columns.map((one) => (one === column ? other : one === other ? column : one));
}

/** Empty, or 1 to 100. */
export function isCount(text: string): boolean {
  return text.trim() === '' || (/^\d{1,3}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 100);
}

/** Names with commas between them. */
export function splitNames(text: string): readonly string[] {
  return [...new Set(text.split(',').map((name) => name.trim()).filter((name) => name !== ''))];
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index]);
}
