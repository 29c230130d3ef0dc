import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { readChunks } from '../support/chunked-answer.js';
import { describeInChromium, framesAt } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { faultsIn } from './axe.js';
import { CARDS, CHIPS, outcomeOf, pageOf, waitForOutcome } from './people.js';

const ISSUE = 'harbourlight/tideboard/-/issues/18';
const PRIVATE = 'harbourlight/platform/berths/-/issues/3';
const MERGE_REQUEST = 'harbourlight/tideboard/-/merge_requests/42';
const SLOW_MS = 1_200;

describeInChromium('a frame whose GitLab is slow', (open) => {
  let app: WholeApp;

  // Anew for each: of what was fetched once there is a copy at hand.
  beforeEach(async () => {
    app = await startWholeApp();
    const { blocks, ...page } = pageOf(app.gitlab.url, ISSUE, PRIVATE);
    app.confluence.pages.set('p1', { ...page, blocks: [...blocks, { paragraph: ['See ', { macro: 'gitlab-for-confluence-inline', url: `${app.gitlab.url}/${MERGE_REQUEST}` }, '.'] }] });
  });
  afterEach(() => app.close());

  /** Opens the page as somebody without a link. Each document writes down what it showed, and the page each change of a frame's size. */
  async function read(page: Page): Promise<readonly Frame[]> {
    app.gitlab.switches.latencyMs = SLOW_MS;
    await page.evaluateOnNewDocument(() => {
      const sizes: Record<string, string[]> = {};
      const seen: string[] = [];
      Object.assign(window, { sizes, seen });
      const note = (all: string[], one: string) => void (all.at(-1) === one || all.push(one));
      new MutationObserver(() => {
        const shown = [...document.querySelectorAll<HTMLElement>('.skeleton, main')].filter((element) => element.checkVisibility());
        if (shown.length > 0) note(seen, shown.map(({ localName }) => localName).join());
        for (const frame of document.querySelectorAll('iframe')) note((sizes[frame.src] ??= []), `${frame.parentElement?.style.width} ${frame.parentElement?.style.height}`);
      }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['style'] });
    });
    await page.goto(app.confluence.pageUrl('p1', 'uma'));
    return [...(await framesAt(page, CARDS, 2)), ...(await framesAt(page, CHIPS, 1))];
  }

  /** Shows a document at the app's own origin, as it was sent. */
  async function serve(page: Page, body: string): Promise<void> {
    await page.setRequestInterception(true);
    page.on('request', (request) => void (request.isNavigationRequest() ? request.respond({ contentType: 'text/html; charset=utf-8', body }) : request.continue()));
    await page.goto(`${app.url}/as-it-was-sent`);
  }

  it('shows a skeleton and then one <main>; a block takes its height once, a chip keeps its own; and what has come is said', async () => {
    const page = await open();
    const frames = await read(page);
    for (const frame of frames) {
      await frame.waitForFunction(() => document.readyState === 'complete' && 'AP' in window);
      expect(await frame.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual(['div', 'main']);
      expect(await frame.$$eval('.skeleton, main', (all) => all.map(({ localName }) => localName))).toEqual(['main']);
    }
    expect(await Promise.all(frames.map(outcomeOf))).toEqual(['shown', 'connect', 'shown']);
    expect(await frames[0]!.title()).toBe('Show the tide as a ring instead of a table – GitLab');
    await frames[0]!.waitForFunction(() => document.querySelector('[data-announce]')?.textContent === 'Show the tide as a ring instead of a table – GitLab: loaded.');
    await page.waitForNetworkIdle();
    const changes = await page.evaluate(() => Object.values((window as unknown as { sizes: Record<string, string[]> }).sizes).map(({ length }) => length - 1));
    expect(changes).toEqual([1, 1, 0]);
  });

  it.each(['link', 'inline', 'list'])('shows a skeleton that everybody can read: %s', async (macro) => {
    app.gitlab.switches.latencyMs = SLOW_MS;
    const url = app.confluence.signFrameUrl({ viewer: 'uma', moduleKey: `gitlab-for-confluence-${macro}`, params: { url: `${app.gitlab.url}/harbourlight/tideboard/-/issues${macro === 'list' ? '' : '/21'}` } });
    const { first, leave } = await readChunks(url);
    leave();
    const page = await open();
    await serve(page, first);
    await page.waitForSelector('.skeleton', { visible: true });
    for (const theme of ['light', 'dark']) {
      await page.$eval('html', (html, mode) => void (html.dataset.colorMode = mode), theme);
      expect(await faultsIn(page.mainFrame())).toEqual([]);
    }
    await page.setViewport({ width: 300, height: 300 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(300);
    const moving = async (value: string) => {
      await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value }]);
      return page.evaluate(() => document.getAnimations().length > 0);
    };
    expect([await moving('no-preference'), await moving('reduce')]).toEqual([true, false]);
  });

  it('needs no script for the content to take the skeleton’s place', async () => {
    app.gitlab.switches.latencyMs = 800;
    const url = app.confluence.signFrameUrl({ viewer: 'uma', moduleKey: 'gitlab-for-confluence-link', params: { url: `${app.gitlab.url}/harbourlight/tideboard/-/issues/24` } });
    const body = await (await readChunks(url)).whole;
    expect(body).toContain('class="skeleton');
    const page = await open();
    await page.setJavaScriptEnabled(false);
    await serve(page, body);
    await waitForOutcome(page.mainFrame(), 'shown');
    expect(await page.$eval('.skeleton', (skeleton) => getComputedStyle(skeleton).display)).toBe('none');
    expect(await page.$eval('main', (main) => main.getBoundingClientRect().top)).toBe(0);
  });
});
