import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Caller, GitLabClient } from '../../src/gitlab/calls/client.js';
import { GitLabError } from '../../src/gitlab/errors.js';
import { createLimitMemory } from '../../src/gitlab/limits/limit-memory.js';
import { createBudget } from '../../src/gitlab/limits/budget.js';
import { createLoader } from '../../src/gitlab/loading/loader.js';
import { createLogger } from '../../src/logger.js';
import { INSTANCE } from '../support/gitlab-answers.js';

const GRAPHQL = new URL('https://git.example/gitlab/api/graphql');

describe('those whom GitLab tells to wait', () => {
  const callerOf = (accessToken: string): Caller => ({ instance: INSTANCE, accessToken, signal: new AbortController().signal });
  const told = { status: 429, headers: new Headers({ 'retry-after': '60' }) };

  test('have nobody else wait while others are answered', () => {
    const memory = createLimitMemory(Date.now);
    for (const token of ['a', 'b', 'c', 'd']) {
      memory.learn(callerOf(token), told);
      memory.learn(callerOf('ann'), { status: 200, headers: new Headers() });
    }
    expect([memory.retryAt(callerOf('ann')), memory.retryAt(callerOf('ben'))]).toEqual([undefined, undefined]);
    expect(memory.retryAt(callerOf('a'))).toBeGreaterThan(Date.now());
  });

  test('have everybody wait where nobody is answered: it is the address then', () => {
    const memory = createLimitMemory(Date.now);
    for (const token of ['a', 'b', 'c']) memory.learn(callerOf(token), told);
    expect(memory.retryAt(callerOf('ann'))).toBeGreaterThan(Date.now());
  });
});

describe('those who come without a token', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const nobodyOf = (crowd: string): Caller => ({ instance: INSTANCE, accessToken: undefined, crowd, signal: new AbortController().signal });

  test('from one site leave those of another their turn, however many they are', async () => {
    const budget = createBudget({ redis: undefined, logger: createLogger('silent'), clock: Date.now });
    const passed = { one: 0, two: 0 };
    const take = (crowd: 'one' | 'two') => void budget.take(nobodyOf(crowd), GRAPHQL).then(() => (passed[crowd] += 1), () => undefined);
    for (let index = 0; index < 1_000; index += 1) take('one');
    await jest.advanceTimersByTimeAsync(3_000);
    for (let index = 0; index < 1_000; index += 1) take('one');
    for (let index = 0; index < 5; index += 1) take('two');
    await jest.advanceTimersByTimeAsync(2_500);
    expect(passed.two).toBe(5);
  });

  test('together ask no more often than GitLab allows one address without a token', async () => {
    const budget = createBudget({ redis: undefined, logger: createLogger('silent'), clock: Date.now });
    let passed = 0;
    for (let index = 0; index < 1_000; index += 1) budget.take(nobodyOf(`site-${index % 50}`), GRAPHQL).then(() => (passed += 1), () => undefined);
    await jest.advanceTimersByTimeAsync(4_000);
    expect(passed).toBeLessThanOrEqual(60 + 5 * 5);
  });

  test('from one site don’t wait behind what another site’s are still being answered', async () => {
    const asked: string[] = [];
    const hang = (caller: Caller) => {
      asked.push(caller.crowd ?? '');
      return new Promise<never>((_resolve, reject) => setTimeout(() => reject(new GitLabError('unavailable', 'late')), 7_000));
    };
    const client = { graphql: hang, graphqlParts: hang, rest: hang, raw: hang, restPage: hang } as unknown as GitLabClient;
    const loader = createLoader({ client, clock: Date.now });
    const load = (crowd: string, name: string) => void loader.load({ instance: INSTANCE, accessToken: undefined, crowd }, { kind: 'branch', instance: INSTANCE.id, fullPath: 'a/b', name }, new AbortController().signal).catch(() => undefined);
    for (let index = 0; index < 100; index += 1) load('one', `branch-${index}`);
    load('two', 'main');
    await jest.advanceTimersByTimeAsync(1_000);
    expect([asked.filter((crowd) => crowd === 'one').length, asked.filter((crowd) => crowd === 'two').length]).toEqual([16, 1]);
  });
});
