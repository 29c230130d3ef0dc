import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const SHEETS = ['public', 'forge/ui'].flatMap((folder) => readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.css')).map((name) => join(folder, name)));

/** Properties that name a side of the screen, which right-to-left pages have the other way round. */
const SIDED = /^(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?|left|right|border-(?:top|bottom)-(?:left|right)-radius)$/;
const SHORTHANDS = /^(?:margin|padding|inset|border-width|border-style|border-color)$/;

interface Declaration {
  readonly property: string;
  readonly value: string;
}

/** The declarations of a sheet, in order. */
function declarationsIn(css: string): Declaration[] {
  const text = css.replace(/\/\*[\s\S]*?\*\//g, '');
  return [...text.matchAll(/(?<=[{;]\s*)([\w-]+)\s*:\s*([^;{}]+)(?=[;}])/g)].map(([, property = '', value = '']) => ({ property, value: value.trim() }));
}

/** True where the two sides of a shorthand differ: the second and the fourth of four values. */
function isLopsided(value: string): boolean {
  const parts = value.replace(/\([^()]*\)/g, (inner) => inner.replaceAll(' ', '')).split(/\s+/);
  return parts.length === 4 && parts[1] !== parts[3];
}

describe('the style sheets', () => {
  it.each(SHEETS)('name no left and no right: %s', (sheet) => {
    const all = declarationsIn(readFileSync(join(ROOT, sheet), 'utf8'));
    expect(all.length).toBeGreaterThan(0);
    const sided = all.filter(({ property, value }) => SIDED.test(property) || (SHORTHANDS.test(property) && isLopsided(value)) || (/^(?:text-align|float|clear)$/.test(property) && /^(?:left|right)$/.test(value)));
    expect(sided).toEqual([]);
  });

  it('would be found out if they did', () => {
    for (const css of ['a { margin-left: 1px; }', 'a { padding: 0 1px 0 2px; }', 'a { text-align: right }', 'a { float: left; }', 'a{right:0}']) {
      const [one] = declarationsIn(css);
      expect(one && (SIDED.test(one.property) || isLopsided(one.value) || /left|right/.test(one.value))).toBe(true);
    }
  });
});
