import type { ChipModel } from '../../../views/macros/chip.js';
import type { HeadModel } from '../../../views/macros/frame.js';
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
export function chipOf(thing: Thing): ChipModel {
  switch (thing.kind) {
    case 'issue':
    case 'work-item':
    case 'epic':
      return toChip(headOfIssue(thing), shortReference(thing.reference));
    case 'merge-request':
      return toChip(headOfMergeRequest(thing), shortReference(thing.reference));
    case 'file':
      return { ...toChip(headOfFile(thing), undefined), title: withLines(thing.name, thing.lines) };
    case 'folder':
    case 'commit':
    case 'comparison':
    case 'branch':
    case 'tag':
    case 'release':
    case 'snippet':
    case 'wiki':
      return codeChip(thing);
    case 'project':
      return { ...toChip(headOfProject(thing), undefined), title: thing.name, badge: undefined };
    case 'list':
      return { ...toChip(headOfList(thing), undefined), badge: { text: totalNumber(thing), tone: 'neutral', icon: 'tasks' } };
    case 'board':
      return toChip(headOfBoard(thing), undefined);
    case 'group':
      return { ...toChip(headOfGroup(thing), undefined), title: thing.name, badge: undefined };
    case 'user':
      return toChip(headOfUser(thing), undefined);
    case 'pipeline':
      return toChip(headOfPipeline(thing), `#${thing.id}`);
    case 'job':
      return toChip(headOfJob(thing), `#${thing.id}`);
    case 'environment':
      return toChip(headOfEnvironment(thing), undefined);
    case 'milestone':
      return toChip(headOfMilestone(thing), undefined);
    case 'iteration':
      return toChip(headOfIteration(thing), undefined);
    case 'note':
      return { ...toChip(headOfNote(thing), shortReference(thing.on.reference)), badge: undefined };
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
