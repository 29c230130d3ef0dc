import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { codePage } from '../../demo/confluence/code-pages.js';
import type { MacroUse, SitePage } from '../../demo/confluence/pages.js';
import { pipelinesPage, planningPage } from '../../demo/confluence/plan-pages.js';
import { describeInChromium, framesAt } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { CARDS, CHIPS, link, outcomeOf, pageOf, read } from './people.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATHS = [
  'harbourlight/platform/berths/-/issues/3',
  'harbourlight/tideboard',
  'harbourlight/tideboard/-/merge_requests/42',
  'harbourlight/tideboard/-/blob/main/src/tide.ts#L18-26',
  'harbourlight/platform/berths/-/issues/9',
  'harbourlight/platform/berths/-/blob/main/docs/basin.md',
  'harbourlight/office/payroll/-/issues/2',
  'help',
];

describeInChromium('everybody can read and use', (open) => {
  let app: WholeApp;
  let page: Page;
  let pages: readonly SitePage[];

  beforeAll(async () => {
    app = await startWholeApp();
    const cards = pageOf(app.gitlab.url, ...PATHS);
    const chips = PATHS.map((path) => ({ macro: 'gitlab-for-confluence-inline', url: `${app.gitlab.url}/${path}` }));
    app.confluence.pages.set('p1', { ...cards, blocks: [...cards.blocks, { paragraph: chips }] });
    const card = (path: string): MacroUse => ({ macro: 'gitlab-for-confluence-link', url: `${app.gitlab.url}/${path}` });
    const chip = (path: string): MacroUse => ({ macro: 'gitlab-for-confluence-inline', url: `${app.gitlab.url}/${path}` });
    pages = [pipelinesPage(card, chip), planningPage(card, chip), codePage(card, chip)];
    for (const one of pages) app.confluence.pages.set(one.id, one);
    page = await open();
  });
  afterAll(() => app.close());

  /** What axe finds against WCAG 2.2 AA in a frame: the rule and the first element. The page's own CSP holds for it too. */
  async function faultsIn(frame: Frame): Promise<string[]> {
    await frame.evaluate(AXE);
    return frame.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(context: object, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
      const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
    });
  }

  async function faultsOnPage(viewer: string, theme: 'light' | 'dark', { id, cards, chips } = { id: 'p1', cards: PATHS.length, chips: PATHS.length }): Promise<string[]> {
    await page.goto(`${app.confluence.pageUrl(id, viewer)}&theme=${theme}`);
    const frames = [...(await framesAt(page, CARDS, cards)), ...(await framesAt(page, CHIPS, chips))];
    const faults: string[] = [];
    for (const frame of frames) {
      await frame.waitForSelector(`html[data-color-mode="${theme}"] main[data-outcome]`);
      faults.push(...(await faultsIn(frame)));
    }
    return faults;
  }

  it.each(['light', 'dark'] as const)('every outcome without a link, %s', async (theme) => {
    expect(await faultsOnPage('uma', theme)).toEqual([]);
  });

  it('every outcome with a link, in both themes', async () => {
    const [frame] = await read(app, page, 'dana', PATHS.length);
    await link(page, frame!, 'alice');
    expect([await faultsOnPage('dana', 'light'), await faultsOnPage('dana', 'dark')]).toEqual([[], []]);
  }, 90_000);

  it.each(['light', 'dark'] as const)('every kind on the pages of the demo, %s', async (theme) => {
    const [frame] = await read(app, page, 'dana', PATHS.length);
    if ((await outcomeOf(frame!)) === 'connect') await link(page, frame!, 'alice');
    for (const { id, blocks } of pages) {
      const cards = blocks.filter((block) => 'macro' in block).length;
      const chips = blocks.flatMap((block) => ('paragraph' in block ? block.paragraph : [])).filter((part) => typeof part !== 'string').length;
      expect(await faultsOnPage('dana', theme, { id, cards, chips })).toEqual([]);
    }
  }, 90_000);

  it('the popup’s first page', async () => {
    const popup = await open();
    await popup.goto(`${app.url}/oauth/popup`);
    expect(await faultsIn(popup.mainFrame())).toEqual([]);
  });
});
