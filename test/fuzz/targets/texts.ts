import assert from 'node:assert/strict';
import { renderMarkdown } from '../../../src/macros/content/markdown.js';
import { textAt } from '../../../src/macros/content/place.js';
import { MAX_HTML, sanitise } from '../../../src/macros/content/sanitise.js';
import { english } from '../../support/words.js';
import { checkHarmless } from '../harmless.js';
import { withinProcessorTime } from '../in-time.js';
import type { Target } from '../target.js';

const PAGE = 'https://gitlab.example.com/acme/orbit/-/issues/12';
const bare = textAt(PAGE, { words: english });
const rich = textAt(PAGE, { words: english, diagrams: '/diagram?for=x', pictures: (url) => (url.startsWith('https://gitlab.example.com/') ? '/pictures?of=x' : undefined) });
const written = textAt(PAGE, { words: english, asWritten: true });
/** Of the processor, for a text of the greatest length: what formulas and colours may take by themselves, and as much again for an old machine. */
const MOST_MS = 1_000;

/** HTML as GitLab renders it from what anybody may write; a text that begins with `md:` is a file in Markdown. */
export const texts: Target = {
  about: 'foreign HTML and Markdown, made fit for our pages',
  runs: 12_000,
  words: [
    ...['<p>', '</p>', '<div>', '</div>', '<a href="', '">', '</a>', '<img src="', '<img alt="', ' onerror="alert(1)"', ' style="background-color: #f00"', ' class="', ' id="fn-1-9"', ' href="#fnref-1-9"', ' data-src="/uploads/x.png"', ' title="', ' dir="rtl"', ' align="right"', ' colspan="2"', ' data-math-style="display"', ' data-math-style="inline"', ' data-canonical-lang="js"', ' data-canonical-lang="mermaid"', ' data-original="#5+" data-reference-type="issue" class="gfm gfm-issue"', ' data-diagram="plantuml" data-diagram-src="data:text/plain;base64,YQ=="'],
    ...['<svg>', '</svg>', '<math>', '<mtext>', '<mglyph>', '<style>', '</style>', '<script>', '</script>', '<template>', '<noscript>', '</noscript>', '<table>', '<td>', '<tr>', '<select>', '<option>', '<textarea>', '</textarea>', '<title>', '<xmp>', '<plaintext>', '<iframe srcdoc="', '<base href="', '<form>', '<input type="checkbox" checked>', '<details open>', '<summary>', '<h1>', '<ol start="3" reversed>', '<li>', '<pre>', '</pre>', '<code>', '</code>', '<span class="', '</span>', '<video src="', '<gl-emoji data-name="tada">', '<sup class="footnote-ref">', '<br>', '<hr/>'],
    ...['<!--', '-->', '<![CDATA[', ']]>', '<?', '&lt;', '&gt;', '&quot;', '&amp;', '&#x3c;', '&#0;', '&NewLine;', '&colon;', "'", '"', '<', '>', '/', '=', 'javascript:', 'data:text/html,', 'vbscript:', 'https://ok.example/', '//x.example/', 'mailto:a@b.c', '\\frac{a}{b}', '\\href{javascript:alert(1)}{x}', '\\def\\a{\\a\\a}', '\\color{red}'],
    ...['md:', '# ', '- [ ] ', '```js\n', '```mermaid\n', '$`x`$', '$$\n', '[^1]', '[^1]: ', '[x](', '![x](', '> [!note]\n', '| a | b |\n|---|---|\n', '\n\n', '~~', '**', '`', '---\n'],
  ],
  longest: 6_000,
  open: () => Promise.resolve({ check }),
};

function check(input: string): void {
  withinProcessorTime(MOST_MS, () => checkAll(input));
}

function checkAll(input: string): void {
  const isMarkdown = input.startsWith('md:');
  const read = (place: typeof bare, plain = false) => (isMarkdown ? renderMarkdown(input.slice(3), place, plain) : sanitise(input, place, plain));
  for (const place of [bare, rich, written]) checkHarmless(read(place), place === rich ? 'rich' : 'bare');
  const once = read(bare, true);
  checkHarmless(once, 'bare');
  // What is fit for our pages stays what it is, but for what only GitLab's own HTML tells (headings have gone one down).
  const twice = sanitise(once, bare, true);
  checkHarmless(twice, 'bare');
  if (once.length < MAX_HTML) assert.equal(wordsOf(twice), wordsOf(once), 'words are lost where it is cleaned once more');
}

const wordsOf = (html: string) => html.replace(/<[^>]*>/g, '');
