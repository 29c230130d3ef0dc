import { z } from 'zod';
import { PlaceMissing } from '../../loading/in-turn.js';
import type { Means } from '../../loading/means.js';
import type { FieldNames, Part, Shared } from '../../loading/part.js';
import { askPlace } from '../../loading/place-part.js';
import type { Level, ListFilter, ListReference } from '../../references/reference.js';
import type { ListRow } from '../../things/list.js';
import { maybeText } from '../parts.js';
import { GROUP_NAMES } from '../place-names.js';

/** A list to be fetched: the filter holds nothing that GitLab would refuse, and people by their names. */
export interface Listing {
  readonly means: Means;
  readonly of: ListReference['of'];
  readonly level: Level;
  readonly fullPath: string;
  readonly filter: ListFilter;
  /** How many rows at most. */
  readonly first: number;
  readonly after: string | undefined;
  readonly openOnly: boolean;
}

/** One page of rows. */
export interface Listed {
  /** Of the project or group, as GitLab spells it; undefined where the answer doesn't say. */
  readonly fullPath: string;
  readonly level: Level;
  readonly rows: readonly ListRow[];
  readonly total: number | undefined;
  readonly next: string | undefined;
}

export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: maybeText });

/** What a cursor may be: it travels to the reader's browser and back. */
export const CURSOR = /^[\w+/=.:-]{1,1000}$/;

/** The cursor of the page behind this one. */
export function nextOf(info: z.infer<typeof pageInfo> | undefined): string | undefined {
  const cursor = info?.hasNextPage ? info.endCursor : undefined;
  return cursor && CURSOR.test(cursor) ? cursor : undefined;
}

/** Counting may take GitLab too long; the rows are shown without then. */
export const counted = z.object({ count: z.number().int().nullish() }).nullish();

/** Arguments of a field, each with GitLab's type of it: a document names only those that have a value, as old versions know fewer. */
export type Arguments = Readonly<Record<string, string>>;

/** Variables of a list's page and of its filter: those that are given. */
export function sharedOf({ first, after }: Pick<Listing, 'first' | 'after'>, types: Arguments, variables: Readonly<Record<string, unknown>>): Shared {
  const filter = Object.entries(variables).map(([name, value]) => [name, { type: types[name] ?? 'String', value }] as const);
  return { first: { type: 'Int!', value: first }, ...(after === undefined ? {} : { after: { type: 'String', value: after } }), ...Object.fromEntries(filter) };
}

/** `state: $state, …` of the variables with these names. */
export function pass(names: readonly string[], shared: FieldNames['shared']): string {
  return names.map((name) => `${name}: ${shared[name]}`).join(', ');
}

/** How a list of one kind is asked for: two such lists differ in values alone. */
export interface ListQuery {
  /** Names of the arguments that it is filtered by. */
  readonly given: readonly string[];
  /** Rows of a page. */
  readonly first: number;
  readonly continued: boolean;
}

/** The fields of a list and of its count, and what they cost where a row costs so much. */
export function listFields({ given, first, continued }: ListQuery, field: string, row: string, rowCost: number, more = ''): Pick<Part, 'select' | 'cost'> {
  return {
    select({ shared }) {
      const filters = [pass(given, shared), more].filter(Boolean).join(', ');
      return `list: ${field}(first: ${shared.first}${continued ? `, after: ${shared.after}` : ''}${filters ? `, ${filters}` : ''}) {
        nodes { ${row} }
        pageInfo { hasNextPage endCursor }
      }
      total: ${field}${filters ? `(${filters})` : ''} { count }`;
    },
    cost: () => (rowCost + 5) * (1 + first / 100) + 2,
  };
}

/** The shape of a place with such fields. */
export function listAnswer<T extends z.ZodType>(row: T) {
  return z.object({ fullPath: z.string(), list: z.object({ nodes: z.array(row.nullable()).nullable(), pageInfo }).nullable(), total: counted });
}

/** Without what is undefined: an argument with null would be another question. */
export function given(variables: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}

/**
 * What `load` makes of the level that was asked for; what looks like a project may be a group, and is asked for at the same time.
 * @throws what `load` throws
 */
export async function inPlaceOf<T>({ means: { asker }, level, fullPath }: Listing, load: (level: Level) => Promise<T>): Promise<T> {
  if (level === 'group') return load(level);
  const [listed, group] = await Promise.allSettled([load(level), askPlace(asker, [GROUP_NAMES], fullPath)]);
  if (listed.status === 'fulfilled') return listed.value;
  if (listed.reason instanceof PlaceMissing && group.status === 'fulfilled') return load('group');
  throw listed.reason;
}
