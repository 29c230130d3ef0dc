import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { macrosInStorage } from '../../src/macros/page-knowledge/storage-format.js';
import { changePage, propose, stretchOf, type Change } from '../../views/editor/conversion/changes.js';
import { findLinks, type FoundLink } from '../../views/editor/conversion/found-links.js';
import { readMarkup } from '../../views/editor/conversion/markup.js';
import { encode } from '../../views/editor/conversion/markup-text.js';

const BASE = 'https://gitlab.example.com';
const ISSUE = `${BASE}/a/b/-/issues/1`;
const link = (url: string, text = url, more = '') => `<a href="${encode(url)}"${more}>${encode(text)}</a>`;
const parameter = (name: string, value: string) => `<ac:parameter ac:name="${name}">${value}</ac:parameter>`;
const macro = (name: string, ...inside: string[]) => `<ac:structured-macro ac:name="${name}" ac:schema-version="1">${inside.join('')}</ac:structured-macro>`;
const found = (storage: string): readonly FoundLink[] => findLinks(storage, [BASE]) ?? [];
const changed = (storage: string) => changePage(storage, found(storage).map(propose));

describe('what can become a macro', () => {
  test.each([
    ['a link in a sentence', `<p>See ${link(ISSUE)}.</p>`, { is: 'link', shown: 'inline', block: undefined, ownWords: false }],
    ['a link that stands alone', `<p local-id="x"> ${link(ISSUE)}&nbsp;</p>`, { is: 'link', shown: 'block', ownWords: false }],
    ['a link that browsers shortened', `<p>${link(ISSUE, 'gitlab.example.com/a/b/-/iss…')}</p>`, { ownWords: false }],
    ['a link with words of its author', `<p>${link(ISSUE, 'the plan')}</p>`, { ownWords: true, name: 'the plan' }],
    ['a Smart Link in a sentence', `<p>${link(ISSUE, ISSUE, ' data-card-appearance="inline"')}</p>`, { is: 'smart-link', shown: 'inline' }],
    ['a Smart Link as a card', `<p>${link(ISSUE, ISSUE, ' data-card-appearance="block"')}</p>`, { is: 'smart-link', shown: 'block' }],
    ['another app’s macro', macro('git-file', parameter('source', ISSUE)), { is: 'macro', name: 'git-file', shown: 'block', inline: undefined }],
    ['one in a sentence', `<p>See ${macro('git-file', parameter('source', ISSUE))}.</p>`, { is: 'macro', shown: 'inline', block: undefined }],
    ['one with its address as an element', macro('widget', parameter('url', `<ri:url ri:value="${ISSUE}" />`)), { is: 'macro' }],
    ['one with lines and more', macro('git-file', parameter('url', ISSUE), parameter('lines', '3 - 9'), parameter('theme', 'dark')), { lines: '3-9', lost: ['theme'] }],
    ['a link in a list', `<ul><li><p>${link(ISSUE)}</p></li></ul>`, { shown: 'inline', block: undefined }],
    ['a link in a panel', macro('panel', `<ac:rich-text-body><p>${link(ISSUE)}</p></ac:rich-text-body>`), { shown: 'block' }],
  ])('%s', (_name, storage, expected) => {
    expect(found(storage)).toEqual([expect.objectContaining({ url: ISSUE, ...expected })]);
  });

  test('is read with its entities, and written with them', () => {
    const url = `${BASE}/a/b/-/issues?x=1&y="<ü>"`;
    const storage = `<p>${link(url)} &eacute;</p>`;
    expect(found(storage)).toMatchObject([{ url }]);
    expect(changed(storage)).toContain(`<ri:url ri:value="${BASE}/a/b/-/issues?x=1&amp;y=&quot;&lt;ü&gt;&quot;" />`);
  });
});

describe('nothing is made of', () => {
  test.each([
    ['links to elsewhere', `<p>${link('https://example.com/a/b')}${link(`${BASE}.evil.example/a`)}${link(BASE)}</p>`],
    ['our own macros', macro('gitlab-for-confluence-link', parameter('url', ISSUE)) + macro('gitlab-for-confluence-list', parameter('url', ISSUE))],
    ['samples of code', macro('code', `<ac:plain-text-body><![CDATA[${link(ISSUE)}]]></ac:plain-text-body>`) + `<pre>${link(ISSUE)}</pre><p><code>${link(ISSUE)}</code></p>`],
    ['comments and escaped text', `<!-- ${link(ISSUE)} --><p>${encode(link(ISSUE))}</p>`],
    ['links around a picture', `<p><a href="${ISSUE}"><ac:image><ri:attachment ri:filename="x.png" /></ac:image></a></p>`],
    ['macros with two addresses', macro('git-diff', parameter('left', ISSUE), parameter('right', `${ISSUE}2`))],
    ['macros with text of their own', macro('git-note', parameter('url', ISSUE), '<ac:rich-text-body><p>kept</p></ac:rich-text-body>')],
    ['addresses with entities that are not known', `<p><a href="${ISSUE}?&bogus;">x</a></p>`],
  ])('%s', (_name, storage) => {
    expect(findLinks(storage, [BASE])).toEqual([]);
  });

  test.each([
    ['a page that ends early', `<p>${link(ISSUE)}`],
    ['a page whose elements cross', `<p><b>${link(ISSUE)}</p></b>`],
    ['an attribute without quotes', `<p><a href=${ISSUE}>x</a></p>`],
    ['a page deeper than any', '<div>'.repeat(500) + link(ISSUE) + '</div>'.repeat(500)],
  ])('%s: it cannot be read for certain', (_name, storage) => {
    expect(findLinks(storage, [BASE])).toBeUndefined();
  });
});

describe('a change', () => {
  test('is proposed where nothing that the author wrote is lost', () => {
    const wanted = (storage: string) => found(storage).map((one) => propose(one).wanted);
    expect(wanted(`<p>${link(ISSUE)} ${link(ISSUE, 'the plan')}</p>`)).toEqual([true, false]);
    expect(wanted(macro('git-file', parameter('url', ISSUE)) + macro('button', parameter('url', ISSUE)))).toEqual([true, false]);
  });

  test('takes the paragraph of what stands alone, and else the place of the link', () => {
    const block = macro('gitlab-for-confluence-link', parameter('url', `<ri:url ri:value="${ISSUE}" />`));
    const inline = block.replace('-link', '-inline');
    expect(changed(`<h1>A</h1><p>${link(ISSUE)}</p><p>B ${link(ISSUE)}.</p>`)).toBe(`<h1>A</h1>${block}<p>B ${inline}.</p>`);
  });

  test('of lines is of a file that stands alone', () => {
    expect(changed(macro('git-file', parameter('url', ISSUE), parameter('lines', '3-9')))).toContain(parameter('lines', '3-9'));
  });

  test('is refused where there is no place for it, or two for the same', () => {
    const [one] = found(`<p>See ${link(ISSUE)}.</p>`);
    if (!one) throw new Error('Nothing was found.');
    expect(() => changePage('', [{ link: one, to: 'inline' }])).toThrow(RangeError);
    expect(() => changePage('x'.repeat(500), [{ link: one, to: 'block' }])).toThrow(RangeError);
    expect(() => changePage('x'.repeat(500), [{ link: one, to: 'inline' }, { link: one, to: 'inline' }])).toThrow(RangeError);
  });
});

const word = fc.stringMatching(/^[ a-zA-Z0-9.,;:'"é\u00a0]{0,12}$/).map(encode);
const url = fc.stringMatching(/^[a-z0-9/&?="<>-]{1,20}$/).map((path) => `${BASE}/a/${path}`);
const piece = fc.oneof(
  word,
  fc.constantFrom('&nbsp;', '&eacute;', '<br />', '<!-- a > b -->', '<![CDATA[<a>]]>', '<ac:image ac:width="3"><ri:attachment ri:filename="é.png"/></ac:image>'),
  fc.tuple(url, fc.constantFrom('', ' data-card-appearance="inline"', ' data-card-appearance="block"')).map(([to, more]) => link(to, to, more)),
  fc.tuple(url, word).map(([to, text]) => link(to, text || 'x')),
  fc.tuple(url, word).map(([to, text]) => macro('git-file', parameter('url', encode(to)), parameter('style', text))),
);
const paragraph = fc.array(piece, { maxLength: 4 }).map((pieces) => `<p>${pieces.join('')}</p>`);
const page = fc.array(fc.oneof(paragraph, paragraph.map((inside) => macro('panel', `<ac:rich-text-body>${inside}</ac:rich-text-body>`)), piece.map((inside) => `<ul>\n<li>${inside}</li></ul>`)), { maxLength: 6 }).map((blocks) => blocks.join('\n'));

describe('whatever a page holds', () => {
  test('every character outside of the changes stays, and the page stays well-formed', async () => {
    await fc.assert(fc.asyncProperty(page, fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }), fc.boolean(), async (storage, picks, asInline) => {
      const changes: Change[] = found(storage).filter((_one, index) => picks[index % picks.length]).map((one) => ({ link: one, to: asInline && one.inline ? 'inline' : propose(one).to }));
      const next = changePage(storage, changes);
      expect(readMarkup(next)).toBeDefined();
      let rest = next;
      let end = 0;
      for (const stretch of changes.map((change) => stretchOf(change) ?? { from: 0, to: 0 })) {
        const kept = storage.slice(end, stretch.from);
        expect(rest.startsWith(kept)).toBe(true);
        rest = rest.slice(kept.length).replace(/^<ac:structured-macro.*?<\/ac:structured-macro>/, '');
        end = stretch.to;
      }
      expect(rest).toBe(storage.slice(end));
      expect(found(next)).toHaveLength(found(storage).length - changes.length);
      expect(new Set((await macrosInStorage(next)).map(({ parameters }) => parameters.url))).toEqual(new Set(changes.map((change) => change.link.url)));
    }));
  });

  test('without changes nothing changes, and any text is read or refused', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), page, fc.array(fc.constantFrom('<', '>', '</a>', '<a href="', '"', '&', ']]>', '<![CDATA[', '<!--', ISSUE, '<p>', '</p>')).map((all) => all.join(''))), (text) => {
      const all = findLinks(text, [BASE]);
      expect(all === undefined).toBe(readMarkup(text) === undefined);
      expect(changePage(text, [])).toBe(text);
    }));
  });

  test('the time grows with the length alone', () => {
    for (const text of ['<a href="'.repeat(60_000), '<p '.repeat(100_000), '<!--'.repeat(80_000), `<p>${'&amp;'.repeat(80_000)}</p>`, `<p>${link(ISSUE).repeat(5_000)}</p>`, '<p></p>'.repeat(60_000)]) {
      const before = performance.now();
      findLinks(text, [BASE]);
      expect(performance.now() - before).toBeLessThan(2_000);
    }
  });
});
