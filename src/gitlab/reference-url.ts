import type { GitLabInstance } from './instance.js';
import type { Reference } from './reference.js';

type Base = Pick<GitLabInstance, 'baseUrl'>;

/** The canonical web URL of a reference on its instance; `parseReference` reads it back unchanged. */
export function referenceUrl(reference: Reference, { baseUrl }: Base): string {
  const project = `${baseUrl}/${reference.fullPath}`;
  switch (reference.kind) {
    case 'project':
      return project;
    case 'issue':
      return `${project}/-/issues/${reference.iid}`;
    case 'work-item':
      return `${project}/-/work_items/${reference.iid}`;
    case 'merge-request':
      return `${project}/-/merge_requests/${reference.iid}`;
    case 'file': {
      const type = reference.refType ? `?ref_type=${reference.refType}` : '';
      return `${project}/-/blob/${encodePath(reference.refAndPath)}${type}${lineHash(reference.lines)}`;
    }
  }
}

/** Encodes what is between slashes, and leaves the slashes. */
function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function lineHash(lines: { from: number; to: number } | undefined): string {
  if (!lines) return '';
  return lines.from === lines.to ? `#L${lines.from}` : `#L${lines.from}-${lines.to}`;
}
