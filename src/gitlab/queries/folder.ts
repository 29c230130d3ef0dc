import { z } from 'zod';
import { isTooLarge } from '../calls/client.js';
import { GitLabError } from '../errors.js';
import { SIZED_TEXT } from '../calls/large-text.js';
import type { Asker, Shared } from '../loading/part.js';
import { askPlace, placePart, type PlacePart } from '../loading/place-part.js';
import { splitRefAndPath, type RefSplit } from '../references/ref-splits.js';
import type { FolderReference } from '../references/reference.js';
import type { FolderThing } from '../things/code.js';
import { COMMIT, commit } from './commit-parts.js';
import { MAX_TEXT_BYTES } from './file-content.js';
import { entries, isReadme, readFolder, readmePaths, readmes } from './folder-content.js';
import { PERSON } from './parts.js';

const folder = z.object({ lastCommit: commit.nullish(), trees: entries, blobs: entries, submodules: entries });
const probe = z.object({ trees: entries, blobs: entries }).nullish();
const repository = z.object({ rootRef: z.string().nullish(), folder: folder.nullable(), readme: readmes }).catchall(probe);
const answer = z.object({ fullPath: z.string(), repository: repository.nullable() });
type FolderAnswer = z.infer<typeof answer>;

/** How a query for a folder differs from another. */
export interface FolderQuery {
  /** Other ways of splitting the URL that are tried beside the first. */
  readonly probes: number;
  /** Names the ref's type, which younger versions know. */
  readonly typed: boolean;
  /** With the README, which may be too large. */
  readonly text: boolean;
}

/** Reads one folder whole, and under aliases (`p0`, `p1`, …) whether there is anything where else the URL may mean. */
export function folders({ probes, typed, text }: FolderQuery): PlacePart<FolderAnswer> {
  return placePart({
    name: `${typed ? 'typed ' : ''}${text ? '' : 'bare '}folders tried in ${probes} other ways`,
    within: 'project',
    select({ shared }) {
      const type = typed ? `, refType: ${shared.refType}` : '';
      const tried = Array.from({ length: probes }, (_, index) => `p${index}: tree(path: ${shared[`path${index}`]}, ref: ${shared[`ref${index}`]}${type}) { trees(first: 1) { nodes { name } } blobs(first: 1) { nodes { name } } }`);
      return `repository {
        rootRef
        folder: tree(path: ${shared.path}, ref: ${shared.ref}${type}) {
          lastCommit { ...commit }
          trees(first: 100) { nodes { name } pageInfo { hasNextPage } }
          blobs(first: 100) { nodes { name } pageInfo { hasNextPage } }
          submodules(first: 20) { nodes { name } }
        }
        ${text ? `readme: blobs(paths: ${shared.readmes}, ref: ${shared.ref}${type}, first: 4) { nodes { ${SIZED_TEXT} } }` : ''}
        ${tried.join('\n        ')}
      }`;
    },
    fragments: [COMMIT, PERSON],
    cost: () => 40 + (text ? 12 : 0) + 8 * probes,
    optional: ['lastCommit', 'readme'],
    ...(text ? { holdsText: (_key: string, path: string) => isReadme(path), bytes: 2.5 * MAX_TEXT_BYTES } : {}),
    answer,
  });
}

/** @throws GitLabError, as `askInTurn` does; `not-found` when only the folder is absent or hidden. */
export async function loadFolder(asker: Asker, reference: FolderReference): Promise<FolderThing> {
  const [first, ...others] = splitsOf(reference);
  if (!first) throw new GitLabError('not-found', 'Git can have no such ref.');
  const project = await ask(asker, reference, first, others);
  const found = { ...reference, fullPath: project.fullPath };
  if (hasEntries(project.repository?.folder) || isRoot(reference)) return readFolder(project.repository, first, found, asker.instance);
  const other = others.find((_split, index) => hasEntries(project.repository?.[`p${index}`] as z.infer<typeof probe>));
  if (!other) throw new GitLabError('not-found', 'The folder is absent or hidden from this viewer.');
  const again = await ask(asker, found, other, []);
  return readFolder(again.repository, other, found, asker.instance);
}

function isRoot({ refAndPath }: FolderReference): boolean {
  return refAndPath === '';
}

/** A ref alone is the root of its tree; a file's URL always has a path. */
function splitsOf({ refAndPath }: FolderReference): RefSplit[] {
  if (refAndPath === '') return [{ ref: '', path: '' }];
  return splitRefAndPath(`${refAndPath}/.`).map(({ ref, path }) => ({ ref, path: path.replace(/\/?\.$/, '') }));
}

/** Without its README when that is too large for an answer. */
async function ask(asker: Asker, reference: FolderReference, split: RefSplit, others: readonly RefSplit[]): Promise<FolderAnswer> {
  const ways = [true, false].slice(reference.refType === undefined ? 1 : 0);
  const read = (text: boolean) => askPlace(asker, ways.map((typed) => folders({ probes: others.length, typed, text })), reference.fullPath, sharedOf(reference, split, others));
  try {
    return await read(true);
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    return read(false);
  }
}

/** For all ways to ask: a document has those that it uses. */
function sharedOf({ refType }: FolderReference, split: RefSplit, others: readonly RefSplit[]): Shared {
  const tried = others.flatMap((other, index) => [
    [`ref${index}`, { type: 'String', value: refFor(other) }],
    [`path${index}`, { type: 'String', value: other.path }],
  ]);
  return {
    ref: { type: 'String', value: refFor(split) },
    path: { type: 'String', value: split.path },
    readmes: { type: '[String!]!', value: readmePaths(split.path) },
    ...(refType ? { refType: { type: 'RefType', value: refType.toUpperCase() } } : {}),
    ...Object.fromEntries(tried),
  };
}

/** Older versions call the name HEAD invalid, and mean it where none is given. */
function refFor({ ref }: RefSplit): string | null {
  return ref === '' || ref === 'HEAD' ? null : ref;
}

/** Git knows no empty folder: what holds nothing is not there. */
function hasEntries(found: { readonly [name: string]: unknown } | null | undefined): boolean {
  return ['trees', 'blobs', 'submodules'].some((name) => {
    const list = found?.[name] as z.infer<typeof entries>;
    return (list?.nodes?.length ?? 0) > 0;
  });
}
