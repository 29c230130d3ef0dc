import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { describeInChromium } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { CARDS, pageOf, press, pressConnect, read, signInAtGitLab } from './people.js';

const ISSUE = 'harbourlight/tideboard/-/issues/24';

describeInChromium('a card', (open) => {
  let app: WholeApp;

  beforeAll(async () => {
    app = await startWholeApp();
    app.confluence.pages.set('p1', pageOf(app.gitlab.url, ISSUE, ISSUE, ISSUE));
  });
  afterAll(() => app.close());

  /** What is asked of the app from now on, and what the frames' documents say at first. */
  function watch(page: Page) {
    const asked: string[] = [];
    const documents: Promise<string>[] = [];
    page.on('request', (request) => void asked.push(new URL(request.url()).pathname));
    page.on('response', (response) => {
      if (new URL(response.url()).pathname === CARDS) documents.push(response.text());
    });
    return { fragments: () => asked.filter((path) => path === `/api${CARDS}`).length, documents: () => Promise.all(documents) };
  }

  const untilSpokenTo = (frames: readonly Frame[], zone: string) =>
    Promise.all(frames.map((frame) => frame.waitForFunction((wanted) => document.documentElement.dataset.zone === wanted, {}, zone)));
  const languageOf = (frame: Frame) => frame.$eval('html', ({ lang, dir }) => `${lang} ${dir}`);
  const refreshOf = (frame: Frame) => frame.$eval('[data-action="retry"]', (button) => button.getAttribute('aria-label'));
  const timeOf = (frame: Frame) => frame.$eval('main time[title]', (time) => ({ text: time.textContent, title: (time as HTMLElement).title }));

  it('is read in German and by Hamburg’s clocks once its script has learned that, and at once the next time', async () => {
    const page = await open();
    const first = watch(page);
    const frames = await read(app, page, 'gerda', 3);
    await untilSpokenTo(frames, 'Europe/Berlin');
    for (const frame of frames) {
      expect(await languageOf(frame)).toBe('de ltr');
      expect(await refreshOf(frame)).toBe('Aktualisieren');
      expect((await timeOf(frame)).title).toMatch(/^\d+\. \p{L}+ \d{4} um \d\d:\d\d MES?Z$/u);
      expect(await frame.$eval('[data-announce]', (line) => line.textContent)).not.toBe('Der Inhalt aus GitLab wird gezeigt.');
    }
    expect(first.fragments()).toBe(3);
    expect((await first.documents()).every((html) => html.includes('<html lang="en" dir="ltr"'))).toBe(true);

    const next = watch(page);
    const again = await read(app, page, 'gerda', 3);
    await untilSpokenTo(again, 'Europe/Berlin');
    const documents = await next.documents();
    expect(documents).toHaveLength(3);
    for (const html of documents) expect(html).toMatch(/<html lang="de" dir="ltr" data-locale="de-DE" data-zone="Europe\/Berlin"/);
    await again[0]!.waitForFunction(() => 'AP' in window);
    expect(next.fragments()).toBe(0);
  });

  it('tells somebody else at the same browser in theirs, where only the clock differs without asking for it', async () => {
    const page = await open();
    await untilSpokenTo(await read(app, page, 'gerda', 3), 'Europe/Berlin');
    const seen = watch(page);
    const frames = await read(app, page, 'dana', 3);
    await untilSpokenTo(frames, 'Europe/London');
    for (const frame of frames) {
      expect(await languageOf(frame)).toBe('en ltr');
      expect(await refreshOf(frame)).toBe('Refresh');
      expect((await timeOf(frame)).title).toMatch(/^\d+ \w+ \d{4} at \d\d:\d\d (GMT|BST|GMT\+1)$/);
    }
    expect(seen.fragments()).toBe(0);
  });

  it('has one frame ask Confluence, and the others hear it', async () => {
    const page = await open();
    await page.evaluateOnNewDocument(() => {
      addEventListener('message', ({ data }: MessageEvent<{ mod?: string; fn?: string } | undefined>) => {
        if (data?.mod === 'user' && data.fn === 'getLocale') document.documentElement.dataset.asked = String(Number(document.documentElement.dataset.asked ?? 0) + 1);
      });
    });
    await untilSpokenTo(await read(app, page, 'gerda', 3), 'Europe/Berlin');
    expect(await page.$eval('html', (html) => html.dataset.asked)).toBe('1');
  });

  it('speaks while an account is linked, and leads to a window in the same language', async () => {
    app.confluence.pages.set('p2', { ...pageOf(app.gitlab.url, 'harbourlight/office/payroll/-/issues/2'), id: 'p2' });
    const page = await open();
    const [frame] = await read(app, page, 'gerda', 1, 'p2');
    await untilSpokenTo([frame!], 'Europe/Berlin');
    await frame!.waitForFunction(() => document.querySelector('[data-action="connect"]')?.textContent?.trim() === 'GitLab verbinden');
    const popup = await pressConnect(page, frame!);
    await frame!.waitForFunction(() => document.querySelector('[data-link-message]')?.textContent === 'Weiter geht es im Fenster, das sich geöffnet hat.');
    await signInAtGitLab(popup, 'alice');
    await popup.waitForFunction(() => document.querySelector('h1')?.textContent === 'Zurück zu Confluence');
    await popup.close();
    await frame!.waitForFunction(() => document.querySelector('#link-confirm-title')?.textContent?.trim() === 'Sind beide Konten die eigenen?');
    await press(frame!, 'decline');
    await frame!.waitForFunction(() => document.querySelector('[data-link-message]')?.textContent === 'Es wurde nichts verbunden.');
  });

  it('tells by the viewer’s clock when it is tried again while GitLab fails, at the first visit too', async () => {
    app.confluence.pages.set('p3', { ...pageOf(app.gitlab.url, 'harbourlight/tideboard/-/issues/18'), id: 'p3' });
    const page = await open();
    // Nobody has told the app of this reader yet; Confluence knows what the browser says.
    await page.emulateTimezone('America/New_York');
    app.gitlab.switches.status500 = true;
    try {
      const [frame] = await read(app, page, 'uma', 1, 'p3');
      await untilSpokenTo([frame!], 'America/New_York');
      await frame!.waitForSelector('time[data-clock]:not([data-clock=""])');
      const { text, due } = await frame!.$eval('time[data-clock]', (time) => ({ text: time.textContent ?? '', due: (time as HTMLTimeElement).dateTime }));
      const parts = new Intl.DateTimeFormat('en-US', { hour: '2-digit', minute: '2-digit', timeZone: 'America/New_York' }).formatToParts(new Date(due));
      const [hour, minute] = ['hour', 'minute'].map((name) => parts.find(({ type }) => type === name)?.value);
      expect(text).toMatch(new RegExp(`^in \\d+ (second|minute)s? \\(${hour}:${minute}\\s[AP]M E[SD]T\\)$`));
    } finally {
      app.gitlab.switches.status500 = false;
    }
  });
});
