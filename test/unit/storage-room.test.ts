import { expect, test } from '@jest/globals';
import { createRoom, createRooms } from '../../src/storage/room.js';

const pieceOfWork = () => {
  let end: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (end = resolve));
  return { work: () => done, end: () => end() };
};

test('who comes while all room is taken is let in as soon as somebody leaves, in turn', async () => {
  const { enter: inTurn, waiting } = createRoom(1, 5_000);
  const first = pieceOfWork();
  const order: string[] = [];
  const all = [inTurn(first.work), inTurn(async () => void order.push('second')), inTurn(async () => Promise.reject(new Error('third'))), inTurn(async () => void order.push('fourth'))];
  expect(waiting()).toBe(3);
  first.end();
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(order).toEqual(['second', 'fourth']);
});

test('who waits where nobody leaves is told so, and leaves room for others', async () => {
  const { enter: inTurn } = createRoom(1, 50);
  const stuck = pieceOfWork();
  const held = inTurn(stuck.work);
  await expect(inTurn(() => Promise.resolve())).rejects.toThrow('did not answer within 50 ms');
  stuck.end();
  await held;
  await expect(inTurn(() => Promise.resolve('in'))).resolves.toBe('in');
});

test('those of one name are held up by their own alone', async () => {
  const inTurn = createRooms(1, 50);
  const stuck = pieceOfWork();
  const held = inTurn('one', stuck.work);
  await expect(inTurn('one', () => Promise.resolve())).rejects.toThrow('did not answer within 50 ms');
  await expect(inTurn('two', () => Promise.resolve('in'))).resolves.toBe('in');
  stuck.end();
  await held;
  await expect(inTurn('one', () => Promise.resolve('in'))).resolves.toBe('in');
});
