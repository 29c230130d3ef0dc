import type { Frame, Page } from 'puppeteer-core';
import type { MacroUse } from '../../demo/confluence/pages.js';
import { storedPieces } from '../../demo/confluence/stored-pieces.js';
import type { WholeApp } from '../support/whole-app.js';

export const LINK = 'gitlab-for-confluence-link';
export const INLINE = 'gitlab-for-confluence-inline';
export const LIST = 'gitlab-for-confluence-list';

export type Parameters = Readonly<Record<string, string>>;

/** Puts a page with these macros in place of the one before, without a draft. */
export function putMacros(app: WholeApp, ...macros: readonly MacroUse[]): void {
  app.confluence.drafts.clear();
  app.confluence.pages.set('p1', { id: 'p1', title: 'A page', version: 1, blocks: [{ html: '<p>Before.</p>' }, ...macros, { html: '<p>After.</p>' }] });
}

/** Opens the page's editor as somebody. */
export async function write(app: WholeApp, page: Page, viewer: string, theme: 'light' | 'dark' = 'light'): Promise<void> {
  await page.goto(`${app.confluence.editUrl('p1', viewer)}&theme=${theme}`);
}

/** Opens the editor of a new macro by the keyboard. */
export async function insert(page: Page, macro: string): Promise<Frame> {
  return opened(page, `[data-insert="${macro}"]`);
}

/** The same of the page's first macro. */
export async function edit(page: Page): Promise<Frame> {
  return opened(page, '[data-edit="0"]');
}

async function opened(page: Page, button: string): Promise<Frame> {
  await page.waitForSelector(button);
  await page.focus(button);
  await page.keyboard.press('Enter');
  const iframe = await page.waitForSelector('dialog.macro-editor iframe');
  const frame = await iframe?.contentFrame();
  if (!frame) throw new Error('The dialog holds no frame.');
  await frame.waitForSelector('main.editor :is(input, textarea)');
  return frame;
}

/** Goes on by Tab until the element of that selector has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, frame: Frame, selector: string): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) {
    if (await frame.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab leads to no ${selector}.`);
}

/** Goes on by Tab to the dialog's own button and presses it; resolves once what was saved stands in the page. */
export async function saveByKeyboard(page: Page): Promise<void> {
  await page.waitForSelector('[data-button="submit"]:enabled');
  for (let turn = 0; turn < 60; turn += 1) {
    if (await page.evaluate(() => document.activeElement?.matches('[data-button="submit"]') ?? false)) {
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab leads to no button that saves.');
}

export async function save(page: Page): Promise<void> {
  await page.waitForSelector('[data-button="submit"]:enabled');
  await Promise.all([page.waitForNavigation(), page.click('[data-button="submit"]')]);
}

/** The page's draft in storage format, without the ids that it gives its macros. */
export function draftOf(app: WholeApp): string {
  return (app.confluence.drafts.get('p1') ?? '').replace(/ ac:macro-id="[^"]*"/g, '');
}

/** The macros of the draft as the page stores them. */
export function storedMacros(app: WholeApp): readonly MacroUse[] {
  return storedPieces(app.confluence.drafts.get('p1') ?? '').flatMap((piece) => (piece.is === 'macro' ? [piece.use] : []));
}

/** Waits until an option with that text is there. */
export async function offered(frame: Frame, text: string): Promise<void> {
  await frame.waitForFunction((wanted) => [...document.querySelectorAll('[role="option"]')].some((option) => option.textContent?.includes(wanted)), {}, text);
}

/** Presses the option of that title by the mouse. */
export async function chooseByMouse(frame: Frame, title: string): Promise<void> {
  await pressFound(frame, `//*[@role="option"][*[@class="choice-title"][normalize-space(.)="${title}"]]`);
}

/** Presses the button with that text by the mouse. */
export async function pressButton(frame: Frame, text: string): Promise<void> {
  await pressFound(frame, `//button[contains(normalize-space(.), "${text}")]`);
}

async function pressFound(frame: Frame, path: string): Promise<void> {
  const found = await frame.waitForSelector(`::-p-xpath(${path})`, { visible: true });
  await found?.evaluate((element) => (element as HTMLElement).scrollIntoView({ block: 'center' }));
  await found?.click();
}

/** Waits until the preview shows that text. */
export async function previewed(frame: Frame, text: string): Promise<void> {
  await frame.waitForFunction((wanted) => document.querySelector('.preview[aria-busy="false"] [data-preview]')?.textContent?.includes(wanted), {}, text);
}
