import type { ConnectCaller } from '../../connect/caller.js';
import type { MacroResult } from '../outcome.js';
import type { View, Visit } from '../visit.js';
import { mayShow } from './bars.js';
import { withinPlaces } from './within-places.js';
import { mayLookBy, type Onlooker } from './shared-sight.js';

/**
 * With whose eyes somebody without a link may look, the most telling first: by the token that the site's administrators share, where
 * they let this onlooker see that here, and as anybody, where neither they nor the operator keep that back.
 */
export async function viewsWithoutLink(visit: Visit): Promise<readonly View[]> {
  const { site, subject } = visit;
  const shared = await sharedView(visit);
  const asAnybody = subject.instance.unlinkedContent === 'public' && site.policies.unlinked !== 'nothing';
  return [...(shared ? [shared] : []), ...(asAnybody ? [{ eyes: { of: 'anybody' }, accessToken: undefined, seenAs: undefined } as const] : [])];
}

async function sharedView(visit: Visit): Promise<View | undefined> {
  const { site, subject, space, clock, wanted: { exporting = false } } = visit;
  const token = site.sharedTokens.get(subject.instance.id);
  const may = (kind: Onlooker['kind']) => token !== undefined && mayLookBy(token, subject.reference, { kind, space, exporting }, clock());
  // Whether somebody is a guest is asked last: Confluence has to tell.
  if (!token || !(may('member') || may(plainKind(visit)))) return undefined;
  if (!may(await kindOf(visit))) return undefined;
  return { eyes: { of: 'shared', version: token.version }, accessToken: token.token, seenAs: undefined, shared: token };
}

/** Whoever exports gets what they see in the page, and no more. */
function onlookerOf({ caller, wanted }: Visit): ConnectCaller {
  return wanted.exportedBy ?? caller;
}

function plainKind(visit: Visit): Onlooker['kind'] {
  return onlookerOf(visit).accountId === undefined ? 'anonymous' : 'member';
}

async function kindOf(visit: Visit): Promise<Onlooker['kind']> {
  const kind = plainKind(visit);
  return kind === 'member' && (await visit.isGuest(onlookerOf(visit), visit.signal)) ? 'guest' : kind;
}

/** What was shown, unless it turned out to be where the policies let nothing be shown from. */
export function behindBars({ site, wanted, subject }: Visit, result: MacroResult): MacroResult {
  const barred: MacroResult = { outcome: 'unsupported', text: wanted.macro.parameters.url ?? '', problem: 'place' };
  if (site.policies.places === null) return result;
  if (result.outcome === 'shown') return mayShow(site.policies, subject.instance, result.thing) ? { ...result, thing: withinPlaces(result.thing, site.policies, subject.instance) } : barred;
  if (result.outcome !== 'unavailable' || !result.lastCopy) return result;
  const { thing } = result.lastCopy;
  return { ...result, lastCopy: mayShow(site.policies, subject.instance, thing) ? { ...result.lastCopy, thing: withinPlaces(thing, site.policies, subject.instance) } : undefined };
}
