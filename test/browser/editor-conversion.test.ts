import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { formerPage } from '../../demo/confluence/former-page.js';
import { AUTHOR_CALLS } from '../../src/connect/confluence-calls.js';
import { describeInChromium, framesAt } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { faultsIn } from './axe.js';

const OPEN = '.page-links-open';
const CONVERT = '.conversion-bar button.primary';

describeInChromium('links that are on a page already', (open) => {
  let app: WholeApp;
  let page: Page;

  const url = (path: string) => `${app.gitlab.url}/harbourlight/tideboard/-/${path}`;
  const anchor = (to: string, text = to, more = '') => `<a href="${to}"${more}>${text}</a>`;
  const parameter = (name: string, value: string) => `<ac:parameter ac:name="${name}">${value}</ac:parameter>`;
  const macro = (name: string, ...inside: string[]) => `<ac:structured-macro ac:name="${name}" ac:schema-version="1">${inside.join('')}</ac:structured-macro>`;
  const ours = (kind: 'link' | 'inline', to: string, ...more: string[]) => macro(`gitlab-for-confluence-${kind}`, parameter('url', `<ri:url ri:value="${to}" />`), ...more);

  /** What becomes of each piece where nothing is chosen otherwise. */
  const pieces = () => [
    ['<h2 local-id="h">Kept &eacute; <!-- too --></h2>'],
    [`<p>${anchor(url('merge_requests/42'))}</p>`, ours('link', url('merge_requests/42'))],
    ['<p>See '],
    [anchor(url('issues/18')), ours('inline', url('issues/18'))],
    [`, ${anchor('https://example.com/a', 'elsewhere')} and ${anchor(`${app.gitlab.url}/help`, 'help')}.</p>`],
    [`<p>${anchor(url('issues/24'), url('issues/24'), ' data-card-appearance="block"')}</p>`, ours('link', url('issues/24'))],
    [macro('git-file-viewer', parameter('source', url('blob/main/src/tide.ts')), parameter('lines', '18-26'), parameter('theme', 'dark')), ours('link', url('blob/main/src/tide.ts'), parameter('lines', '18-26'))],
    [macro('code', `<ac:plain-text-body><![CDATA[${anchor(url('issues/18'))}]]></ac:plain-text-body>`)],
    [`<p><em>${anchor(url('issues/24'), 'the one about the pier')}</em> <code>${url('issues/18')}</code></p>`],
  ];
  const before = () => pieces().map(([piece]) => piece).join('');
  const after = () => pieces().map(([piece, made = piece]) => made).join('');
  const stored = () => app.confluence.pages.get('c1');

  beforeAll(async () => {
    app = await startWholeApp();
    page = await open();
  });
  afterAll(() => app.close());
  beforeEach(() => {
    app.confluence.pages.set('c1', { id: 'c1', title: 'Before', version: 7, blocks: [], storage: before() });
    app.confluence.drafts.clear();
  });

  /** The dialog of a new macro on the page that somebody edits. */
  async function openDialog(viewer = 'dana', { id = 'c1', theme = 'light', kind = 'link' } = {}): Promise<Frame> {
    await page.goto(`${app.confluence.editUrl(id, viewer)}&theme=${theme}`);
    await page.locator(`[data-insert="gitlab-for-confluence-${kind}"]`).click();
    const [frame] = await framesAt(page, `/editor/${kind}`);
    if (!frame) throw new Error('No dialog opened.');
    await frame.waitForSelector(`html[data-color-mode="${theme}"] #finder-words`);
    return frame;
  }

  async function openPanel(viewer = 'dana', where: Parameters<typeof openDialog>[1] = {}): Promise<Frame> {
    const frame = await openDialog(viewer, where);
    await press(frame, OPEN);
    await frame.waitForSelector('.conversion-row');
    return frame;
  }

  async function press(frame: Frame, selector: string): Promise<void> {
    const button = await frame.waitForSelector(`${selector}:not([disabled])`, { visible: true });
    await button?.click();
  }
  async function pressNamed(frame: Frame, name: string): Promise<void> {
    await frame.locator(`button ::-p-text(${name})`).click();
  }
  const says = (frame: Frame, sentence: string) => frame.waitForFunction((wanted) => document.querySelector('.conversion')?.textContent?.includes(wanted), {}, sentence);
  const textOf = (frame: Frame, selector: string) => frame.$$eval(selector, (elements) => elements.map((element) => (element as HTMLElement).innerText.trim()));

  it('are counted where a macro is begun, and listed with what is lost and what they become', async () => {
    const frame = await openDialog();
    await frame.waitForSelector(OPEN);
    expect(await textOf(frame, OPEN)).toEqual(['Links on this page (5)']);
    await press(frame, OPEN);
    await frame.waitForSelector('.conversion-row');
    expect(await textOf(frame, '.conversion-now > .tick')).toEqual(['Link', 'Link', 'Smart Link', 'Macro “git-file-viewer”', 'Link “the one about the pier”']);
    expect(await frame.$$eval('.conversion-now > .tick input', (boxes) => boxes.map((box) => (box as HTMLInputElement).checked))).toEqual([true, true, true, true, false]);
    expect(await textOf(frame, '.conversion-lost')).toEqual(['This setting is lost: theme.', 'The words “the one about the pier” give way to the title in GitLab.']);
    expect(await textOf(frame, CONVERT)).toEqual(['Make 4 macros']);
    expect(await frame.evaluate(() => document.activeElement?.textContent)).toBe('Links on this page');
  });

  it('show as readers will get them', async () => {
    const frame = await openPanel('uma');
    for (const row of await frame.$$('.conversion-row')) {
      await row.scrollIntoView();
      await row.waitForSelector('[data-preview="shown"]');
    }
    const previews = await textOf(frame, '[data-preview]');
    expect(previews[0]).toContain('!42');
    expect(await frame.$$eval('.conversion-preview > .preview > div', (all) => all.map((one) => one.className))).toEqual(['block', 'inline', 'block', 'block', 'inline']);
    expect(previews[3]).toContain('18');
    await press(frame, '.conversion-row input[value="inline"]');
    await frame.waitForSelector('.conversion-row:first-child .inline[data-preview="shown"]');
  });

  it('become macros, and every other character of the page stays; undone by one press', async () => {
    const frame = await openPanel();
    const since = app.confluence.calls.length;
    await press(frame, CONVERT);
    await says(frame, '4 macros were made. The page is at version 8 now.');
    expect(stored()).toMatchObject({ version: 8, title: 'Before', storage: after(), message: '4 links turned into GitLab macros' });
    await pressNamed(frame, 'Undo');
    await says(frame, 'The page is as it was before, in version 9.');
    expect(stored()).toMatchObject({ version: 9, title: 'Before', storage: before() });
    const known = Object.values(AUTHOR_CALLS).map(({ method, path }) => `${method} /wiki${path.replace('{id}', 'c1')}`);
    const made = app.confluence.calls.slice(since).filter(({ authorization }) => authorization === undefined).map(({ method, url: path }) => `${method} ${path}`);
    expect(made.filter((call) => call.startsWith('PUT'))).toHaveLength(2);
    expect(made.filter((call) => !known.includes(call))).toEqual([]);
  });

  it('become what was chosen, by keyboard alone', async () => {
    const frame = await openDialog();
    await frame.waitForSelector(OPEN);
    await page.keyboard.down('Shift');
    await page.keyboard.press('Tab');
    await page.keyboard.up('Shift');
    await page.keyboard.press('Enter');
    await frame.waitForSelector('.conversion-row');
    const focused = () => frame.evaluate(() => document.activeElement?.closest('label, button')?.textContent?.trim() ?? '');
    const tabTo = async (name: string) => {
      for (let step = 0; step < 60 && !(await focused()).startsWith(name); step += 1) await page.keyboard.press('Tab');
      expect(await focused()).toMatch(new RegExp(`^${name}`));
    };
    // All, then none, then the first: as a chip.
    await tabTo('Select all');
    await page.keyboard.press('Space');
    await page.keyboard.press('Space');
    await tabTo('Link');
    await page.keyboard.press('Space');
    await tabTo('A block of its own');
    await page.keyboard.press('ArrowDown');
    await tabTo('Make 1 macro');
    await page.keyboard.press('Enter');
    await says(frame, '1 macro was made.');
    expect(stored()?.storage).toBe(before().replace(anchor(url('merge_requests/42')), ours('inline', url('merge_requests/42'))));
    await tabTo('Undo');
    await page.keyboard.press('Enter');
    await says(frame, 'The page is as it was before');
    expect(stored()?.storage).toBe(before());
  });

  it('are shown by the page as macros, once the editor was reloaded and left', async () => {
    const frame = await openPanel('dana', { kind: 'inline' });
    await press(frame, CONVERT);
    await says(frame, '4 macros were made.');
    await Promise.all([page.waitForNavigation(), pressNamed(frame, 'Reload the editor')]);
    expect(await page.$$eval('.macro-chip strong', (names) => names.map((name) => name.textContent))).toEqual(['GitLab', 'GitLab inline', 'GitLab', 'GitLab', 'code']);
    await page.goto(app.confluence.pageUrl('c1', 'uma'));
    const frames = await framesAt(page, '/macros/link', 3);
    await Promise.all(frames.map((card) => card.waitForSelector('main[data-outcome="shown"]')));
  });

  it('stay where somebody has changed the page meanwhile; looking again begins anew', async () => {
    const frame = await openPanel();
    const theirs = `${before()}<p>Theirs</p>`;
    app.confluence.pages.set('c1', { ...stored()!, version: 8, storage: theirs });
    await press(frame, CONVERT);
    await says(frame, 'Somebody has changed this page meanwhile. Nothing was overwritten.');
    expect(stored()).toMatchObject({ version: 8, storage: theirs });
    expect(await frame.evaluate(() => document.activeElement?.textContent)).toBe('Look again');
    await pressNamed(frame, 'Look again');
    await press(frame, CONVERT);
    await says(frame, 'The page is at version 9 now.');
    expect(stored()?.storage).toBe(`${after()}<p>Theirs</p>`);
  });

  it('are not undone over what somebody has written since', async () => {
    const frame = await openPanel();
    await press(frame, CONVERT);
    await says(frame, '4 macros were made.');
    app.confluence.pages.set('c1', { ...stored()!, version: 9, storage: '<p>Theirs</p>' });
    await pressNamed(frame, 'Undo');
    await says(frame, 'Somebody has changed this page meanwhile. Nothing was overwritten.');
    expect(stored()).toMatchObject({ version: 9, storage: '<p>Theirs</p>' });
  });

  it('stay where their author may read the page and not edit it', async () => {
    app.confluence.pages.set('c1', { ...stored()!, readers: ['dana'] });
    const frame = await openPanel();
    await press(frame, CONVERT);
    await says(frame, 'Confluence doesn’t let this page be changed');
    expect(stored()).toMatchObject({ version: 7, storage: before() });
  });

  it('stay where the page has edits that are not published', async () => {
    app.confluence.drafts.set('c1', `${before()}<p>A draft</p>`);
    const frame = await openPanel();
    await says(frame, 'This page has edits that are not published.');
    expect(await frame.$eval(CONVERT, (button) => (button as HTMLButtonElement).disabled)).toBe(true);
    app.confluence.drafts.clear();
    await pressNamed(frame, 'Look again');
    await frame.waitForSelector(`${CONVERT}:not([disabled])`);
  });

  it('are not touched on a page that cannot be read for certain', async () => {
    app.confluence.pages.set('c1', { ...stored()!, storage: `<div>${before()}` });
    const frame = await openDialog();
    await press(frame, OPEN);
    await says(frame, 'The page holds markup that can’t be read for certain, so nothing on it is changed.');
    expect(await frame.$(CONVERT)).toBeNull();
  });

  it.each([
    ['has none', '<p>Nothing</p>'],
    ['has macros of ours only', ours('link', 'https://gitlab.example.com/a/b')],
  ])('are not spoken of where a page %s', async (_name, storage) => {
    app.confluence.pages.set('c1', { ...stored()!, storage });
    const frame = await openDialog();
    await frame.waitForSelector('[data-looked="nothing"] #finder-words');
    expect(await frame.$(OPEN)).toBeNull();
  });

  it('are spoken of in German', async () => {
    const german = await open();
    await german.setExtraHTTPHeaders({ 'Accept-Language': 'de-DE' });
    await german.goto(app.confluence.editUrl('c1', 'gerda'));
    await german.locator('[data-insert="gitlab-for-confluence-link"]').click();
    const [frame] = await framesAt(german, '/editor/link');
    await press(frame!, OPEN);
    await frame!.waitForSelector('.conversion-row');
    expect(await textOf(frame!, CONVERT)).toEqual(['4 Makros erstellen']);
    await german.close();
  });

  it.each(['light', 'dark'] as const)('can be chosen by everybody, %s', async (theme) => {
    const { storage = '' } = formerPage(app.gitlab.url);
    app.confluence.pages.set('c1', { ...stored()!, storage });
    const frame = await openPanel('uma', { theme });
    for (const row of await frame.$$('.conversion-row')) {
      await row.scrollIntoView();
      await row.waitForSelector('[data-preview="shown"]');
    }
    expect(await faultsIn(frame)).toEqual([]);
    await press(frame, CONVERT);
    await says(frame, 'macros were made.');
    expect(await faultsIn(frame)).toEqual([]);
  });
});
