import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { ConnectionError } from 'sequelize';
import { insist } from '../../src/accounts/insist.js';
import { createLogger } from '../../src/logger.js';
import { NoAnswerError } from '../../src/storage/deadline.js';

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const patience = { pause, clock: () => Date.now(), logger: createLogger('silent') };
const hanging = () => new Promise<string>(() => undefined);

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('gives up on a try that hangs, and asks again', async () => {
  const write = jest.fn<() => Promise<string>>().mockImplementationOnce(hanging).mockResolvedValueOnce('stored');
  const stored = insist(patience, Date.now() + 25_000, write);
  await jest.advanceTimersByTimeAsync(5_200);
  expect(await stored).toBe('stored');
});

test('ends 5 s after its time at the latest where every try hangs', async () => {
  const began = Date.now();
  let after = Number.POSITIVE_INFINITY;
  const ended = insist(patience, began + 25_000, hanging).finally(() => (after = Date.now() - began));
  ended.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(40_000);
  await expect(ended).rejects.toThrow(NoAnswerError);
  expect(after).toBeGreaterThan(20_000);
  expect(after).toBeLessThanOrEqual(30_010);
});

test('tries once where the time is over before', async () => {
  const write = jest.fn(() => Promise.reject(new ConnectionError(new Error('away'))));
  await expect(insist(patience, 0, write)).rejects.toThrow('away');
  expect(write).toHaveBeenCalledTimes(1);
});
