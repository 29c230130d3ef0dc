import { setMaxListeners } from 'node:events';
import type { Viewer } from '../accounts/viewer.js';
import type { ConnectCaller } from '../connect/caller.js';
import { GitLabError } from '../gitlab/errors.js';
import { inTime } from '../gitlab/calls/in-time.js';
import type { Reference } from '../gitlab/references/reference.js';
import { thingUrl } from '../gitlab/references/thing-url.js';
import type { Site } from '../sites/site.js';
import type { OwnAddresses } from './content/place.js';
import { STALE_MS } from './copies/copies.js';
import type { Eyes } from './copies/copy-key.js';
import { sightingOf } from './embeds/sighting.js';
import { fetchWithCompanions, type Turns } from './fetching.js';
import { createReferenceMemory } from './parameters/macro-reference.js';
import type { LastCopy, MacroResult } from './outcome.js';
import type { PageMacro } from './page-knowledge/page-macros.js';
import { areNoLines } from './parameters/line-range.js';
import { barOf } from './policies/bars.js';
import { behindBars, viewsWithoutLink } from './policies/views.js';
import { isNoPin } from './parameters/pin.js';
import { AGE_SHOWN_MS } from './drawing/words.js';
import type { LookUpParts, View, Visit, Wanted } from './visit.js';

/** Finds out what a macro shows to the caller: content with the caller's own token, what anybody may see, or why not. */
export type LookUp = (caller: ConnectCaller, wanted: Wanted) => Promise<MacroResult>;

type LinkedViewer = Extract<Viewer, { state: 'linked' }>;

/** Where GitLab names no moment to come back at. */
const RETRY_MS = 30_000;

export function createLookUp(parts: LookUpParts): LookUp {
  const { sites, viewers, timeLimit } = parts;
  const behind = new Set<string>();
  const turns: Turns = new Map();
  const recall = createReferenceMemory();
  return async (caller, wanted) => {
    const site = sites.known(caller.tenant) ?? (await sites.of(caller.tenant));
    const reference = wanted.reference ?? recall(wanted.macro, site.instances);
    const result = await look(caller, wanted, site, reference);
    if (wanted.page?.signed && !wanted.exporting) parts.sawEmbed?.(sightingOf(caller, { macro: wanted.macro, page: wanted.page, reference }, result));
    return result;
  };

  async function look(caller: ConnectCaller, wanted: Wanted, site: Site, reference: Reference | undefined): Promise<MacroResult> {
    const referenceOf = (macro: PageMacro) => recall(macro, site.instances);
    const instance = reference && site.instance(reference.instance);
    const { url, pin, lines } = wanted.macro.parameters;
    if (!instance) return { outcome: 'unsupported', text: url ?? '', problem: isNoPin(pin) ? 'pin' : areNoLines(lines) ? 'lines' : undefined };
    const space = wanted.page?.space ?? caller.space;
    const bar = barOf(site.policies, space, reference);
    if (bar) return { outcome: 'unsupported', text: url ?? '', problem: bar };
    let signal: AbortSignal | undefined;
    const visit: Visit = {
      ...parts, site, space, caller, wanted, subject: { reference, instance }, referenceOf, behind, turns,
      // Most visits wait for nothing, and making one takes longer than they do.
      get signal() {
        return (signal ??= endAfter(timeLimit));
      },
    };
    try {
      const viewer = viewers.known(caller, instance) ?? (await inTime(viewers.viewerOf(caller, instance, visit.signal, wanted.asking), visit.signal));
      return behindBars(visit, await proceed(visit, viewer, 'first'));
    } catch (error) {
      return behindBars(visit, await unavailable(visit, error, await eyesOfPerson(visit)));
    }
  }
}

/** Everything that is fetched for the page listens. */
function endAfter(milliseconds: number): AbortSignal {
  const signal = AbortSignal.timeout(milliseconds);
  setMaxListeners(0, signal);
  return signal;
}

/** `first`: a copy may do. `fetch`: none does. `last`: nor does another token. */
type Round = 'first' | 'fetch' | 'last';

async function proceed(visit: Visit, viewer: Viewer, round: Round): Promise<MacroResult> {
  const { subject } = visit;
  switch (viewer.state) {
    case 'linked':
      return asLinked(visit, viewer, round);
    case 'reconnect':
      return { outcome: 'reconnect', subject };
    case 'anonymous':
      return asUnlinked(visit, viewer, round, subject.instance.oauth ? 'anonymous' : 'not-set-up');
    case 'unlinked':
      return asUnlinked(visit, viewer, round, subject.instance.oauth ? 'connect' : 'not-set-up');
  }
}

async function asLinked(visit: Visit, viewer: LinkedViewer, round: Round): Promise<MacroResult> {
  const { caller, subject, viewers } = visit;
  const view = { eyes: { of: 'link', link: viewer.link }, accessToken: viewer.accessToken, seenAs: viewer.username } as const;
  try {
    return await see(visit, viewer, view, round);
  } catch (error) {
    if (failureOf(error) === 'unauthorized') {
      if (round === 'last') return { outcome: 'reconnect', subject };
      return proceed(visit, await inTime(viewers.refused(caller, subject.instance, viewer.accessToken, visit.signal), visit.signal), 'last');
    }
    if (!isHidden(error)) return unavailable(visit, error, view.eyes);
    return { outcome: 'no-access', subject, seenAs: viewer.username };
  }
}

/** What is shown without an account: by the administrators' shared token, or what the instance shows to anybody, where they and the operator allow it; else an invitation. */
async function asUnlinked(visit: Visit, viewer: Viewer, round: Round, mode: 'connect' | 'anonymous' | 'not-set-up'): Promise<MacroResult> {
  const { subject } = visit;
  for (const view of await viewsWithoutLink(visit)) {
    try {
      return await see(visit, viewer, view, round);
    } catch (error) {
      if (!isHidden(error) && failureOf(error) !== 'unauthorized') return unavailable(visit, error, view.eyes);
    }
  }
  return { outcome: 'connect', subject, mode };
}

async function see(visit: Visit, viewer: Viewer, view: View, round: Round): Promise<MacroResult> {
  const { subject } = visit;
  const atHand = round === 'first' ? await findAtHand(visit, viewer, view) : undefined;
  if (!atHand) visit.wanted.asking?.();
  const copy = atHand ?? (await fetchWithCompanions(visit, view));
  if (view.eyes.of === 'link') visit.saw?.(view.eyes.link, thingUrl(subject.reference, subject.instance));
  if (view.eyes.of === 'shared') visit.sharedUse?.({ clientKey: visit.caller.tenant.clientKey, instanceId: subject.instance.id, space: visit.space ?? '' });
  return {
    outcome: 'shown',
    subject,
    ...sharedBy(view.eyes),
    ...textsFor(visit, view.eyes),
    get thing() {
      return copy.thing;
    },
    takenAt: copy.takenAt,
    seenAs: view.seenAs,
    get addresses() {
      return addressesFor(visit, view.eyes);
    },
    drawings: copy.drawings,
  };
}

/** A copy that may be shown at once. One that is not fresh is fetched anew behind the answer. */
async function findAtHand(visit: Visit, viewer: Viewer, { eyes }: View) {
  const { caller, copies, knowledge, subject, wanted } = visit;
  const copy = await copies.find({ tenant: caller.tenant, eyes, ...subject });
  const isGood = copy !== undefined && copies.ageOf(copy) < (wanted.renewal ? AGE_SHOWN_MS : STALE_MS);
  visit.lookedForCopy?.(isGood ? 'hit' : 'miss');
  if (!isGood) return undefined;
  if (!copies.isFresh(copy)) fetchBehind(visit, viewer, JSON.stringify([caller.tenant.clientKey, eyes, subject.reference]));
  else if (wanted.page) knowledge?.saw(caller, wanted.page, wanted.macro);
  return copy;
}

/** Goes on as if there were no copy, for nobody who waits: what it brings is kept for the next. */
function fetchBehind(visit: Visit, viewer: Viewer, name: string): void {
  const { behind, logger, timeLimit } = visit;
  if (behind.has(name)) return;
  behind.add(name);
  proceed({ ...visit, signal: endAfter(timeLimit) }, viewer, 'fetch')
    .catch((error: unknown) => {
      if (!(error instanceof GitLabError)) logger.error({ err: error }, 'a copy could not be fetched anew');
    })
    .finally(() => behind.delete(name));
}

/** @throws the error itself, unless it means that GitLab could not be asked now. */
async function unavailable(visit: Visit, error: unknown, eyes: Eyes | undefined): Promise<MacroResult> {
  const { caller, subject, copies, clock } = visit;
  const failure = failureOf(error);
  if (!(error instanceof GitLabError) || (failure !== 'limited' && failure !== 'unavailable')) throw error;
  const copy = eyes && (await copies.find({ tenant: caller.tenant, eyes, ...subject }));
  const lastCopy: LastCopy | undefined = eyes && copy && { thing: copy.thing, takenAt: copy.takenAt, ...sharedBy(eyes), ...textsFor(visit, eyes), addresses: addressesFor(visit, eyes) };
  return {
    outcome: 'unavailable',
    subject,
    reason: failure === 'limited' ? 'limited' : 'slow',
    retryAt: Math.max(error.retryAt ?? 0, clock() + (error.retryAt === undefined ? RETRY_MS : 1_000)),
    lastCopy,
  };
}

const sharedBy = (eyes: Eyes): { shared?: true } => (eyes.of === 'shared' ? { shared: true } : {});

/** What GitLab makes of references in a text is for the eyes that it was asked with, and knows no policy. */
function textsFor({ site }: Visit, { of }: Eyes): { asWritten?: true } {
  return of === 'shared' || site.policies.places !== null ? { asWritten: true } : {};
}

function addressesFor({ addresses, caller, subject, site }: Visit, eyes: Eyes): OwnAddresses {
  return addresses?.(caller, eyes, subject.instance, site) ?? {};
}

/** The viewer's eyes where GitLab could not be asked to renew their token. */
async function eyesOfPerson({ caller, subject, viewers }: Visit): Promise<Eyes | undefined> {
  const account = caller.accountId === undefined ? undefined : await viewers.accountOf(caller, subject.instance);
  return account?.state === 'linked' ? { of: 'link', link: account.link } : undefined;
}

function failureOf(error: unknown): GitLabError['failure'] | undefined {
  return error instanceof GitLabError ? error.failure : undefined;
}

function isHidden(error: unknown): boolean {
  const failure = failureOf(error);
  return failure === 'not-found' || failure === 'forbidden';
}
