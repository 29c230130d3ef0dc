import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { macrosOf } from '../../demo/confluence/pages.js';
import { describeInChromium } from '../support/browser.js';
import { startForgeWorld, type ForgeWorld } from '../support/forge-world.js';
import { framesOf, INLINE, LINK, LIST, putPage, read, stored } from './forge-people.js';

interface Declared {
  readonly key: string;
  readonly parameters: readonly { readonly identifier: string; readonly type: string; readonly values?: readonly string[] }[];
}

const { modules } = JSON.parse(readFileSync(join(import.meta.dirname, '../../atlassian-connect.json'), 'utf8')) as { modules: { dynamicContentMacros: readonly Declared[] } };
const BOARD = 'harbourlight/tideboard';

describeInChromium('the form of a macro under Forge', (open) => {
  let world: ForgeWorld;
  let page: Page;

  beforeAll(async () => {
    world = await startForgeWorld();
    page = await open();
  }, 60_000);
  beforeEach(() => putPage(world, { html: '<p>Text</p>' }));
  afterAll(() => world.close());

  const storedNow = () => macrosOf(world.forge.pages.get('p1')!);

  /** Opens the form by the button of that name; its frame is the last of its module. */
  async function openForm(label: string, moduleKey: string): Promise<Frame> {
    await page.$eval(`button[aria-label="${label}"]`, (button) => (button as HTMLElement).click());
    await page.waitForSelector('#macro-config iframe');
    const frame = (await framesOf(page, moduleKey)).at(-1);
    await frame!.waitForSelector('.macro-form form', { visible: true });
    return frame!;
  }

  async function save(frame: Frame): Promise<void> {
    await Promise.all([page.waitForNavigation(), frame.$eval('button[type="submit"]', (button) => (button as HTMLElement).click())]);
  }

  it.each(modules.dynamicContentMacros)('stores the parameters of $key under the names that Connect has for them', async ({ key, parameters }) => {
    await page.goto(world.forge.pageUrl('p1', 'dana'));
    const title = world.forge.site.modules.find((module) => module.key === key)!.title;
    const frame = await openForm(`Insert ${title}`, key);
    const fields = await frame.$$eval('form [name]', (elements) => elements.map((element) => element.getAttribute('name')));
    expect(fields).toEqual(parameters.map(({ identifier }) => identifier));
    const wanted = Object.fromEntries(parameters.map(({ identifier, type, values }) => [identifier, identifier === 'url' ? `${world.app.gitlab.url}/${BOARD}` : type === 'boolean' ? 'true' : (values?.at(-1) ?? `a ${identifier}`)]));
    await frame.evaluate((values) => {
      for (const [name, value] of Object.entries(values)) {
        const control = document.querySelector<HTMLInputElement>(`[name="${name}"]`)!;
        if (control.type === 'checkbox') control.click();
        else control.value = value;
      }
    }, wanted);
    await save(frame);
    expect(storedNow()).toEqual([{ macro: key, params: wanted }]);
  }, 30_000);

  it('shows what is stored, changes one thing and keeps the rest, also what it does not know', async () => {
    putPage(world, stored(world, LIST, BOARD, { kind: 'pipelines', count: '3', foreign: 'kept' }), stored(world, LIST, BOARD));
    await read(world, page, 'dana', LIST, 2);
    const frame = await openForm('Edit GitLab list', LIST);
    expect(await frame.$eval('[name="kind"]', (element) => (element as HTMLSelectElement).value)).toBe('pipelines');
    expect(await frame.$eval('details', ({ open: isOpen }) => isOpen)).toBe(true);
    await frame.$eval('[name="count"]', (element) => ((element as HTMLInputElement).value = ''));
    await frame.type('[name="ref"]', 'main');
    await save(frame);
    const url = `${world.app.gitlab.url}/${BOARD}`;
    expect(storedNow().map(({ params }) => params)).toEqual([{ url, kind: 'pipelines', foreign: 'kept', ref: 'main' }, { url }]);
  }, 30_000);

  it('has readers get what was chosen: the card alone, lines, a head to open', async () => {
    const file = 'harbourlight/tideboard/-/blob/main/src/tide.ts';
    putPage(world, stored(world, LINK, file, { look: 'card' }), stored(world, LINK, file, { lines: '3-5' }), stored(world, LINK, file, { collapsed: 'true' }));
    const [card, lines, collapsed] = await read(world, page, 'dana', LINK, 3);
    expect(await card!.$('.code')).toBeNull();
    expect(await lines!.$eval('.code-numbers', ({ textContent }) => textContent?.split('\n'))).toEqual(['3', '4', '5']);
    expect(await collapsed!.$eval('details', ({ open: isOpen }) => isOpen)).toBe(false);
    const frame = await openForm('Edit GitLab', LINK);
    await frame.select('[name="look"]', '');
    await frame.click('[name="collapsed"]');
    await save(frame);
    expect(storedNow().map(({ params }) => params?.['look'] ?? params?.['collapsed'])).toEqual(['true', undefined, 'true']);
    await read(world, page, 'dana', LINK, 3);
    const again = await openForm('Edit GitLab', LINK);
    expect(await again.$eval('[name="collapsed"]', (box) => (box as HTMLInputElement).checked)).toBe(true);
    await again.click('[name="collapsed"]');
    await save(again);
    expect(storedNow()[0]?.params).toEqual({ url: `${world.app.gitlab.url}/${file}` });
  }, 30_000);

  it('begins with the link that was pasted', async () => {
    const url = `${world.app.gitlab.url}/${BOARD}`;
    putPage(world, { macro: LINK, url });
    await read(world, page, 'dana', LINK);
    const frame = await openForm('Edit GitLab', LINK);
    expect(await frame.$eval('[name="url"]', (element) => (element as HTMLInputElement).value)).toBe(url);
    await save(frame);
    expect(storedNow()).toEqual([{ macro: LINK, params: { url } }]);
  }, 30_000);

  it('stores nothing without a link, nor when it is cancelled', async () => {
    await page.goto(world.forge.pageUrl('p1', 'dana'));
    const frame = await openForm('Insert GitLab inline', INLINE);
    expect(await frame.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('url');
    await frame.$eval('button[type="submit"]', (button) => (button as HTMLElement).click());
    expect(await frame.$eval('[name="url"]', (element) => (element as HTMLInputElement).validity.valueMissing)).toBe(true);
    await frame.$eval('.buttons button[type="button"]', (button) => (button as HTMLElement).click());
    await page.waitForFunction(() => !document.querySelector<HTMLDialogElement>('#macro-config')?.open);
    expect(storedNow()).toEqual([]);
  }, 30_000);

  it('is in the language of whoever edits, as the content is', async () => {
    putPage(world, stored(world, LINK, `${BOARD}/-/issues/24`));
    const german = await open();
    const [shown] = await read(world, german, 'gerda', LINK);
    expect(await shown!.$eval('html', ({ lang, dataset }) => [lang, dataset.zone])).toEqual(['de', 'Europe/Berlin']);
    expect(await shown!.$eval('[data-action="retry"]', (button) => button.getAttribute('aria-label'))).toBe('Aktualisieren');
    expect(await shown!.$eval('main time[title]', (time) => (time as HTMLElement).title)).toMatch(/ um \d\d:\d\d MES?Z$/);
    await german.$eval('button[aria-label="Edit GitLab"]', (button) => (button as HTMLElement).click());
    await german.waitForSelector('#macro-config iframe');
    const form = (await framesOf(german, LINK)).at(-1);
    await form!.waitForSelector('.macro-form form', { visible: true });
    expect(await form!.$$eval('button', (buttons) => buttons.map(({ textContent }) => textContent))).toEqual(['Speichern', 'Abbrechen']);
    expect(await form!.$eval('label', (label) => label.textContent)).toBe('GitLab-Link (erforderlich)');
  });
});
