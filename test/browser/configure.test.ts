import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { describeInChromium, framesAt } from '../support/browser.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { faultsIn } from './axe.js';
import { waitForOutcome } from './people.js';

describeInChromium('the configure page', (open) => {
  let app: WholeApp;
  let page: Page;

  beforeAll(async () => {
    app = await startWholeApp(LINKABLE);
    await linkAs(app, 'dana', 'alice');
    await linkAs(app, 'uma', 'carol');
    page = await open();
  });
  afterAll(() => app.close());

  async function visit(theme = 'light'): Promise<Frame> {
    const { descriptor } = app.confluence.installation();
    await page.goto(`${app.confluence.baseUrl}/plugins/servlet/ac/${descriptor.key}/gitlab-for-confluence-configure?viewer=ada&theme=${theme}`);
    const [frame] = await framesAt(page, '/configure', 1);
    await waitForOutcome(frame!, 'shown');
    await frame!.waitForFunction(() => 'AP' in window);
    await frame!.waitForSelector(`html[data-color-mode="${theme}"]`);
    return frame!;
  }

  const tabsOf = (frame: Frame) => frame.$$eval('[role="tab"]', (tabs) => tabs.map((tab) => (tab as HTMLElement).dataset.tab ?? ''));
  async function openTab(frame: Frame, tab: string): Promise<void> {
    await frame.$eval(`[data-tab="${tab}"]`, (button) => (button as HTMLElement).click());
    await frame.waitForSelector(`#panel-${tab} .admin-section`, { visible: true });
  }
  const submit = (frame: Frame, form: string) => frame.$eval(form, (found) => (found as HTMLFormElement).requestSubmit());

  it('goes from tab to tab by the keyboard, and fetches each when it is opened first', async () => {
    const frame = await visit();
    const tabs = await tabsOf(frame);
    expect(tabs).toEqual(expect.arrayContaining(['instances', 'accounts', 'audit', 'rights', 'stored']));
    await frame.focus('[role="tab"][aria-selected="true"]');
    for (const tab of [...tabs.slice(1), tabs[0]]) {
      await page.keyboard.press('ArrowRight');
      await frame.waitForSelector(`#panel-${tab} .admin-section`, { visible: true });
      expect(await frame.evaluate(() => (document.activeElement as HTMLElement).dataset.tab)).toBe(tab);
      expect(await frame.$$eval('[role="tabpanel"]:not([hidden])', (panels) => panels.map(({ id }) => id))).toEqual([`panel-${tab}`]);
    }
    await page.keyboard.press('End');
    expect(await frame.evaluate(() => (document.activeElement as HTMLElement).dataset.tab)).toBe(tabs.at(-1));
  });

  it('filters a list, and whoever did goes on at what is found', async () => {
    const frame = await visit();
    await openTab(frame, 'accounts');
    await frame.type('#accounts-words', 'carol');
    await frame.focus('#panel-accounts [data-admin-filter] button');
    await page.keyboard.press('Enter');
    await frame.waitForFunction(() => document.querySelectorAll('[data-account]').length === 1);
    expect(await frame.$eval('[data-account]', (row) => row.textContent)).toContain('@carol');
    expect(await frame.$eval('#accounts-words', (field) => (field as HTMLInputElement).value)).toBe('carol');
    await frame.waitForFunction(() => document.activeElement?.id === 'panel-accounts');
  });

  it('sends a form, shows what came of it and says it', async () => {
    const frame = await visit();
    await openTab(frame, 'rights');
    await frame.type('#rights-page', '1');
    await submit(frame, '[data-admin-form="rights/check"]');
    await frame.waitForSelector('[data-right="readUser"][data-result="works"]');
    expect(await frame.$eval('.admin-said', (said) => said.textContent)).toMatch(/calls work/);
    expect(await frame.$eval('[data-announce]', (line) => line.textContent)).toMatch(/calls work/);
    expect(await frame.evaluate(() => document.activeElement?.matches('[data-focus]'))).toBe(true);
  });

  it('tells a problem in the form that it is about, and does nothing', async () => {
    const frame = await visit();
    await openTab(frame, 'accounts');
    const form = '[data-admin-form="accounts/disconnect-all"]';
    await frame.$eval(form, (found) => {
      (found.closest('details') as HTMLDetailsElement).open = true;
      // As a browser would that knows nothing of required fields.
      (found as HTMLFormElement).noValidate = true;
    });
    await submit(frame, form);
    await frame.waitForFunction((wanted) => document.querySelector(`${wanted} [data-form-problem]`)?.textContent, {}, form);
    expect(await frame.$eval(`${form} [role="alert"]`, (problem) => problem.textContent)).toContain('Tick that you know it');
    expect(await frame.$$eval('[data-account]', (rows) => rows.length)).toBe(2);
  });

  it.each(['light', 'dark'])('has nothing that axe finds fault with in any tab, %s', async (theme) => {
    const frame = await visit(theme);
    for (const tab of await tabsOf(frame)) {
      await openTab(frame, tab);
      await frame.$$eval(`#panel-${tab} details`, (all) => all.forEach((one) => ((one as HTMLDetailsElement).open = true)));
      expect([tab, await faultsIn(frame)]).toEqual([tab, []]);
    }
  });

  it('is as wide as it has room in every tab, at 300 pixels too', async () => {
    await page.setViewport({ width: 300, height: 800 });
    try {
      const frame = await visit();
      for (const tab of await tabsOf(frame)) {
        await openTab(frame, tab);
        expect([tab, await frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([tab, true]);
      }
    } finally {
      await page.setViewport({ width: 1280, height: 900 });
    }
  });

  it('ends an account where its row says so', async () => {
    const frame = await visit();
    await openTab(frame, 'accounts');
    await submit(frame, `[data-account="${app.confluence.users.find(({ key }) => key === 'dana')?.accountId}"] form`);
    await frame.waitForFunction(() => document.querySelectorAll('[data-account]').length === 1);
    expect(await frame.$eval('.admin-said', (said) => said.textContent)).toContain('disconnected');
  });
});
