import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { codePage } from '../../demo/confluence/code-pages.js';
import type { MacroUse, SitePage } from '../../demo/confluence/pages.js';
import { pipelinesPage, planningPage } from '../../demo/confluence/plan-pages.js';
import { describeInChromium, framesAt } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { faultsIn } from './axe.js';
import { CARDS, CHIPS, link, outcomeOf, pageOf, press, pressConnect, read, signInAtGitLab } from './people.js';

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

  /** Each thing as a card, as the whole, and folded; the folded ones are looked at open too. */
  const IN_LOOKS = [PATHS[0]!, PATHS[3]!, PATHS[6]!, PATHS[7]!];
  const LOOKS = [{ look: 'card' }, {}, { collapsed: 'true' }, { lines: '0' }];

  function putLooks(): void {
    const blocks = IN_LOOKS.flatMap((path) => LOOKS.map((params): MacroUse => ({ macro: 'gitlab-for-confluence-link', url: `${app.gitlab.url}/${path}`, params })));
    app.confluence.pages.set('p2', { id: 'p2', title: 'Looks', version: 1, blocks });
  }

  async function faultsInLooks(viewer: string, theme: 'light' | 'dark'): Promise<string[]> {
    const faults = await faultsOnPage(viewer, theme, { id: 'p2', cards: IN_LOOKS.length * LOOKS.length, chips: 0 });
    for (const frame of await framesAt(page, CARDS, IN_LOOKS.length * LOOKS.length)) {
      const opened = await frame.$$eval('details', (all) => all.map((details) => (details.open = true)).length);
      if (opened > 0) faults.push(...(await faultsIn(frame)));
    }
    return faults;
  }

  it.each([['uma', 'light'], ['uma', 'dark'], ['anonymous', 'light'], ['dana', 'light'], ['dana', 'dark']] as const)('every look, for %s, %s', async (viewer, theme) => {
    if (viewer === 'dana') {
      const [frame] = await read(app, page, 'dana', PATHS.length);
      if ((await outcomeOf(frame!)) === 'connect') await link(page, frame!, 'alice');
    }
    putLooks();
    expect(await faultsInLooks(viewer, theme)).toEqual([]);
  }, 90_000);

  it('a GitLab that fails, in every look and both themes', async () => {
    const paths = ['harbourlight/tideboard/-/issues/21', 'harbourlight/tideboard/-/merge_requests/44'];
    const block = (path: string, params = {}): MacroUse => ({ macro: 'gitlab-for-confluence-link', url: `${app.gitlab.url}/${path}`, params });
    const chip = (path: string): MacroUse => ({ macro: 'gitlab-for-confluence-inline', url: `${app.gitlab.url}/${path}` });
    app.confluence.pages.set('p3', { id: 'p3', title: 'Failing', version: 1, blocks: [...paths.flatMap((path) => [block(path), block(path, { look: 'card', collapsed: 'true' })]), { paragraph: paths.map(chip) }] });
    app.gitlab.switches.status500 = true;
    const faults = [await faultsOnPage('ada', 'light', { id: 'p3', cards: 4, chips: 2 }), await faultsOnPage('ada', 'dark', { id: 'p3', cards: 4, chips: 2 })];
    app.gitlab.switches.status500 = false;
    expect(faults).toEqual([[], []]);
  }, 90_000);

  it.each(['light', 'dark'] as const)('what linking shows on its way: the question in the frame, and each page of the window, %s', async (theme) => {
    const browser = await open();
    await browser.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    const [frame] = await read(app, browser, 'gerda', PATHS.length);
    const popup = await pressConnect(browser, frame!);
    await popup.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    await signInAtGitLab(popup, 'carol');
    await frame!.waitForSelector('button[data-action="confirm"]', { visible: true });
    await popup.waitForFunction((origin) => location.href.startsWith(origin), {}, `${app.url}/oauth/callback`);
    const found = [await faultsIn(frame!), await faultsIn(popup.mainFrame())];
    await press(frame!, 'decline');
    // The window as it opens, and as it says that a way back is nobody's.
    for (const path of ['/oauth/popup', '/oauth/callback?state=x&code=x']) {
      await popup.goto(`${app.url}${path}`);
      found.push(await faultsIn(popup.mainFrame()));
    }
    expect(found).toEqual([[], [], [], []]);
  });

  it.each([['300 pixels wide', 300, 1], ['at twice the size', 640, 2]] as const)('a page %s, from left to right and from right to left: no card has to be scrolled sideways as a whole', async (_what, width, deviceScaleFactor) => {
    const [frame] = await read(app, page, 'dana', PATHS.length);
    if ((await outcomeOf(frame!)) === 'connect') await link(page, frame!, 'alice');
    await page.setViewport({ width, height: 900, deviceScaleFactor });
    try {
      const frames = await read(app, page, 'dana', PATHS.length);
      for (const direction of ['ltr', 'rtl']) {
        const excess = (one: Frame) => one.evaluate((dir) => {
          document.documentElement.dir = dir;
          return document.documentElement.scrollWidth - document.documentElement.clientWidth;
        }, direction);
        expect([direction, await Promise.all(frames.map(excess))]).toEqual([direction, PATHS.map(() => 0)]);
      }
    } finally {
      await page.setViewport({ width: 1280, height: 900 });
    }
  });
});
