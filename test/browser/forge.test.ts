import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { describeInChromium } from '../support/browser.js';
import { startForgeWorld, type ForgeWorld } from '../support/forge-world.js';
import { fetchCode, framesOf, HOME, INLINE, LINK, linkByCode, LIST, pressConnect, putPage, read, stored } from './forge-people.js';
import { outcomeOf, press, textOf, waitForOutcome } from './people.js';

const PUBLIC = 'harbourlight/tideboard/-/issues/18';
const PRIVATE = 'harbourlight/platform/berths/-/issues/3';
const RICH = 'harbourlight/platform/berths/-/issues/9';
const BOARD = 'harbourlight/tideboard';

describeInChromium('the app under Forge', (open) => {
  let world: ForgeWorld;
  let dana: Page;

  beforeAll(async () => {
    world = await startForgeWorld();
    putPage(world, stored(world, LINK, PRIVATE));
    dana = await open();
    const [frame] = await read(world, dana, 'dana', LINK);
    await linkByCode(world, dana, frame!, 'alice');
  }, 60_000);
  afterAll(() => world.close());

  it('shows each reader what they may see, in all three macros and by a pasted link', async () => {
    putPage(world, stored(world, LINK, PUBLIC), { macro: LINK, url: `${world.app.gitlab.url}/${PRIVATE}` }, { paragraph: ['See ', stored(world, INLINE, PUBLIC), '.'] }, stored(world, LIST, BOARD, { labels: 'bug', count: '50' }));
    const outcomes = async (page: Page, viewer: string) => {
      const cards = await read(world, page, viewer, LINK, 2);
      const others = [...(await framesOf(page, INLINE)), ...(await framesOf(page, LIST))];
      await Promise.all(others.map((frame) => frame.waitForSelector('main[data-outcome]')));
      const frames = [...cards, ...others];
      return { outcomes: await Promise.all(frames.map(outcomeOf)), text: (await Promise.all(frames.map(textOf))).join('\n') };
    };
    const hers = await outcomes(dana, 'dana');
    const his = await outcomes(await open(), 'uma');
    const nobodys = await outcomes(await open(), 'anonymous');
    expect(hers.outcomes).toEqual(['shown', 'shown', 'shown', 'shown']);
    expect(hers.text).toContain('The debug page shows the key');
    expect(his.outcomes).toEqual(['shown', 'connect', 'shown', 'shown']);
    expect(his.text).toContain('Show the tide as a ring');
    expect(his.text).not.toContain('The debug page shows the key');
    expect(nobodys.outcomes).toEqual(['shown', 'connect', 'shown', 'shown']);
    expect(nobodys.text).toContain('Sign in to Confluence');
  }, 30_000);

  it('draws pictures and diagrams of a private project, and breaks no rule of the frame', async () => {
    putPage(world, stored(world, LINK, RICH));
    await dana.evaluateOnNewDocument(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => Object.assign(window, { violation: `${violatedDirective} ${blockedURI}` }));
    });
    const [frame] = await read(world, dana, 'dana', LINK);
    await frame!.$eval('img.picture', (picture) => picture.scrollIntoView());
    await frame!.waitForFunction(() => [...document.querySelectorAll<HTMLImageElement>('img.picture')].some(({ naturalWidth }) => naturalWidth > 1));
    await frame!.$eval('[data-diagram]', (diagram) => diagram.scrollIntoView());
    await frame!.waitForSelector('[data-diagram][data-drawn="true"] iframe', { timeout: 15_000 });
    expect(await frame!.evaluate(() => ('violation' in window ? window.violation : undefined))).toBeUndefined();
  }, 45_000);

  it('says who an attempt would link, and stores nothing when the person says Not me', async () => {
    const page = await open();
    putPage(world, stored(world, LINK, PRIVATE));
    const [frame] = await read(world, page, 'uma', LINK);
    const tab = await pressConnect(world, page, frame!);
    await tab.waitForSelector('[data-popup="agree"]:not([disabled])', { visible: true });
    expect(await tab.$eval('[data-popup="user"]', ({ textContent }) => textContent)).toBe('Uma Unlinked');
    await fetchCode(tab, 'mira');
    expect(await tab.$eval('main', ({ textContent }) => textContent)).toContain('connected to Uma Unlinked');
    await page.bringToFront();
    await frame!.waitForSelector('input[data-link-code]', { visible: true, timeout: 15_000 });
    const asked = await textOf(frame!);
    expect(asked).toContain('@mira');
    expect(asked).toContain('Uma Unlinked');
    await press(frame!, 'decline');
    await frame!.waitForSelector('button[data-action="connect"]', { visible: true });
    const [again] = await read(world, page, 'uma', LINK);
    expect(await outcomeOf(again!)).toBe('connect');
  }, 30_000);

  it('takes no code but the one that was shown', async () => {
    const page = await open();
    putPage(world, stored(world, LINK, PRIVATE));
    const [frame] = await read(world, page, 'ada', LINK);
    const code = await fetchCode(await pressConnect(world, page, frame!), 'bob');
    await page.bringToFront();
    const input = await frame!.waitForSelector('input[data-link-code]', { visible: true, timeout: 15_000 });
    await input?.type(code === '0000-0000' ? '0000-0001' : '0000-0000');
    await press(frame!, 'confirm');
    await frame!.waitForFunction(() => document.querySelector('[data-link-message]')?.textContent?.includes('not the code'));
    expect(await outcomeOf(frame!)).toBe('connect');
  }, 30_000);

  it('tells the other frames of the page when an account is linked or taken away', async () => {
    const page = await open();
    putPage(world, stored(world, LINK, PRIVATE), { paragraph: ['And ', stored(world, INLINE, PRIVATE)] });
    const [card] = await read(world, page, 'ada', LINK);
    const [chip] = await framesOf(page, INLINE);
    await chip!.waitForSelector('main[data-outcome="connect"]');
    await linkByCode(world, page, chip!, 'carol');
    await waitForOutcome(card!, 'shown');
    await page.goto(world.forge.moduleUrl(HOME, 'ada'));
    const [home] = await framesOf(page, HOME);
    await waitForOutcome(home!, 'shown');
    expect(await textOf(home!)).toContain('@carol');
    await press(home!, 'disconnect');
    await waitForOutcome(home!, 'connect');
    const [again] = await read(world, page, 'ada', LINK);
    expect(await outcomeOf(again!)).toBe('connect');
  }, 45_000);

  it('opens no window by itself: Confluence leads to GitLab', async () => {
    putPage(world, stored(world, LINK, PUBLIC));
    const [frame] = await read(world, dana, 'dana', LINK);
    expect(await frame!.evaluate(() => window.open('about:blank'))).toBeNull();
    const opened = dana.browserContext().waitForTarget((target) => target.url() === `${world.app.gitlab.url}/${PUBLIC}`, { timeout: 10_000 });
    await frame!.$eval('.title a', (link) => (link as HTMLElement).click());
    await (await (await opened).page())?.close();
  });

  it('goes on with a list below what is there', async () => {
    putPage(world, stored(world, LIST, BOARD, { state: 'all', count: '4', sort: 'created_desc' }));
    const [frame] = await read(world, dana, 'dana', LIST);
    const rows = () => frame!.$$eval('[data-rows] > tr', ({ length }) => length);
    expect(await rows()).toBe(4);
    await press(frame!, 'more');
    await frame!.waitForFunction(() => document.querySelectorAll('[data-rows] > tr').length === 8);
  });

  it('says so when the app can’t be reached, and tries again', async () => {
    putPage(world, stored(world, LINK, PUBLIC));
    world.forge.deploy('http://127.0.0.1:9');
    try {
      await dana.goto(world.forge.pageUrl('p1', 'dana'));
      const [frame] = await framesOf(dana, LINK);
      await frame!.waitForSelector('button[data-action="retry"]', { visible: true, timeout: 15_000 });
      world.forge.deploy(world.app.url);
      await press(frame!, 'retry');
      await waitForOutcome(frame!, 'shown');
    } finally {
      world.forge.deploy(world.app.url);
    }
  }, 30_000);
});
