import { z } from 'zod';
import type { Caller, GitLabClient } from '../../client.js';
import type { Level, ListFilter, ListReference } from '../../reference.js';
import type { ListRow } from '../../things/list.js';
import { maybeText } from '../parts.js';

/** A list to be fetched: the filter holds nothing that GitLab would refuse, and people by their names. */
export interface Listing {
  readonly client: GitLabClient;
  readonly caller: Caller;
  readonly of: ListReference['of'];
  readonly level: Level;
  readonly fullPath: string;
  readonly filter: ListFilter;
  /** How many rows at most. */
  readonly first: number;
  readonly after: string | undefined;
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

/** `$state: IssuableState, …` of the variables that are given. */
export function declare(types: Arguments, variables: Readonly<Record<string, unknown>>): string {
  return Object.keys(variables).map((name) => `, $${name}: ${types[name]}`).join('');
}

/** `state: $state, …` of the variables that are given. */
export function pass(variables: Readonly<Record<string, unknown>>): string {
  return Object.keys(variables).map((name) => `${name}: $${name}`).join(', ');
}

/** Without what is undefined: an argument with null would be another question. */
export function given(variables: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}
