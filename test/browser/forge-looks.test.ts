import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { describeInChromium } from '../support/browser.js';
import { startForgeWorld, type ForgeWorld } from '../support/forge-world.js';
import { faultsIn as axeFaultsIn } from './axe.js';
import { framesOf, HOME, INLINE, LINK, LIST, putPage, read, stored } from './forge-people.js';

const CASES = [['light', 900], ['dark', 300]] as const;

describeInChromium('the frames of the Forge app', (open) => {
  let world: ForgeWorld;
  let page: Page;

  beforeAll(async () => {
    world = await startForgeWorld();
    const paths = ['harbourlight/tideboard/-/issues/18', 'harbourlight/platform/berths/-/issues/3', 'help'];
    putPage(world, ...paths.map((path) => stored(world, LINK, path)), { paragraph: paths.map((path) => stored(world, INLINE, path)) }, stored(world, LIST, 'harbourlight/tideboard'));
    page = await open();
  }, 60_000);
  afterAll(() => world.close());

  async function setWidth(pixels: number): Promise<void> {
    await page.evaluate((width) => {
      for (const frame of document.querySelectorAll('iframe')) frame.style.width = `${width}px`;
    }, pixels);
  }

  /** What axe finds against WCAG 2.2 AA, and whatever sticks out. */
  async function faultsIn(frame: Frame): Promise<string[]> {
    const sticksOut = await frame.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    return [...(await axeFaultsIn(frame)), ...(sticksOut ? ['it sticks out'] : [])];
  }

  it.each(CASES)('can be read by everybody: %s, %i px wide', async (theme, width) => {
    const cards = await read(world, page, 'uma', LINK, 3, theme);
    const chips = await framesOf(page, INLINE, 3);
    const lists = await framesOf(page, LIST);
    await setWidth(width);
    for (const frame of [...cards, ...chips, ...lists]) {
      await frame.waitForSelector(`html[data-color-mode="${theme}"] main[data-outcome]`);
      await frame.waitForFunction(() => getComputedStyle(document.documentElement).getPropertyValue('--ds-text') !== '');
      expect(await faultsIn(frame)).toEqual([]);
    }
  }, 60_000);

  it.each(CASES)('with a form that everybody can fill in: %s, %i px wide', async (theme, width) => {
    await read(world, page, 'uma', LINK, 3, theme);
    await page.$eval('button[aria-label="Edit GitLab list"]', (button) => (button as HTMLElement).click());
    await page.waitForSelector('#macro-config iframe');
    await setWidth(width);
    const frame = (await framesOf(page, LIST, 2)).at(-1)!;
    await frame.waitForSelector(`html[data-color-mode="${theme}"] .macro-form form`);
    await frame.$eval('details', (details) => (details.open = true));
    expect(await faultsIn(frame)).toEqual([]);
  }, 60_000);

  it.each(CASES)('and the page of its own: %s, %i px wide', async (theme, width) => {
    await page.goto(`${world.forge.moduleUrl(HOME, 'uma')}&theme=${theme}`);
    const [frame] = await framesOf(page, HOME);
    await setWidth(width);
    await frame!.waitForSelector(`html[data-color-mode="${theme}"] main[data-outcome]`);
    expect(await faultsIn(frame!)).toEqual([]);
  }, 60_000);

  it('follow the site when it turns dark while they are open', async () => {
    const [frame] = await read(world, page, 'uma', LINK, 3);
    await frame!.waitForSelector('html[data-color-mode="light"]');
    await page.click('[data-action="toggle-theme"]');
    await frame!.waitForSelector('html[data-color-mode="dark"]');
  }, 30_000);
});
