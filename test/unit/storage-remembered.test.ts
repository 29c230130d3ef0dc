import { describe, expect, test } from '@jest/globals';
import { within, NoAnswerError } from '../../src/storage/deadline.js';
import { createInvalidation } from '../../src/storage/invalidation.js';
import { createRemembered } from '../../src/storage/remembered.js';
import { createLogger } from '../../src/logger.js';

function world() {
  let now = 1_000;
  const invalidation = createInvalidation({ redis: undefined, logger: createLogger('silent') });
  const told: string[] = [];
  invalidation.on('row', (name) => told.push(name));
  const reads: ((row: { version: number }) => void)[] = [];
  const rows = createRemembered<{ version: number }>('row', invalidation, () => now);
  const find = () => rows.find('one', () => new Promise((resolve) => reads.push(resolve)));
  return { rows, told, reads, find, pass: (milliseconds: number) => (now += milliseconds) };
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

  test('is remembered though others change while it is read', async () => {
    const { rows, reads, find } = world();
    const before = find();
    for (let other = 0; other < 5; other += 1) rows.changed(`other-${other}`);
    reads[0]?.({ version: 1 });
    await before;
    expect(rows.peek('one')).toEqual({ version: 1 });
    expect(await find()).toEqual({ version: 1 });
    expect(reads).toHaveLength(1);
  });

  test('is not remembered where it changes while it is read, also when nobody asks again', async () => {
    const { rows, reads, find } = world();
    const before = find();
    rows.changed('one');
    reads[0]?.({ version: 1 });
    await before;
    expect(rows.peek('one')).toBeUndefined();
  });

  test('is forgotten by one process alone where that is asked', async () => {
    const { rows, told, reads, find } = world();
    const first = find();
    reads[0]?.({ version: 1 });
    await first;
    rows.forget('one');
    expect([rows.peek('one'), told]).toEqual([undefined, []]);
    rows.changed('one');
    expect(told).toEqual(['one']);
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
