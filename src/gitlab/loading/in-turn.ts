import { GitLabError } from '../errors.js';
import { SchemaMismatch } from '../calls/graphql-answer.js';
import type { Asker, Found, Part, Piece } from './part.js';

/** One of several ways to ask for a thing. */
export interface Way<T> {
  readonly piece: Piece;
  readonly read: (found: Found) => T;
}

/** The project or group is absent or hidden from the viewer. */
export class PlaceMissing extends GitLabError {
  /** True when it was only missing from a list of projects. */
  readonly listed: boolean;

  constructor(listed: boolean) {
    super('not-found', 'The project or group is absent or hidden from this viewer.');
    this.name = 'PlaceMissing';
    this.listed = listed;
  }
}

/**
 * Asks in the first way that this GitLab's schema knows; the newest comes first.
 * @throws GitLabError; PlaceMissing; `not-found` when only the thing is missing; SchemaMismatch when no way is known.
 */
export async function askInTurn<T>(asker: Asker, ways: readonly Way<T>[]): Promise<T> {
  let mismatch: GitLabError = new SchemaMismatch('This GitLab knows no way to ask for it.');
  const known = ways.filter(({ piece }) => asker.knows(piece.part));
  for (const way of known.length > 0 ? known : ways) {
    try {
      return way.read(await find(asker, way.piece));
    } catch (error) {
      if (!(error instanceof SchemaMismatch)) throw error;
      mismatch = error;
    }
  }
  throw mismatch;
}

async function find(asker: Asker, piece: Piece): Promise<Found> {
  const answered = await asker.ask(piece);
  if (answered.state === 'no-place') throw new PlaceMissing(answered.listed);
  if (answered.state === 'absent') throw new GitLabError('not-found', 'It is absent or hidden from this viewer.');
  return answered;
}

/** A piece of a part whose field shares no variables. */
export function pieceOf(part: Part, fullPath: string, key: string | number): Piece {
  return { part, fullPath, key: String(key), shared: {} };
}
