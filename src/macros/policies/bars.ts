import type { GitLabInstance } from '../../gitlab/instance.js';
import { parseReference } from '../../gitlab/references/parse-reference.js';
import { placeOf } from '../../gitlab/references/place-of.js';
import type { Reference } from '../../gitlab/references/reference.js';
import type { Thing } from '../../gitlab/things/things.js';
import { allowsPlace, worksIn, type Policies } from '../../sites/policies.js';

/** Which policy of the site's administrators keeps a macro from showing anything: where it is, or what it points to. */
export type Bar = 'space' | 'place';

/** What stands in the way before anything is asked of GitLab. Pure. */
export function barOf(policies: Policies, space: string | undefined, reference: Reference): Bar | undefined {
  if (!worksIn(policies, space)) return 'space';
  return allowsPlace(policies, reference.instance, placeOf(reference)) ? undefined : 'place';
}

/** Whether the policies let that be shown: a project that was moved is judged by where it is now. Pure. */
export function mayShow(policies: Policies, instance: GitLabInstance, thing: Thing): boolean {
  if (policies.places === null) return true;
  return pathsOf(thing, instance).every((path) => allowsPlace(policies, instance.id, path));
}

/** Where a thing is, by what GitLab says of it and by its own address there. */
export function pathsOf(thing: Thing, instance: GitLabInstance): readonly (string | undefined)[] {
  const told = 'fullPath' in thing ? [thing.fullPath] : [];
  const reference = parseReference(thing.webUrl, [instance]);
  const addressed = reference ? [placeOf(reference)] : [];
  return told.length + addressed.length === 0 ? [undefined] : [...told, ...addressed];
}
