import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exportPolicyOf } from '../../src/macros/exports/export-policy.js';
import { storageFromHtml } from '../../src/macros/exports/storage-from-html.js';
import { cdata, codeBlock, link, status, xml } from '../../src/macros/exports/storage-text.js';
import { VECTORS } from '../support/script-vectors.js';
import { elementsOf } from '../support/well-formed.js';

describe('HTML of our views as storage format', () => {
  it.each([
    ['words without a paragraph', 'one <b>two</b>', '<p>one <strong>two</strong></p>'],
    ['a heading', '<h2>What <em>is</em> it</h2><p>This.</p>', '<p><strong>What <em>is</em> it</strong></p><p>This.</p>'],
    ['a list in a list', '<ul><li>a<ul><li>b</li></ul></li></ul>', '<ul><li><p>a</p><ul><li>b</li></ul></li></ul>'],
    ['a table', '<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>', '<table><tbody><tr><th>A</th></tr><tr><td>1</td></tr></tbody></table>'],
    ['names and values', '<dl><div><dt>Due</dt><dd>today</dd></div></dl>', '<table><tbody><tr><th>Due</th><td>today</td></tr></tbody></table>'],
    ['a state', '<span class="badge tone-success"><svg></svg>Open</span>', `<p>${status('Open', 'Green')}</p>`],
    ['a byline', '<p class="byline"><span>a</span><span></span><span>b</span></p>', '<p>a · b</p>'],
    ['labels, one with a scope', '<ul class="labels"><li><span class="label"><svg></svg><span>workflow</span><span>in review</span></span></li><li><span class="label"><span>tide</span></span></li></ul>', '<p>workflow::in review · tide</p>'],
    ['people in a fact', '<dl><dt>Reviewers</dt><dd><span class="people"><a href="https://e.com/a"><span class="avatar">CA</span><span>Ann</span></a><a href="https://e.com/b"><span>Ben</span></a></span></dd></dl>', '<table><tbody><tr><th>Reviewers</th><td><a href="https://e.com/a">Ann</a>, <a href="https://e.com/b">Ben</a></td></tr></tbody></table>'],
    ['branches', '<p class="branches"><svg></svg><code>ring</code><svg></svg><code>main</code></p>', '<p><code>ring</code> → <code>main</code></p>'],
    ['numbered code', '<div class="code"><pre class="code-numbers">18\n19</pre><pre><code>a &lt; b\nc</code></pre></div>', codeBlock('a < b\nc', 18)],
    ['a picture', '<p><img alt="a boat" src="https://app.example.com/pictures?x=1"></p>', '<p>a boat</p>'],
    ['what only a screen needs', '<button>Retry</button><svg><path/></svg><p class="foot">gitlab.com</p>', ''],
  ])('writes %s', (_what, html, storage) => {
    expect(storageFromHtml(html)).toBe(storage);
  });

  it('leads nowhere but to http and https', () => {
    expect(link('javascript:alert(1)', 'x')).toBe('x');
    expect(storageFromHtml('<a href="data:text/html,x">x</a><a href="/relative">y</a><a href="HTTPS://e.com/?a&amp;b">z</a>')).toBe('<p>xy<a href="HTTPS://e.com/?a&amp;b">z</a></p>');
  });

  it.each(VECTORS)('holds nothing that runs of %s [T9a]', (vector) => {
    elementsOf(storageFromHtml(vector));
  });

  it('is well-formed whatever text and markup it is made of', () => {
    const tag = fc.constantFrom('<p>', '</p>', '<ul>', '<li>', '</ul>', '<table>', '<tr>', '<td>', '<pre>', '</pre>', '<b>', '</i>', '<dl><dt>', '<dd>', '<div class="code">', '<span class="badge">', '<a href="https://e.com/&quot;">', '<!--', '-->', '<![CDATA[', ']]>', '&#0;', '&#xD800;');
    fc.assert(fc.property(fc.array(fc.oneof(tag, fc.string({ unit: 'binary' }))), (pieces) => {
      elementsOf(storageFromHtml(pieces.join('')));
    }), { numRuns: 500 });
  });

  it('keeps text as it is, apart from what XML can not hold', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      elementsOf(xml(text));
      elementsOf(cdata(text));
      elementsOf(codeBlock(text, 3));
    }));
    expect(cdata('a]]>b')).toBe('<![CDATA[a]]]]><![CDATA[>b]]>');
  });
});

describe('what the author lets exports hold', () => {
  it.each([['content', 'content'], [' Title ', 'title'], ['nothing', 'nothing'], ['link', 'link'], ['', 'link'], ['everything', 'link'], [undefined, 'link'], [['content', 'title'], 'link']])('reads %p as %s', (given, policy) => {
    expect(exportPolicyOf(given)).toBe(policy);
  });
});
