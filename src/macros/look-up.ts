import type { Viewer, Viewers } from '../accounts/viewer.js';
import type { ConnectCaller } from '../connect/caller.js';
import { GitLabError } from '../gitlab/errors.js';
import type { GitLab } from '../gitlab/gitlab.js';
import { inTime } from '../gitlab/in-time.js';
import { parseReference } from '../gitlab/reference.js';
import type { Thing } from '../gitlab/things.js';
import type { Eyes, LastCopies } from './last-copy.js';
import type { MacroResult, SeenAs, Subject } from './outcome.js';

export interface LookUpParts {
  readonly gitlab: Pick<GitLab, 'instances' | 'instance' | 'load'>;
  readonly viewers: Viewers;
  readonly lastCopies: LastCopies;
  readonly clock: () => number;
  /** For everything that one macro waits for, in milliseconds. */
  readonly timeLimit: number;
}

/** Finds out what a macro shows to the caller: content with the caller's own token, what anybody may see, or why not. */
export type LookUp = (caller: ConnectCaller, url: string) => Promise<MacroResult>;

/** One macro being looked up for one caller. */
interface Visit extends LookUpParts {
  readonly caller: ConnectCaller;
  readonly subject: Subject;
  readonly startedAt: number;
  readonly signal: AbortSignal;
}

type LinkedViewer = Extract<Viewer, { state: 'linked' }>;

/** Where GitLab names no moment to come back at. */
const RETRY_MS = 30_000;

export function createLookUp(parts: LookUpParts): LookUp {
  const { gitlab, viewers, clock, timeLimit } = parts;
  return async (caller, url) => {
    const reference = parseReference(url, gitlab.instances);
    const instance = reference && gitlab.instance(reference.instance);
    if (!instance) return { outcome: 'unsupported', text: url };
    const visit: Visit = { ...parts, caller, subject: { reference, instance }, startedAt: clock(), signal: AbortSignal.timeout(timeLimit) };
    try {
      return await proceed(visit, await inTime(viewers.viewerOf(caller, instance, visit.signal), visit.signal), false);
    } catch (error) {
      return unavailable(visit, error, await eyesOfPerson(visit));
    }
  };
}

async function proceed(visit: Visit, viewer: Viewer, renewed: boolean): Promise<MacroResult> {
  const { subject } = visit;
  switch (viewer.state) {
    case 'linked':
      return asLinked(visit, viewer, renewed);
    case 'reconnect':
      return { outcome: 'reconnect', subject };
    case 'anonymous':
      return asAnybody(visit, visit.subject.instance.oauth ? 'anonymous' : 'not-set-up');
    case 'unlinked':
      return asAnybody(visit, subject.instance.oauth ? 'connect' : 'not-set-up');
  }
}

async function asLinked(visit: Visit, viewer: LinkedViewer, renewed: boolean): Promise<MacroResult> {
  const { caller, subject, signal, viewers, lastCopies } = visit;
  const eyes = { of: 'link', link: viewer.link } as const;
  try {
    return shown(visit, eyes, await load(visit, viewer.accessToken), viewer.username);
  } catch (error) {
    if (failureOf(error) === 'unauthorized') {
      if (renewed) return { outcome: 'reconnect', subject };
      return proceed(visit, await inTime(viewers.refused(caller, subject.instance, viewer.accessToken, signal), signal), true);
    }
    if (!isHidden(error)) return unavailable(visit, error, eyes);
    lastCopies.drop(caller.tenant, eyes, subject.reference);
    return { outcome: 'no-access', subject, seenAs: viewer.username };
  }
}

/** What the instance shows without any token, where the operator allows it; else an invitation. */
async function asAnybody(visit: Visit, mode: 'connect' | 'anonymous' | 'not-set-up'): Promise<MacroResult> {
  const { caller, subject, lastCopies } = visit;
  const eyes = { of: 'anybody' } as const;
  if (subject.instance.unlinkedContent !== 'public') return { outcome: 'connect', subject, mode };
  try {
    return shown(visit, eyes, await load(visit, undefined), undefined);
  } catch (error) {
    if (!isHidden(error) && failureOf(error) !== 'unauthorized') return unavailable(visit, error, eyes);
    lastCopies.drop(caller.tenant, eyes, subject.reference);
    return { outcome: 'connect', subject, mode };
  }
}

function load({ subject, signal, gitlab }: Visit, accessToken: string | undefined): Promise<Thing> {
  return inTime(gitlab.load(subject.reference, accessToken, signal), signal);
}

function shown({ caller, subject, startedAt, lastCopies }: Visit, eyes: Exclude<Eyes, { of: 'person' }>, thing: Thing, seenAs: SeenAs): MacroResult {
  lastCopies.keep(caller.tenant, eyes, subject.reference, { thing, takenAt: startedAt });
  return { outcome: 'shown', subject, thing, seenAs };
}

/** @throws the error itself, unless it means that GitLab could not be asked now. */
function unavailable({ caller, subject, lastCopies, clock }: Visit, error: unknown, eyes: Eyes | undefined): MacroResult {
  const failure = failureOf(error);
  if (!(error instanceof GitLabError) || (failure !== 'limited' && failure !== 'unavailable')) throw error;
  return {
    outcome: 'unavailable',
    subject,
    reason: failure === 'limited' ? 'limited' : 'slow',
    retryAt: Math.max(error.retryAt ?? 0, clock() + (error.retryAt === undefined ? RETRY_MS : 1_000)),
    lastCopy: eyes && lastCopies.find(caller.tenant, eyes, subject.reference),
  };
}

async function eyesOfPerson({ caller, subject, viewers }: Visit): Promise<Eyes | undefined> {
  const account = caller.accountId === undefined ? undefined : await viewers.accountOf(caller, subject.instance);
  if (caller.accountId === undefined || account?.state !== 'linked') return undefined;
  return { of: 'person', accountId: caller.accountId, since: account.linkedAt.getTime() };
}

function failureOf(error: unknown): GitLabError['failure'] | undefined {
  return error instanceof GitLabError ? error.failure : undefined;
}

function isHidden(error: unknown): boolean {
  const failure = failureOf(error);
  return failure === 'not-found' || failure === 'forbidden';
}
