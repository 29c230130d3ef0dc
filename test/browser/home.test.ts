import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { describeInChromium, framesAt } from '../support/browser.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { converterOf } from '../support/paste.js';
import { until } from '../support/until.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { faultsIn } from './axe.js';
import { press, textOf, waitForOutcome } from './people.js';

describeInChromium('the GitLab page', (open) => {
  let app: WholeApp;
  let page: Page;
  let downloads: string;

  beforeAll(async () => {
    app = await startWholeApp(LINKABLE);
    await linkAs(app, 'dana', 'alice');
    await linkAs(app, 'ada', 'carol');
    page = await open();
    downloads = mkdtempSync(join(tmpdir(), 'downloads-'));
  });
  afterAll(async () => {
    await app.close();
    rmSync(downloads, { recursive: true, force: true });
  });

  async function visit(viewer: string, theme = 'light', outcome = 'shown'): Promise<Frame> {
    const { descriptor } = app.confluence.installation();
    await page.goto(`${app.confluence.baseUrl}/plugins/servlet/ac/${descriptor.key}/gitlab-for-confluence-home?viewer=${viewer}&theme=${theme}`);
    const [frame] = await framesAt(page, '/home', 1);
    await waitForOutcome(frame!, outcome);
    await frame!.waitForFunction(() => 'AP' in window);
    return frame!;
  }

  const chosenTab = (frame: Frame) => frame.$eval('[role="tab"][aria-selected="true"]', (tab) => (tab as HTMLElement).dataset.tab);
  const shownTitles = (frame: Frame) => frame.$$eval('[data-panel]:not([hidden]) [data-row]:not([hidden]) [data-title]', (titles) => titles.map((title) => title.textContent ?? ''));
  async function message(frame: Frame, line: 'work' | 'own'): Promise<string> {
    const selector = `[data-${line}-message]`;
    await frame.waitForFunction((wanted) => document.querySelector(wanted)?.textContent, {}, selector);
    return frame.$eval(selector, (found) => found.textContent ?? '');
  }

  /** What is pasted anywhere now, read by the page around. */
  async function clipboard(): Promise<{ text: string; html: string | undefined }> {
    await page.browserContext().overridePermissions(new URL(app.confluence.baseUrl).origin, ['clipboard-read', 'clipboard-write']);
    return page.evaluate(async () => {
      window.focus();
      const [item] = await navigator.clipboard.read();
      const read = async (type: string) => (item?.types.includes(type) ? (await item.getType(type)).text() : undefined);
      return { text: (await read('text/plain')) ?? '', html: await read('text/html') };
    });
  }

  it('goes from tab to tab by the arrow keys, by Home and by End, and shows one list at a time', async () => {
    const frame = await visit('dana');
    expect(await chosenTab(frame)).toBe('todos');
    await frame.focus('[role="tab"][aria-selected="true"]');
    for (const [key, tab] of [['ArrowRight', 'issues'], ['End', 'recent'], ['ArrowRight', 'todos'], ['ArrowLeft', 'recent'], ['Home', 'todos'], ['ArrowRight', 'issues']] as const) {
      await page.keyboard.press(key);
      expect(await chosenTab(frame)).toBe(tab);
      expect(await frame.evaluate(() => (document.activeElement as HTMLElement).dataset.tab)).toBe(tab);
      expect(await frame.$$eval('[role="tabpanel"]:not([hidden])', (panels) => panels.map(({ id }) => id))).toEqual([`panel-${tab}`]);
    }
    await page.keyboard.press('Tab');
    expect(await frame.evaluate(() => document.activeElement?.getAttribute('role'))).not.toBe('tab');
  });

  it('filters by words, project, kind and state, says how much is left, and stays so when it is refreshed', async () => {
    const frame = await visit('dana');
    await (await frame.$('[data-tab="mergeRequests"]'))!.click();
    const all = await shownTitles(frame);
    await frame.type('input[name="text"]', 'tide ring');
    expect(await shownTitles(frame)).toEqual(['Draw the tide as a ring']);
    expect(await message(frame, 'work')).toBe(`Shown: 1 of ${all.length}.`);
    expect(await frame.$eval('[data-tab="mergeRequests"] [data-count]', (count) => count.textContent)).toBe('1');
    await press(frame, 'retry');
    await frame.waitForFunction(() => document.activeElement?.tagName === 'MAIN');
    expect([await chosenTab(frame), await shownTitles(frame)]).toEqual(['mergeRequests', ['Draw the tide as a ring']]);
    await (await frame.$('[data-clear]'))!.click();
    expect(await shownTitles(frame)).toEqual(all);
    await frame.select('select[name="project"]', 'harbourlight/platform/berths');
    expect(await shownTitles(frame)).toEqual(['Claim a berth in one statement']);
    await frame.select('select[name="state"]', 'draft');
    expect(await frame.$eval('[data-panel="mergeRequests"] [data-nothing]', (line) => (line as HTMLElement).innerText)).toContain('matches');
  });

  it('copies what becomes a macro where it is pasted, and a link that stays one', async () => {
    const frame = await visit('dana');
    await (await frame.$('[data-tab="mergeRequests"]'))!.click();
    const row = await frame.waitForSelector('[data-panel="mergeRequests"] [data-row]:has(a[href$="/merge_requests/42"])');
    const url = `${app.gitlab.url}/harbourlight/tideboard/-/merge_requests/42`;
    await (await row!.$('[data-action="copy-macro"]'))!.click();
    expect(await message(frame, 'work')).toContain('turns into the GitLab macro');
    const macro = await clipboard();
    expect(macro.text).toBe(url);
    expect(converterOf(app.gitlab.url)(macro.text)).toEqual(['inline']);
    await (await row!.$('[data-action="copy-link"]'))!.click();
    await frame.waitForFunction(() => document.querySelector('[data-work-message]')?.textContent?.includes('stays a link'));
    const link = await clipboard();
    expect(link.text).toBe(`Draw the tide as a ring ${url}`);
    expect(link.html).toContain(`<a href="${url}">Draw the tide as a ring</a>`);
    expect(converterOf(app.gitlab.url)(link.text)).toEqual([]);
  });

  it.each(['light', 'dark'])('has nothing that axe finds fault with, %s', async (theme) => {
    const frame = await visit('dana', theme);
    await frame.waitForSelector(`html[data-color-mode="${theme}"]`);
    await press(frame, 'erase');
    expect(await faultsIn(frame)).toEqual([]);
    const invitation = await visit('uma', theme, 'connect');
    await invitation.waitForSelector(`html[data-color-mode="${theme}"]`);
    expect(await faultsIn(invitation)).toEqual([]);
  });

  it('is as wide as it has room, at 300 pixels too', async () => {
    await page.setViewport({ width: 300, height: 800 });
    try {
      const frame = await visit('dana');
      expect(await frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    } finally {
      await page.setViewport({ width: 1280, height: 900 });
    }
  });

  it('hands over what is kept of the viewer as a file', async () => {
    const session = await page.createCDPSession();
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads, browserContextId: page.browserContext().id! });
    const frame = await visit('dana');
    await press(frame, 'export');
    expect(await message(frame, 'own')).toBe('The file is being saved.');
    const done = () => readdirSync(downloads).find((name) => name.endsWith('.json'));
    await until(() => done() !== undefined);
    const file = readFileSync(join(downloads, done()!), 'utf8');
    expect(JSON.parse(file)).toMatchObject({ linkedAccounts: [{ username: 'alice' }] });
  });

  it('erases all of it once that was asked twice, and says so', async () => {
    const frame = await visit('dana');
    await press(frame, 'erase');
    expect(await frame.evaluate(() => document.activeElement?.id)).toBe('erase-question');
    await page.keyboard.press('Escape');
    expect(await frame.evaluate(() => (document.activeElement as HTMLElement).dataset.action)).toBe('erase');
    await press(frame, 'erase');
    await press(frame, 'erase-yes');
    await waitForOutcome(frame, 'connect');
    expect(await message(frame, 'own')).toContain('erased');
    expect(await frame.$eval('[data-announce]', (line) => line.textContent)).toContain('erased');
    expect(await textOf(frame)).toContain('No connected GitLab account.');
  });

  it('lets one account go and leaves the others of the site alone', async () => {
    const frame = await visit('ada');
    expect(await textOf(frame)).toContain('@carol');
    await press(frame, 'disconnect');
    await waitForOutcome(frame, 'connect');
  });
});
