import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createCopyMemory } from '../../src/macros/copies/copy-memory.js';
import type { CopyKey } from '../../src/macros/copies/copy-key.js';

test('a copy leaves the memory when its life is over, also when nobody asks for it, and drawing it gives it no longer one', async () => {
  const memory = createCopyMemory();
  const key = (text: string): CopyKey => ({ text, tenant: 'one', owner: 'somebody' });
  memory.keep(key('short'), { takenAt: 1, json: '{}' }, 1_000);
  memory.keep(key('long'), { takenAt: 1, json: '{}' });
  await pause(300);
  memory.find(key('short'))?.drawings.keep('card', { title: 'x', html: Buffer.from('x') });
  const there = () => {
    const names: string[] = [];
    memory.purge(({ text }) => {
      names.push(text);
      return false;
    });
    return names.sort();
  };
  expect(there()).toEqual(['long', 'short']);
  await pause(1_200);
  expect(there()).toEqual(['long']);
});
