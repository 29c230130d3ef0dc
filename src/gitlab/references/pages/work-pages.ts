import { z } from 'zod';
import { readSha } from './code-pages.js';
import { readList } from './list-pages.js';
import { groupPath, projectPath } from './names.js';
import { readIid, shownId, type Page, type Target } from './page.js';

/** `issues`, `issues/12#note_5`, `issues/incident/12`, `issues?show=…` */
export function readIssues(page: Page): Target | undefined {
  const { fullPath, level, inside, query } = page;
  if (inside.length === 0) return readDrawer('issue', page) ?? readList('issues', page);
  if (level === 'group' || query.get('edit') === 'true') return undefined;
  const isIncident = inside[0] === 'incident';
  const iid = numberOf(isIncident ? { ...page, inside: inside.slice(1) } : page);
  return iid === undefined ? undefined : { kind: 'issue', fullPath, iid, ...readNote(page) };
}

/** `work_items`, `work_items/12#note_5`, `work_items?show=…` */
export function readWorkItems(page: Page): Target | undefined {
  if (page.inside.length === 0) return readDrawer('work-item', page) ?? readList('work-items', page);
  return readItem('work-item', page);
}

/** `epics/3`; the list of them is one of work items. */
export function readEpics(page: Page): Target | undefined {
  if (page.inside.length === 0) return readDrawer('epic', page) ?? readList('work-items', page, { types: ['epic'] });
  return readItem('epic', page);
}

function readItem(kind: 'work-item' | 'epic', page: Page): Target | undefined {
  const iid = numberOf(page);
  return iid === undefined ? undefined : { kind, level: page.level, fullPath: page.fullPath, iid, ...readNote(page) };
}

const TABS: ReadonlyMap<string, 'changes' | 'commits' | 'pipelines'> = new Map([['diffs', 'changes'], ['commits', 'commits'], ['pipelines', 'pipelines']]);

/** `merge_requests`, `merge_requests/7/diffs#note_5`; `merge_requests/7/diffs?commit_id=…` shows one commit. */
export function readMergeRequests(page: Page): Target | undefined {
  const { fullPath, level, inside, query } = page;
  if (inside.length === 0) return readList('merge-requests', page);
  const iid = level === 'project' ? numberOf(page) : undefined;
  if (iid === undefined) return undefined;
  const note = readNote(page);
  const sha = readSha(query.get('commit_id'));
  if (inside[1] === 'diffs' && sha !== undefined && note.note === undefined) return { kind: 'commit', fullPath, sha };
  const tab = TABS.get(inside[1] ?? '');
  return { kind: 'merge-request', fullPath, iid, ...(tab ? { tab } : {}), ...note };
}

function numberOf(page: Page): number | undefined {
  return shownId(page) === undefined ? undefined : readIid(page.inside[0]);
}

function readNote({ hash }: Page): { note?: number } {
  const digits = /^#note_([1-9]\d{0,14})$/.exec(hash)?.[1];
  return digits === undefined ? {} : { note: Number(digits) };
}

/** `milestones/4`, `milestones/4/merge_requests` */
export function readMilestone(page: Page): Target | undefined {
  const iid = numberOf(page);
  return iid === undefined ? undefined : { kind: 'milestone', fullPath: page.fullPath, level: page.level, iid };
}

/** `iterations/9`; a project shows its group's as `iterations/inherited/9`. */
export function readIteration(page: Page): Target | undefined {
  const id = shownId(page.inside[0] === 'inherited' ? { ...page, inside: page.inside.slice(1) } : page);
  return id === undefined ? undefined : { kind: 'iteration', fullPath: page.fullPath, level: page.level, id };
}

/** `cadences/2/iterations/9`: the number of the iteration says all. */
export function readCadence(page: Page): Target | undefined {
  return page.inside[1] === 'iterations' ? readIteration({ ...page, inside: page.inside.slice(2) }) : undefined;
}

/** `boards`, `boards/6`, `boards/6?show=…` */
export function readBoard(page: Page): Target | undefined {
  const { fullPath, level, inside } = page;
  const drawer = readDrawer('issue', page);
  if (drawer || inside.length === 0) return drawer ?? { kind: 'board', fullPath, level };
  const id = shownId(page);
  return id === undefined ? undefined : { kind: 'board', fullPath, level, id };
}

const shown = z.object({ iid: z.union([z.string(), z.number()]).transform(String), full_path: z.string() });
const LONGEST_DRAWER = 1024;

/** Lists open one of their items in a drawer and put it into the address: `?show=` and base64 of its iid and path as JSON. */
function readDrawer(kind: 'issue' | 'work-item' | 'epic', { fullPath, level, query }: Page): Target | undefined {
  const text = query.get('show') ?? '';
  const item = text.length <= LONGEST_DRAWER ? shown.safeParse(readJson(text)).data : undefined;
  const iid = readIid(item?.iid);
  if (!item || iid === undefined) return undefined;
  const path = item.full_path.split('/');
  const isOfGroup = level === 'group' && (kind === 'epic' || item.full_path === fullPath);
  const place = isOfGroup ? groupPath(path) : projectPath(path);
  if (place === undefined) return undefined;
  if (kind === 'issue' && !isOfGroup) return { kind, fullPath: place, iid };
  return { kind: 'work-item', level: isOfGroup ? 'group' : 'project', fullPath: place, iid };
}

function readJson(base64: string): unknown {
  try {
    // A plus sign in a query reads as a space.
    return JSON.parse(Buffer.from(base64.replaceAll(' ', '+'), 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}
