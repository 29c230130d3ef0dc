import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { OPTIONS, readOptions } from '../../forge/install/options.js';

const ROOT = join(import.meta.dirname, '../..');
const INSTALL = readFileSync(join(ROOT, 'docs/install.md'), 'utf8');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** As GitLab and GitHub name a heading. */
const anchors = new Set([...INSTALL.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replace(/[^\w\s-]/g, '').trim().replace(/\s+/g, '-')));

describe('docs/install.md', () => {
  test('has every option of forge:install and no other in its table', () => {
    const documented = [...INSTALL.matchAll(/^\| `--([\w-]+)` \|/gm)].map(([, name]) => name);
    expect(documented.sort()).toEqual(Object.keys(OPTIONS).sort());
  });

  test('shows commands that are taken', () => {
    const commands = [...INSTALL.matchAll(/npm run forge:install -- ([^`\n]*)/g)].map(([, args = '']) => args.replaceAll('…', 'example.atlassian.net').trim().split(/\s+/));
    expect(commands.length).toBeGreaterThan(2);
    for (const args of commands) expect(readOptions(args).site).toBe('example.atlassian.net');
  });

  test('leads to sections and scripts that there are, as does the README to it', () => {
    const links = [...INSTALL.matchAll(/\]\(#([\w-]+)\)/g), ...README.matchAll(/\]\(docs\/install\.md#([\w-]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((anchor) => !anchors.has(anchor))).toEqual([]);
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const run = [...INSTALL.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(run.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
