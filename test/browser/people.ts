import type { Frame, Page } from 'puppeteer-core';
import type { SitePage } from '../../demo/confluence/pages.js';
import { framesAt } from '../support/browser.js';
import type { WholeApp } from '../support/whole-app.js';

export const CARDS = '/macros/link';
export const CHIPS = '/macros/inline';

/** A page of the stand-in site with one block macro for each path of the stand-in GitLab. */
export function pageOf(gitlabUrl: string, ...paths: readonly string[]): SitePage {
  return { id: 'p1', title: 'A page', version: 1, blocks: paths.map((path) => ({ macro: 'gitlab-for-confluence-link', url: `${gitlabUrl}/${path}` })) };
}

/** Opens the page as somebody and waits until each of its `count` cards is there to its end. */
export async function read(app: WholeApp, page: Page, viewer: string, count: number, pageId = 'p1'): Promise<Frame[]> {
  await page.goto(app.confluence.pageUrl(pageId, viewer));
  const frames = await framesAt(page, CARDS, count);
  // The outcome stands at the beginning: the rest may still be on its way.
  await Promise.all(frames.map((frame) => frame.waitForFunction(() => document.readyState !== 'loading' && document.querySelector('main[data-outcome]'))));
  return frames;
}

export function outcomeOf(frame: Frame): Promise<string | null> {
  return frame.$eval('main', (main) => main.getAttribute('data-outcome'));
}

export async function textOf(frame: Frame): Promise<string> {
  return frame.$eval('main', (main) => (main as HTMLElement).innerText);
}

export async function waitForOutcome(frame: Frame, outcome: string): Promise<void> {
  await frame.waitForSelector(`main[data-outcome="${outcome}"]`);
}

/** Presses Connect GitLab in a frame and resolves to the popup that opens. */
export async function pressConnect(page: Page, frame: Frame): Promise<Page> {
  await frame.waitForFunction(() => 'AP' in window);
  const popup = new Promise<Page | null>((resolve) => page.once('popup', resolve));
  await (await frame.waitForSelector('button[data-action="connect"], button[data-action="reconnect"]'))?.click();
  const opened = await popup;
  if (!opened) throw new Error('No popup opened.');
  return opened;
}

/** In the popup: signs in at GitLab as somebody, where this browser isn't signed in yet, and answers what it asks. */
export async function signInAtGitLab(popup: Page, username: string, answer: 'authorize' | 'deny' = 'authorize'): Promise<void> {
  const signIn = `button[value="${username}"]`;
  const consent = `[data-testid="${answer}-button"]`;
  const first = await popup.waitForSelector(`${signIn}, ${consent}`);
  const atSignIn = (await popup.$(signIn)) !== null;
  await first?.click();
  if (atSignIn) await (await popup.waitForSelector(consent))?.click();
}

/** Presses a button by script: a pointer may miss one in a frame that is just growing. Connect itself takes a real click. */
export async function press(frame: Frame, action: string): Promise<void> {
  const button = await frame.waitForSelector(`button[data-action="${action}"]`, { visible: true });
  await button?.evaluate((element) => (element as HTMLElement).click());
}

/** The whole way: Connect, sign in, authorise, Confirm; resolves when the frame shows its content. */
export async function link(page: Page, frame: Frame, username: string): Promise<void> {
  const popup = await pressConnect(page, frame);
  await signInAtGitLab(popup, username);
  await press(frame, 'confirm');
  await waitForOutcome(frame, 'shown');
}
