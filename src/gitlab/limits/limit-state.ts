import type { GitLabInstance } from '../instance.js';
import type { Breaker } from './breaker.js';
import type { Budget } from './budget.js';
import type { LimitMemory, Waiting } from './limit-memory.js';
import type { Spent } from './rates.js';

/** How this server stands to one GitLab just now; that it failed again and again is what this process alone has seen. */
export interface LimitState {
  /** Whom GitLab has told to come again later. */
  readonly waiting: Waiting;
  /** Until when (epoch ms) it is asked by nobody, since it failed again and again; undefined where it is asked. */
  readonly leftAloneUntil: number | undefined;
  readonly spent: Spent;
}

export interface Limits {
  /** Asks nothing of GitLab. Never rejects. */
  stateOf(instance: Pick<GitLabInstance, 'id' | 'baseUrl'>): Promise<LimitState>;
}

export interface LimitsParts {
  readonly memory: Pick<LimitMemory, 'waiting'>;
  readonly breaker: Pick<Breaker, 'leftAloneUntil'>;
  readonly budget: Pick<Budget, 'spent'>;
}

export function createLimits({ memory, breaker, budget }: LimitsParts): Limits {
  return {
    async stateOf({ id, baseUrl }) {
      const url = new URL(baseUrl);
      return { waiting: memory.waiting(id), leftAloneUntil: breaker.leftAloneUntil(url), spent: await budget.spent(url) };
    },
  };
}
