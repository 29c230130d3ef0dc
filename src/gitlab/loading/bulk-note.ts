import { GitLabError } from '../errors.js';
import { SchemaMismatch } from '../calls/graphql-answer.js';
import { NOTED, notedKind, noteId, NOTES, readNote, toNoteThing, type NoteReference } from '../queries/note.js';
import { loadOldNote } from '../queries/old-note.js';
import type { Reference } from '../references/reference.js';
import type { Comment, NoteThing } from '../things/planning.js';
import { askInTurn, pieceOf } from './in-turn.js';
import { restInTurn, type Means } from './means.js';
import type { Asker } from './part.js';

export function isNote(reference: Reference): reference is NoteReference {
  return 'note' in reference && reference.note !== undefined;
}

/**
 * A comment and what it is on, both asked for at once; versions that know no single comment tell it by REST.
 * @throws GitLabError, as `askInTurn` does, about what it is on; without the comment, that alone is shown
 */
export async function loadNote(means: Means, reference: NoteReference): Promise<NoteThing> {
  const { asker, caller } = means;
  const ways = NOTED[notedKind(reference)].map((part) => ({ piece: pieceOf(part, reference.fullPath, reference.iid), read: (found: Parameters<typeof toNoteThing>[0]) => found }));
  const [on, told] = await Promise.allSettled([askInTurn(asker, ways), askForNote(asker, reference)]);
  if (on.status === 'rejected') throw on.reason;
  if (told.status === 'fulfilled') return toNoteThing(on.value, told.value, reference, asker.instance);
  if (!(told.reason instanceof SchemaMismatch)) throw told.reason;
  return toNoteThing(on.value, await loadOldNote(restInTurn(means), caller, reference), reference, asker.instance);
}

/** Undefined where it is absent, hidden, or on something else. */
async function askForNote(asker: Asker, reference: NoteReference): Promise<Comment | undefined> {
  if (!asker.knows(NOTES)) throw new SchemaMismatch('This GitLab tells of single comments by REST only.');
  try {
    return await askInTurn(asker, [{ piece: pieceOf(NOTES, noteId(reference.note), ''), read: (found) => readNote(found, reference, asker.instance) }]);
  } catch (error) {
    if (error instanceof GitLabError && error.failure === 'not-found') return undefined;
    throw error;
  }
}
