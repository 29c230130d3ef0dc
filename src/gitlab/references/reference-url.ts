import type { GitLabInstance } from '../instance.js';
import { filterQuery, searchQuery } from './pages/list-pages.js';
import type { ComparisonReference, FileReference, FolderReference, ListReference, NumberedReference, Reference } from './reference.js';

type Base = Pick<GitLabInstance, 'baseUrl'>;

/**
 * The canonical web URL of a reference on its instance; `parseReference` reads it back unchanged, but for a file's `pin`,
 * which no address tells, and what a list's address said that means nothing here. Canonical is the form with `/-/`, `groups/` and `users/`, without `incident/`, drawers and formats.
 */
export function referenceUrl(reference: Reference, { baseUrl }: Base): string {
  return `${baseUrl}/${pathOf(reference)}`;
}

function pathOf(reference: Reference): string {
  switch (reference.kind) {
    case 'project':
    case 'namespace':
      return reference.fullPath;
    case 'group':
      return `groups/${reference.fullPath}`;
    case 'user':
      return `users/${encodeURIComponent(reference.username)}`;
    case 'issue':
    case 'work-item':
    case 'epic':
    case 'merge-request':
      return numberedPath(reference);
    case 'file':
      return filePath(reference);
    case 'folder':
      return folderPath(reference);
    case 'commit':
      return `${reference.fullPath}/-/commit/${reference.sha}`;
    case 'comparison':
      return comparisonPath(reference);
    case 'branch':
      return `${reference.fullPath}/-/branches/${encodePath(reference.name)}`;
    case 'tag':
      return `${reference.fullPath}/-/tags/${encodeURIComponent(reference.name)}`;
    case 'pipeline':
      return `${reference.fullPath}/-/pipelines/${reference.id}`;
    case 'latest-pipeline':
      return reference.ref === undefined ? `${reference.fullPath}/-/pipelines/latest` : `${reference.fullPath}/-/pipelines/${encodePath(reference.ref)}/latest`;
    case 'job':
      return `${reference.fullPath}/-/jobs/${reference.id}`;
    case 'milestone':
      return `${placeOf(reference)}/-/milestones/${reference.iid}`;
    case 'release':
      return `${reference.fullPath}/-/releases/${reference.tag === undefined ? 'permalink/latest' : encodeURIComponent(reference.tag)}`;
    case 'iteration':
      return `${placeOf(reference)}/-/iterations/${reference.id}`;
    case 'snippet':
      return `${reference.fullPath === undefined ? '' : `${reference.fullPath}/`}-/snippets/${reference.id}`;
    case 'wiki':
      return `${placeOf(reference)}/-/wikis/${encodePath(reference.slug)}`;
    case 'environment':
      return `${reference.fullPath}/-/environments/${reference.id}`;
    case 'board':
      return `${placeOf(reference)}/-/boards${reference.id === undefined ? '' : `/${reference.id}`}`;
    case 'list':
      return listPath(reference);
    case 'search':
      return `search${searchQuery(reference)}`;
  }
}

function placeOf({ fullPath, level }: { readonly fullPath: string; readonly level: 'project' | 'group' }): string {
  return level === 'group' ? `groups/${fullPath}` : fullPath;
}

const NUMBERED_PAGES = { issue: 'issues', 'work-item': 'work_items', epic: 'epics', 'merge-request': 'merge_requests' } as const;
const TABS = { changes: 'diffs', commits: 'commits', pipelines: 'pipelines' } as const;

function numberedPath(reference: NumberedReference): string {
  const place = 'level' in reference ? placeOf(reference) : reference.fullPath;
  const tab = 'tab' in reference && reference.tab ? `/${TABS[reference.tab]}` : '';
  const note = reference.note === undefined ? '' : `#note_${reference.note}`;
  return `${place}/-/${NUMBERED_PAGES[reference.kind]}/${reference.iid}${tab}${note}`;
}

function filePath(reference: FileReference): string {
  return `${reference.fullPath}/-/blob/${encodePath(reference.refAndPath)}${typeQuery(reference)}${lineHash(reference.lines)}`;
}

function folderPath(reference: FolderReference): string {
  return `${reference.fullPath}/-/tree${reference.refAndPath === '' ? '' : `/${encodePath(reference.refAndPath)}`}${typeQuery(reference)}`;
}

function typeQuery({ refType }: FileReference | FolderReference): string {
  return refType ? `?ref_type=${refType}` : '';
}

function comparisonPath({ fullPath, from, to, straight, fromProject }: ComparisonReference): string {
  const query = fromProject === undefined ? '' : `?from_project_id=${fromProject}`;
  return `${fullPath}/-/compare/${encodeURIComponent(from)}${straight ? '..' : '...'}${encodeURIComponent(to)}${query}`;
}

/** Encodes what is between slashes, and leaves the slashes. */
function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function lineHash(lines: { from: number; to: number } | undefined): string {
  if (!lines) return '';
  return lines.from === lines.to ? `#L${lines.from}` : `#L${lines.from}-${lines.to}`;
}

const LIST_PAGES = { issues: 'issues', 'work-items': 'work_items', 'merge-requests': 'merge_requests', pipelines: 'pipelines', commits: 'commits', releases: 'releases' } as const;

function listPath(reference: ListReference): string {
  const { of, filter } = reference;
  const inside = of === 'commits' && filter.refAndPath !== undefined ? `/${encodePath(filter.refAndPath)}` : '';
  return `${placeOf(reference)}/-/${LIST_PAGES[of]}${inside}${filterQuery(reference)}`;
}
