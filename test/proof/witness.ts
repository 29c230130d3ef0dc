import type { Answer } from './asking.js';
import { ANYBODY } from './rights.js';
import type { Receiver } from './model.js';
import type { ProofWorld } from './world.js';

/** Somebody was told what is not for them. */
export class Leak extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Leak';
  }
}

export interface Counts {
  answers: number;
  /** Canaries that were shown as they ought to be: of what is private, and of what anybody may see. */
  shown: number;
  open: number;
  /** Private ones, by site and person. */
  readonly byPerson: Map<string, number>;
  readonly statuses: Map<number, number>;
  readonly outcomes: Map<string, number>;
}

export const createCounts = (): Counts => ({ answers: 0, shown: 0, open: 0, byPerson: new Map(), statuses: new Map(), outcomes: new Map() });

/** Looks at everything that leaves the app. */
export interface Witness {
  readonly counts: Counts;
  /** @throws Leak */
  answered(receiver: Receiver, answer: Answer, started: number, fresh: boolean): void;
  /** A log, or what a store holds: nothing private may be there in the clear. @throws Leak */
  found(where: string, text: string): void;
  /** GitLab fails from now on, or no more. */
  faulty(failing: boolean): void;
}

/** A copy of that age may be shown at once, and where GitLab can't be asked one of this. */
const USUAL_MS = 5 * 60_000;
const LONGEST_MS = 4 * 3_600_000;
/** For so long after GitLab has failed, exports may hold older copies; they don't tell which of them do. */
const AFTER_FAULTS_MS = 10 * 60_000;

export function createWitness({ canaries, gitlab, model, sites, sharable, time }: ProofWorld, counts: Counts): Witness {
  const tokens = new Set([...sharable.values()].map(({ token }) => token));
  let failing = false;
  let faultyUntil = 0;

  /** Each that the app has used: it had them all from somewhere. */
  function learnTokens(): void {
    for (const { authorization = '' } of gitlab.calls.splice(0)) tokens.add(authorization.replace(/^Bearer /, ''));
  }

  function refuseSecrets(where: string, text: string): void {
    for (const [word] of text.matchAll(/[0-9a-f]{64}/g)) if (tokens.has(word)) throw new Leak(`${where} holds a token of GitLab's`);
    for (const site of sites) {
      const secret = secretOf(site);
      if (secret !== undefined && text.includes(secret)) throw new Leak(`${where} holds the secret that a site shares with the app`);
    }
  }

  function oldest(receiver: Receiver, outcome: string | undefined, started: number, fresh: boolean): number {
    const isExport = receiver.as === 'export' || receiver.as === 'mail';
    if (outcome === 'unavailable' || (isExport && (failing || started < faultyUntil))) return started - LONGEST_MS;
    return fresh ? started : started - USUAL_MS;
  }

  return {
    counts,
    answered(receiver, { status, headers, text }, started, fresh) {
      counts.answers += 1;
      count(counts.statuses, status);
      learnTokens();
      const whole = `${text}\n${JSON.stringify(headers)}`;
      const where = `the answer to ${receiver.asked.slice(0, 160)}`;
      refuseSecrets(where, whole);
      const outcome = [...text.matchAll(/data-outcome="([\w-]+)"/g)].at(-1)?.[1];
      if (outcome) count(counts.outcomes, outcome);
      const moment = { started, ended: time.now, oldest: oldest(receiver, outcome, started, fresh) };
      for (const canary of canaries.within(whole)) {
        const objection = model.objection(receiver, canary, moment);
        if (objection) throw new Leak(`${objection}: ${where}, ${status} ${outcome ?? ''}, …${excerpt(whole, canary.word)}…`);
        if (canary.part === 'address') continue;
        if (model.rights.showed(ANYBODY, canary, moment.oldest, time.now)) {
          counts.open += 1;
          continue;
        }
        counts.shown += 1;
        if (receiver.person !== undefined) count(counts.byPerson, `${receiver.tenant} ${receiver.person}`);
        if (!isKeptBack(headers)) throw new Leak(`${where} holds the ${canary.what} and lets others keep it: ${JSON.stringify(headers)}`);
      }
    },
    found(where, text) {
      learnTokens();
      refuseSecrets(where, text);
      const [canary] = canaries.within(text);
      if (canary) throw new Leak(`${where} holds the ${canary.what}: …${excerpt(text, canary.word)}…`);
    },
    faulty(now) {
      if (failing && !now) faultyUntil = time.now + AFTER_FAULTS_MS;
      failing = now;
    },
  };
}

export function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** What one person sees is kept by their own browser at most, and never told apart by a name that others can ask for. */
function isKeptBack(headers: Answer['headers']): boolean {
  const control = String(headers['cache-control'] ?? '');
  return /\b(no-store|private)\b/.test(control) && !/\bpublic\b/.test(control) && headers.etag === undefined;
}

function secretOf(site: ProofWorld['sites'][number]): string | undefined {
  try {
    return site.installation().sharedSecret;
  } catch {
    return undefined;
  }
}

function excerpt(text: string, word: string): string {
  const at = text.toLowerCase().indexOf(word);
  return text.slice(Math.max(0, at - 120), at + 60).replace(/\s+/g, ' ');
}
