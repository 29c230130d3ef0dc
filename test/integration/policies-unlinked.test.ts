import { describe, expect, test } from '@jest/globals';
import { outcomeOf, startPolicyWorld } from '../support/policy-world.js';

describe('what everybody may see', () => {
  test('shows with a shared token beside it as the operator says, and not at all where administrators say so', async () => {
    const open = await startPolicyWorld();
    const board = 'harbourlight/tideboard/-/issues/18';
    try {
      expect(outcomeOf(await open.frame(board))).toBe('shown');
      await open.save('unlinked', { unlinked: 'shared' });
      expect(outcomeOf(await open.frame(board))).toBe('shown');
      await open.save('unlinked', { unlinked: 'nothing' });
      open.asked();
      for (const viewer of ['uma', 'anonymous', 'gil']) expect(outcomeOf(await open.frame(board, { viewer }))).toBe('connect');
      expect((await open.exported(board)).storage.length).toBeLessThan(400);
      expect(open.asked()).toEqual([]);
      expect(outcomeOf(await open.frame(board, { viewer: 'dana' }))).toBe('shown');
    } finally {
      await open.close();
    }
  });
});
