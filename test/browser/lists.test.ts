import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { listsPage } from '../../demo/confluence/list-pages.js';
import type { MacroUse } from '../../demo/confluence/pages.js';
import { describeInChromium, framesAt } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { faultsIn } from './axe.js';
import { link, outcomeOf, textOf } from './people.js';

const LISTS = '/macros/list';
const BOARD = 'harbourlight/tideboard';

describeInChromium('a list', (open) => {
  let app: WholeApp;
  let dana: Page;

  beforeAll(async () => {
    app = await startWholeApp();
    put({ path: BOARD, params: { assignee: '@me' } });
    dana = await open();
    const [frame] = await read(dana, 'dana', 1);
    await link(dana, frame!, 'alice');
  });
  afterAll(() => app.close());

  function put(...lists: readonly { path: string; params: Readonly<Record<string, string>> }[]): void {
    const blocks = lists.map(({ path, params }): MacroUse => ({ macro: 'gitlab-for-confluence-list', url: `${app.gitlab.url}/${path}`, params }));
    app.confluence.pages.set('p1', { id: 'p1', title: 'Lists', version: 1, blocks });
  }

  async function read(page: Page, viewer: string, count: number, theme = 'light'): Promise<Frame[]> {
    await page.goto(`${app.confluence.pageUrl('p1', viewer)}&theme=${theme}`);
    const frames = await framesAt(page, LISTS, count);
    await Promise.all(frames.map((frame) => frame.waitForSelector('main[data-outcome]')));
    return frames;
  }

  const rowsOf = (frame: Frame) => frame.$$eval('[data-rows] > tr th a', (links) => links.map(({ textContent }) => textContent));

  it('goes on below what is there by the keyboard, says so, and ends', async () => {
    put({ path: BOARD, params: { state: 'all', count: '4', sort: 'created_desc' } });
    const [frame] = await read(dana, 'dana', 1);
    const first = await rowsOf(frame!);
    expect(first).toHaveLength(4);
    await frame!.waitForFunction(() => 'AP' in window);
    await frame!.focus('[data-action="more"]');
    await dana.keyboard.press('Enter');
    await frame!.waitForFunction(() => document.querySelectorAll('[data-rows] > tr').length === 8);
    expect((await rowsOf(frame!)).slice(0, 4)).toEqual(first);
    expect(await frame!.$eval('[data-announce]', (line) => line.textContent)).toBe('4 more, 8 in all.');
    expect(await frame!.evaluate(() => document.activeElement?.textContent)).toBe((await rowsOf(frame!))[4]);
    await frame!.focus('[data-action="more"]');
    await dana.keyboard.press('Enter');
    await frame!.waitForFunction(() => document.querySelector('[data-action="more"]') === null);
    const all = await rowsOf(frame!);
    expect(new Set(all).size).toBe(all.length);
    expect(await frame!.$eval('.byline .badge', (badge) => badge.textContent)).toContain(`${all.length} issues`);
  });

  it('says that more could not be loaded, and keeps what is there and the way on', async () => {
    put({ path: BOARD, params: { state: 'all', count: '3', sort: 'created_asc' } });
    const [frame] = await read(dana, 'dana', 1);
    await frame!.waitForFunction(() => 'AP' in window);
    app.gitlab.switches.status500 = true;
    await frame!.$eval('[data-action="more"]', (button) => (button as HTMLElement).click());
    await frame!.waitForFunction(() => document.querySelector('[data-more-message]')?.textContent?.includes('could not be loaded'));
    app.gitlab.switches.status500 = false;
    expect(await rowsOf(frame!)).toHaveLength(3);
    expect(await frame!.$('[data-action="more"]')).not.toBeNull();
  });

  it('is sorted by a heading and the keyboard, which stays there and hears of it; more comes in that order', async () => {
    put({ path: BOARD, params: { state: 'all', count: '4' } });
    const [frame] = await read(dana, 'dana', 1);
    await frame!.waitForFunction(() => 'AP' in window);
    const sortedBy = () => frame!.$$eval('th[aria-sort]', (heads) => heads.map((head) => `${head.textContent} ${head.ariaSort}`));
    for (const [order, said] of [['ascending', 'Sorted by Title, ascending.'], ['descending', 'Sorted by Title, descending.']]) {
      await frame!.focus('[data-column="title"]');
      await dana.keyboard.press('Enter');
      await frame!.waitForSelector(`th[aria-sort="${order}"] > [data-column="title"]`);
      expect([await sortedBy(), await frame!.$eval('[data-announce]', (line) => line.textContent)]).toEqual([[`Title ${order}`], said]);
      expect(await frame!.evaluate(() => document.activeElement?.getAttribute('data-column'))).toBe('title');
      expect(await faultsIn(frame!)).toEqual([]);
    }
    await frame!.focus('[data-action="more"]');
    await dana.keyboard.press('Enter');
    await frame!.waitForFunction(() => document.querySelectorAll('[data-rows] > tr').length === 8);
    const titles = await rowsOf(frame!);
    expect(titles).toEqual([...titles].sort((left, right) => ((left ?? '').toLowerCase() < (right ?? '').toLowerCase() ? 1 : -1)));
  });

  it('stays as it is where GitLab can’t be asked for another order, and says so', async () => {
    put({ path: BOARD, params: { state: 'all', count: '5', columns: 'created_at' } });
    const [frame] = await read(dana, 'dana', 1);
    const before = await rowsOf(frame!);
    await frame!.waitForFunction(() => 'AP' in window);
    app.gitlab.switches.status500 = true;
    await frame!.$eval('[data-column="created_at"]', (button) => (button as HTMLElement).click());
    await frame!.waitForFunction(() => document.querySelector('[data-announce]')?.textContent?.startsWith('The list could not be sorted'));
    app.gitlab.switches.status500 = false;
    expect(await rowsOf(frame!)).toEqual(before);
  });

  it('shows each reader their own rows', async () => {
    put({ path: BOARD, params: { labels: 'bug', count: '50' } });
    const [hers] = await read(dana, 'dana', 1);
    const [his] = await read(await open(), 'uma', 1);
    expect([await outcomeOf(hers!), await outcomeOf(his!)]).toEqual(['shown', 'shown']);
    expect(await textOf(hers!)).toContain('The debug page shows the key');
    expect(await textOf(his!)).not.toMatch(/debug page|hidden|not allowed/i);
    expect((await rowsOf(his!)).length).toBe((await rowsOf(hers!)).length - 1);
  });

  it.each([['light', 900], ['dark', 300]] as const)('is a table that everybody can read, %s and %i wide, and sticks out nowhere', async (theme, width) => {
    const page = listsPage(app.gitlab.url, () => ({ macro: 'gitlab-for-confluence-list' }), () => ({ macro: 'gitlab-for-confluence-list' }));
    const blocks = page.blocks.filter((block): block is MacroUse => 'macro' in block && block.url !== undefined);
    app.confluence.pages.set('p1', { ...page, id: 'p1', blocks });
    const frames = await read(dana, 'dana', blocks.length, theme);
    await dana.evaluate((pixels) => {
      for (const frame of document.querySelectorAll('iframe')) frame.style.width = `${pixels}px`;
    }, width);
    for (const frame of frames) {
      await frame.waitForSelector(`html[data-color-mode="${theme}"] main[data-outcome]`);
      expect(await faultsIn(frame)).toEqual([]);
      expect(await frame.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
    }
  });
});
