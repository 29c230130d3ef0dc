import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { describeInChromium } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { outcomeOf, pageOf, press, pressConnect, read, signInAtGitLab, textOf, waitForOutcome } from './people.js';

const PUBLIC = 'harbourlight/tideboard/-/issues/18';
const PRIVATE = 'harbourlight/platform/berths/-/issues/3';

describeInChromium('installing', (open) => {
  let app: WholeApp;

  beforeAll(async () => {
    app = await startWholeApp({ install: false });
    app.confluence.pages.set('p1', pageOf(app.gitlab.url, PUBLIC));
    app.confluence.pages.set('p2', { ...pageOf(app.gitlab.url, PRIVATE), id: 'p2' });
  });
  afterAll(() => app.close());

  async function administration(): Promise<Page> {
    const page = await open();
    await page.goto(`${app.confluence.adminUrl}?viewer=ada`);
    return page;
  }

  async function install(): Promise<void> {
    const page = await administration();
    await page.type('#descriptor-url', app.descriptorUrl);
    await Promise.all([page.waitForNavigation(), page.click('.install-form button')]);
  }

  it('is what makes the macros show, and removing the app ends it at once', async () => {
    await install();
    const reader = await open();
    const [frame] = await read(app, reader, 'uma', 1);
    expect([await outcomeOf(frame!), await textOf(frame!)]).toEqual(['shown', expect.stringContaining('Show the tide as a ring')]);
    const before = app.confluence.signFrameUrl({ viewer: 'uma', moduleKey: 'gitlab-for-confluence-link', params: { url: `${app.gitlab.url}/${PUBLIC}` } });
    expect((await fetch(before)).status).toBe(200);

    const page = await administration();
    await Promise.all([page.waitForNavigation(), page.click('form[action$="/uninstall"] button')]);
    expect((await fetch(before)).status).toBe(401);
  });

  it('again lets people link, by a code where Confluence cuts the popup off', async () => {
    await install();
    app.confluence.switches.coop = 'same-origin';
    try {
      const page = await open();
      const [frame] = await read(app, page, 'dana', 1, 'p2');
      await pressConnect(page, frame!);
      const fallback = await frame!.waitForSelector('a[href*="/oauth/popup"][href*="#t="]');
      const popup = await page.browserContext().newPage();
      await popup.goto(await fallback!.evaluate((link) => (link as HTMLAnchorElement).href));
      const agree = await popup.waitForSelector('[data-popup="agree"]:not([disabled])', { visible: true });
      expect(await popup.$eval('main', (main) => (main as HTMLElement).innerText)).toContain('Dana Developer');
      await agree!.click();
      await signInAtGitLab(popup, 'alice');
      const shown = await popup.waitForSelector('[data-link-code]');
      const code = await shown!.evaluate((element) => element.textContent ?? '');
      await page.bringToFront();
      const field = await frame!.waitForSelector('input[data-link-code]', { visible: true });
      await press(frame!, 'confirm');
      expect(await outcomeOf(frame!)).toBe('connect');
      await field!.evaluate((input, typed) => {
        (input as HTMLInputElement).value = typed;
      }, code.trim());
      await press(frame!, 'confirm');
      await waitForOutcome(frame!, 'shown');
      expect(await textOf(frame!)).toContain('Two boats can book the same berth');
    } finally {
      app.confluence.switches.coop = undefined;
    }
  });
});
