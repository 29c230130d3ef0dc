import type { ChipModel } from '../../../views/macros/chip.js';
import type { HeadModel } from '../../../views/macros/frame.js';
import type { Words } from '../../../views/words/words.js';
import type { Thing } from '../../gitlab/things/things.js';
import { headOfIssue, headOfMergeRequest, headOfProject } from './card.js';
import { codeChip } from './code.js';
import { headOfEnvironment } from './environment.js';
import { headOfJob } from './job.js';
import { headOfBoard, headOfList } from './list.js';
import { totalNumber } from './list-words.js';
import { headOfNote } from './note.js';
import { headOfPipeline } from './pipeline.js';
import { headOfGroup, headOfUser } from './places.js';
import { headOfIteration, headOfMilestone } from './planning.js';
import { headOfFile } from './file.js';

/** A GitLab thing as what fits in a sentence. Pure. */
export function chipOf(thing: Thing, words: Words): ChipModel {
  switch (thing.kind) {
    case 'issue':
    case 'work-item':
    case 'epic':
      return toChip(headOfIssue(thing, words), shortReference(thing.reference));
    case 'merge-request':
      return toChip(headOfMergeRequest(thing, words), shortReference(thing.reference));
    case 'file':
      return { ...toChip(headOfFile(thing, words), undefined), title: withLines(thing.name, thing.lines) };
    case 'folder':
    case 'commit':
    case 'comparison':
    case 'branch':
    case 'tag':
    case 'release':
    case 'snippet':
    case 'wiki':
      return codeChip(thing, words);
    case 'project':
      return { ...toChip(headOfProject(thing, words), undefined), title: thing.name, badge: undefined };
    case 'list':
      return { ...toChip(headOfList(thing, words), undefined), badge: { text: totalNumber(thing, words), tone: 'neutral', icon: 'tasks' } };
    case 'board':
      return toChip(headOfBoard(thing, words), undefined);
    case 'group':
      return { ...toChip(headOfGroup(thing, words), undefined), title: thing.name, badge: undefined };
    case 'user':
      return toChip(headOfUser(thing, words), undefined);
    case 'pipeline':
      return toChip(headOfPipeline(thing, words), `#${thing.id}`);
    case 'job':
      return toChip(headOfJob(thing, words), `#${thing.id}`);
    case 'environment':
      return toChip(headOfEnvironment(thing, words), undefined);
    case 'milestone':
      return toChip(headOfMilestone(thing, words), undefined);
    case 'iteration':
      return toChip(headOfIteration(thing, words), undefined);
    case 'note':
      return { ...toChip(headOfNote(thing, words), shortReference(thing.on.reference)), badge: undefined };
  }
}

function toChip({ icon, kind, tone, title, url, badges }: HeadModel, reference: string | undefined): ChipModel {
  return { icon, kind, tone, title, url, reference, badge: badges[0] };
}

/** `group/web#12` within a sentence: `web#12`. */
function shortReference(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function withLines(name: string, lines: { from: number; to: number } | undefined): string {
  if (!lines) return name;
  return lines.from === lines.to ? `${name}:${lines.from}` : `${name}:${lines.from}-${lines.to}`;
}
