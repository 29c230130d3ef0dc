import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { describeInChromium } from '../support/browser.js';
import { onSqlite } from '../support/databases.js';
import { startBrowserSite, type BrowserSite } from './accounts-browser-site.js';
import { createWorld, emptyTables, INSTANCE, rowsOf, type World } from './accounts-world.js';

describeInChromium('the linking steps', (open) => {
  const on = onSqlite();
  let site: BrowserSite;
  let world: World;

  beforeAll(async () => {
    site = await startBrowserSite(() => world.app);
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    await emptyTables(on.database);
    site.headers.confluence = {};
    site.headers.gitlab = {};
    const instance = { ...INSTANCE, baseUrl: site.gitlab.url };
    world = createWorld(on.database, { baseUrl: site.app.url, instances: new Map([['default', instance]]) });
  });
  afterEach(() => world.close());

  async function readPage(): Promise<{ page: Page; frame: Frame }> {
    const page = await open();
    await page.goto(site.confluence.url);
    const frame = await (await page.waitForSelector('iframe'))?.contentFrame();
    if (!frame) throw new Error('the page has no frame');
    await frame.waitForSelector('[data-action="connect"]');
    return { page, frame };
  }

  async function newWindow(page: Page, click: () => Promise<unknown>): Promise<Page> {
    const opened = page.browserContext().waitForTarget((target) => target.type() === 'page' && target !== page.target());
    await click();
    const popup = await (await opened).page();
    if (!popup) throw new Error('no window has opened');
    return popup;
  }

  async function answerAtGitLab(popup: Page, answer: '#allow' | '#deny' = '#allow'): Promise<string> {
    await (await popup.waitForSelector(answer))?.click();
    await popup.waitForFunction(() => document.querySelector('main.popup h1')?.textContent !== 'Connect GitLab' && document.readyState === 'complete');
    return popup.evaluate(() => document.body.innerText);
  }

  const press = async (frame: Frame, action: string) => (await frame.waitForSelector(`[data-action="${action}"]`))?.click();
  const textOf = (frame: Frame) => frame.evaluate(() => document.body.innerText);

  test('hand the ticket to the popup, and end with Confirm', async () => {
    const { page, frame } = await readPage();
    const popup = await newWindow(page, () => press(frame, 'connect'));
    expect(await answerAtGitLab(popup)).toContain('Return to Confluence');
    expect(await popup.evaluate(() => location.href)).toBe(`${site.app.url}/oauth/callback`);
    await frame.waitForSelector('[data-action="confirm"]');
    expect(await textOf(frame)).toContain('@alice.gl');
    expect(await frame.evaluate(() => document.activeElement?.textContent)).toBe('Are both accounts yours?');
    expect(await rowsOf(on.database, 'links')).toEqual([]);
    await press(frame, 'confirm');
    await frame.waitForFunction(() => document.body.innerText === 'changed');
    expect(await rowsOf(on.database, 'links')).toHaveLength(1);
  });

  test('keep nothing secret in the history of the window [L15b]', async () => {
    const { page, frame } = await readPage();
    const popup = await newWindow(page, () => press(frame, 'connect'));
    await answerAtGitLab(popup);
    const session = await popup.createCDPSession();
    const { entries } = await session.send('Page.getNavigationHistory');
    expect(entries.map(({ url }) => url).filter((url) => url.startsWith(site.app.url))).toEqual([`${site.app.url}/oauth/callback`]);
  });

  test('end with Not me where it began', async () => {
    const { page, frame } = await readPage();
    await answerAtGitLab(await newWindow(page, () => press(frame, 'connect')));
    await press(frame, 'decline');
    await frame.waitForSelector('[data-action="connect"]');
    expect(await textOf(frame)).toContain('Nothing was connected.');
    await world.oauth.revoked('access-1', 'refresh-1');
  });

  test('say so in both windows when the person denies', async () => {
    const { page, frame } = await readPage();
    expect(await answerAtGitLab(await newWindow(page, () => press(frame, 'connect')), '#deny')).toContain('was not allowed');
    await frame.waitForSelector('.link-failed');
    await newWindow(page, () => press(frame, 'connect'));
  });

  test('need no code when GitLab cuts the opener off [L10a]', async () => {
    site.headers.gitlab = { 'Cross-Origin-Opener-Policy': 'same-origin' };
    const { page, frame } = await readPage();
    await answerAtGitLab(await newWindow(page, () => press(frame, 'connect')));
    await frame.waitForSelector('[data-action="confirm"]');
    expect(await frame.$('[data-link-code]')).toBeNull();
  });

  test('offer a link where Confluence cuts the popup off, ask there first, and then need the code', async () => {
    site.headers.confluence = { 'Cross-Origin-Opener-Policy': 'same-origin' };
    const { page, frame } = await readPage();
    const orphan = await newWindow(page, () => press(frame, 'connect'));
    await orphan.waitForFunction(() => document.body.innerText.includes('can’t reach a Confluence page'));
    await orphan.close();
    const link = await frame.waitForSelector('[data-link-message] a');
    const tab = await newWindow(page, async () => link?.click());
    await tab.waitForSelector('[data-popup="agree"]', { visible: true });
    await tab.keyboard.press('Enter');
    const agree = await tab.waitForSelector('[data-popup="agree"]:not(:disabled)');
    expect(await tab.evaluate(() => document.body.innerText)).toContain('Alice Adams');
    expect(await tab.evaluate(() => location.href)).toBe(`${site.app.url}/oauth/popup`);
    expect(world.oauth.calls).toEqual([]);
    await agree?.click();
    const text = await answerAtGitLab(tab);
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text)?.[0] ?? '';
    expect(text).toContain('only in the Confluence page you started from');

    await page.bringToFront();
    await frame.waitForSelector('[data-action="confirm"]');
    await press(frame, 'confirm');
    await frame.waitForFunction(() => document.body.innerText.includes('Type the code first.'));
    await frame.type('[data-link-code]', 'AAAA-AAAA');
    await press(frame, 'confirm');
    await frame.waitForFunction(() => document.body.innerText.includes('That is not the code.'));
    await frame.evaluate(() => document.querySelector<HTMLInputElement>('[data-link-code]')?.select());
    await frame.type('[data-link-code]', code);
    await press(frame, 'confirm');
    await frame.waitForFunction(() => document.body.innerText === 'changed');
    expect(await rowsOf(on.database, 'links')).toHaveLength(1);
  });

  test('open nothing by an address that somebody sends [L4b]', async () => {
    const page = await open();
    await page.goto(`${site.app.url}/oauth/popup#t=made-up`);
    await page.waitForFunction(() => document.body.innerText.includes('This did not work.'));
    await page.goto(`${site.app.url}/oauth/popup?ticket=made-up`);
    await page.waitForFunction(() => document.body.innerText.includes('can’t reach a Confluence page'));
    expect(world.oauth.calls).toEqual([]);
  });
});
