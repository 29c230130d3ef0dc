import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { startConfluence, type StandInConfluence } from '../../demo/confluence/confluence.js';
import { defaultSwitches } from '../../demo/confluence/switches.js';
import { describeInChromium, framesAt } from '../support/browser.js';
import { startFakeApp, type FakeApp } from './stand-in-confluence-fake-app.js';

/** What the bridge puts into a frame, as far as these tests use it. */
interface Bridge {
  context: { getToken(): Promise<string>; getContext(): Promise<{ confluence: { content: { id: string } } }> };
  theming: { initializeTheming(): void };
  events: { on(name: string, listener: (data: unknown) => void): void; emit(name: string, data: unknown): void };
  user: { getCurrentUser(callback: (user: { atlassianAccountId?: string }) => void): void };
  flag: { create(options: { title: string; body: string; type: string }): void };
  resize(width: string, height: string): void;
}
declare const AP: Bridge;

const URL_PARAMETER = 'https://gitlab.example/acme/app/-/issues/1';

describeInChromium('a page of the stand-in Confluence', (open) => {
  let confluence: StandInConfluence;
  let app: FakeApp;
  let page: Page;

  beforeAll(async () => {
    confluence = await startConfluence();
    app = await startFakeApp(
      // The inline frame sizes itself, which the bridge's own watching of the content would cross.
      ({ path }) => `<!DOCTYPE html><html><head><script src="${confluence.hostScriptUrl}" data-options="resize:${path !== '/app/chip'}"></script></head>
        <body><div class="ac-content" style="height:120px">Hello<a href="/app/home" target="_blank">out</a></div></body></html>`,
    );
    await confluence.installFromDescriptor(app.descriptorUrl);
    confluence.pages.set('1', {
      id: '1',
      title: 'Release notes',
      version: 3,
      blocks: [
        { html: '<h2>What is new</h2>' },
        { macro: 'example-card', url: URL_PARAMETER },
        { paragraph: ['See ', { macro: 'example-chip', url: URL_PARAMETER }, ' for more, <b>not markup</b>.'] },
        { macro: 'not-installed' },
      ],
    });
  });
  afterAll(async () => {
    await confluence.close();
    await app.close();
  });
  beforeEach(async () => {
    Object.assign(confluence.switches, defaultSwitches());
    page = await open();
  });
  afterEach(() => page.browserContext().close());

  async function openPage(viewer: string): Promise<{ card: Frame; chip: Frame }> {
    await page.goto(confluence.pageUrl('1', viewer));
    const [card] = await framesAt(page, '/app/macro');
    const [chip] = await framesAt(page, '/app/chip');
    if (!card || !chip) throw new Error('The page has no frames.');
    await Promise.all([card, chip].map((frame) => frame.waitForFunction(() => 'AP' in window && typeof AP.context === 'object')));
    return { card, chip };
  }
  const heightOf = (selector: string) => page.$eval(selector, (element) => element.getBoundingClientRect().height);

  test('shows macros in sandboxed frames of another site, signed for the viewer', async () => {
    await openPage('dana');
    const sandbox = await page.$eval('iframe', (iframe) => iframe.getAttribute('sandbox'));
    expect(sandbox?.split(' ')).toEqual(expect.arrayContaining(['allow-scripts', 'allow-same-origin', 'allow-popups', 'allow-popups-to-escape-sandbox']));
    expect(await page.$eval('.page-body', (body) => body.textContent)).toContain('for more, <b>not markup</b>.');
    expect(await page.$eval('.unknown-macro', (element) => element.textContent)).toContain('not-installed');
    const { searchParams } = new URL(app.frames.at(-1) ?? '');
    expect(searchParams.get('url')).toBe(URL_PARAMETER);
    expect(searchParams.get('jwt')).not.toBeNull();
  });

  test('gives a frame tokens and its context through the bridge', async () => {
    const { card } = await openPage('uma');
    const token = await card.evaluate(() => AP.context.getToken());
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
    const uma = confluence.users.find(({ key }) => key === 'uma');
    expect(claims).toMatchObject({ qsh: 'context-qsh', sub: uma?.accountId, context: { confluence: { content: { id: '1', version: '3' } } } });
    expect(await card.evaluate(async () => (await AP.context.getContext()).confluence.content.id)).toBe('1');
    const user = await card.evaluate(() => new Promise((resolve) => AP.user.getCurrentUser(resolve)));
    expect(user).toEqual({ atlassianAccountId: uma?.accountId });
  });

  test('knows nobody when an anonymous reader looks', async () => {
    const { card } = await openPage('anonymous');
    expect(await card.evaluate(() => new Promise((resolve) => AP.user.getCurrentUser(resolve)))).not.toHaveProperty('atlassianAccountId');
  });

  test('sizes a block by its content and keeps the height of an inline frame', async () => {
    const { card, chip } = await openPage('dana');
    await page.waitForFunction(() => document.querySelector('.frame-block')?.getBoundingClientRect().height === 120);
    await card.$eval('.ac-content', (element) => element.setAttribute('style', 'height:240px'));
    await page.waitForFunction(() => document.querySelector('.frame-block')?.getBoundingClientRect().height === 240);
    await chip.evaluate(() => AP.resize('200px', '300px'));
    await page.waitForFunction(() => document.querySelector('.frame-inline')?.getBoundingClientRect().width === 200);
    expect(await heightOf('.frame-inline')).toBe(20);
  });

  test('turns its frames dark with itself, with the theme files that it serves', async () => {
    const { card } = await openPage('dana');
    await card.evaluate(() => AP.theming.initializeTheming());
    await card.waitForFunction(() => document.documentElement.dataset.colorMode === 'light');
    await page.click('[data-action="toggle-theme"]');
    await card.waitForFunction(() => document.documentElement.dataset.colorMode === 'dark');
    await card.waitForFunction(() => getComputedStyle(document.documentElement).getPropertyValue('--ds-text') !== '');
    const sources = await card.$$eval('link[rel="stylesheet"]', (links) => links.map(({ href }) => new URL(href).origin));
    expect(new Set(sources)).toEqual(new Set([confluence.url]));
    await page.reload();
    expect(await page.$eval('html', (html) => html.dataset.colorMode)).toBe('dark');
  });

  test("carries an app's events between its frames, and its flags to the page", async () => {
    const { card, chip } = await openPage('dana');
    const heard = chip.evaluate(() => new Promise((resolve) => AP.events.on('linked', resolve)));
    await chip.evaluate(() => undefined);
    await card.evaluate(() => AP.events.emit('linked', { id: 7 }));
    expect(await heard).toEqual({ id: 7 });
    await card.evaluate(() => AP.flag.create({ title: 'Done', body: '<i>text</i>', type: 'success' }));
    await page.waitForSelector('.flag-success');
    expect(await page.$eval('.flag-success p', (element) => element.textContent)).toBe('<i>text</i>');
  });

  test("keeps a frame's storage apart from the app's own pages, as browsers do", async () => {
    await page.goto(`${app.baseUrl}/home`);
    await page.evaluate(() => {
      localStorage.setItem('seen', 'yes');
      document.cookie = 'seen=yes; SameSite=None; Secure';
    });
    expect(await page.evaluate(() => document.cookie)).toBe('seen=yes');
    const { card } = await openPage('dana');
    expect(await card.evaluate(() => [localStorage.getItem('seen'), document.cookie])).toEqual([null, '']);
  });

  test('takes popups from the frames and sends an opener policy when told to', async () => {
    confluence.switches.popupsInFrames = false;
    confluence.switches.coop = 'same-origin-allow-popups';
    const response = await page.goto(confluence.pageUrl('1', 'dana'));
    expect(response?.headers()['cross-origin-opener-policy']).toBe('same-origin-allow-popups');
    expect(await page.$eval('iframe', (iframe) => iframe.getAttribute('sandbox'))).not.toContain('allow-popups');
  });

  test('switches the viewer in the top bar, and reaches the pages of apps', async () => {
    await openPage('dana');
    await page.click('[data-menu="viewer"] summary');
    await Promise.all([page.waitForNavigation(), page.click('[data-viewer-choice="uma"]')]);
    expect(await page.$eval('.viewer-name', (element) => element.textContent)).toBe('Uma Unlinked');
    await page.click('[data-menu="apps"] summary');
    await Promise.all([page.waitForNavigation(), page.click('[data-menu="apps"] .popup-item')]);
    expect(await page.title()).toContain('Example home');
    await framesAt(page, '/app/home');
  });
});
