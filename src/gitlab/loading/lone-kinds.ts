import type { Caller, GitLabClient } from '../calls/client.js';
import { GitLabError } from '../errors.js';
import { loadBranch, loadTag } from '../queries/branch-and-tag.js';
import { loadEpic } from '../queries/epic.js';
import { loadIteration } from '../queries/iteration.js';
import { loadSearch } from '../queries/lists/search.js';
import type { Reference } from '../references/reference.js';
import type { Thing } from '../things/things.js';

/**
 * Fetches one kind of thing by itself, in as few calls as it takes. Undefined when the project or group is absent or hidden
 * (it may have been renamed). @throws GitLabError and nothing else; `not-found` when only the thing is.
 */
export type LoadKind<K extends Reference['kind']> = (client: GitLabClient, caller: Caller, reference: Extract<Reference, { kind: K }>) => Promise<Thing | undefined>;

/** What only REST tells; all else is asked for in bulk (src/gitlab/loading/bulk-kinds.ts). */
const LOADERS: { readonly [K in Reference['kind']]?: LoadKind<K> } = {
  // Old versions know a group's work items only so.
  'work-item': loadEpic,
  epic: loadEpic,
  branch: loadBranch,
  tag: loadTag,
  iteration: loadIteration,
  search: loadSearch,
};

export function loadKind<K extends Reference['kind']>(client: GitLabClient, caller: Caller, reference: Extract<Reference, { kind: K }>): Promise<Thing | undefined> {
  const load: LoadKind<K> | undefined = LOADERS[reference.kind as K];
  if (!load) throw new GitLabError('not-found', 'Nothing of this kind is shown.');
  return load(client, caller, reference);
}
