import type { SubjectModel } from '../../../views/macros/notice.js';
import type { Words } from '../../../views/words/words.js';
import type { Reference } from '../../gitlab/references/reference.js';
import { referenceUrl } from '../../gitlab/references/reference-url.js';
import { listedThings } from '../cards/list-words.js';
import type { Subject } from '../outcome.js';

/** A macro's target in the words of its own URL. */
export function subjectModel({ reference, instance }: Subject, words: Words): SubjectModel {
  return { ...nameOf(reference, words), url: referenceUrl(reference, instance) };
}

function nameOf(reference: Reference, words: Words): { text: string; icon: SubjectModel['icon'] } {
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
      return { text: words.say('subjects.pipeline', { place: reference.fullPath, id: String(reference.id) }), icon: 'pipeline' };
    case 'latest-pipeline':
      return { text: reference.ref === undefined ? words.say('subjects.latestPipeline', { place: reference.fullPath }) : words.say('subjects.latestPipelineOf', { place: reference.fullPath, ref: reference.ref }), icon: 'pipeline' };
    case 'job':
      return { text: words.say('subjects.job', { place: reference.fullPath, id: String(reference.id) }), icon: 'job' };
    case 'milestone':
      return { text: words.say('subjects.milestone', { place: reference.fullPath, id: String(reference.iid) }), icon: 'milestone' };
    case 'release':
      return { text: reference.tag === undefined ? words.say('subjects.latestRelease', { place: reference.fullPath }) : `${reference.fullPath}: ${reference.tag}`, icon: 'release' };
    case 'iteration':
      return { text: words.say('subjects.iteration', { place: reference.fullPath, id: String(reference.id) }), icon: 'iteration' };
    case 'snippet':
      return { text: `${reference.fullPath ?? ''}$${reference.id}`, icon: 'snippet' };
    case 'wiki':
      return { text: `${reference.fullPath}: ${reference.slug}`, icon: 'book' };
    case 'environment':
      return { text: words.say('subjects.environment', { place: reference.fullPath, id: String(reference.id) }), icon: 'environment' };
    case 'board':
      return { text: reference.id === undefined ? words.say('subjects.onlyBoard', { place: reference.fullPath }) : words.say('subjects.board', { place: reference.fullPath, id: String(reference.id) }), icon: 'tasks' };
    case 'list':
      return { text: words.say('subjects.list', { place: reference.fullPath, things: listedThings(reference.of, words) }), icon: 'tasks' };
    case 'search':
      return { text: words.say('subjects.search', { text: reference.search }), icon: 'tasks' };
  }
}
