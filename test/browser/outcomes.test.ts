import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { describeInChromium, framesAt } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { CARDS, CHIPS, link, outcomeOf, pageOf, press, read, textOf, waitForOutcome } from './people.js';

const PRIVATE = 'harbourlight/platform/berths/-/issues/3';
const PUBLIC = 'harbourlight/tideboard/-/issues/18';
const PAYROLL = 'harbourlight/office/payroll/-/issues/2';
/** A copy older than this is not shown while GitLab answers. */
const STALE_MS = 5 * 60_000;

describeInChromium('what a macro shows', (open) => {
  let app: WholeApp;
  let dana: Page;
  let ahead = 0;

  beforeAll(async () => {
    app = await startWholeApp({ clock: () => Date.now() + ahead });
    app.confluence.pages.set('p1', pageOf(app.gitlab.url, PRIVATE));
    dana = await open();
    const [frame] = await read(app, dana, 'dana', 1);
    await link(dana, frame!, 'alice');
  });
  afterAll(() => app.close());

  function put(...paths: readonly string[]): void {
    app.confluence.pages.set('p1', pageOf(app.gitlab.url, ...paths));
  }

  it('is the content for somebody who may see it, and an invitation for somebody without a link', async () => {
    put(PRIVATE);
    const [hers] = await read(app, dana, 'dana', 1);
    expect([await outcomeOf(hers!), await textOf(hers!)]).toEqual(['shown', expect.stringContaining('Two boats can book the same berth')]);
    const [his] = await read(app, await open(), 'uma', 1);
    expect([await outcomeOf(his!), await textOf(his!)]).toEqual(['connect', expect.not.stringContaining('Two boats')]);
  });

  it('is what is public for anybody, and for an anonymous reader a word on signing in', async () => {
    put(PUBLIC, PRIVATE);
    const page = await open();
    const [open1, closed] = await read(app, page, 'anonymous', 2);
    expect([await outcomeOf(open1!), await outcomeOf(closed!)]).toEqual(['shown', 'connect']);
    expect(await closed!.$('button[data-action="connect"]')).toBeNull();
    expect((await textOf(closed!)).toLowerCase()).toContain('confluence');
  });

  it('is no access where GitLab says not found, and the plain link where it is no GitLab', async () => {
    put(PAYROLL);
    const [payroll] = await read(app, dana, 'dana', 1);
    expect(await outcomeOf(payroll!)).toBe('no-access');
    app.confluence.pages.set('p1', { ...pageOf(app.gitlab.url), blocks: [{ macro: 'gitlab-for-confluence-link', url: 'https://example.com/x/y' }] });
    const before = app.gitlab.calls.length;
    const [foreign] = await read(app, dana, 'dana', 1);
    expect([await outcomeOf(foreign!), await foreign!.$eval('a', (a) => a.href)]).toEqual(['unsupported', 'https://example.com/x/y']);
    expect(app.gitlab.calls.length).toBe(before);
  });

  it('is unavailable within its time when GitLab does not answer', async () => {
    put('harbourlight/tideboard/-/issues/27');
    app.gitlab.switches.hang = true;
    const page = await open();
    const started = Date.now();
    const [frame] = await read(app, page, 'uma', 1);
    app.gitlab.switches.hang = false;
    expect(await outcomeOf(frame!)).toBe('unavailable');
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  it('is reconnect in every frame once GitLab says that the link is revoked, whatever was seen by it, and the content again after Reconnect', async () => {
    put(PRIVATE);
    const [seen] = await read(app, dana, 'dana', 1);
    expect(await outcomeOf(seen!)).toBe('shown');
    app.gitlab.revokeAllTokens('alice');
    put('harbourlight/platform/berths/-/issues/4');
    const [unseen] = await read(app, dana, 'dana', 1);
    expect(await outcomeOf(unseen!)).toBe('reconnect');
    put(PRIVATE, 'harbourlight/platform/berths/-/issues/4');
    const frames = await read(app, dana, 'dana', 2);
    expect(await Promise.all(frames.map(outcomeOf))).toEqual(['reconnect', 'reconnect']);
    expect(await textOf(frames[0]!)).not.toContain('Two boats');
    await link(dana, frames[0]!, 'alice');
    await waitForOutcome(frames[1]!, 'shown');
  });

  it('turns ten frames from one link into ten that show, each reloading once', async () => {
    const page = await open();
    put(...Array.from({ length: 10 }, () => PRIVATE));
    const frames = await read(app, page, 'ada', 10);
    expect(new Set(await Promise.all(frames.map(outcomeOf)))).toEqual(new Set(['connect']));
    const full = await Promise.all(frames.map((frame) => frame.$eval('main', (main) => (main as HTMLElement).innerText.length)));
    expect(full.filter((length) => length > Math.min(...full))).toHaveLength(1);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/macros/link')) asked.push(request.url());
    });
    await link(page, frames[0]!, 'carol');
    await Promise.all(frames.map((frame) => waitForOutcome(frame, 'shown')));
    await page.waitForNetworkIdle();
    expect(asked.length).toBe(10);
  });

  it('is a chip in a sentence for the inline macro', async () => {
    app.confluence.pages.set('p1', {
      ...pageOf(app.gitlab.url),
      blocks: [{ paragraph: ['See ', { macro: 'gitlab-for-confluence-inline', url: `${app.gitlab.url}/${PUBLIC}` }, '.'] }],
    });
    await dana.goto(app.confluence.pageUrl('p1', 'dana'));
    const [chip] = await framesAt(dana, CHIPS, 1);
    await waitForOutcome(chip!, 'shown');
    expect(await textOf(chip!)).toContain('Show the tide as a ring');
    const box = await (await dana.$(`iframe[src*="${CHIPS}"]`))!.boundingBox();
    expect(box!.height).toBeLessThanOrEqual(32);
    expect(await dana.$(`iframe[src*="${CARDS}"]`)).toBeNull();
  });

  it('is unavailable while GitLab fails, keeps the viewer’s own last copy, and comes back by Try again', async () => {
    put(PRIVATE, 'harbourlight/tideboard/-/issues/24');
    ahead += STALE_MS;
    app.gitlab.switches.status500 = true;
    const [seen, unseen] = await read(app, dana, 'dana', 2);
    app.gitlab.switches.status500 = false;
    expect([await outcomeOf(seen!), await outcomeOf(unseen!)]).toEqual(['unavailable', 'unavailable']);
    expect(await textOf(seen!)).toContain('Two boats can book the same berth');
    for (const frame of [seen!, unseen!]) {
      await frame.waitForFunction(() => 'AP' in window);
      await press(frame, 'retry');
      await waitForOutcome(frame, 'shown');
    }
  });

  it('goes back to the invitation in every frame after Disconnect on the GitLab page', async () => {
    put(PRIVATE, 'harbourlight/platform/berths/-/issues/4');
    expect(await Promise.all((await read(app, dana, 'dana', 2)).map(outcomeOf))).toEqual(['shown', 'shown']);
    const { descriptor } = app.confluence.installation();
    await dana.goto(`${app.confluence.baseUrl}/plugins/servlet/ac/${descriptor.key}/gitlab-for-confluence-home?viewer=dana`);
    const [home] = await framesAt(dana, '/home', 1);
    await waitForOutcome(home!, 'shown');
    expect(await textOf(home!)).toContain('@alice');
    await home!.waitForFunction(() => 'AP' in window);
    await press(home!, 'disconnect');
    await waitForOutcome(home!, 'connect');
    const frames = await read(app, dana, 'dana', 2);
    expect(await Promise.all(frames.map(outcomeOf))).toEqual(['connect', 'connect']);
    expect(await textOf(frames[0]!)).not.toContain('Two boats');
  });
});
