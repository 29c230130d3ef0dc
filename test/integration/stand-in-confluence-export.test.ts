import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { htmlOfStorage } from '../../demo/confluence/exported-html.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const PRIVATE = 'harbourlight/platform/berths/-/issues/3';

describe('the stand-in site’s export preview', () => {
  let app: WholeApp;

  beforeAll(async () => {
    app = await startWholeApp(LINKABLE);
    await linkAs(app, 'dana', 'alice');
    const macro = (path: string, params: Record<string, string> = {}) => ({ macro: 'gitlab-for-confluence-link', params: { url: `${app.gitlab.url}/${path}`, ...params } });
    app.confluence.pages.set('e', { id: 'e', title: 'Exported', version: 1, blocks: [macro('harbourlight/tideboard/-/issues/18'), macro(PRIVATE, { export: 'title' })] });
  });
  afterAll(() => app.close());

  const preview = async (query: string) => (await fetch(`${app.confluence.pageUrl('e')}/export?viewer=dana&${query}`)).text();

  it('shows what the app answers for each macro, with the rights of whoever exports where the site tells who that is', async () => {
    const [named, unnamed] = [await preview('mode=pdf'), await preview('mode=pdf&named=no')];
    const mark = /berths#3 ([^<]+)<\/a>/;
    expect(named).toMatch(mark);
    expect(unnamed).not.toMatch(mark);
    for (const html of [named, unnamed]) {
      expect(html).toContain('<span class="paper-status" data-colour="Green">Open</span>');
      expect(html).toContain(`href="${app.gitlab.url}/${PRIVATE}"`);
    }
  });

  it('draws Confluence’s own macros, and text as text', () => {
    const code = '<ac:structured-macro ac:name="code"><ac:parameter ac:name="firstline">9</ac:parameter><ac:plain-text-body><![CDATA[a < b\nc]]></ac:plain-text-body></ac:structured-macro>';
    expect(htmlOfStorage(`<p>x &lt; y<br /></p>${code}`)).toBe('<p>x &lt; y<br></p><pre class="paper-code"> 9  a &lt; b\n10  c</pre>');
  });
});
