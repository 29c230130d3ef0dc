import type { Caller, GitLabClient } from '../../src/gitlab/calls/client.js';
import { inTime } from '../../src/gitlab/calls/in-time.js';
import { createAsker } from '../../src/gitlab/loading/asker.js';
import { bulkLoader } from '../../src/gitlab/loading/bulk-kinds.js';
import { PlaceMissing } from '../../src/gitlab/loading/in-turn.js';
import { createInstanceMemory } from '../../src/gitlab/loading/instance-memory.js';
import { createKnownRefs } from '../../src/gitlab/loading/known-refs.js';
import { createTurns } from '../../src/gitlab/loading/turns.js';
import type { FileReference, Reference } from '../../src/gitlab/references/reference.js';
import type { FileThing, Thing } from '../../src/gitlab/things/things.js';

/** A file is told as a file; what is told of the others depends on more than their address. */
type ThingOf<R extends Reference> = R extends FileReference ? FileThing : Thing;

/**
 * A thing of a bulk kind when nothing else is wanted and nothing is known of the instance. Undefined when its project or group is
 * absent or hidden. @throws GitLabError, `not-found` when only the thing is.
 */
export async function loadAlone<R extends Reference>(client: GitLabClient, caller: Caller, reference: R): Promise<ThingOf<R> | undefined> {
  const load = bulkLoader(reference);
  if (!load) throw new Error(`${reference.kind} is no bulk kind.`);
  const turns = createTurns(4);
  const asker = createAsker({ client, memory: createInstanceMemory(Date.now), turns, refs: createKnownRefs()('') }, caller.instance, caller.accessToken);
  try {
    return (await inTime(load({ asker, client, caller, turns }), caller.signal)) as ThingOf<R>;
  } catch (error) {
    if (error instanceof PlaceMissing) return undefined;
    throw error;
  }
}
