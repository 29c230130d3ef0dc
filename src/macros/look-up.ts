import { setMaxListeners } from 'node:events';
import type { Viewer, Viewers } from '../accounts/viewer.js';
import type { ConnectCaller } from '../connect/caller.js';
import { GitLabError } from '../gitlab/errors.js';
import type { GitLab } from '../gitlab/gitlab.js';
import { inTime } from '../gitlab/calls/in-time.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import type { Reference } from '../gitlab/references/reference.js';
import type { Logger } from '../logger.js';
import type { OwnAddresses } from './content/place.js';
import { STALE_MS, type Copies } from './copies/copies.js';
import type { Eyes } from './copies/copy-key.js';
import { fetchWithCompanions, type Turns } from './fetching.js';
import { createReferenceMemory } from './parameters/macro-reference.js';
import type { LastCopy, MacroResult, SeenAs, Subject } from './outcome.js';
import type { MacroPage, PageKnowledge } from './page-knowledge/page-knowledge.js';
import type { PageMacro } from './page-knowledge/page-macros.js';
import { pinProblem } from './parameters/pin.js';
import { AGE_SHOWN_MS } from './drawing/words.js';

export interface LookUpParts {
  readonly gitlab: Pick<GitLab, 'instances' | 'instance' | 'load'>;
  readonly viewers: Viewers;
  readonly copies: Copies;
  readonly knowledge: Pick<PageKnowledge, 'macrosOf' | 'saw'> | undefined;
  readonly logger: Pick<Logger, 'error'>;
  /** Addresses of ours for what is shown to these eyes; without them pictures stay links. */
  readonly addresses?: ((caller: ConnectCaller, eyes: Eyes, instance: GitLabInstance) => OwnAddresses) | undefined;
  readonly clock: () => number;
  /** For everything that one macro waits for, in milliseconds. */
  readonly timeLimit: number;
}

/** What a macro is asked to show. */
export interface Wanted {
  /** As the page stores it. */
  readonly macro: PageMacro;
  /** In place of what the macro's parameters point to. */
  readonly reference?: Reference;
  /** Where the macro is, if that is known: what else is there is fetched too. */
  readonly page?: MacroPage | undefined;
  /** The frame shows something already and asks for newer: a copy whose age would have to be told will not do. */
  readonly renewal?: boolean;
  /** A person asks again: what GitLab did not give a moment ago is asked for nevertheless. */
  readonly insistent?: boolean;
}

/** Finds out what a macro shows to the caller: content with the caller's own token, what anybody may see, or why not. */
export type LookUp = (caller: ConnectCaller, wanted: Wanted) => Promise<MacroResult>;

/** One macro being looked up for one caller. */
export interface Visit extends LookUpParts {
  readonly caller: ConnectCaller;
  readonly wanted: Wanted;
  readonly subject: Subject;
  readonly signal: AbortSignal;
  /** What a macro of the page points to. */
  readonly referenceOf: (macro: PageMacro) => Reference | undefined;
  /** What is being fetched anew behind an answer; of all visits. */
  readonly behind: Set<string>;
  readonly turns: Turns;
}

/** With whose eyes a visit looks, and by which token. */
export interface View {
  readonly eyes: Eyes;
  readonly accessToken: string | undefined;
  readonly seenAs: SeenAs;
}

type LinkedViewer = Extract<Viewer, { state: 'linked' }>;

/** Where GitLab names no moment to come back at. */
const RETRY_MS = 30_000;

export function createLookUp(parts: LookUpParts): LookUp {
  const { gitlab, viewers, timeLimit } = parts;
  const behind = new Set<string>();
  const turns: Turns = new Map();
  const referenceOf = createReferenceMemory(gitlab.instances);
  return async (caller, wanted) => {
    const reference = wanted.reference ?? referenceOf(wanted.macro);
    const instance = reference && gitlab.instance(reference.instance);
    const { url, pin } = wanted.macro.parameters;
    if (!instance) return { outcome: 'unsupported', text: url ?? '', problem: pinProblem(pin) };
    let signal: AbortSignal | undefined;
    const visit: Visit = {
      ...parts, caller, wanted, subject: { reference, instance }, referenceOf, behind, turns,
      // Most visits wait for nothing, and making one takes longer than they do.
      get signal() {
        return (signal ??= endAfter(timeLimit));
      },
    };
    try {
      const viewer = viewers.known(caller, instance) ?? (await inTime(viewers.viewerOf(caller, instance, visit.signal), visit.signal));
      return await proceed(visit, viewer, 'first');
    } catch (error) {
      return unavailable(visit, error, await eyesOfPerson(visit));
    }
  };
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
      return asAnybody(visit, viewer, round, subject.instance.oauth ? 'anonymous' : 'not-set-up');
    case 'unlinked':
      return asAnybody(visit, viewer, round, subject.instance.oauth ? 'connect' : 'not-set-up');
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

/** What the instance shows without any token, where the operator allows it; else an invitation. */
async function asAnybody(visit: Visit, viewer: Viewer, round: Round, mode: 'connect' | 'anonymous' | 'not-set-up'): Promise<MacroResult> {
  const { subject } = visit;
  if (subject.instance.unlinkedContent !== 'public') return { outcome: 'connect', subject, mode };
  const view = { eyes: { of: 'anybody' }, accessToken: undefined, seenAs: undefined } as const;
  try {
    return await see(visit, viewer, view, round);
  } catch (error) {
    if (!isHidden(error) && failureOf(error) !== 'unauthorized') return unavailable(visit, error, view.eyes);
    return { outcome: 'connect', subject, mode };
  }
}

async function see(visit: Visit, viewer: Viewer, view: View, round: Round): Promise<MacroResult> {
  const { subject } = visit;
  const atHand = round === 'first' ? await findAtHand(visit, viewer, view) : undefined;
  const copy = atHand ?? (await fetchWithCompanions(visit, view));
  return {
    outcome: 'shown',
    subject,
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
  if (!copy || copies.ageOf(copy) >= (wanted.renewal ? AGE_SHOWN_MS : STALE_MS)) return undefined;
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
  const lastCopy: LastCopy | undefined = eyes && copy && { thing: copy.thing, takenAt: copy.takenAt, addresses: addressesFor(visit, eyes) };
  return {
    outcome: 'unavailable',
    subject,
    reason: failure === 'limited' ? 'limited' : 'slow',
    retryAt: Math.max(error.retryAt ?? 0, clock() + (error.retryAt === undefined ? RETRY_MS : 1_000)),
    lastCopy,
  };
}

function addressesFor({ addresses, caller, subject }: Visit, eyes: Eyes): OwnAddresses {
  return addresses?.(caller, eyes, subject.instance) ?? {};
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
