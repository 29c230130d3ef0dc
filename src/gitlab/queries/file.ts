import type { GitLabInstance } from '../instance.js';
import { SIZED_TEXT } from '../calls/large-text.js';
import type { Found, Part, Shared } from '../loading/part.js';
import type { RefSplit } from '../references/ref-splits.js';
import type { FileReference } from '../references/reference.js';
import { parseShape } from '../calls/shape.js';
import type { FileThing } from '../things/things.js';
import { blob, MAX_TEXT_BYTES, readFile } from './file-content.js';

const REST = 'name language permalinkPath';

/** Files of one ref by path; `typed` ones say whether it is a branch or a tag, which not every version takes. */
function files(name: string, typed: boolean, text: boolean): Part {
  const spread = text ? 'file' : 'bareFile';
  return {
    name,
    within: 'project',
    inside: ['repository'],
    field: 'blobs',
    keyType: '[String!]!',
    keyField: 'path',
    most: 20,
    select: ({ keys, count, shared }) => `(paths: ${keys}, ref: ${shared.ref}${typed ? `, refType: ${shared.refType}` : ''}, first: ${count}) { nodes { ...${spread} } }`,
    fragments: [`fragment ${spread} on RepositoryBlob { ${text ? SIZED_TEXT : 'path storedExternally rawSize'} ${REST} }`],
    cost: (count) => (12 + count) * (1 + count / 100),
    optional: [],
    ...(text ? { holdsText: (key: string, path: string) => key === path } : {}),
    // JSON may write a character as six.
    bytes: text ? 2.5 * MAX_TEXT_BYTES : 10_000,
  };
}

export const FILES = { typed: files('typedFiles', true, true), plain: files('files', false, true) } as const;
/** Without their text, which may be too large. */
export const BARE_FILES = { typed: files('bareTypedFiles', true, false), plain: files('bareFiles', false, false) } as const;

/** What files of one ref are asked with; a part that is not typed takes no type. */
export function sharedOf({ ref }: RefSplit, refType: FileReference['refType']): Shared {
  // Older versions call the name HEAD invalid, and mean it where none is given.
  const named = { ref: { type: 'String', value: ref === 'HEAD' ? null : ref } };
  return refType ? { ...named, refType: { type: 'RefType', value: refType.toUpperCase() } } : named;
}

/** @throws GitLabError for another shape */
export function readBlob({ value, fullPath }: Found, split: RefSplit, reference: FileReference, instance: GitLabInstance): FileThing {
  return readFile(parseShape(blob, value), split, { ...reference, fullPath }, instance);
}
