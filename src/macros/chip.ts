import type { ChipModel } from '../../views/macros/chip.js';
import type { HeadModel } from '../../views/macros/frame.js';
import type { Thing } from '../gitlab/things.js';
import { headOfIssue, headOfMergeRequest, headOfProject } from './card.js';
import { headOfFile } from './file-card.js';

/** A GitLab thing as what fits in a sentence. Pure. */
export function chipOf(thing: Thing): ChipModel {
  switch (thing.kind) {
    case 'issue':
    case 'work-item':
      return toChip(headOfIssue(thing), shortReference(thing.reference));
    case 'merge-request':
      return toChip(headOfMergeRequest(thing), shortReference(thing.reference));
    case 'file':
      return { ...toChip(headOfFile(thing), undefined), title: withLines(thing.name, thing.lines) };
    case 'project':
      return { ...toChip(headOfProject(thing), undefined), title: thing.name, badge: undefined };
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
