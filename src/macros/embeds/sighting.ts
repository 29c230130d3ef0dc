import type { ConnectCaller } from '../../connect/caller.js';
import type { Sighting, Standing } from '../../embeds/embed.js';
import type { GitLabInstance } from '../../gitlab/instance.js';
import { placeOf } from '../../gitlab/references/place-of.js';
import type { Reference } from '../../gitlab/references/reference.js';
import type { Thing } from '../../gitlab/things/things.js';
import type { MacroResult } from '../outcome.js';
import type { MacroPage } from '../page-knowledge/page-knowledge.js';
import type { PageMacro } from '../page-knowledge/page-macros.js';
import { pathsOf } from '../policies/bars.js';

/** A macro in a page, and what it points to, where that is something. */
interface Seen {
  readonly macro: PageMacro;
  readonly page: MacroPage;
  readonly reference: Reference | undefined;
}

/** What is noted of one look. The thing is read only when somebody asks how it stands. */
export function sightingOf({ tenant, space }: Pick<ConnectCaller, 'tenant' | 'space'>, { macro, page, reference }: Seen, result: MacroResult | { readonly outcome: 'unsupported' }): Sighting {
  const { clientKey, epoch } = tenant;
  return {
    tenant: { clientKey, epoch },
    pageId: page.pageId,
    space: page.space ?? space,
    macro,
    instanceId: reference?.instance,
    kind: reference?.kind,
    outcome: result.outcome,
    ...(result.outcome === 'shown' && { shown: { takenAt: result.takenAt, standing: () => standingOf(result.subject.reference, result.subject.instance, result.thing) } }),
  };
}

/** Kinds that GitLab may well tell to be in another place than their address names, without having been moved there. */
const ELSEWHERE: ReadonlySet<Reference['kind']> = new Set(['iteration', 'milestone', 'comparison', 'search', 'list', 'board', 'namespace']);

/** What a thing says of itself: it was moved, or is not where its address names it any more; or it is archived. Pure. */
export function standingOf(reference: Reference, instance: GitLabInstance, thing: Thing): Standing | undefined {
  if (movedTo(thing) || isRenamed(reference, instance, thing)) return 'moved';
  return 'archived' in thing && thing.archived ? 'archived' : undefined;
}

function movedTo(thing: Thing): boolean {
  return 'movedTo' in thing && thing.movedTo !== undefined;
}

function isRenamed(reference: Reference, instance: GitLabInstance, thing: Thing): boolean {
  const place = ELSEWHERE.has(reference.kind) ? undefined : placeOf(reference)?.toLowerCase();
  const told = pathsOf(thing, instance).flatMap((path) => path?.toLowerCase() ?? []);
  return place !== undefined && told.length > 0 && !told.includes(place);
}
