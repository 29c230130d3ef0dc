import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { describeInChromium, framesAt } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { CARDS, CHIPS, link, pageOf, read } from './people.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATHS = [
  'harbourlight/platform/berths/-/issues/3',
  'harbourlight/tideboard',
  'harbourlight/tideboard/-/merge_requests/42',
  'harbourlight/tideboard/-/blob/main/src/tide.ts#L18-26',
  'harbourlight/office/payroll/-/issues/2',
  'help',
];

describeInChromium('everybody can read and use', (open) => {
  let app: WholeApp;
  let page: Page;

  beforeAll(async () => {
    app = await startWholeApp();
    const cards = pageOf(app.gitlab.url, ...PATHS);
    const chips = PATHS.map((path) => ({ macro: 'gitlab-for-confluence-inline', url: `${app.gitlab.url}/${path}` }));
    app.confluence.pages.set('p1', { ...cards, blocks: [...cards.blocks, { paragraph: chips }] });
    page = await open();
  }, 60_000);
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

  async function faultsOnPage(viewer: string, theme: 'light' | 'dark'): Promise<string[]> {
    await page.goto(`${app.confluence.pageUrl('p1', viewer)}&theme=${theme}`);
    const frames = [...(await framesAt(page, CARDS, PATHS.length)), ...(await framesAt(page, CHIPS, PATHS.length))];
    const faults: string[] = [];
    for (const frame of frames) {
      await frame.waitForSelector(`html[data-color-mode="${theme}"] main[data-outcome]`);
      faults.push(...(await faultsIn(frame)));
    }
    return faults;
  }

  it.each(['light', 'dark'] as const)('every outcome without a link, %s', async (theme) => {
    expect(await faultsOnPage('uma', theme)).toEqual([]);
  }, 60_000);

  it('every outcome with a link, in both themes', async () => {
    const [frame] = await read(app, page, 'dana', PATHS.length);
    await link(page, frame!, 'alice');
    expect([await faultsOnPage('dana', 'light'), await faultsOnPage('dana', 'dark')]).toEqual([[], []]);
  }, 90_000);

  it('the popup’s first page', async () => {
    const popup = await open();
    await popup.goto(`${app.url}/oauth/popup`);
    expect(await faultsIn(popup.mainFrame())).toEqual([]);
  });
});
