import { describe, expect, test } from '@jest/globals';
import { watchTexts } from '../../src/gitlab/calls/large-text.js';

const file = (path: string, size: number, text: string | null, external = false) => ({ path, storedExternally: external, rawSize: String(size), rawTextBlob: text, name: path });
const answer = (...nodes: object[]) => Buffer.from(JSON.stringify({ data: { project: { repository: { blobs: { nodes } } } } }));

/** The path that is told of, and after how many bytes, when they come so many at a time. */
function watch(bytes: Buffer, step: number): { path: string; after: number } | undefined {
  const look = watchTexts(1_000);
  for (let start = 0; start < bytes.length; start += step) {
    const large = look(bytes.subarray(start, start + step));
    if (large) return { path: large.path, after: start };
  }
  return undefined;
}

describe('a text that is too large', () => {
  const bytes = answer(file('a.ts', 10, 'x'.repeat(10)), file('dir/ü "b".ts', 1_001, 'y'.repeat(50_000)), file('c.ts', 5_000, 'z'));

  test.each([1, 7, 64, 1_000, 100_000])('is seen where it begins, however the answer is cut: %d bytes at a time', (step) => {
    const seen = watch(bytes, step);
    expect(seen?.path).toBe('dir/ü "b".ts');
    expect(seen?.after).toBeLessThan(400);
  });

  test('is no text that is small, binary, or stored elsewhere', () => {
    expect(watch(answer(file('a.ts', 1_000, 'x'), file('b.png', 9_000, null), file('c.bin', 9_000, 'version https://git-lfs', true)), 16)).toBeUndefined();
  });

  test('is told of by no text that only looks like an answer', () => {
    const posing = JSON.stringify(file('posing', 5_000_000, 'x'));
    expect(watch(answer(file('a.ts', 900, posing), file(posing, 900, `${posing}\\${posing}`)), 16)).toBeUndefined();
  });

  test('is seen where an old GitLab writes its size as a number, and says nothing of where it is stored', () => {
    expect(watch(Buffer.from('{"path":"README.md","rawSize":1001,"rawTextBlob":"x"}'), 4)?.path).toBe('README.md');
  });

  test('tells no log its path', () => {
    const large = watchTexts(1)(answer(file('secret/plan.md', 10, 'x')));
    const { stack: _stack, ...own } = large ?? {};
    expect(JSON.stringify([own, large?.message, large?.stack, Object.keys(large ?? {})])).not.toContain('plan');
    expect(large?.path).toBe('secret/plan.md');
  });
});
