import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linksInRepository } from '../../src/macros/content/links.js';
import { textAt } from '../../src/macros/content/place.js';
import { MAX_HTML, sanitise } from '../../src/macros/content/sanitise.js';
import { english } from '../support/words.js';

const place = textAt('https://gitlab.example.com/acme/orbit/-/issues/12', { words: english });
const clean = (html: string) => sanitise(html, place);

/** The start tags that a browser would see: everything between a bare `<` and `>`. */
function tagsOf(html: string): string[] {
  return html.match(/<[a-z][^>]*>/gi) ?? [];
}

function expectHarmless(html: string): void {
  for (const tag of tagsOf(html)) {
    expect(tag).not.toMatch(/^<(script|style|svg|math|iframe|object|embed|img|form|base|link|meta|video|audio|template|noscript|textarea|button)\b/i);
    const names = tag.replace(/"[^"]*"/g, '""').match(/[\w:-]+(?==)/g) ?? [];
    expect(names.filter((name) => /^(on|style|id|name|src|data-|formaction|xlink)/i.test(name))).toEqual([]);
    for (const [, href = ''] of tag.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^(https?:\/\/|mailto:)/);
  }
}

describe('foreign HTML', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)><circle/></svg>',
    '<svg><script>alert(1)</script></svg>',
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<math><a xlink:href="javascript:alert(1)">x</a></math>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="&#x6A;avascript:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="data:text/html;base64,PHNjcmlwdD4="></object>',
    '<embed src="javascript:alert(1)">',
    '<base href="https://evil.example/">',
    '<link rel=stylesheet href="https://evil.example/x.css">',
    '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
    '<style>@import url(https://evil.example/x.css)</style>',
    '<p style="background:url(https://evil.example/x)">x</p>',
    '<div onclick="alert(1)" onfocus=alert(1) autofocus tabindex=0>x</div>',
    '<details ontoggle=alert(1) open><summary>x</summary></details>',
    '<video><source onerror=alert(1)></video>',
    '<form action="https://evil.example"><button formaction="javascript:alert(1)">x</button></form>',
    '<input type="image" src="https://evil.example/x">',
    '<textarea></textarea><img src=x onerror=alert(1)>',
    '<xmp><img src=x onerror=alert(1)></xmp>',
    '<title><img src=x onerror=alert(1)></title>',
    '<template><img src=x onerror=alert(1)></template>',
    '<select><template><img src=x onerror=alert(1)></template></select>',
    '<p id="announcer" name="x" class="link-panel" data-action="confirm" data-link-region>x</p>',
    '<<script>alert(1)//<</script>',
    '<a href="https://ok.example" onmouseover="alert(1)">x</a>',
    '<a href="https://ok.example/&quot; onmouseover=&quot;alert(1)">x</a>',
    '<img alt="&quot; onerror=&quot;alert(1)" src="https://ok.example/x.png">',
    '<img alt="<script>alert(1)</script>" src="x.png">',
    '<custom-element onclick=alert(1)>x</custom-element>',
    '<!--[if IE]><script>alert(1)</script><![endif]-->',
    '<![CDATA[<img src=x onerror=alert(1)>]]>',
    '<plaintext><script>alert(1)</script>',
  ])('holds nothing that runs or loads: %s [T9a]', (html) => {
    expectHarmless(clean(html));
    expectHarmless(clean(`<p>before ${html} after</p>`));
  });

  it('is harmless whatever is put together [T9a]', () => {
    const piece = fc.constantFrom('<', '>', '"', "'", '=', '/', '&lt;', '<svg', '<math', '<style', '<img src=x onerror=1', '<a href="', 'javascript:', '<!--', '-->', '</p>', '<p ', 'on', ' x', '<table>', '<td>', ']]>');
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => expectHarmless(clean(pieces.join('')))), { numRuns: 500 });
  });

  it('is the same when it is cleaned once more [T9a]', () => {
    const html = '<p>a &lt;b&gt; &amp;amp; "c" <a href="/x?a=1&amp;b=2">d</a></p><ul><li>e</li></ul><table><tbody><tr><td align="right">1</td></tr></tbody></table>';
    expect(clean(clean(html))).toBe(clean(html).replaceAll(/ class="align-end"/g, ''));
  });

  it('is read only so far', () => {
    expect(clean('x'.repeat(MAX_HTML * 2))).toHaveLength(MAX_HTML);
  });

  it('comes to an end whatever it is made of', () => {
    for (const unit of ['<', '(', '[', '&', '<a ', '<div>', '<b>', '</b>', '<!--', '<a href="x">', '<p x="', '&#x']) {
      const html = unit.repeat(Math.ceil((100 * 1024) / unit.length));
      expect(clean(html).length).toBeLessThan(10 * html.length);
    }
  });
});

describe('links in foreign HTML', () => {
  it('lead to the instance when they are relative, and open elsewhere [T9d]', () => {
    expect(clean('<a href="/acme/orbit/-/issues/1" class="gfm gfm-issue" data-project="1">#1</a>')).toBe(
      '<a href="https://gitlab.example.com/acme/orbit/-/issues/1" rel="noopener noreferrer nofollow" target="_blank">#1</a>',
    );
    expect(clean('<a href="#note_3">n</a>')).toContain('href="https://gitlab.example.com/acme/orbit/-/issues/12#note_3"');
  });

  it('lose their target when it is no web address, and keep their words [T9d]', () => {
    expect(clean('<a href="javascript:alert(1)">words</a>')).toBe('<span>words</span>');
    expect(clean('<a href="https://user:secret@evil.example/">words</a>')).toBe('<span>words</span>');
    expect(clean('<a>words</a>')).not.toContain('javascript');
  });

  it('of a README are relative to its folder, or to the repository', () => {
    const resolve = linksInRepository('https://g.example/p/-/blob/main/docs/', 'https://g.example/p/-/blob/main/');
    expect(resolve('a.md')).toBe('https://g.example/p/-/blob/main/docs/a.md');
    expect(resolve('/a.md')).toBe('https://g.example/p/-/blob/main/a.md');
    expect(resolve('//other.example/a')).toBe('https://other.example/a');
    expect(resolve('javascript:alert(1)')).toBeUndefined();
  });

  it('that are empty anchors of headings go', () => {
    expect(clean('<h1><a id="user-content-x" class="anchor" href="#x" aria-hidden="true"></a>Title</h1>')).toBe('<h2>Title</h2>');
  });
});

describe('what GitLab renders', () => {
  it('shows pictures as links with their text [T11b]', () => {
    expect(clean('<img src="data:image/gif;base64,R0" data-src="/uploads/a.png" alt="A view">')).toBe(
      '<a href="https://gitlab.example.com/uploads/a.png" rel="noopener noreferrer nofollow" target="_blank" class="picture">A view</a>',
    );
    expect(clean('<a href="/uploads/a.png"><img data-src="/uploads/a.png" alt="A view"></a>')).toBe(
      '<a href="https://gitlab.example.com/uploads/a.png" rel="noopener noreferrer nofollow" target="_blank"><span class="picture">A view</span></a>',
    );
  });

  it('keeps task lists, with boxes that can only be read', () => {
    const html = clean('<ul class="task-list"><li class="task-list-item"><input type="checkbox" checked class="task-list-item-checkbox"> a</li></ul>');
    expect(html).toBe('<ul class="task-list"><li><input type="checkbox" disabled checked aria-label="Done"> a</li></ul>');
  });

  it('keeps the colours of code by classes of ours', () => {
    const html = clean('<pre class="code highlight"><code><span id="LC1" class="line"><span class="k">def</span> <span class="evil nf">f</span></span></code></pre>');
    expect(html).toBe('<pre><code><span><span class="tok-keyword">def</span> <span class="tok-function">f</span></span></code></pre>');
  });

  it('keeps alerts and the alignment of cells', () => {
    expect(clean('<div class="markdown-alert markdown-alert-warning"><p>x</p></div>')).toBe('<div class="alert alert-warning"><p>x</p></div>');
    expect(clean('<table><tbody><tr><td style="text-align: center">1</td></tr></tbody></table>')).toContain('<td class="align-center">1</td>');
  });

  it('draws formulas as MathML, and leaves what is none as it was written', () => {
    const inline = clean('<code data-math-style="inline" class="code math js-render-math">a^2 &lt; b</code>');
    expect(inline).toMatch(/^<span class="math"><math xmlns="[^"]+"><semantics>.*<\/math><\/span>$/);
    expect(inline).toContain('<mo>&lt;</mo>');
    const block = clean('<pre data-canonical-lang="math" data-math-style="display" class="code highlight language-math"><code class="js-render-math"><span class="line">\\frac{1}{2}</span></code></pre>');
    expect(block).toMatch(/^<span class="math-block" tabindex="0"><math [^>]*display="block">.*<mfrac>/);
    expect(clean('<code data-math-style="inline">\\frac{</code>')).toBe('<code>\\frac{</code>');
    expect(clean('<code data-math-style="inline">\\def\\a{\\a\\a}\\a</code>')).toContain('<code>');
    expect(clean('<code data-math-style="inline">\\fcolorbox{red}{blue}{x}\\href{javascript:alert(1)}{y}</code>')).not.toMatch(/ style=| href=/);
  });

  it('leaves formulas whose own macros make them endless as they were written', () => {
    const bodies = ['x'.repeat(1_400), '\\frac11'.repeat(190), `\\text{${'é'.repeat(1_300)}}`];
    const hostile = ['def', 'gdef', 'edef', 'xdef', 'newcommand', 'renewcommand', 'providecommand', 'global\\def'].flatMap((define) => bodies.map((body) => `\\${define}\\a{${body}}${'\\a'.repeat(190)}`));
    const before = process.cpuUsage();
    for (const tex of [...hostile, ...hostile.map((text) => text.replace(/(.)\1{99,}/gu, (run) => run.slice(0, 100)).slice(0, 299))]) {
      expect(clean(`<p><code data-math-style="inline">${tex}</code></p>`).length).toBeLessThan(300_000);
    }
    // One of them took 0.4 to 2.4 s where nothing bounded what comes of it.
    expect(process.cpuUsage(before).user).toBeLessThan(8_000_000);
    expect(clean('<code data-math-style="inline">\\def\\zed{z^2} x + \\zed</code>')).toContain('<math');
  });

  it('keeps the source of diagrams, for the page that draws them where there is one', () => {
    const html = '<pre data-canonical-lang="mermaid" class="code highlight language-mermaid"><code><span class="line">A--&gt;B</span></code></pre>';
    expect(clean(html)).toBe('<pre><code><span>A--&gt;B</span></code></pre>');
    const drawn = sanitise(html, textAt('https://gitlab.example.com/', { words: english, diagrams: '/diagram?for=x' }));
    expect(drawn).toBe('<div class="diagram" data-diagram="/diagram?for=x"><details open><summary>Diagram source</summary><pre><code>A--&gt;B</code></pre></details></div>');
  });

  it('shows the source of diagrams that another server draws', () => {
    const source = Buffer.from('a -> b <script>').toString('base64');
    const html = clean(`<img src="https://kroki.example/plantuml/svg/x" data-diagram="plantuml" data-diagram-src="data:text/plain;base64,${source}">`);
    expect(html).toBe('<pre><code>a -&gt; b &lt;script&gt;</code></pre>');
  });

  it('colours code that GitLab left plain, by its language', () => {
    const code = (attributes: string) => clean(`<pre ${attributes}><code>let a</code></pre>`);
    for (const attributes of ['data-canonical-lang="js"', 'lang="typescript"', 'class="code language-rust"']) expect(code(attributes)).toBe('<pre><code><span class="tok-keyword">let</span> a</code></pre>');
    expect(clean('<pre><code class="language-js">let a</code></pre>')).toContain('tok-keyword');
    expect(code('lang="klingon"')).toBe('<pre><code>let a</code></pre>');
  });

  it('joins footnotes to their marks by ids of its own, different in each text', () => {
    const html = (word: string) => clean(`<p>${word}<sup class="footnote-ref"><a href="#fn-1-9" id="fnref-1-9">1</a></sup></p><section class="footnotes"><ol><li id="fn-1-9"><p>n <a href="#fnref-1-9" data-footnote-backref class="footnote-backref">↩</a></p></li></ol></section>`);
    const [, note, mark] = /<a href="#(note-[0-9a-f]{8}-1)" id="(note-[0-9a-f]{8}-2)">1<\/a>/.exec(html('a')) ?? [];
    expect(html('a')).toContain(`<li id="${note}"><p>n <a href="#${mark}" aria-label="Back to the text">↩</a></p></li>`);
    expect(html('b')).not.toContain(note);
    expect(clean('<li id="main">x</li><a href="#main" id="main">y</a>')).not.toContain('id=');
  });

  it('draws samples of colours, of nothing but colours', () => {
    const chip = (style: string) => clean(`<code>x<span class="gfm-color_chip"><span style="${style}"></span></span></code>`);
    for (const color of ['#f00', '#FF0000', 'rgb(255, 0, 0)', 'hsla(0, 100%, 50%, 0.5)']) expect(chip(`background-color: ${color};`)).toContain(`<rect width="100%" height="100%" fill="${color}"></rect>`);
    for (const color of ['url(x)', 'red', '#f00;position:fixed', 'var(--x)', '#12']) expect(chip(`background-color: ${color}`)).not.toContain('svg');
  });

  it('shows what was put in and taken out, and films as links', () => {
    expect(clean('<span class="idiff left right addition">a</span><span class="idiff deletion">b</span>')).toBe('<span class="tok-inserted">a</span><span class="tok-deleted">b</span>');
    expect(clean('<video src="/a.mp4" data-title="clip"><p>no</p></video>')).toMatch(/^<a href="https:\/\/gitlab.example.com\/a.mp4"[^>]*>clip<\/a>$/);
    expect(clean('<span class="media-container video-container"><video src="/a.mp4"></video><a href="/a.mp4">clip</a></span>').match(/<a /g)).toHaveLength(1);
  });

  it('names emoji that have no character', () => {
    expect(clean('<gl-emoji data-name="party_parrot"></gl-emoji><gl-emoji data-name="a b"></gl-emoji>')).toBe(':party_parrot:');
  });

  it('shows pictures by addresses of ours, with their size, and links them to GitLab [T11b]', () => {
    const shown = (html: string) => sanitise(html, textAt('https://gitlab.example.com/a/b/-/issues/1', { words: english, pictures: (url) => (url.includes('/uploads/') ? '/pictures?of=1' : undefined) }));
    expect(shown('<a class="no-attachment-icon" href="/uploads/x.png"><img src="data:image/gif;base64,R0" data-src="/uploads/x.png" alt="A &quot;view&quot;" width="300" height="20%" style="x" onload="y"></a>')).toBe(
      '<a href="https://gitlab.example.com/uploads/x.png" rel="noopener noreferrer nofollow" target="_blank"><img class="picture" src="/pictures?of=1" alt="A &quot;view&quot;" width="300" loading="lazy" decoding="async"></a>',
    );
    expect(shown('<img src="https://elsewhere.example/a.png" alt="far">')).toContain('class="picture">far</a>');
    expect(shown('<img src="/uploads/x.png">'.repeat(150)).match(/<img/g)).toHaveLength(100);
  });

  it('keeps the words of elements that it does not know', () => {
    expect(clean('<gl-emoji title="tada" data-name="tada">🎉</gl-emoji>')).toBe('🎉');
  });
});

describe('references, where the reader has not the rights by which GitLab was asked', () => {
  const written = textAt('https://gitlab.example.com/acme/orbit/-/issues/12', { words: english, asWritten: true });
  const link = (attributes: string, content: string) => `<p>See <a href="/acme/orbit/-/issues/5" ${attributes} class="gfm gfm-issue">${content}</a>.</p>`;
  const OUT = (words: string) => `<p>See <a href="https://gitlab.example.com/acme/orbit/-/issues/5" rel="noopener noreferrer nofollow" target="_blank">${words}</a>.</p>`;

  it.each([
    ['their short form', 'data-reference-type="issue" data-original="#5+" data-reference-format="+" title="A secret"', '<strong>A secret</strong> (#5)', '#5+'],
    ['their summary', 'data-reference-type="issue" data-original="#5+s" title="A secret"', 'A secret (#5 - closed) • Ann', '#5+s'],
    ['an address', 'data-original="https://gitlab.example.com/acme/orbit/-/issues/5+" title="A secret"', 'A secret (#5)', 'https://gitlab.example.com/acme/orbit/-/issues/5+'],
    ['words of their own', 'data-reference-type="issue" data-link="true" data-original="&lt;em&gt;that&lt;/em&gt; &amp;lt;b&amp;gt;" title="A secret"', '<em>that</em> &lt;b&gt;', 'that &lt;b&gt;'],
    ['what GitLab does not say', 'data-reference-type="issue" title="A secret"', 'A secret', '/acme/orbit/-/issues/5'],
  ])('are told as %s', (_what, attributes, content, words) => {
    expect(sanitise(link(attributes, content), written)).toBe(OUT(words));
    expect(clean(link(attributes, content)).includes('A secret')).toBe(true);
  });

  it('leave other links their words', () => {
    expect(sanitise('<a href="/acme/orbit" title="Orbit">the <b>project</b></a>', written)).toBe(clean('<a href="/acme/orbit" title="Orbit">the <b>project</b></a>'));
  });
});
