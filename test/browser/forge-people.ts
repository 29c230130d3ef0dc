import type { Frame, Page } from 'puppeteer-core';
import type { Block, MacroUse } from '../../demo/confluence/pages.js';
import { framesAt } from '../support/browser.js';
import type { ForgeWorld } from '../support/forge-world.js';
import { press, signInAtGitLab, waitForOutcome } from './people.js';

export const LINK = 'gitlab-for-confluence-link';
export const INLINE = 'gitlab-for-confluence-inline';
export const LIST = 'gitlab-for-confluence-list';
export const HOME = 'gitlab-for-confluence-home';

/** The frames of a module on the page that is open. */
export function framesOf(page: Page, moduleKey: string, count = 1): Promise<Frame[]> {
  return framesAt(page, `at=${moduleKey}`, count);
}

/** Gives the site's one page these blocks. */
export function putPage({ forge }: ForgeWorld, ...blocks: readonly Block[]): void {
  forge.pages.set('p1', { id: 'p1', title: 'A page', version: 1, blocks });
}

/** A macro as the editor stores it. */
export function stored({ app }: ForgeWorld, macro: string, path: string, params: Readonly<Record<string, string>> = {}): MacroUse {
  return { macro, params: { url: `${app.gitlab.url}/${path}`, ...params } };
}

/** Opens the page as somebody and waits until each of the module's `count` frames shows an outcome. */
export async function read({ forge }: ForgeWorld, page: Page, viewer: string, moduleKey: string, count = 1, theme = 'light'): Promise<Frame[]> {
  await page.goto(`${forge.pageUrl('p1', viewer)}&theme=${theme}`);
  const frames = await framesOf(page, moduleKey, count);
  await Promise.all(frames.map((frame) => frame.waitForSelector('main[data-outcome]')));
  return frames;
}

/** Presses Connect GitLab in a frame and resolves to the tab that Confluence opens for it, at our page before GitLab. */
export async function pressConnect({ app }: ForgeWorld, page: Page, frame: Frame): Promise<Page> {
  const opened = page.browserContext().waitForTarget((target) => target.url().startsWith(`${app.url}/oauth/popup`), { timeout: 15_000 });
  await (await frame.waitForSelector('button[data-action="connect"], button[data-action="reconnect"]', { visible: true }))?.click();
  const tab = await (await opened).page();
  if (!tab) throw new Error('No tab opened.');
  return tab;
}

/** In the tab: says that the account is one's own, signs in at GitLab, authorises, and resolves to the code that is shown in the end. */
export async function fetchCode(tab: Page, username: string): Promise<string> {
  await tab.bringToFront();
  await (await tab.waitForSelector('[data-popup="agree"]:not([disabled])', { visible: true }))?.click();
  await signInAtGitLab(tab, username);
  const code = await tab.waitForSelector('[data-link-code]');
  return (await code?.evaluate((element) => element.textContent.trim())) ?? '';
}

/** The whole way by the code; resolves when the frame shows its content. */
export async function linkByCode(world: ForgeWorld, page: Page, frame: Frame, username: string): Promise<void> {
  const code = await fetchCode(await pressConnect(world, page, frame), username);
  await page.bringToFront();
  await (await frame.waitForSelector('input[data-link-code]', { visible: true, timeout: 15_000 }))?.type(code);
  await press(frame, 'confirm');
  await waitForOutcome(frame, 'shown');
}
