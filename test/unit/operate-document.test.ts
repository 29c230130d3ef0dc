import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readAdoptArguments } from '../../src/operate/adopt.js';
import { readBackupArguments } from '../../src/operate/backup.js';
import { readRevokeArguments } from '../../src/operate/revoke-all.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const OPERATE = read('docs/operate.md');
const PAGES = { 'operate.md': OPERATE, 'install.md': read('docs/install.md'), 'administer.md': read('docs/administer.md'), '../README.md': read('README.md'), '../bench/README.md': read('bench/README.md') };

/** As GitLab and GitHub name a heading. */
const anchorsOf = (page: string) => new Set([...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replace(/[^\w\s-]/g, '').trim().replace(/\s+/g, '-')));

test('docs/operate.md leads to files and sections that there are, as does the README to it', () => {
  const links = [...OPERATE.matchAll(/\]\(([^)#\s]*)(?:#([\w-]+))?\)/g)].map(([, path = '', anchor]) => ({ path: path || 'operate.md', anchor }));
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter(({ path }) => !existsSync(join(ROOT, 'docs', path)))).toEqual([]);
  const anchored = links.filter(({ anchor }) => anchor !== undefined);
  expect(anchored.filter(({ path, anchor = '' }) => !anchorsOf(PAGES[path as keyof typeof PAGES]).has(anchor))).toEqual([]);
  expect(PAGES['../README.md']).toContain('](docs/operate.md)');
});

test('docs/operate.md names commands that there are, by arguments that they take', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = [...OPERATE.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
  for (const name of ['doctor', 'backup', 'revoke-all', 'adopt-database', 'rotate-keys', 'erase-now', 'jobs']) expect(named).toContain(name);
  expect([...new Set(named)].filter((name) => scripts[name] === undefined && name !== 'NAME')).toEqual([]);
  const readers: Readonly<Record<string, (args: readonly string[]) => unknown>> = { backup: readBackupArguments, 'revoke-all': readRevokeArguments, 'adopt-database': readAdoptArguments };
  const calls = [...OPERATE.matchAll(/npm run (backup|revoke-all|adopt-database) -- ([^`\n#]+)/g)];
  expect(calls.length).toBeGreaterThan(4);
  for (const [, name = '', args = ''] of calls) expect(() => readers[name]?.(args.trim().split(/\s+/))).not.toThrow();
});

test('docs/operate.md names settings that there are', () => {
  // Node.js has one of its own that counts.
  const known = `${read('.env.example')}${read('README.md')} NODE_OPTIONS`;
  const named = [...OPERATE.matchAll(/`([A-Z]+(?:_[A-Z]+)+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(10);
  expect([...new Set(named)].filter((name) => !name.startsWith('OTEL_') && !known.includes(name.replace(/_FILE$/, '')))).toEqual([]);
});
