import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { macrosInStorage } from '../../src/macros/page-knowledge/storage-format.js';

// How long something takes is seen on a machine that does other things too: what is slow is so each time.
jest.retryTimes(2, { logErrorsBeforeRetry: true, retryImmediately: true });

const LINK = 'gitlab-for-confluence-link';
const INLINE = 'gitlab-for-confluence-inline';
const LIST = 'gitlab-for-confluence-list';
const ISSUE = 'https://gitlab.example.com/a/b/-/issues/1';

const parameter = (name: string, value: string) => `<ac:parameter ac:name="${name}">${value}</ac:parameter>`;
const macro = (key: string, ...inside: string[]) =>
  `<ac:structured-macro ac:name="${key}" ac:schema-version="1" ac:macro-id="6f0b8bd2-7d0e-4c43-9a9f-0a0c1d8f7b11">${inside.join('')}</ac:structured-macro>`;
const card = (url: string) => macro(LINK, parameter('url', url));
const link = (url: string) => ({ macro: 'link', parameters: { url } });

describe('the macros of a page are found', () => {
  it('in reading order, each URL once, whether it shows as a card or as a chip', async () => {
    const page = `<h1>Plan</h1>${card(`${ISSUE}0`)}<p>See ${macro(INLINE, parameter('url', ISSUE))}, ${macro(INLINE, parameter('url', `${ISSUE}0`))}.</p>`;
    expect(await macrosInStorage(page)).toEqual([link(`${ISSUE}0`), link(ISSUE)]);
  });

  it.each([
    ['a layout', `<ac:layout><ac:layout-section ac:type="two_equal"><ac:layout-cell>${card(ISSUE)}</ac:layout-cell></ac:layout-section></ac:layout>`],
    ['a table', `<table><tbody><tr><td>${card(ISSUE)}</td></tr></tbody></table>`],
    ['another macro', macro('expand', parameter('title', 'More'), `<ac:rich-text-body>${macro('panel', `<ac:rich-text-body>${card(ISSUE)}</ac:rich-text-body>`)}</ac:rich-text-body>`)],
    ['text with entities that XML does not know', `<p>a&nbsp;b &eacute; &bogus; & c</p>${card(ISSUE)}`],
  ])('within %s', async (_name, page) => {
    expect(await macrosInStorage(page)).toEqual([link(ISSUE)]);
  });

  it.each([
    ['an element of its own', '<ri:url ri:value="https://gitlab.example.com/a/b?x=1&amp;y=%20&#233;" />'],
    ['text with entities', 'https://gitlab.example.com/a/b?x=1&amp;y=%20&#xe9;'],
    ['a CDATA section', '<![CDATA[https://gitlab.example.com/a/b?x=1&y=%20é]]>'],
    ['text with spaces around', '\n  https://gitlab.example.com/a/b?x=1&amp;y=%20é\n'],
  ])('with their URL as %s', async (_name, value) => {
    expect(await macrosInStorage(card(value))).toEqual([link('https://gitlab.example.com/a/b?x=1&y=%20é')]);
  });

  it('with all their parameters where these say what shows', async () => {
    const list = (...inside: string[]) => macro(LIST, parameter('of', 'issues'), ...inside, parameter('empty', ''));
    const page = list(parameter('state', 'opened'), parameter('labels', 'a,b')) + list(parameter('labels', 'a,b'), parameter('state', 'opened')) + list();
    expect(await macrosInStorage(page)).toEqual([
      { macro: 'list', parameters: { of: 'issues', state: 'opened', labels: 'a,b' } },
      { macro: 'list', parameters: { of: 'issues' } },
    ]);
  });
});

describe('no macro is', () => {
  it.each([
    ['one of another app', macro('gitlab-for-confluence-linked', parameter('url', ISSUE))],
    ['a sample in a code block', macro('code', parameter('language', 'xml'), `<ac:plain-text-body><![CDATA[${card(ISSUE)}]]></ac:plain-text-body>`)],
    ['a sample that nobody escaped', macro('noformat', `<ac:plain-text-body>${card(ISSUE)}</ac:plain-text-body>`)],
    ['escaped text', card(ISSUE).replaceAll('<', '&lt;')],
    ['a comment', `<!-- ${card(ISSUE)} -->`],
    ['a value of another parameter', macro('panel', `<ac:parameter ac:name="title"><![CDATA[${card(ISSUE)}]]></ac:parameter>`)],
    ['one that does not end', card(ISSUE).replace('</ac:structured-macro>', '')],
    ['one without anything to show, or with more than any URL', card('') + card(`https://${'x'.repeat(3_000)}`) + card(`https://${'x'.repeat(90_000)}`)],
    ['one with more parameters than it has', macro(LIST, ...Array.from({ length: 40 }, (_, index) => parameter(`p${index}`, 'x')))],
  ])('%s', async (_name, page) => {
    const found = await macrosInStorage(page);
    expect(found.filter(({ parameters }) => Object.keys(parameters).length > 0)).toEqual([]);
  });

  it('beyond the first two hundred', async () => {
    const page = Array.from({ length: 500 }, (_, index) => card(`${ISSUE}${index}`)).join('');
    const found = await macrosInStorage(page);
    expect([found.length, found.at(-1)]).toEqual([200, link(`${ISSUE}199`)]);
  });
});

it('are found wherever the text is cut for reading', async () => {
  for (let before = 32_700; before < 33_000; before += 1) {
    expect(await macrosInStorage(`<p>${'x'.repeat(before - 200)}</p>${card('https://gitlab.example.com/a/b?x=1&amp;y=2')}<p/>${card(ISSUE)}`)).toEqual([link('https://gitlab.example.com/a/b?x=1&y=2'), link(ISSUE)]);
  }
});

it('are told of whatever the text', async () => {
  const piece = fc.constantFrom('<ac:structured-macro ac:name="', LINK, '">', '</ac:structured-macro>', '<ac:parameter ac:name="url">', '</ac:parameter>', '<![CDATA[', ']]>', '<!--', '/>', '&', ';', '&#0;', '&#x110000;', '__proto__', ISSUE, '\0', '\ud800');
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 40 }), async (pieces) => {
    expect(Array.isArray(await macrosInStorage(pieces.join('')))).toBe(true);
  }), { numRuns: 500 });
});

describe('a hostile page', () => {
  const MEGABYTE = 1024 * 1024;
  const filled = (piece: string, size = 2 * MEGABYTE) => piece.repeat(Math.ceil(size / piece.length));
  const hundredKilobytes = Array.from({ length: 128 }, (_, code): [string, string] => [`100 KiB of ${JSON.stringify(String.fromCharCode(code))}`, String.fromCharCode(code).repeat(100 * 1024)]);
  const entityBomb = `<!DOCTYPE x [${Array.from({ length: 9 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('')}]><p>&e9;</p>`;

  it.each([
    ...hundredKilobytes,
    ['an entity bomb', entityBomb],
    ...['<a>', '<a ', '</a>', '<a></b>', '<![CDATA[', '<!--', '<?', '<!x ', '&#', '<ac:structured-macro>', '</ac:structured-macro>', '<ac:parameter ac:name="url">', '<ac:parameter ac:name="', '<ac:plain-text-body>', `<ac:structured-macro ac:name="${LINK}"><ac:parameter ac:name="url">x</ac:parameter>`]
      .map((piece): [string, string] => [`two megabytes of ${piece}`, filled(piece)]),
    // The reader of entities looks globals up, which takes seven times as long in a test's own context as it does in a server.
    ...['&amp;', '&lt'].map((piece): [string, string] => [`half a megabyte of ${piece}`, filled(piece, MEGABYTE / 2)]),
  ])('%s is read without holding others up [T18b]', async (_name, page) => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await new Promise((resolve) => setTimeout(resolve, 10));
    const started = performance.now();
    await macrosInStorage(page);
    const took = performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 10));
    delay.disable();
    expect(took).toBeLessThan(2_000);
    expect(delay.max / 1e6).toBeLessThan(250);
  });
});
