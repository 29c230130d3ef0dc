import type { SubjectModel } from '../../../views/macros/notice.js';
import { LIST_WORDS } from '../../gitlab/references/list-filter.js';
import type { Reference } from '../../gitlab/references/reference.js';
import { referenceUrl } from '../../gitlab/references/reference-url.js';
import type { Subject } from '../outcome.js';

/** A macro's target in the words of its own URL. */
export function subjectModel({ reference, instance }: Subject): SubjectModel {
  return { ...nameOf(reference), url: referenceUrl(reference, instance) };
}

function nameOf(reference: Reference): { text: string; icon: SubjectModel['icon'] } {
  switch (reference.kind) {
    case 'project':
      return { text: reference.fullPath, icon: 'project' };
    case 'group':
    case 'namespace':
      return { text: reference.fullPath, icon: 'group' };
    case 'user':
      return { text: `@${reference.username}`, icon: 'person' };
    case 'issue':
    case 'work-item':
      return { text: `${reference.fullPath}#${reference.iid}`, icon: 'issue' };
    case 'epic':
      return { text: `${reference.fullPath}&${reference.iid}`, icon: 'epic' };
    case 'merge-request':
      return { text: `${reference.fullPath}!${reference.iid}`, icon: 'merge' };
    case 'file':
      return { text: `${reference.fullPath}: ${reference.refAndPath}`, icon: 'file' };
    case 'folder':
      return { text: `${reference.fullPath}${reference.refAndPath === '' ? '' : `: ${reference.refAndPath}`}`, icon: 'folder' };
    case 'commit':
      return { text: `${reference.fullPath}@${reference.sha.slice(0, 8)}`, icon: 'commit' };
    case 'comparison':
      return { text: `${reference.fullPath}: ${reference.from}${reference.straight ? '..' : '...'}${reference.to}`, icon: 'compare' };
    case 'branch':
    case 'tag':
      return { text: `${reference.fullPath}: ${reference.name}`, icon: reference.kind };
    case 'pipeline':
      return { text: `${reference.fullPath}: pipeline ${reference.id}`, icon: 'pipeline' };
    case 'latest-pipeline':
      return { text: `${reference.fullPath}: latest pipeline${reference.ref === undefined ? '' : ` of ${reference.ref}`}`, icon: 'pipeline' };
    case 'job':
      return { text: `${reference.fullPath}: job ${reference.id}`, icon: 'job' };
    case 'milestone':
      return { text: `${reference.fullPath}: milestone ${reference.iid}`, icon: 'milestone' };
    case 'release':
      return { text: `${reference.fullPath}: ${reference.tag ?? 'latest release'}`, icon: 'release' };
    case 'iteration':
      return { text: `${reference.fullPath}: iteration ${reference.id}`, icon: 'iteration' };
    case 'snippet':
      return { text: `${reference.fullPath ?? ''}$${reference.id}`, icon: 'snippet' };
    case 'wiki':
      return { text: `${reference.fullPath}: ${reference.slug}`, icon: 'book' };
    case 'environment':
      return { text: `${reference.fullPath}: environment ${reference.id}`, icon: 'environment' };
    case 'board':
      return { text: `${reference.fullPath}: board${reference.id === undefined ? '' : ` ${reference.id}`}`, icon: 'tasks' };
    case 'list':
      return { text: `${reference.fullPath}: ${LIST_WORDS[reference.of]}`, icon: 'tasks' };
    case 'search':
      return { text: `Search: ${reference.search}`, icon: 'tasks' };
  }
}
