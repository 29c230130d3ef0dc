import { SchemaMismatch } from '../calls/graphql-answer.js';
import { COMMITS, loadCommit as loadCommitBy } from '../queries/commit.js';
import { NEWEST_RELEASES, readNewestRelease, readTaggedRelease, RELEASES } from '../queries/release.js';
import type { CommitReference, ReleaseReference } from '../references/reference.js';
import type { CommitThing, ReleaseThing } from '../things/code.js';
import { askInTurn, pieceOf } from './in-turn.js';
import { restInTurn, type Means } from './means.js';
import type { Asker } from './part.js';

/** What GraphQL tells goes along; what only REST does is a call of its own. @throws GitLabError, as `askInTurn` does */
export function loadCommit(means: Means, reference: CommitReference): Promise<CommitThing> {
  const { asker, caller } = means;
  return loadCommitBy(restInTurn(means), caller, reference, async () => {
    if (!asker.knows(COMMITS)) throw new SchemaMismatch('This GitLab tells of single commits by REST only.');
    return askInTurn(asker, [{ piece: pieceOf(COMMITS, reference.fullPath, reference.sha), read: (found) => found }]);
  });
}

/** @throws GitLabError, as `askInTurn` does */
export function loadRelease(asker: Asker, reference: ReleaseReference): Promise<ReleaseThing> {
  const { fullPath, tag } = reference;
  const { instance } = asker;
  if (tag === undefined) return askInTurn(asker, [{ piece: pieceOf(NEWEST_RELEASES, fullPath, ''), read: (found) => readNewestRelease(found, reference, instance) }]);
  return askInTurn(asker, [{ piece: pieceOf(RELEASES, fullPath, tag), read: (found) => readTaggedRelease(found, reference, instance) }]);
}
