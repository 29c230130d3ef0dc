import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { TIDEBOOK } from '../../demo/gitlab/world/tidebook.js';
import { describeInChromium, framesAt } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { CARDS, outcomeOf } from './people.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
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
      await frame.evaluate(AXE);
      const faults = await frame.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(context: object, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
        const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
      });
      expect(faults).toEqual([]);
    }
  });
});
