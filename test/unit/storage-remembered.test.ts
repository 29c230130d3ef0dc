import { describe, expect, test } from '@jest/globals';
import { within, NoAnswerError } from '../../src/storage/deadline.js';
import { createInvalidation } from '../../src/storage/invalidation.js';
import { createRemembered } from '../../src/storage/remembered.js';
import { createLogger } from '../../src/logger.js';

function world() {
  let now = 1_000;
  const invalidation = createInvalidation({ redis: undefined, logger: createLogger('silent') });
  const reads: ((row: { version: number }) => void)[] = [];
  const rows = createRemembered<{ version: number }>('row', invalidation, () => now);
  const find = () => rows.find('one', () => new Promise((resolve) => reads.push(resolve)));
  return { rows, reads, find, pass: (milliseconds: number) => (now += milliseconds) };
}

describe('a row that many ask for at once', () => {
  test('is read once', async () => {
    const { reads, find } = world();
    const asked = [find(), find(), find()];
    reads[0]?.({ version: 1 });
    expect(await Promise.all(asked)).toEqual([{ version: 1 }, { version: 1 }, { version: 1 }]);
    expect(reads).toHaveLength(1);
  });

  test('is read anew by whoever asks after a change, though the first read goes on', async () => {
    const { rows, reads, find } = world();
    const before = find();
    rows.changed('one');
    const after = find();
    reads[0]?.({ version: 1 });
    reads[1]?.({ version: 2 });
    expect(await before).toEqual({ version: 1 });
    expect(await after).toEqual({ version: 2 });
    expect(await find()).toEqual({ version: 2 });
    expect(reads).toHaveLength(2);
  });

  test('is read again after two seconds', async () => {
    const { reads, find, pass } = world();
    const first = find();
    reads[0]?.({ version: 1 });
    await first;
    pass(2_001);
    const second = find();
    reads[1]?.({ version: 2 });
    expect(await second).toEqual({ version: 2 });
  });
});

describe('a time limit on the database', () => {
  test('counts an answer that came while this process was busy', async () => {
    const answer = within(20, new Promise((resolve) => setTimeout(() => setImmediate(() => resolve('here')), 10)));
    const until = Date.now() + 60;
    while (Date.now() < until);
    await expect(answer).resolves.toBe('here');
  });

  test('ends the wait for one that does not come', async () => {
    await expect(within(20, new Promise(() => undefined))).rejects.toThrow(NoAnswerError);
  });
});
