import { describe, expect, it } from '@jest/globals';
import { highlight, MAX_LINES } from '../../src/macros/highlight.js';
import { linksFrom } from '../../src/macros/links.js';
import { renderMarkdown } from '../../src/macros/markdown.js';
import { describe as describeHtml } from '../../src/macros/prose.js';
import { within } from '../../src/macros/within.js';

const typescript = { path: 'src/a.ts', language: undefined };
const links = linksFrom('https://gitlab.example.com/acme/orbit/-/blob/main/README.md');

function textOf(excerpt: ReturnType<typeof highlight>): string {
  return excerpt.lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
}

describe('highlighting', () => {
  it('says what the pieces of a line are', () => {
    expect(highlight("const a = 'b'; // c\n", typescript).lines).toEqual([
      [
        { text: 'const', kind: 'keyword' },
        { text: ' a ' },
        { text: '=', kind: 'punctuation' },
        { text: ' ' },
        { text: "'b'", kind: 'string' },
        { text: ';', kind: 'punctuation' },
        { text: ' ' },
        { text: '// c', kind: 'comment' },
      ],
    ]);
  });

  it('carries what spans lines over to each of them', () => {
    expect(highlight('/* a\n\n  b */', typescript).lines).toEqual([[{ text: '/* a', kind: 'comment' }], [], [{ text: '  b */', kind: 'comment' }]]);
  });

  it('loses no character of any language', () => {
    const text = 'a <b c="d"> ${e} # f\n\tif (x) { "y\\"z" } // é 漢字\n--- 1\n+++ 2';
    for (const name of ['a.ts', 'a.py', 'a.rb', 'a.md', 'a.html', 'a.yml', 'a.diff', 'a.php', 'a.scss', 'Dockerfile', 'a.unknown']) {
      expect(textOf(highlight(text, { path: name, language: undefined }))).toBe(text);
    }
  });

  it('goes by the file’s name, else by GitLab’s word for the language', () => {
    const kindIn = (path: string, language: string | undefined) => highlight('def f', { path, language }).lines[0]?.[0]?.kind;
    expect(kindIn('lib/a.rb', undefined)).toBe('keyword');
    expect(kindIn('Rakefile', undefined)).toBe('keyword');
    expect(kindIn('bin/run', 'ruby')).toBe('keyword');
    expect(kindIn('bin/run', undefined)).toBeUndefined();
    expect(kindIn('constructor', 'constructor')).toBeUndefined();
  });

  it('shows so many lines and counts the others', () => {
    const excerpt = highlight('x\n'.repeat(MAX_LINES + 7), typescript);
    expect(excerpt.lines).toHaveLength(MAX_LINES);
    expect(excerpt.leftOut).toBe(7);
  });

  it('cuts lines that nobody wrote by hand', () => {
    const [line] = highlight('x'.repeat(100 * 1024), typescript).lines;
    expect(line?.[0]?.text.length).toBeLessThan(1_100);
  });

  it.each(['(', '[', '<', '{', '"', "'", '`', '#', '!', '/', '\\', '$', '-', 'a.', '${', '<!--'])('stays quick on many %s', (unit) => {
    for (const path of ['a.ts', 'a.scss', 'a.md', 'a.php', 'a.cs', 'a.rb', 'a.html']) {
      const started = performance.now();
      highlight(`${unit.repeat(300)}\n`.repeat(200), { path, language: undefined });
      expect(performance.now() - started).toBeLessThan(1_000);
    }
  });
});

describe('a README', () => {
  it('is Markdown with tables and tasks, made safe', () => {
    const html = renderMarkdown('# Hi\n\n- [x] a\n- [ ] b\n\n|x|\n|:-:|\n|1|\n\n<script>alert(1)</script>', links);
    expect(html).toContain('<h2>Hi</h2>');
    expect(html).toContain('<input type="checkbox" disabled checked aria-label="Done" /> a');
    expect(html).toContain('<input type="checkbox" disabled aria-label="To do" /> b');
    expect(html).toContain('<td class="align-center">1</td>');
    expect(html).not.toContain('script');
  });

  it('that would take too long is left out', () => {
    const started = performance.now();
    for (const unit of ['[', '![', '**a', '<b>', '> ', '`', '_a', '[a](']) renderMarkdown(unit.repeat(20_000), links);
    expect(performance.now() - started).toBeLessThan(8 * 1_000);
  });
});

describe('a description', () => {
  it('holds nobody up, however its tags are nested', () => {
    const started = performance.now();
    for (const unit of ['<b>', '<b>x', '<div><i>', '<a href=x>', '<table><tr><td>']) describeHtml(unit.repeat(60_000), links);
    expect(performance.now() - started).toBeLessThan(5 * 1_000);
    expect(describeHtml('<p>Hi</p>', links)?.html).toBe('<p>Hi</p>');
  });
});

describe('work with a time limit', () => {
  it('gives its result', () => {
    expect(within(1_000, () => 42)).toBe(42);
  });

  it('is stopped, even within one regular expression', () => {
    expect(within(20, () => /^(a+)+$/.test(`${'a'.repeat(60)}b`))).toBeUndefined();
    expect(within(1_000, () => 'works again')).toBe('works again');
  });

  it('hands on what is thrown', () => {
    expect(() => within(1_000, () => { throw new TypeError('broken'); })).toThrow('broken');
  });
});
