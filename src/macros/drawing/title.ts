import type { Words } from '../../../views/words/words.js';
import type { Thing } from '../../gitlab/things/things.js';
import { chipOf } from '../cards/chip.js';
import type { MacroResult } from '../outcome.js';

/** What a frame's document is called. */
export function titleOf(result: MacroResult, words: Words): string {
  return result.outcome === 'shown' ? `${titleOfThing(result.thing, words)} – GitLab` : 'GitLab';
}

function titleOfThing(thing: Thing, words: Words): string {
  if (thing.kind === 'project') return thing.nameWithNamespace;
  return thing.kind === 'file' ? thing.path : chipOf(thing, words).title;
}
