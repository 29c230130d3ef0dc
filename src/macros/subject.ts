import type { SubjectModel } from '../../views/macros/notice.js';
import type { Reference } from '../gitlab/reference.js';
import { referenceUrl } from '../gitlab/reference-url.js';
import type { Subject } from './outcome.js';

/** A macro's target in the words of its own URL. */
export function subjectModel({ reference, instance }: Subject): SubjectModel {
  return { ...nameOf(reference), url: referenceUrl(reference, instance) };
}

function nameOf(reference: Reference): { text: string; icon: SubjectModel['icon'] } {
  const { fullPath } = reference;
  switch (reference.kind) {
    case 'project':
      return { text: fullPath, icon: 'project' };
    case 'issue':
    case 'work-item':
      return { text: `${fullPath}#${reference.iid}`, icon: 'issue' };
    case 'merge-request':
      return { text: `${fullPath}!${reference.iid}`, icon: 'merge' };
    case 'file':
      return { text: `${fullPath}: ${reference.refAndPath}`, icon: 'file' };
  }
}
