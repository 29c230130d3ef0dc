import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { HttpFailure } from '../../src/gitlab/calls/http-client.js';
import { createBreaker } from '../../src/gitlab/limits/breaker.js';
import { createBudget } from '../../src/gitlab/limits/budget.js';
import { createLimitMemory } from '../../src/gitlab/limits/limit-memory.js';
import { createLimits } from '../../src/gitlab/limits/limit-state.js';
import { createLogger } from '../../src/logger.js';
import { INSTANCE } from '../support/gitlab-answers.js';

const START = Date.parse('2026-05-01T00:00:00Z');
const GRAPHQL = new URL(`${INSTANCE.baseUrl}/api/graphql`);
const logger = createLogger('silent');

beforeEach(() => void jest.useFakeTimers({ now: START }));
afterEach(() => void jest.useRealTimers());

function world() {
  const memory = createLimitMemory(Date.now);
  const breaker = createBreaker({ logger, clock: Date.now, random: () => 0 });
  const budget = createBudget({ redis: undefined, logger, clock: Date.now });
  const { stateOf } = createLimits({ memory, breaker, budget });
  const refused = (accessToken: string, seconds: number) =>
    memory.learn({ instance: INSTANCE, accessToken, signal: new AbortController().signal }, { status: 429, headers: new Headers({ 'retry-after': String(seconds) }) });
  return { stateOf, refused, breaker, budget };
}

describe('the state of an instance', () => {
  test('is free of anything to begin with', async () => {
    const state = await world().stateOf(INSTANCE);
    expect(state).toEqual({ waiting: { everybody: undefined, some: undefined }, leftAloneUntil: undefined, spent: { points: 28, seconds: 1, more: 100, moreSeconds: 60, moreTaken: 0, isShared: false } });
  });

  test('tells until when some, and then all, were told to wait, and of no other instance', async () => {
    const { stateOf, refused } = world();
    refused('ann', 30);
    expect((await stateOf(INSTANCE)).waiting).toEqual({ everybody: undefined, some: START + 30_000 });
    refused('ben', 20);
    refused('cy', 10);
    expect((await stateOf(INSTANCE)).waiting).toEqual({ everybody: START + 10_000, some: START + 30_000 });
    expect((await stateOf({ ...INSTANCE, id: `${INSTANCE.id}-2` })).waiting).toEqual({ everybody: undefined, some: undefined });
    jest.setSystemTime(START + 30_000);
    expect((await stateOf(INSTANCE)).waiting).toEqual({ everybody: undefined, some: undefined });
  });

  test('tells until when it is left alone by all, and no more once it answers', async () => {
    const { stateOf, breaker } = world();
    const fail = () => Promise.reject(new HttpFailure('slow', 'no answer'));
    for (let call = 0; call < 12; call += 1) {
      jest.setSystemTime(Date.now() + 5_000);
      await breaker.run(GRAPHQL, `viewer ${call}`, async () => (jest.setSystemTime(Date.now() + 4_500), fail())).catch(() => undefined);
      if ((await stateOf(INSTANCE)).leftAloneUntil !== undefined) break;
    }
    const { leftAloneUntil } = await stateOf(INSTANCE);
    expect(leftAloneUntil).toBe(Date.now() + 1_000);
    jest.setSystemTime(Date.now() + 1_001);
    expect((await stateOf(INSTANCE)).leftAloneUntil).toBeUndefined();
    await breaker.run(GRAPHQL, 'ann', () => Promise.resolve({ status: 200, headers: new Headers(), body: Buffer.alloc(0) }));
    expect((await stateOf(INSTANCE)).leftAloneUntil).toBeUndefined();
  });

  test('tells how much of what goes beyond so many a second is taken, and never more than there is', async () => {
    const { stateOf, budget } = world();
    for (let call = 0; call < 40; call += 1) budget.count(GRAPHQL);
    await jest.advanceTimersByTimeAsync(0);
    expect((await stateOf(INSTANCE)).spent.moreTaken).toBe(12);
    for (let call = 0; call < 400; call += 1) budget.count(GRAPHQL);
    await jest.advanceTimersByTimeAsync(0);
    expect((await stateOf(INSTANCE)).spent.moreTaken).toBe(100);
    jest.setSystemTime(START + 61_000);
    await jest.advanceTimersByTimeAsync(61_000);
    expect((await stateOf(INSTANCE)).spent.moreTaken).toBe(0);
  });
});
