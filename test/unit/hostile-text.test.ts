import { describe, expect, it, jest } from '@jest/globals';
import Prism from 'prismjs';
import { colorChip } from '../../src/macros/content/color-chip.js';
import { highlight } from '../../src/macros/content/highlight.js';
import { linksFrom, linksInRepository } from '../../src/macros/content/links.js';
import { renderMath } from '../../src/macros/content/math.js';
import { fileAt, textAt } from '../../src/macros/content/place.js';
import { describe as describeHtml, describeMarkdown } from '../../src/macros/content/prose.js';
import { picturePaths } from '../../src/gitlab/references/picture-paths.js';
import { instance } from './../support/things.js';
import { english } from '../support/words.js';

// How long something takes is seen on a machine that does other things too: what is slow is so each time.
jest.retryTimes(2, { logErrorsBeforeRetry: true, retryImmediately: true });

const LENGTH = 100 * 1024;
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const PIECES = [
  ...['<b>', '<p>', '</p>', '<li>', '<div><i>', '<a href=x>', '<table><tr><td>', '<pre>', '<details>', '<img src=x>', '<!--', '<![CDATA[', '<?', '<code data-math-style="inline">'],
  ...['[a](', '![a](', '[^a]', '[^a]: b\n', '> ', '- ', '> [!note]\n', '$a', '$$', '**a', '_a', '~~', '`a', 'a|b\n', 'http://a', 'a@b.c ', '&amp;', '&#', '{{', '\\frac', '\t', '\n', 'é', '漢', '\0', '😀'],
  ...['<span style="background-color: rgb(1,1,1">', '<sup><a href="#fn-1">', '<a id="fn-', '<gl-emoji data-name="', '<pre lang=ts><code>', '<input type=checkbox'],
];

const addresses = { words: english, pictures: (url: string) => `/pictures?of=${url.length}`, diagrams: '/diagram' };
const text = textAt('https://gitlab.example.com/acme/orbit/-/issues/12', addresses);
const file = fileAt('https://gitlab.example.com/acme/orbit/-/blob/main/README.md', 'README.md', addresses)!;

/** For how long nothing else could run, in milliseconds of the processor's time, since other processes run too; the best of three. */
function delayOf(work: () => unknown, enough: number): number {
  let best = Infinity;
  for (let attempt = 0; attempt < 3 && best >= enough; attempt += 1) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

const READERS: Readonly<Record<string, (hostile: string) => unknown>> = {
  'a description': (hostile) => describeHtml(hostile, text),
  'a Markdown file': (hostile) => describeMarkdown(hostile, file),
  'a formula': (hostile) => renderMath(hostile.slice(0, 2_000), true),
  'a formula that is too long': (hostile) => renderMath(hostile, false),
  'the name of an emoji': (hostile) => describeHtml(`<gl-emoji data-name="${hostile}"></gl-emoji>`, text),
  'a colour': (hostile) => colorChip(`background-color: rgb(${hostile}`),
  'a class': (hostile) => describeHtml(`<td class="${hostile}" style="${hostile}" align="${hostile}">x</td>`, text),
  'a link': (hostile) => [linksFrom('https://gitlab.example.com/a')(hostile), linksInRepository('https://gitlab.example.com/a/', 'https://gitlab.example.com/')(hostile)],
  'the address of a picture': (hostile) => picturePaths(`https://gitlab.example.com/a/b/-/raw/${hostile}`, instance),
};

describe('100 KiB of one piece hold nobody up for 200 ms', () => {
  // The first run compiles what the others use.
  for (const read of Object.values(READERS)) read('<p>a [b](c) $d$</p>');

  it.each(Object.entries(READERS))('in %s [T18a]', (_name, read) => {
    const slow = [...PRINTABLE, ...PIECES].flatMap((piece) => {
      const hostile = piece.repeat(Math.ceil(LENGTH / piece.length));
      const delay = delayOf(() => read(hostile), 200);
      return delay < 200 ? [] : [`${JSON.stringify(piece)}: ${delay.toFixed(0)} ms`];
    });
    expect(slow).toEqual([]);
  }, 60_000);
});

describe('100 KiB of a file hold nobody up for 50 ms', () => {
  const grammars = Object.keys(Prism.languages).filter((name) => typeof Prism.languages[name] === 'object');
  const HOSTILE = ['(', '[', '<', '{', '"', "'", '`', '#', '!', '/', '\\', '$', '-', '=', '@', '*', '&', ';', ':', 'a', '0', ' ', '${', '<!--', '/*', 'a.', '<a ', 'a b', '//', '"\\'];

  it('in any of the languages [T18a]', () => {
    expect(grammars.length).toBeGreaterThan(40);
    const slow = grammars.flatMap((language) => HOSTILE.flatMap((piece) => {
      // Lines that a person could have written, as many as are shown, and longer than that.
      const line = piece.repeat(Math.ceil(510 / piece.length));
      const delay = delayOf(() => highlight(`${line}\n`.repeat(200), { path: '', language }), 50);
      return delay < 50 ? [] : [`${language} ${JSON.stringify(piece)}: ${delay.toFixed(0)} ms`];
    }));
    expect(slow).toEqual([]);
  }, 120_000);
});
