import { isTooLarge } from '../calls/client.js';
import { GitLabError } from '../errors.js';
import { BARE_FILES, FILES, readBlob, sharedOf } from '../queries/file.js';
import { splitRefAndPath, type RefSplit } from '../references/ref-splits.js';
import type { FileReference } from '../references/reference.js';
import type { FileThing } from '../things/things.js';
import { askInTurn, PlaceMissing, type Way } from './in-turn.js';
import type { Asker, Part } from './part.js';

/**
 * A file by the ref that is known to hold files, or else by the shortest that its URL may mean, which is nearly always right; only
 * what is absent there is looked for under every other one, all at once. @throws GitLabError, as `askInTurn` does
 */
export async function loadFile(asker: Asker, reference: FileReference): Promise<FileThing> {
  const splits = splitRefAndPath(reference.refAndPath);
  const first = splits.find(({ ref }) => asker.refs.has(reference.fullPath, ref)) ?? splits[0];
  if (!first) throw new GitLabError('not-found', 'Git can have no such ref.');
  try {
    return await loadSplit(asker, reference, first);
  } catch (error) {
    const others = splits.filter((split) => split !== first);
    if (others.length === 0 || !isAbsent(error)) throw error;
    const file = await firstFound(others.map((split) => loadSplit(asker, reference, split)));
    if (file.ref.includes('/')) asker.refs.add(reference.fullPath, file.ref);
    return file;
  }
}

/** Without its text when that is too large for an answer. */
async function loadSplit(asker: Asker, reference: FileReference, split: RefSplit): Promise<FileThing> {
  const ask = (parts: typeof FILES) => askInTurn(asker, waysOf(asker, parts, reference, split));
  try {
    return await ask(FILES);
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    return ask(BARE_FILES);
  }
}

function waysOf({ instance }: Asker, { typed, plain }: typeof FILES, reference: FileReference, split: RefSplit): Way<FileThing>[] {
  const { fullPath, refType } = reference;
  const way = (part: Part, type: FileReference['refType']): Way<FileThing> => ({
    piece: { part, fullPath, key: split.path, shared: sharedOf(split, type) },
    read: (found) => readBlob(found, split, reference, instance),
  });
  return refType ? [way(typed, refType), way(plain, undefined)] : [way(plain, undefined)];
}

/** Of several refs the shortest that has the file; an error only where nothing is found. */
async function firstFound(files: readonly Promise<FileThing>[]): Promise<FileThing> {
  const settled = await Promise.allSettled(files);
  const found = settled.find((one) => one.status === 'fulfilled');
  if (found) return found.value;
  const errors = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  throw errors.find((error) => !isAbsent(error)) ?? errors[0];
}

function isAbsent(error: unknown): boolean {
  return error instanceof GitLabError && error.failure === 'not-found' && !(error instanceof PlaceMissing);
}
