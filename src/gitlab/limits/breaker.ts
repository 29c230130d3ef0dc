import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen, type IBackoff, type IBackoffFactory, type IBreaker } from 'cockatiel';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../../logger.js';
import { GitLabError } from '../errors.js';
import { HttpFailure, type HttpAnswer } from '../calls/http-client.js';

/** Asks nothing more of a GitLab that fails again and again, until one call after a pause finds it well. */
export interface Breaker {
  /**
   * The answer of `send`, whatever its status; `who` tells viewers apart. What fails one viewer again and again may be theirs alone:
   * it keeps only them from asking. What fails several of them, and nobody else meanwhile gets an answer, keeps everybody from it.
   * @throws what `send` throws; GitLabError `unavailable`, with the time of the next try, without sending
   */
  run(url: URL, who: string, send: () => Promise<HttpAnswer>): Promise<HttpAnswer>;
  /** Until when (epoch ms) nobody asks this origin; undefined where it is asked. */
  leftAloneUntil(url: URL): number | undefined;
}

export interface BreakerParts {
  readonly logger: Logger;
  readonly clock: () => number;
  /** Failures in a row that close an instance off. */
  readonly failures?: number;
  /** The first pause; each further one is twice as long, up to 60 times the first. */
  readonly pauseMs?: number;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

/** So many that the wants of one page of a viewer, which fail together, are not enough. */
const FAILURES = 8;
/** Of so many viewers, before GitLab is left alone by all. */
const VIEWERS = 3;
const PAUSE_MS = 1_000;
const LONGEST_PAUSES = 60;
const MOST_CIRCUITS = 5_000;

/** One origin's, or one viewer's of it. */
interface Circuit {
  readonly policy: ReturnType<typeof makePolicy>;
  /** Who failed since somebody last got an answer. */
  readonly failed: Set<string>;
  opensAt: number;
}

export function createBreaker({ logger, clock, failures = FAILURES, pauseMs = PAUSE_MS, random = Math.random }: BreakerParts): Breaker {
  const circuits = new LRUCache<string, Circuit>({ max: MOST_CIRCUITS });

  function circuitOf(name: string, origin: string, viewers: number): Circuit {
    const known = circuits.get(name);
    if (known) return known;
    const failed = new Set<string>();
    const pauses = growing(pauseMs, random, (pause) => (circuit.opensAt = clock() + pause));
    const circuit: Circuit = { policy: makePolicy(ofSeveral(failures, () => failed.size >= viewers), pauses), failed, opensAt: 0 };
    const whom = viewers > 1 ? 'by all' : 'by one viewer';
    circuit.policy.onBreak(() => logger.warn({ origin, retryAt: new Date(circuit.opensAt) }, `GitLab fails again and again and is left alone ${whom}`));
    circuit.policy.onReset(() => logger.info({ origin }, 'GitLab answers again'));
    circuits.set(name, circuit);
    return circuit;
  }

  function refuseWhileOpen({ policy, opensAt }: Circuit): void {
    const isTrying = policy.state === CircuitState.HalfOpen;
    if (isTrying || (policy.state === CircuitState.Open && clock() < opensAt)) {
      throw new GitLabError('unavailable', 'GitLab failed again and again.', { retryAt: Math.max(opensAt, clock() + pauseMs) });
    }
  }

  return {
    async run({ origin }, who, send) {
      const all = circuitOf(origin, origin, VIEWERS);
      const own = circuitOf(`${origin} ${who}`, origin, 1);
      // Whoever is kept from asking takes nobody's turn to try.
      refuseWhileOpen(own);
      refuseWhileOpen(all);
      return all.policy.execute(() => own.policy.execute(() => watched(send, who, [all, own])));
    },
    leftAloneUntil({ origin }) {
      const all = circuits.peek(origin);
      return all?.policy.state === CircuitState.Open && all.opensAt > clock() ? all.opensAt : undefined;
    },
  };
}

/** Fails after so many failures in a row, once they are several viewers'. */
function ofSeveral(failures: number, areSeveral: () => boolean): IBreaker {
  const inARow = new ConsecutiveBreaker(failures);
  return {
    get state() {
      return inARow.state;
    },
    set state(value) {
      inARow.state = value;
    },
    success: () => inARow.success(),
    failure: () => inARow.failure() && areSeveral(),
  };
}

/** Notes whose call failed before anybody judges by it. */
async function watched(send: () => Promise<HttpAnswer>, who: string, circuits: readonly Circuit[]): Promise<HttpAnswer> {
  try {
    const answer = await timed(send);
    for (const { failed } of circuits) if (answer.status < 500) failed.clear(); else failed.add(who);
    return answer;
  } catch (error) {
    if (error instanceof Error && isFault(error)) for (const { failed } of circuits) failed.add(who);
    throw error;
  }
}

function makePolicy(breaker: IBreaker, halfOpenAfter: IBackoffFactory<{ attempt: number }>) {
  return circuitBreaker(handleWhen(isFault).orWhenResult((answer) => isAnswer(answer) && answer.status >= 500), { halfOpenAfter, breaker });
}

/** Up to a fifth longer, so that several processes don't come back at the same moment. */
function growing(firstMs: number, random: () => number, note: (pauseMs: number) => void): IBackoffFactory<{ attempt: number }> {
  const next = ({ attempt }: { attempt: number }): IBackoff<{ attempt: number }> => {
    const duration = Math.round(Math.min(firstMs * 2 ** (attempt - 1), firstMs * LONGEST_PAUSES) * (1 + random() / 5));
    note(duration);
    return { duration, next };
  };
  return { next };
}

/** A caller who had little time left and stopped waiting says nothing of GitLab. */
class CutShort extends HttpFailure {}

const PATIENT_MS = 4_000;

async function timed(send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  const started = Date.now();
  try {
    return await send();
  } catch (error) {
    if (error instanceof HttpFailure && error.reason === 'slow' && Date.now() - started < PATIENT_MS) throw new CutShort('slow', error.message, error);
    throw error;
  }
}

function isFault(error: Error): boolean {
  return error instanceof HttpFailure && !(error instanceof CutShort) && error.reason !== 'too-large';
}

function isAnswer(value: unknown): value is HttpAnswer {
  return typeof value === 'object' && value !== null && 'status' in value;
}
