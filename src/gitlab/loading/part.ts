import type { GitLabInstance } from '../instance.js';
import type { KnownRefs } from './known-refs.js';

interface PlaceField {
  /** The one that picks it, behind others where they are always the same. */
  readonly argument: string;
  readonly type: string;
  /** Left out where it repeats nothing: the place is then a list of one. */
  readonly property?: string;
}

/** Where a thing is found, by GraphQL's names: a field of the query, the argument that picks the place, and the property that repeats it. */
export const PLACES: Readonly<Record<'project' | 'namespace' | 'group' | 'user' | 'note' | 'milestone' | 'snippets', PlaceField>> = {
  project: { argument: 'fullPath', type: 'ID!', property: 'fullPath' },
  namespace: { argument: 'fullPath', type: 'ID!', property: 'fullPath' },
  group: { argument: 'fullPath', type: 'ID!', property: 'fullPath' },
  user: { argument: 'username', type: 'String!', property: 'username' },
  note: { argument: 'id', type: 'NoteID!', property: 'id' },
  milestone: { argument: 'id', type: 'MilestoneID!', property: 'id' },
  snippets: { argument: 'first: 1, ids', type: '[SnippetID!]' },
};

/**
 * A way to ask for things of one kind together: one field inside `project{…}` (or another place) that takes a list of keys, or one.
 * A kind becomes bulk by a part and a line in bulk-kinds.ts.
 */
export interface Part {
  /** Unique among parts: an instance whose schema lacks it is remembered by this name. */
  readonly name: string;
  readonly within: keyof typeof PLACES;
  /** Fields between the place and `field`: `['repository']`. */
  readonly inside: readonly string[];
  /** GraphQL's name of the field that takes the keys; undefined when the place itself is the thing. */
  readonly field: string | undefined;
  /** Its fields have names that others' in the same place may have too, so it asks for the place by itself. */
  readonly apart?: boolean;
  /** GraphQL type of the keys' variable, a list type unless `most` is 1; empty where the field takes none. */
  readonly keyType: string;
  /** The property of a node that holds its key; undefined when the field's value is the thing, which takes one key. */
  readonly keyField: string | undefined;
  /** Keys that one field may take, GitLab's own limit of 100 at most. */
  readonly most: number;
  /** What follows the field's name: arguments (variables only, never values) and selection. */
  select(names: FieldNames): string;
  /** Definitions that `select` spreads. */
  readonly fragments: readonly string[];
  /** GitLab's complexity of the field for so many keys, rather too high than too low. */
  cost(keys: number): number;
  /** How often GitLab resolves the field, or one below it, in one request. */
  readonly mostTogether?: number;
  /** Names (or aliases) of fields below a thing whose failure leaves the rest usable: they are then read as null. Its place may be one. */
  readonly optional: readonly string[];
  /** Whether the text of the file at `path` may come with the thing of that key; left out where no file's does. */
  holdsText?(key: string, path: string): boolean;
  /** How many bytes of an answer one thing may fill, where it is more than a description. */
  readonly bytes?: number;
}

/** Names of the variables of one field, with their dollar sign. */
export interface FieldNames {
  readonly keys: string;
  readonly count: number;
  /** By the names in the piece's `shared`. */
  readonly shared: Readonly<Record<string, string>>;
}

/** Variables that a field has besides its keys; pieces with the same ones are asked in one field. */
export type Shared = Readonly<Record<string, { readonly type: string; readonly value: unknown }>>;

/** One thing asked for in one way. */
export interface Piece {
  readonly part: Part;
  /** What picks the place: a path, a username or a global id. */
  readonly fullPath: string;
  readonly key: string;
  readonly shared: Shared;
  /** Asks for the place by itself, never in a list of projects. */
  readonly alone?: boolean;
}

/** What GitLab holds for a piece, as it came. */
export type Answered =
  | { readonly state: 'found'; readonly value: unknown; readonly fullPath: string }
  | { readonly state: 'absent' }
  /** The project or group is absent or hidden; `listed` when it was only missing from a list of projects. */
  | { readonly state: 'no-place'; readonly listed: boolean };

export type Found = Extract<Answered, { state: 'found' }>;

/** One viewer's access to one instance: what is asked through it within a moment goes along in few requests. */
export interface Asker {
  readonly instance: GitLabInstance;
  /** @throws GitLabError; SchemaMismatch when this GitLab doesn't know the part. */
  ask(piece: Piece): Promise<Answered>;
  /** False once this GitLab has refused the part, for an hour. */
  knows(part: Part): boolean;
  readonly refs: KnownRefs;
}
