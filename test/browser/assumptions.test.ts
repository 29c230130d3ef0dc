import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeInChromium, framesAt } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { CHIPS, outcomeOf, pageOf, press, read, signInAtGitLab, waitForOutcome } from './people.js';

const ISSUE = 'harbourlight/platform/berths/-/issues/3';

describeInChromium('linking on a site where a live check found less than assumed', (open) => {
  let app: WholeApp;

  beforeAll(async () => {
    app = await startWholeApp({ failed: ['popup-reaches-frame', 'inline-frames-grow'] });
    app.confluence.pages.set('p1', pageOf(app.gitlab.url, ISSUE));
    app.confluence.pages.set('p2', { id: 'p2', title: 'A page', version: 1, blocks: [{ paragraph: [{ macro: 'gitlab-for-confluence-inline', url: `${app.gitlab.url}/${ISSUE}` }] }] });
  });
  afterEach(() => {
    app.confluence.switches.coop = undefined;
  });
  afterAll(() => app.close());

  it('opens no popup and waits for none: the frame offers the link, which still takes the code and Confirm', async () => {
    const page = await open();
    const [frame] = await read(app, page, 'dana', 1);
    let popups = 0;
    page.on('popup', () => (popups += 1));
    await frame!.waitForFunction(() => 'AP' in window);
    await (await frame!.waitForSelector('button[data-action="connect"]'))?.click();
    const link = await frame!.waitForSelector('[data-link-message] a', { visible: true, timeout: 2_500 });
    expect(popups).toBe(0);
    const tab = await open();
    await tab.goto(String(await link!.evaluate((element) => (element as HTMLAnchorElement).href)));
    await (await tab.waitForSelector('[data-popup="agree"]:not([disabled])', { visible: true }))?.click();
    await signInAtGitLab(tab, 'alice');
    const code = await (await tab.waitForSelector('[data-link-code]'))?.evaluate((element) => element.textContent);
    await frame!.waitForSelector('input[data-link-code]', { visible: true });
    await press(frame!, 'confirm');
    expect(await outcomeOf(frame!)).toBe('connect');
    await frame!.type('input[data-link-code]', String(code));
    await press(frame!, 'confirm');
    await waitForOutcome(frame!, 'shown');
  });

  it('shows the steps of an inline macro in one line from the start, and never tries to make a box of it', async () => {
    const page = await open();
    await page.goto(app.confluence.pageUrl('p2', 'uma'));
    const [frame] = await framesAt(page, CHIPS, 1);
    await frame!.waitForFunction(() => 'AP' in window && document.querySelector('button[data-action="connect"]'));
    await frame!.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => seen.push(document.documentElement.dataset.roomy ?? '')).observe(document.documentElement, { attributes: true, attributeFilter: ['data-roomy'] });
    });
    await press(frame!, 'connect');
    await frame!.waitForSelector('html[data-roomy="line"]');
    expect(await frame!.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual(['line']);
  });
});
