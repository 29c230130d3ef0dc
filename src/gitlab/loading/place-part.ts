import type { z } from 'zod';
import { parseShape } from '../calls/shape.js';
import { askInTurn } from './in-turn.js';
import type { Asker, Part, Shared } from './part.js';

/** Several fields of one place, asked for and read together; they have names of their own. */
export interface PlacePart<T> extends Part {
  /** The shape of the place with these fields. */
  readonly answer: z.ZodType<T>;
}

type Own<T> = Pick<PlacePart<T>, 'name' | 'within' | 'select' | 'cost' | 'answer'> & Partial<Pick<Part, 'fragments' | 'optional' | 'holdsText' | 'bytes'>>;

export function placePart<T>(own: Own<T>): PlacePart<T> {
  return { inside: [], field: undefined, keyType: '', keyField: undefined, most: 1, fragments: [], optional: [], apart: true, ...own };
}

/** The place with the fields of the first of these parts that this GitLab knows. @throws GitLabError, as `askInTurn` does */
export function askPlace<T>(asker: Asker, parts: readonly PlacePart<T>[], fullPath: string, shared: Shared = {}): Promise<T> {
  return askInTurn(asker, parts.map((part) => ({ piece: { part, fullPath, key: '', shared }, read: ({ value }) => parseShape(part.answer, value) })));
}
