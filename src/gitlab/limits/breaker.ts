import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen, type IBackoff, type IBackoffFactory } from 'cockatiel';
import type { Logger } from '../../logger.js';
import { GitLabError } from '../errors.js';
import { HttpFailure, type HttpAnswer } from '../http-client.js';

/** Asks nothing more of a GitLab that fails again and again, until one call after a pause finds it well. */
export interface Breaker {
  /**
   * The answer of `send`, whatever its status.
   * @throws what `send` throws; GitLabError `unavailable`, with the time of the next try, without sending
   */
  run(url: URL, send: () => Promise<HttpAnswer>): Promise<HttpAnswer>;
}

export interface BreakerParts {
  readonly logger: Logger;
  readonly clock: () => number;
  /** Failures in a row that close an instance off. */
  readonly failures?: number;
  /** The first pause; each further one is twice as long, up to 60 times the first. */
  readonly pauseMs?: number;
}

/** So many that the wants of one page of a viewer, which fail together, are not enough. */
const FAILURES = 8;
const PAUSE_MS = 1_000;
const LONGEST_PAUSES = 60;

/** One origin's. */
interface Circuit {
  readonly policy: ReturnType<typeof makePolicy>;
  opensAt: number;
}

export function createBreaker({ logger, clock, failures = FAILURES, pauseMs = PAUSE_MS }: BreakerParts): Breaker {
  const circuits = new Map<string, Circuit>();

  function circuitOf(origin: string): Circuit {
    const known = circuits.get(origin);
    if (known) return known;
    const pauses = growing(pauseMs, (pause) => (circuit.opensAt = clock() + pause));
    const circuit: Circuit = { policy: makePolicy(failures, pauses), opensAt: 0 };
    circuit.policy.onBreak(() => logger.warn({ origin, retryAt: new Date(circuit.opensAt) }, 'GitLab fails again and again and is left alone'));
    circuit.policy.onReset(() => logger.info({ origin }, 'GitLab answers again'));
    circuits.set(origin, circuit);
    return circuit;
  }

  return {
    async run({ origin }, send) {
      const { policy, opensAt } = circuitOf(origin);
      const isTrying = policy.state === CircuitState.HalfOpen;
      if (isTrying || (policy.state === CircuitState.Open && clock() < opensAt)) {
        throw new GitLabError('unavailable', 'GitLab failed again and again.', { retryAt: Math.max(opensAt, clock() + pauseMs) });
      }
      return policy.execute(() => timed(send));
    },
  };
}

function makePolicy(failures: number, halfOpenAfter: IBackoffFactory<{ attempt: number }>) {
  return circuitBreaker(handleWhen(isFault).orWhenResult((answer) => isAnswer(answer) && answer.status >= 500), { halfOpenAfter, breaker: new ConsecutiveBreaker(failures) });
}

function growing(firstMs: number, note: (pauseMs: number) => void): IBackoffFactory<{ attempt: number }> {
  const next = ({ attempt }: { attempt: number }): IBackoff<{ attempt: number }> => {
    const duration = Math.min(firstMs * 2 ** (attempt - 1), firstMs * LONGEST_PAUSES);
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
