import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { highlight, MAX_LINES } from '../../src/macros/content/highlight.js';
import { fileAt } from '../../src/macros/content/place.js';
import { describe as describeHtml, describeMarkdown } from '../../src/macros/content/prose.js';
import { within } from '../../src/macros/content/within.js';
import { english } from '../support/words.js';

// How long something takes is seen on a machine that does other things too: what is slow is so each time.
jest.retryTimes(2, { logErrorsBeforeRetry: true, retryImmediately: true });

const typescript = { path: 'src/a.ts', language: undefined };
const place = fileAt('https://gitlab.example.com/acme/orbit/-/blob/main/README.md', 'README.md', { words: english })!;

function textOf(excerpt: ReturnType<typeof highlight>): string {
  return excerpt.lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
}

describe('highlighting', () => {
  // Whoever comes first compiles the language, and on a busy machine may have no time left for colours.
  beforeAll(() => void highlight('const a = 1;', typescript));

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
    const html = describeMarkdown('# Hi\n\n- [x] a\n- [ ] b\n\n|x|\n|:-:|\n|1|\n\n<script>alert(1)</script>', place)?.html;
    expect(html).toContain('<h2>Hi</h2>');
    expect(html).toContain('<input type="checkbox" disabled checked aria-label="Done"> a');
    expect(html).toContain('<input type="checkbox" disabled aria-label="To do"> b');
    expect(html).toContain('<td class="align-center">1</td>');
    expect(html).not.toContain('script');
  });

  it('has what GitLab’s flavour adds: alerts, footnotes, formulas, diagrams, and no front matter', () => {
    const html = describeMarkdown('---\ntitle: secret\n---\n> [!warning] Mind\n> the gap[^a]\n\n$a^2$ for $5 and $6\n\n```math\nb\n```\n\n[^a]: Or *not*\n\n- [~] c', place)?.html ?? '';
    expect(html).not.toContain('secret');
    expect(html).toContain('<div class="alert alert-warning">\n<p><strong>Mind</strong><br>the gap<sup><a href="#note-');
    expect(html).toMatch(/<section class="footnotes"><ol><li id="note-[0-9a-f]{8}-1"><p>Or <em>not<\/em> <a href="#note-/);
    expect(html.match(/<math/g)).toHaveLength(2);
    expect(html).toContain('for $5 and $6');
    expect(html).toContain('aria-label="Not applicable"> c');
  });

  it('that would take too long is left out', () => {
    const started = performance.now();
    for (const unit of ['[', '![', '**a', '<b>', '> ', '`', '_a', '[a](']) describeMarkdown(unit.repeat(20_000), place);
    expect(performance.now() - started).toBeLessThan(8 * 1_000);
  });
});

describe('a description', () => {
  it('holds nobody up, however its tags are nested', () => {
    const started = performance.now();
    for (const unit of ['<b>', '<b>x', '<div><i>', '<a href=x>', '<table><tr><td>']) describeHtml(unit.repeat(60_000), place);
    expect(performance.now() - started).toBeLessThan(5 * 1_000);
    expect(describeHtml('<p>Hi</p>', place)?.html).toBe('<p>Hi</p>');
  });
});

describe('work with a time limit', () => {
  it('gives its result', () => {
    expect(within(1_000, () => 42)).toBe(42);
  });

  it('is stopped, even within one regular expression [T18a]', () => {
    expect(within(20, () => /^(a+)+$/.test(`${'a'.repeat(60)}b`))).toBeUndefined();
    expect(within(1_000, () => 'works again')).toBe('works again');
  });

  it('hands on what is thrown', () => {
    expect(() => within(1_000, () => { throw new TypeError('broken'); })).toThrow('broken');
  });
});
