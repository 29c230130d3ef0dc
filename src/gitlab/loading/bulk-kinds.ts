import { isTooLarge } from '../calls/client.js';
import { loadBoard } from '../queries/board.js';
import { loadComparison } from '../queries/comparison.js';
import { readGroupWorkItem } from '../queries/epic.js';
import { loadFolder } from '../queries/folder.js';
import { loadList } from '../queries/lists/list.js';
import { loadMilestone } from '../queries/milestone.js';
import { loadPinnedFile } from '../queries/pinned-file.js';
import { loadSnippet } from '../queries/snippet.js';
import { BARE_PROJECTS, PROJECTS, readProject } from '../queries/project.js';
import { ISSUES, readIssue } from '../queries/issue.js';
import { MERGE_REQUESTS, readMergeRequest } from '../queries/merge-request.js';
import { GROUP_WORK_ITEMS, readWorkItem, WORK_ITEMS } from '../queries/work-item.js';
import { TABS, readTab } from '../queries/merge-request-tab.js';
import type { MergeRequestReference, NumberedReference, ProjectReference, Reference, WorkItemReference } from '../references/reference.js';
import type { IssueThing, MergeRequestThing, ProjectThing, Thing } from '../things/things.js';
import { loadJob, loadLatestPipeline, loadPipeline } from './bulk-ci.js';
import { loadCommit, loadRelease } from './bulk-code.js';
import { loadFile } from './bulk-file.js';
import { isNote, loadNote } from './bulk-note.js';
import { loadGroup, loadNamespace, loadUser } from './bulk-places.js';
import { loadWhereItIs } from './bulk-rest.js';
import { askInTurn, pieceOf, type Way } from './in-turn.js';
import type { Means } from './means.js';
import type { Asker, Found } from './part.js';

/** Fetches one thing together with whatever else is asked of the asker now. @throws GitLabError, as `askInTurn` does */
export type LoadInBulk = (means: Means) => Promise<Thing>;

/** How the thing is fetched in bulk; undefined where it needs calls of its own (src/gitlab/loading/lone-kinds.ts). */
export function bulkLoader(reference: Reference): LoadInBulk | undefined {
  if (isNote(reference)) return (means) => loadNote(means, reference);
  switch (reference.kind) {
    case 'project':
      return ({ asker }) => loadProject(asker, reference);
    case 'group':
      return ({ asker }) => loadGroup(asker, reference);
    case 'namespace':
      return ({ asker }) => loadNamespace(asker, reference);
    case 'user':
      return ({ asker }) => loadUser(asker, reference);
    case 'issue':
      return ({ asker }) => askInTurn(asker, [...issueWays(asker, reference), ...workItemWays(asker, reference)]);
    case 'work-item':
    case 'epic':
      return ({ asker }) => loadWorkItem(asker, reference);
    case 'merge-request':
      return ({ asker }) => loadMergeRequest(asker, reference);
    case 'file':
      return (means) => (reference.pin === undefined ? loadFile(means.asker, reference) : loadPinnedFile(means, reference));
    case 'folder':
      return ({ asker }) => loadFolder(asker, reference);
    case 'comparison':
      return (means) => loadComparison(means, reference);
    case 'snippet':
      return ({ asker }) => loadSnippet(asker, reference);
    case 'milestone':
      return (means) => loadMilestone(means, reference);
    case 'board':
      return ({ asker }) => loadBoard(asker, reference);
    case 'list':
      return (means) => loadList(means, reference);
    case 'commit':
      return (means) => loadCommit(means, reference);
    case 'release':
      return ({ asker }) => loadRelease(asker, reference);
    case 'pipeline':
      return ({ asker }) => loadPipeline(asker, reference);
    case 'latest-pipeline':
      return ({ asker }) => loadLatestPipeline(asker, reference);
    case 'job':
      return ({ asker }) => loadJob(asker, reference);
    case 'environment':
    case 'wiki':
      return (means) => loadWhereItIs(means, reference);
    default:
      return undefined;
  }
}

/** A README that makes the answer too large is left out. */
async function loadProject(asker: Asker, { fullPath }: ProjectReference): Promise<ProjectThing> {
  const ask = (parts: typeof PROJECTS) => askInTurn(asker, parts.map((part) => ({ piece: pieceOf(part, fullPath, ''), read: (found: Found) => readProject(found, asker.instance) })));
  try {
    return await ask(PROJECTS);
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    return ask(BARE_PROJECTS);
  }
}

/** Versions that know no work items tell of a project's as issues; those of groups have loaders of their own for that. */
function loadWorkItem(asker: Asker, reference: WorkItemReference): Promise<IssueThing> {
  if (reference.level === 'group') return askInTurn(asker, waysOf(asker, [GROUP_WORK_ITEMS], reference, readGroupWorkItem));
  return askInTurn(asker, [...workItemWays(asker, reference), ...issueWays(asker, reference)]);
}

function issueWays(asker: Asker, reference: NumberedReference): Way<IssueThing>[] {
  return waysOf(asker, [ISSUES], reference, readIssue);
}

function workItemWays(asker: Asker, reference: NumberedReference): Way<IssueThing>[] {
  return waysOf(asker, WORK_ITEMS, reference, readWorkItem);
}

/** With what is behind the tab that the link names. */
async function loadMergeRequest(asker: Asker, reference: MergeRequestReference): Promise<MergeRequestThing> {
  const { tab, fullPath, iid } = reference;
  const thing = askInTurn(asker, mergeRequestWays(asker, reference));
  if (tab === undefined) return thing;
  const behind = askInTurn(asker, [{ piece: pieceOf(TABS[tab], fullPath, iid), read: (found) => readTab(found, tab, asker.instance) }]);
  const [known, told] = await Promise.all([thing, behind]);
  return { ...known, tab: told };
}

function mergeRequestWays(asker: Asker, reference: NumberedReference) {
  return waysOf(asker, MERGE_REQUESTS, reference, readMergeRequest);
}

type Read<T> = (found: Found, reference: NumberedReference, instance: Asker['instance']) => T;

function waysOf<T>({ instance }: Asker, parts: readonly Way<T>['piece']['part'][], reference: NumberedReference, read: Read<T>): Way<T>[] {
  return parts.map((part) => ({ piece: pieceOf(part, reference.fullPath, reference.iid), read: (found) => read(found, reference, instance) }));
}
