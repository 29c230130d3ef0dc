import type { Thing } from '../../gitlab/things/things.js';
import { chipOf } from '../cards/chip.js';
import type { MacroResult } from '../outcome.js';

/** What a frame's document is called. */
export function titleOf(result: MacroResult): string {
  return result.outcome === 'shown' ? `${titleOfThing(result.thing)} – GitLab` : 'GitLab';
}

function titleOfThing(thing: Thing): string {
  if (thing.kind === 'project') return thing.nameWithNamespace;
  return thing.kind === 'file' ? thing.path : chipOf(thing).title;
}
