import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findProblems, makeDocuments, readSources, readTestFile, unproven, type Sources } from '../../scripts/security-document.js';

const ROOT = join(import.meta.dirname, '../..');
const sources = readSources(ROOT);
/** What somebody else finds who looks for the same: it is not made by what is tested here. */
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('docs/security.md and docs/security-asvs.md', () => {
  test('name tests, code and documents that there are', () => {
    expect(findProblems(sources)).toEqual([]);
  });

  test('are what `npm run security-document` writes', () => {
    for (const [path, written] of Object.entries(makeDocuments(sources))) expect([path, text(path) === written]).toEqual([path, true]);
  });

  test('have every threat, every way of linking and every requirement of levels 1 and 2', () => {
    const upTo = (letter: string, count: number) => Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
    expect(Object.keys(sources.threats)).toEqual([...upTo('T', 30), ...upTo('L', 17)]);
    expect(Object.values(sources.asvs).flatMap(({ rows }) => Object.keys(rows))).toHaveLength(182);
    const sections: readonly (readonly [string, number])[] = [['V1', 5], ['V3', 7], ['V4', 4], ['V7', 6], ['V8', 4], ['V9', 2], ['V10', 7], ['V11', 7], ['V13', 4], ['V14', 3], ['V15', 4], ['V16', 5]];
    expect(Object.keys(sources.asvs)).toEqual(sections.flatMap(([chapter, count]) => Array.from({ length: count }, (_, index) => `${chapter}.${index + 1}`)));
  });

  test('lead to files and sections that there are', () => {
    const anchorsOf = (page: string) => [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replace(/[^\w\s-]/g, '').trim().replace(/\s+/g, '-'));
    for (const page of ['docs/security.md', 'docs/security-asvs.md']) {
      const links = [...text(page).matchAll(/\]\((?!https:)([^)#\s]*)(?:#([\w-]+))?\)/g)].map(([, path = '', anchor]) => ({ file: join(ROOT, 'docs', path || 'security.md'), anchor }));
      expect(links.length).toBeGreaterThan(20);
      expect(links.filter(({ file }) => !existsSync(file) && !file.endsWith('/SECURITY.md'))).toEqual([]);
      expect(links.filter(({ file, anchor }) => anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor))).toEqual([]);
    }
  });
});

describe('a problem is', () => {
  const requirement = { asks: 'something', met: 'yes', by: ['T1a'] };
  const section = (row: object, more: object = {}) => ({ S: { name: 'One', rows: { 1: { ...requirement, ...row } }, ...more } });
  const made = (changes: Partial<Sources>): Sources => ({
    root: ROOT,
    threats: { T1: { threat: 'One', answer: 'None.', parts: { a: 'this' } } },
    tests: readTestFile('test/unit/one.test.ts', "test('holds [T1a]', () => {});"),
    asvs: section({}),
    atlassian: {},
    ...changes,
  });
  const testsOf = (source: string) => ({ tests: readTestFile('test/unit/one.test.ts', source) });

  test('none where all is there', () => {
    expect(findProblems(made({}))).toEqual([]);
  });

  test.each<[string, Partial<Sources>]>([
    ['a part without a test', testsOf("test('holds', () => {});")],
    ['a label that is no part', testsOf("test('holds [T1a]', () => {}); test('more [T1b]', () => {});")],
    ['a label of a threat that there is not', testsOf("test('holds [T1a, T99a]', () => {});")],
    ['a proof that is skipped', testsOf("test.skip('holds [T1a]', () => {});")],
    ['a proof within a group that is skipped', testsOf("describe.skip('all', () => { test('holds [T1a]', () => {}); });")],
    ['a group without a test', testsOf("describe('all [T1a]', () => { beforeAll(() => {}); });")],
    ['a threat of which nothing is tried', { threats: { T1: { threat: 'One', answer: 'None.', parts: { a: 'this' } }, T2: { threat: 'Two', answer: 'None.' } } }],
    ['a threat that names a row which there is not', { threats: { T1: { threat: 'One', answer: 'None.', parts: { a: 'this' } }, T2: { threat: 'Two', answer: 'None.', rows: ['L1'] } } }],
    ['a part of a threat that there is not', { asvs: section({ by: ['T1b'] }) }],
    ['a file that there is not', { asvs: section({ by: ['src/never.ts#x'] }) }],
    ['a word that its file does not have', { asvs: section({ by: ['src/urls.ts#neverHeardOf'] }) }],
    ['a test that there is not', { asvs: section({ by: ['test/unit/one.test.ts: holds nothing'] }) }],
    ['what is neither', { asvs: section({ by: ['all of it'] }) }],
    ['an answer that is none', { asvs: section({ met: 'perhaps' }) }],
    ['a requirement without an answer', { asvs: section({ by: [] }) }],
    ['one that is not met, without a reason', { asvs: section({ met: 'no' }) }],
    ['a number that is missing', { asvs: section({}, { 'left out': [3] }) }],
    ['a number that is there twice', { asvs: section({}, { 'left out': [1] }) }],
  ])('%s', (_what, changes) => {
    expect(findProblems(made(changes))).not.toEqual([]);
  });

  test('no number that a section says it leaves out, and no proof of each kind that is there', () => {
    expect(findProblems(made({ asvs: section({ by: ['T1', 'src/urls.ts', 'src/urls.ts#parseUrl', 'docs/operate.md#Keys'] }, { 'left out': [2, 3] }) }))).toEqual([]);
  });
});

describe('the tests are read', () => {
  const read = (source: string) => readTestFile('test/unit/one.test.tsx', source).map(({ title, labels, group }) => [group ? 'group' : 'test', title, ...labels]);

  test('as jest names them, with the groups that they are in', () => {
    expect(read("describe('a', () => { it('b [T1a, L2b]', async () => {}); });")).toEqual([['group', 'a'], ['test', 'a b', 'T1a', 'L2b']]);
    expect(read("eachDatabase('a [T1a]', (on) => { test.each<[number]>([[1]])('b %i', (one) => {}); });")).toEqual([['group', 'a', 'T1a'], ['test', 'a b %i']]);
    expect(read('test.each(rows)(`b ${one} [T3c]`, () => {});')).toEqual([['test', 'b ${one}', 'T3c']]);
  });

  test('and nothing else is', () => {
    expect(read("// test('a [T1a]', () => {});\nexpect('x [T1a]').toBe('y'); post('a [T1a]', () => {}); const text = \"test('a [T1a]', () => {})\";")).toEqual([]);
  });

  test('against what jest says of a run: a part is proven by a test that has passed', () => {
    const tests = readTestFile('test/unit/one.test.ts', "test('a [T1a]', () => {}); test('b [T1b, T2a]', () => {}); describe('c [T3a]', () => { test('d', () => {}); });");
    const ran = (status: string, fullName: string) => ({ status, fullName });
    const report = (...assertionResults: { status: string; fullName: string }[]) => ({ testResults: [{ assertionResults }] });
    expect(unproven({ tests }, report(ran('passed', 'a [T1a]'), ran('passed', 'b [T1b, T2a]'), ran('passed', 'c [T3a] d')))).toEqual([]);
    expect(unproven({ tests }, report(ran('failed', 'a [T1a]'), ran('pending', 'b [T1b, T2a]')))).toEqual(['T1a', 'T1b', 'T2a', 'T3a']);
  });
});
