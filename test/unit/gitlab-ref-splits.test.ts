import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_SPLITS, splitRefAndPath } from '../../src/gitlab/references/ref-splits.js';

const refs = (refAndPath: string) => splitRefAndPath(refAndPath).map(({ ref }) => ref);

test('every place of a slash is tried, the shortest ref first', () => {
  expect(splitRefAndPath('feature/x/src/a.ts')).toEqual([
    { ref: 'feature', path: 'x/src/a.ts' },
    { ref: 'feature/x', path: 'src/a.ts' },
    { ref: 'feature/x/src', path: 'a.ts' },
  ]);
});

test('a whole commit id leaves one way', () => {
  const sha = 'a'.repeat(40);
  expect(splitRefAndPath(`${sha}/src/a.ts`)).toEqual([{ ref: sha, path: 'src/a.ts' }]);
  expect(refs(`${'b'.repeat(64)}/src/a.ts`)).toEqual(['b'.repeat(64)]);
  expect(refs(`${'a'.repeat(39)}/src/a.ts`)).toHaveLength(2);
});

test('refs that Git can not have are left out', () => {
  expect(refs('main/.github/workflows/ci.yml')).toEqual(['main']);
  expect(refs('main/yarn.lock/x')).toEqual(['main']);
  expect(refs('main/a b/c')).toEqual(['main']);
  expect(refs('-main/x')).toEqual([]);
  expect(refs('ma..in/x')).toEqual([]);
  expect(refs('refs/heads/main/x')).toEqual(['refs', 'refs/heads']);
  expect(refs('HEAD/x')).toEqual(['HEAD']);
});

test('an address of thousands of segments is read at once [T18b]', () => {
  const before = process.cpuUsage();
  for (const text of ['a/'.repeat(2_000), '/'.repeat(4_000), `-${'a/'.repeat(2_000)}`]) for (let times = 0; times < 50; times += 1) splitRefAndPath(text);
  // One of them took 0.1 to 0.3 s where every beginning was looked at.
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});

test('there are never more than a query can carry, and each puts together again to what it came from', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[^/]+$/), { minLength: 2, maxLength: 12 }), (pieces) => {
      const text = pieces.join('/');
      const splits = splitRefAndPath(text);
      expect(splits.length).toBeLessThanOrEqual(MAX_SPLITS);
      for (const { ref, path } of splits) expect(`${ref}/${path}`).toBe(text);
    }),
  );
});
