import { LRUCache } from 'lru-cache';
import type { GitLabInstance } from '../../gitlab/instance.js';
import { parseReference } from '../../gitlab/references/parse-reference.js';
import type { Reference } from '../../gitlab/references/reference.js';
import { withLines } from './line-range.js';
import { readListParameters } from './list-parameters.js';
import type { PageMacro } from '../page-knowledge/page-macros.js';
import { pinReference } from './pin.js';

/** What a macro's parameters point to, on one of these instances; undefined where that is nothing. Pure. */
export function referenceOf({ macro, parameters }: PageMacro, instances: readonly GitLabInstance[]): Reference | undefined {
  switch (macro) {
    case 'link':
      return withLines(pinReference(parseReference(parameters.url ?? '', instances), parameters.pin), parameters.lines);
    case 'list': {
      const read = readListParameters(parameters, instances);
      return read && 'reference' in read ? read.reference : undefined;
    }
  }
}

const MOST_REMEMBERED = 2_000;
/** Longer ones are nobody's, and would take room. */
const LONGEST_REMEMBERED = 500;

/** The same for links, remembering those that were read lately: a page's frames ask again and again. */
export function createReferenceMemory(): (macro: PageMacro, instances: readonly GitLabInstance[]) => Reference | undefined {
  const known = new LRUCache<string, Reference>({ max: MOST_REMEMBERED });
  const names = new WeakMap<readonly GitLabInstance[], number>();
  let named = 0;
  return (macro, instances) => {
    const { url = '', pin = '', lines = '' } = macro.parameters;
    // A site's array is the same for as long as its instances are.
    const site = names.get(instances) ?? named++;
    names.set(instances, site);
    const name = `${site} ${pin} ${lines} ${url}`;
    if (macro.macro !== 'link' || name.length > LONGEST_REMEMBERED) return referenceOf(macro, instances);
    const reference = known.get(name) ?? referenceOf(macro, instances);
    if (reference) known.set(name, reference);
    return reference;
  };
}
