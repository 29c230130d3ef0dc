import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Caller } from '../../src/gitlab/calls/client.js';
import { GitLabError } from '../../src/gitlab/errors.js';
import { HttpFailure, type HttpAnswer } from '../../src/gitlab/calls/http-client.js';
import { createLimitMemory, whoIs } from '../../src/gitlab/limits/limit-memory.js';
import { createBreaker } from '../../src/gitlab/limits/breaker.js';
import { createBudget } from '../../src/gitlab/limits/budget.js';
import { createRate, type RateName } from '../../src/gitlab/limits/rates.js';
import { createLogger } from '../../src/logger.js';
import { INSTANCE } from '../support/gitlab-answers.js';

const logger = createLogger('silent');
const GRAPHQL = new URL('https://git.example/gitlab/api/graphql');
const START = Date.parse('2026-05-01T00:00:00Z');

const callerOf = (accessToken: string | undefined, signal = new AbortController().signal): Caller => ({ instance: INSTANCE, accessToken, signal });
const refusalOf = (work: Promise<unknown>) => work.then(() => undefined, (error: unknown) => (error instanceof GitLabError ? error : undefined));

beforeEach(() => void jest.useFakeTimers({ now: START }));
afterEach(() => void jest.useRealTimers());

describe('the rates', () => {
  test.each<[RateName, number]>([['address', 1_950], ['viewer', 620], ['nobody', 480], ['search', 10], ['files', 400]])('%s: whoever takes all they can get never has more than %i in a minute', async (name, most) => {
    const take = createRate(name, { redis: undefined, logger });
    const taken: number[] = [];
    while (Date.now() < START + 200_000) {
      const waitMs = await take('key');
      if (waitMs === 0) taken.push(Date.now());
      else jest.advanceTimersByTime(Math.ceil(waitMs));
    }
    for (let last = 0, first = 0; last < taken.length; last += 1) {
      while ((taken[first] ?? 0) <= (taken[last] ?? 0) - 60_000) first += 1;
      expect(last - first + 1).toBeLessThanOrEqual(most);
    }
    expect(taken.length).toBeGreaterThan(most * 1.8);
  });
});

describe('the budget', () => {
  const budgetOf = () => createBudget({ redis: undefined, logger, clock: Date.now });

  /** How many of the first takes of each went through after so many milliseconds. */
  async function crowd(wants: Readonly<Record<string, number>>, afterMs: number): Promise<Record<string, number>> {
    const budget = budgetOf();
    const passed = Object.fromEntries(Object.keys(wants).map((who) => [who, 0]));
    for (const [who, count] of Object.entries(wants)) {
      for (let index = 0; index < count; index += 1) budget.take(callerOf(who), GRAPHQL).then(() => (passed[who] = (passed[who] ?? 0) + 1), () => undefined);
    }
    await jest.advanceTimersByTimeAsync(afterMs);
    return passed;
  }

  test('lets one viewer have a burst, and then so many a second', async () => {
    expect(await crowd({ ann: 500 }, 0)).toEqual({ ann: 68 });
    expect(await crowd({ ann: 500 }, 2_100)).toEqual({ ann: 84 });
  });

  test('leaves those who come behind a crowd of one their turn', async () => {
    expect(await crowd({ ann: 2_000, ben: 2_000, cy: 5, di: 1 }, 0)).toMatchObject({ cy: 5, di: 1 });
  });

  test('serves viewers in turn while the address has nothing left', async () => {
    const passed = await crowd(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`viewer-${index}`, 20])), 4_000);
    const counts = Object.values(passed);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(counts.reduce((sum, count) => sum + count)).toBe(28 * 5 + 100);
  });

  test('says when to come again instead of making somebody wait for longer than they have', async () => {
    const budget = budgetOf();
    const search = new URL('https://git.example/gitlab/api/v4/projects/5/search?scope=blobs');
    await budget.take(callerOf('ann'), search);
    await budget.take(callerOf('ann'), search);
    const refused = await refusalOf(budget.take(callerOf('ann'), search));
    expect(refused).toMatchObject({ failure: 'limited', retryAt: START + 15_000 });
    await budget.take(callerOf('ann'), GRAPHQL);
  });

  test('leaves everybody who is signed in searches of their own, and shares those of the address among the others', async () => {
    const budget = budgetOf();
    const search = new URL('https://git.example/gitlab/api/v4/search?scope=issues');
    const crowd = (name: string): Caller => ({ ...callerOf(undefined), crowd: name });
    for (const caller of [callerOf('ann'), callerOf('ann'), crowd('one'), crowd('two')]) await budget.take(caller, search);
    await budget.take(callerOf('ben'), search);
    expect(await refusalOf(budget.take(crowd('three'), search))).toMatchObject({ failure: 'limited' });
  });

  test('lets nobody keep a place who has gone away', async () => {
    const budget = budgetOf();
    const gone = new AbortController();
    const taken = Array.from({ length: 70 }, () => refusalOf(budget.take(callerOf('ann', gone.signal), GRAPHQL)));
    await jest.advanceTimersByTimeAsync(0);
    gone.abort();
    expect((await Promise.all(taken)).filter((refusal) => refusal?.failure === 'limited')).toHaveLength(2);
  });

  test('counts a call that could not wait', async () => {
    const budget = budgetOf();
    for (let index = 0; index < 200; index += 1) budget.count(GRAPHQL);
    const took = budget.take(callerOf('ann'), GRAPHQL).then(() => Date.now());
    await jest.advanceTimersByTimeAsync(1_500);
    expect(await took).toBeGreaterThanOrEqual(START + 1_000);
  });

  test('keeps one address from another', async () => {
    const budget = budgetOf();
    for (let index = 0; index < 200; index += 1) budget.count(GRAPHQL);
    await budget.take(callerOf('ann'), new URL('https://other.example/api/graphql'));
  });
});

describe('the circuit breaker', () => {
  const answer = (status: number) => async (): Promise<HttpAnswer> => ({ status, headers: new Headers(), body: Buffer.alloc(0) });
  const fail = (reason: 'slow' | 'broken' | 'unreachable' | 'too-large') => () => Promise.reject(new HttpFailure(reason, reason));
  const breakerOf = (random = () => 0) => createBreaker({ logger, clock: Date.now, failures: 3, pauseMs: 1_000, random });
  let turn = 0;
  /** Each by another viewer, unless they are named. */
  const run = (breaker: ReturnType<typeof breakerOf>, send: () => Promise<HttpAnswer>, url = GRAPHQL, who = `viewer-${(turn += 1)}`) =>
    breaker.run(url, who, send).then(({ status }) => status, (error: unknown) => (error instanceof GitLabError ? (error.retryAt ?? 0) - Date.now() : 'failed'));

  test('closes an instance off that fails three times in a row, and tries it after growing pauses [T25b]', async () => {
    const breaker = breakerOf();
    expect([await run(breaker, answer(500)), await run(breaker, fail('broken')), await run(breaker, answer(503))]).toEqual([500, 'failed', 503]);
    expect(await run(breaker, answer(200))).toBe(1_000);
    jest.advanceTimersByTime(1_000);
    expect(await run(breaker, fail('unreachable'))).toBe('failed');
    expect(await run(breaker, answer(200))).toBe(2_000);
    jest.advanceTimersByTime(2_000);
    expect(await run(breaker, answer(200))).toBe(200);
    expect(await run(breaker, answer(200))).toBe(200);
  });

  test('makes its pauses up to a fifth longer, so that not all come back at once [T25b]', async () => {
    const pauses = [];
    for (const luck of [0, 0.5, 0.999]) {
      const breaker = breakerOf(() => luck);
      for (let index = 0; index < 3; index += 1) await run(breaker, answer(500));
      pauses.push(await run(breaker, answer(200)));
    }
    expect(pauses).toEqual([1_000, 1_100, 1_200]);
  });

  test('sends one call to try, and no others meanwhile', async () => {
    const breaker = breakerOf();
    for (let index = 0; index < 3; index += 1) await run(breaker, answer(500));
    jest.advanceTimersByTime(1_000);
    let end: (answer: HttpAnswer) => void = () => undefined;
    const trying = run(breaker, () => new Promise((resolve) => (end = resolve)));
    expect(await run(breaker, answer(200))).toBe(1_000);
    end(await answer(200)());
    expect(await trying).toBe(200);
    expect(await run(breaker, answer(200))).toBe(200);
  });

  test.each([
    ['a success between them', [500, 500, 200, 500, 500, 200]],
    ['limits and refusals', [429, 429, 429, 429, 404, 403, 401, 400, 422]],
  ])('is not moved by %s', async (_, statuses) => {
    const breaker = breakerOf();
    for (const status of statuses) expect(await run(breaker, answer(status))).toBe(status);
    expect(await run(breaker, answer(200))).toBe(200);
  });

  test('is not moved by answers that are too large, nor by callers who had little time', async () => {
    const breaker = breakerOf();
    for (const reason of ['too-large', 'too-large', 'too-large', 'slow', 'slow', 'slow'] as const) await run(breaker, fail(reason));
    expect(await run(breaker, answer(200))).toBe(200);
  });

  test('is moved by a GitLab that lets callers wait in vain', async () => {
    const breaker = breakerOf();
    const hang = () => {
      jest.advanceTimersByTime(5_000);
      return fail('slow')();
    };
    for (let index = 0; index < 3; index += 1) await run(breaker, hang);
    expect(await run(breaker, answer(200))).toBe(1_000);
  });

  test('keeps a viewer from asking whose calls alone fail, and nobody else', async () => {
    const breaker = breakerOf();
    for (let index = 0; index < 12; index += 1) await run(breaker, answer(500), GRAPHQL, index % 2 ? 'ann' : 'ben');
    expect([await run(breaker, answer(200), GRAPHQL, 'ann'), await run(breaker, answer(200), GRAPHQL, 'ben')]).toEqual([1_000, 1_000]);
    expect(await run(breaker, answer(200), GRAPHQL, 'cy')).toBe(200);
    jest.advanceTimersByTime(1_000);
    expect(await run(breaker, answer(200), GRAPHQL, 'ann')).toBe(200);
    expect(await run(breaker, answer(200), GRAPHQL, 'ann')).toBe(200);
  });

  test('closes an instance off for all once it fails three viewers in a row', async () => {
    const breaker = breakerOf();
    for (const who of ['ann', 'ann', 'ann', 'ben']) await run(breaker, answer(500), GRAPHQL, who);
    expect(await run(breaker, answer(500), GRAPHQL, 'cy')).toBe(500);
    expect(await run(breaker, answer(200), GRAPHQL, 'di')).toBe(1_000);
  });

  test('has a viewer who may not ask take nobody’s turn to try', async () => {
    const breaker = breakerOf();
    for (const who of ['ann', 'ann', 'ann', 'ben', 'cy']) await run(breaker, answer(500), GRAPHQL, who);
    jest.advanceTimersByTime(1_000);
    expect(await run(breaker, answer(500), GRAPHQL, 'ann')).toBe(500);
    jest.advanceTimersByTime(1_999);
    expect(await run(breaker, answer(500), GRAPHQL, 'ann')).toBe(1_000);
    jest.advanceTimersByTime(1);
    expect(await run(breaker, answer(200), GRAPHQL, 'di')).toBe(200);
  });

  test('leaves other instances alone', async () => {
    const breaker = breakerOf();
    for (let index = 0; index < 3; index += 1) await run(breaker, answer(500));
    expect(await run(breaker, answer(200), new URL('https://other.example/api/graphql'))).toBe(200);
  });
});

describe('what GitLab says of its limits', () => {
  const told = (status: number, headers: Record<string, string>) => ({ status, headers: new Headers(headers) });
  const inAMinute = String(START / 1000 + 60);

  test('holds for who was told to wait', () => {
    const memory = createLimitMemory(Date.now);
    memory.learn(callerOf('ann'), told(429, { 'retry-after': '30' }));
    expect(memory.retryAt(callerOf('ann'))).toBe(START + 30_000);
    expect(memory.retryAt(callerOf('ben'))).toBeUndefined();
    jest.advanceTimersByTime(30_000);
    expect(memory.retryAt(callerOf('ann'))).toBeUndefined();
  });

  test('is heeded before a refusal: the last call that is allowed says so [T25a]', () => {
    const memory = createLimitMemory(Date.now);
    memory.learn(callerOf('ann'), told(200, { 'ratelimit-remaining': '0', 'ratelimit-reset': inAMinute }));
    memory.learn(callerOf('ben'), told(200, { 'ratelimit-remaining': '1', 'ratelimit-reset': inAMinute }));
    expect([memory.retryAt(callerOf('ann')), memory.retryAt(callerOf('ben'))]).toEqual([START + 60_000, undefined]);
  });

  test('is told to the other instances, and holds there no longer than GitLab can ask for [T25a]', () => {
    const listeners: ((name: string) => void)[] = [];
    const shared = { on: (_topic: string, hear: (name: string) => void) => void listeners.push(hear), announce: (_topic: string, name: string) => listeners.forEach((hear) => hear(name)) };
    const [first, other] = [createLimitMemory(Date.now, shared), createLimitMemory(Date.now, shared)];
    first.learn(callerOf('ann'), told(429, { 'retry-after': '30' }));
    expect([other.retryAt(callerOf('ann')), other.retryAt(callerOf('ben'))]).toEqual([START + 30_000, undefined]);
    for (const name of ['', 'x', `${START} `, 'NaN one', `99999999999999999 ${'one'}`]) shared.announce('', name);
    shared.announce('', `${START + 86_400_000} ${callerOf('ben').instance.id} ${whoIs(callerOf('ben'))}`);
    expect(other.retryAt(callerOf('ben'))).toBe(START + 15 * 60_000);
  });

  test('holds for everybody once three are told within seconds, since it is the address then', () => {
    const memory = createLimitMemory(Date.now);
    for (const who of ['ann', 'ann', 'ann', 'ben']) memory.learn(callerOf(who), told(429, { 'retry-after': '30' }));
    expect(memory.retryAt(callerOf('di'))).toBeUndefined();
    memory.learn(callerOf('cy'), told(429, { 'retry-after': '20' }));
    expect([memory.retryAt(callerOf('di')), memory.retryAt(callerOf(undefined))]).toEqual([START + 20_000, START + 20_000]);
  });

  const tokenOf = (accessToken: string, crowd: string, user?: string): Caller => ({ ...callerOf(accessToken), crowd, user });
  const wait = (seconds: number) => told(429, { 'retry-after': String(seconds) });

  test.each<[string, readonly Caller[]]>([
    ['one GitLab user by any number of links, at several sites', ['one', 'two', 'three', 'four'].map((site) => tokenOf(`token of ${site}`, site, 'mallory'))],
    ['one site by any number of shared tokens', ['a', 'b', 'c', 'd'].map((token) => tokenOf(token, 'one'))],
    ['one site by its users while another site asks as well', ['ann', 'ben', 'cy', 'di'].map((user) => tokenOf(user, 'one', user))],
  ])('holds for nobody else where it is said to %s [T25a]', (_whom, callers) => {
    const memory = createLimitMemory(Date.now);
    for (const site of ['one', 'two']) memory.learn(tokenOf('eve', site, 'eve'), told(200, {}));
    for (const caller of callers) memory.learn(caller, wait(30));
    expect([tokenOf('eve', 'two', 'eve'), callerOf(undefined), ...callers].map((caller) => memory.retryAt(caller))).toEqual([undefined, undefined, ...callers.map(() => START + 30_000)]);
  });

  test.each<[string, readonly Caller[]]>([
    ['users of the only site that asks', ['ann', 'ben', 'cy'].map((user) => tokenOf(user, 'one', user))],
    ['users of two sites', [tokenOf('ann', 'one', 'ann'), tokenOf('ben', 'one', 'ben'), tokenOf('cy', 'two', 'cy')]],
  ])('holds for everybody where it is said to three %s', (_whom, callers) => {
    const memory = createLimitMemory(Date.now);
    for (const caller of callers) memory.learn(caller, wait(30));
    expect(memory.retryAt(tokenOf('eve', 'three', 'eve'))).toBe(START + 30_000);
  });

  test('holds for everybody no longer once somebody is answered', () => {
    const memory = createLimitMemory(Date.now);
    for (const who of ['ann', 'ben', 'cy']) memory.learn(callerOf(who), wait(30));
    memory.learn(callerOf('di'), told(200, {}));
    expect([memory.retryAt(callerOf('di')), memory.retryAt(callerOf('ann'))]).toEqual([undefined, START + 30_000]);
  });

  test('holds for everybody of another instance of the app for a minute at most, and not where somebody was just answered [T25a]', () => {
    const listeners: ((name: string) => void)[] = [];
    const shared = { on: (_topic: string, hear: (name: string) => void) => void listeners.push(hear), announce: (_topic: string, name: string) => listeners.forEach((hear) => hear(name)) };
    const [first, other, answered] = [createLimitMemory(Date.now, shared), createLimitMemory(Date.now, shared), createLimitMemory(Date.now, shared)];
    answered.learn(callerOf('eve'), told(200, {}));
    jest.advanceTimersByTime(9_000);
    for (const who of ['ann', 'ben', 'cy']) first.learn(callerOf(who), wait(600));
    const now = START + 9_000;
    expect([first, other, answered].map((memory) => memory.retryAt(callerOf('di')))).toEqual([now + 600_000, now + 60_000, undefined]);
    jest.advanceTimersByTime(1_000);
    shared.announce('', `${now + 30_000} ${callerOf('di').instance.id} everybody`);
    expect([first, other, answered].map((memory) => memory.retryAt(callerOf('di')))).toEqual([now + 600_000, now + 60_000, now + 30_000]);
  });

  test('is each one’s own when they are told far apart', () => {
    const memory = createLimitMemory(Date.now);
    for (const who of ['ann', 'ben', 'cy', 'di']) {
      memory.learn(callerOf(who), told(429, { 'retry-after': '60' }));
      jest.advanceTimersByTime(11_000);
    }
    expect(memory.retryAt(callerOf('eve'))).toBeUndefined();
  });
});
