import type { Caller, GitLabClient } from '../calls/client.js';
import { GitLabError } from '../errors.js';
import type { GitLabInstance } from '../instance.js';
import { withDeadline } from './deadline.js';
import { gather } from './gather.js';
import type { InstanceMemory } from './instance-memory.js';
import type { KnownRefs } from './known-refs.js';
import type { Answered, Asker, Piece } from './part.js';
import type { Outcome } from './read-answer.js';
import { sendPieces, type Sending } from './send.js';
import type { Turns } from './turns.js';

/** Wants come within a few milliseconds of each other when a page's knowledge starts them all. */
const WINDOW = { quietMs: 5, longestMs: 25, most: 100 };
/** For the requests of one gathering, the wait for their turn included. */
const TIME_LIMIT_MS = 8_000;

export interface AskerParts {
  readonly client: GitLabClient;
  readonly memory: InstanceMemory;
  readonly turns: Turns;
  readonly refs: KnownRefs;
  /** As a caller has them. */
  readonly crowd?: string | undefined;
  readonly user?: string | undefined;
  readonly batched?: Sending['batched'];
}

interface Waiting {
  readonly piece: Piece;
  readonly resolve: (answered: Answered) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers what one token's owner (or nobody) asks of one instance within a moment, and asks for it together. */
export function createAsker(parts: AskerParts, instance: GitLabInstance, accessToken: string | undefined): Asker {
  const add = gather<Waiting>(WINDOW, (waiting) => void answerAll(parts, { instance, accessToken, crowd: parts.crowd, user: parts.user }, waiting));
  return {
    instance,
    knows: (part) => parts.memory.knows(part),
    refs: parts.refs,
    ask: (piece) => new Promise((resolve, reject) => add({ piece, resolve, reject })),
  };
}

async function answerAll(parts: AskerParts, who: Omit<Caller, 'signal'>, waiting: readonly Waiting[]): Promise<void> {
  const pieces = waiting.map(({ piece }) => piece);
  try {
    const outcomes = await withDeadline(TIME_LIMIT_MS, (signal) => sendPieces(parts, { ...who, signal }, pieces));
    for (const one of waiting) settle(one, outcomes.get(one.piece));
  } catch (error) {
    for (const { reject } of waiting) reject(error);
  }
}

function settle({ resolve, reject }: Waiting, outcome: Outcome | undefined): void {
  if (!outcome) return reject(new GitLabError('unavailable', 'Nothing was answered.'));
  if (outcome.state === 'failed') return reject(outcome.error);
  resolve(outcome);
}
