import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { compare } from '../../bench/compare.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const COMPARE = read('docs/compare.md');
const anchorsOf = (page: string) => new Set([...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replace(/[^\w\s-]/g, '').trim().replace(/\s+/g, '-')));

test('docs/compare.md names commands that there are', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const benches = read('bench/main.ts');
  const named = [...COMPARE.matchAll(/npm run ([\w:-]+)(?: -- ([\w-]+))?/g)];
  expect(named.length).toBeGreaterThan(2);
  for (const [, script = '', bench = ''] of named) {
    expect(scripts).toHaveProperty([script]);
    expect([script, existsSync(join(ROOT, 'bench', `${bench}.ts`)), benches.includes(`./${bench}.js`)]).toEqual(['bench', true, true]);
  }
});

test('docs/compare.md is of the page that is measured', () => {
  const [, macros, latency] = /a page of (\d+) macros, GitLab (\d+) ms away/.exec(compare.about) ?? [];
  expect(COMPARE).toContain(`The page has ${macros} macros. GitLab is ${latency} ms away`);
});

test('docs/compare.md counts what its table says', () => {
  const cells = [...COMPARE.matchAll(/\b(yes|no) \/ (yes|no) \/ (?:\*\*)?(yes|no)/g)].map(([, ...said]) => said);
  const [all = '', tooMuch = ''] = /Of the (\d+), this app shows what GitLab would in all; one token for all shows (\d+)/.exec(COMPARE)?.slice(1) ?? [];
  expect(cells).toHaveLength(Number(all));
  expect(cells.filter(([may, ours]) => may !== ours)).toEqual([]);
  expect(cells.filter(([may, , theirs]) => may === 'no' && theirs === 'yes')).toHaveLength(Number(tooMuch));
});

test('docs/compare.md leads to files and sections that there are, and the README to it', () => {
  const links = [...COMPARE.matchAll(/\]\(([^)#\s]+)(?:#([\w-]+))?\)/g)];
  expect(links.length).toBeGreaterThan(3);
  for (const [, path = '', anchor] of links) {
    expect([path, existsSync(join(ROOT, 'docs', path))]).toEqual([path, true]);
    if (anchor !== undefined) expect([...anchorsOf(read(join('docs', path)))]).toContain(anchor);
  }
  expect(read('README.md')).toContain('](docs/compare.md)');
});
