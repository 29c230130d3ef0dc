import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { TIDEBOOK } from '../../demo/gitlab/world/tidebook.js';
import { describeInChromium, framesAt } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { faultsIn } from './axe.js';
import { CARDS, outcomeOf } from './people.js';

const BOOK = 'harbourlight/tidebook/-';
const PATHS = [
  `${BOOK}/tree/main/harbours`, `${BOOK}/commit/${TIDEBOOK.paper}`, `${BOOK}/compare/v2.0...v2.1`, `${BOOK}/branches/main`, `${BOOK}/tags/v2.1`,
  `${BOOK}/releases/permalink/latest`, `${BOOK}/snippets/61`, `${BOOK}/wikis/printing/paper`, `${BOOK}/blob/main/src/page.ts`,
];

describeInChromium('the cards of code', (open) => {
  let app: WholeApp;
  let page: Page;

  beforeAll(async () => {
    app = await startWholeApp();
    const card = (path: string) => ({ macro: 'gitlab-for-confluence-link', url: `${app.gitlab.url}/${path}`, ...(path.includes('/blob/') ? { params: { pin: TIDEBOOK.v20 } } : {}) });
    app.confluence.pages.set('p1', { id: 'p1', title: 'Code', version: 1, blocks: PATHS.map(card) });
    page = await open();
  });
  afterAll(() => app.close());

  it.each([['light', 1280], ['dark', 1280], ['light', 400]] as const)('are shown, and can be read by everybody: %s, %i px wide', async (theme, width) => {
    await page.setViewport({ width, height: 900 });
    await page.goto(`${app.confluence.pageUrl('p1', 'uma')}&theme=${theme}`);
    for (const frame of await framesAt(page, CARDS, PATHS.length)) {
      await frame.waitForSelector(`html[data-color-mode="${theme}"] main[data-outcome]`);
      expect(await outcomeOf(frame)).toBe('shown');
      expect(await frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      expect(await faultsIn(frame)).toEqual([]);
    }
  });
});
