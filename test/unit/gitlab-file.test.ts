import { describe, expect, test } from '@jest/globals';
import { HttpFailure } from '../../src/gitlab/calls/http-client.js';
import { loadAlone } from '../support/alone.js';
import type { FileReference } from '../../src/gitlab/references/reference.js';
import { answeringClient, variablesOf } from '../support/gitlab-answers.js';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const FILE: FileReference = { kind: 'file', instance: 'default', fullPath: 'acme/web', refAndPath: 'main/src/a.ts' };
const BLOB = {
  ...{ path: 'src/a.ts', name: 'a.ts', rawSize: '11', storedExternally: false, language: 'TypeScript' },
  ...{ permalinkPath: `/gitlab/acme/web/-/blob/${SHA}/src/a.ts`, rawTextBlob: 'one\ntwo\r\nthree\n' },
};
const of = (repository: unknown) => ({ data: { project: { fullPath: 'acme/web', repository } } });
const found = (changes: object = {}) => of({ blobs: { nodes: [{ ...BLOB, ...changes }] } });

function load(reference: FileReference, ...answers: Parameters<typeof answeringClient>) {
  const { client, caller, asked } = answeringClient(...answers);
  return { thing: loadAlone(client, caller, reference), asked };
}

describe('a file', () => {
  test('is read whole, with the commit that its ref meant', async () => {
    expect(await load(FILE, found()).thing).toEqual({
      ...{ kind: 'file', instance: 'default', fullPath: 'acme/web', path: 'src/a.ts', name: 'a.ts', ref: 'main', sha: SHA, size: 11 },
      webUrl: 'https://git.example/gitlab/acme/web/-/blob/main/src/a.ts',
      permalink: `https://git.example/gitlab/acme/web/-/blob/${SHA}/src/a.ts`,
      ...{ language: 'typescript', withheld: undefined, text: 'one\ntwo\nthree', lines: undefined, lineCount: 3 },
    });
  });

  test('is cut to the wanted lines, and both of its links point at them', async () => {
    const thing = await load({ ...FILE, lines: { from: 2, to: 9 } }, found()).thing;
    expect(thing).toMatchObject({ text: 'two\nthree', lines: { from: 2, to: 3 }, lineCount: 3 });
    expect(thing?.webUrl).toMatch(/main\/src\/a\.ts#L2-9$/);
    expect(thing?.permalink).toMatch(/\/src\/a\.ts#L2-9$/);
  });

  test('whose wanted lines are gone is shown whole', async () => {
    expect(await load({ ...FILE, lines: { from: 4, to: 4 } }, found()).thing).toMatchObject({ lines: undefined, lineCount: 3 });
  });

  test('of no lines is empty, not binary', async () => {
    expect(await load(FILE, found({ rawSize: 0, rawTextBlob: '' })).thing).toMatchObject({ text: '', lineCount: 0, withheld: undefined });
    expect(await load(FILE, found({ rawSize: 0, rawTextBlob: null })).thing).toMatchObject({ text: '', withheld: undefined });
  });

  test.each<[object, string]>([
    [{ rawTextBlob: null }, 'binary'],
    [{ rawSize: '1000001' }, 'too-big'],
    [{ storedExternally: true, rawTextBlob: 'version https://git-lfs.github.com/spec/v1' }, 'stored-externally'],
  ])('with %j gives no text', async (changes, withheld) => {
    expect(await load(FILE, found(changes)).thing).toMatchObject({ withheld, text: undefined, lines: undefined, lineCount: undefined });
  });

  test('too large for one answer is told without its text', async () => {
    const { thing, asked } = load(FILE, new HttpFailure('too-large', 'too large'), found({ rawTextBlob: undefined, rawSize: '9000000' }));
    expect(await thing).toMatchObject({ withheld: 'too-big', size: 9_000_000 });
    expect(asked.map(({ body }) => body?.includes('rawTextBlob'))).toEqual([true, false]);
  });

  test('that no split of the URL names is not found, nor is one in a repository that is hidden', async () => {
    await expect(load(FILE, of({ blobs: { nodes: [] } }), of({ blobs: null })).thing).rejects.toMatchObject({ failure: 'not-found' });
    await expect(load(FILE, of(null), of(null)).thing).rejects.toMatchObject({ failure: 'not-found' });
    await expect(load({ ...FILE, refAndPath: '-x/y' }).thing).rejects.toMatchObject({ failure: 'not-found' });
  });
});

describe('a ref with slashes', () => {
  test('is looked for when the shortest ref has no such file, all longer ones at once', async () => {
    const longer = of({ blobs: { nodes: [BLOB] }, blobs2: { nodes: [] } });
    const { thing, asked } = load({ ...FILE, refAndPath: 'feature/x/src/a.ts' }, of({ blobs: { nodes: [] } }), longer);
    expect(await thing).toMatchObject({ ref: 'feature/x', path: 'src/a.ts' });
    expect(asked.map(variablesOf)).toEqual([
      { path: 'acme/web', ref: 'feature', keys: ['x/src/a.ts'] },
      { path: 'acme/web', ref: 'feature/x', keys: ['src/a.ts'], ref2: 'feature/x/src', keys2: ['a.ts'] },
    ]);
  });

  test('that is a commit id asks for one split, and needs no telling what it meant', async () => {
    const { thing, asked } = load({ ...FILE, refAndPath: `${SHA}/src/a.ts` }, found({ permalinkPath: null }));
    expect(await thing).toMatchObject({ ref: SHA, sha: SHA });
    expect(variablesOf(asked[0])).toEqual({ path: 'acme/web', ref: SHA, keys: ['src/a.ts'] });
  });

  test('HEAD is the default branch', async () => {
    const { thing, asked } = load({ ...FILE, refAndPath: 'HEAD/src/a.ts' }, found());
    expect(await thing).toMatchObject({ ref: 'HEAD', sha: SHA });
    expect(variablesOf(asked[0])).toMatchObject({ ref: null });
  });

  test('of a known type says so, except to versions that do not know types', async () => {
    const older = { data: null, errors: [{ message: 'x', extensions: { code: 'argumentNotAccepted' } }] };
    const { thing, asked } = load({ ...FILE, refAndPath: 'v1/src/a.ts', refType: 'tags' }, older, found());
    const read = await thing;
    expect(read?.webUrl).toMatch(/v1\/src\/a\.ts\?ref_type=tags$/);
    expect(read?.permalink).not.toMatch(/ref_type/);
    expect(asked.map(variablesOf)).toEqual([
      { path: 'acme/web', refType: 'TAGS', ref: 'v1', keys: ['src/a.ts'] },
      { path: 'acme/web', ref: 'v1', keys: ['src/a.ts'] },
    ]);
  });

  test('that comes in an unknown shape is told in few words, whatever names the answer has chosen', async () => {
    const { thing } = load(FILE, { data: { project: 5 }, errors: { ['eyJ'.repeat(100_000)]: 5 } });
    const refusal = await thing.then(String, String);
    expect(refusal).toContain('unknown shape');
    expect(refusal.length).toBeLessThan(1_000);
  });
});
