import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { warmUp } from '../../src/macros/content/warm-up.js';
import { createLanguages } from '../../src/words/languages.js';
import { describeInChromium } from '../support/browser.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { link, pageOf, read } from './people.js';

const ISSUE = 'harbourlight/platform/berths/-/issues/9';
const FILE = 'harbourlight/platform/berths/-/blob/main/docs/basin.md';

describeInChromium('rich text of a private project', (open) => {
  let app: WholeApp;
  let dana: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    app = await startWholeApp();
    // As the server does when it begins: the first formulas after a start take longer than they may.
    await warmUp(createLanguages().wordsFor({}));
    app.confluence.pages.set('p1', pageOf(app.gitlab.url, ISSUE));
    dana = await open();
    dana.on('console', (message) => void (message.type() === 'error' && !message.text().startsWith('[ACJS]') && complaints.push(message.text())));
    dana.on('dialog', (dialog) => void (complaints.push('dialog'), dialog.dismiss()));
    const [frame] = await read(app, dana, 'dana', 1);
    await link(dana, frame!, 'alice');
  });
  afterAll(() => app.close());

  async function show(path: string): Promise<Frame> {
    app.confluence.pages.set('p1', pageOf(app.gitlab.url, path));
    complaints.length = 0;
    const [frame] = await read(app, dana, 'dana', 1);
    await frame!.evaluate(() => document.querySelector('.fold')?.setAttribute('open', ''));
    // Until the block has its height, what is looked at moves out of sight again.
    await frame!.waitForFunction(() => document.documentElement.scrollHeight <= innerHeight);
    return frame!;
  }

  /** What is out of sight is neither loaded nor drawn. */
  const look = (frame: Frame, at: string) => frame.$eval(at, (element) => element.scrollIntoView());

  it.each([ISSUE, FILE])('draws formulas, a diagram and pictures under the page’s policy: %s', async (path) => {
    const frame = await show(path);
    await look(frame, '.diagram');
    await frame.waitForSelector('.diagram[data-drawn="true"] iframe');
    expect(await frame.$eval('.diagram iframe', (drawing) => drawing.getBoundingClientRect().height)).toBeGreaterThan(40);
    expect(await frame.$eval('.diagram details', (source) => (source as HTMLDetailsElement).open)).toBe(false);
    await look(frame, 'img.picture');
    await frame.waitForFunction(() => [...document.querySelectorAll<HTMLImageElement>('img.picture')].some((picture) => picture.complete && picture.naturalWidth > 100));
    expect(await frame.$eval('.math-block math', (formula) => formula.getBoundingClientRect().width)).toBeGreaterThan(50);
    expect(complaints).toEqual([]);
  });

  it('leads from a mark to its footnote and back within the frame', async () => {
    const frame = await show(ISSUE);
    const target = await frame.$eval('sup a', (mark) => (mark as HTMLAnchorElement).hash.slice(1));
    expect(await frame.$eval(`#${target} a`, (back) => document.querySelector((back as HTMLAnchorElement).hash)?.textContent)).toBe('1');
  });

  it('shows the source of a file when asked', async () => {
    const frame = await show(FILE);
    const shown = () => frame.evaluate(() => ['.file-text', '.file-source'].map((part) => document.querySelector<HTMLElement>(part)?.checkVisibility()));
    expect(await shown()).toEqual([true, false]);
    await frame.$eval('[value="source"]', (choice) => (choice as HTMLElement).click());
    expect(await shown()).toEqual([false, true]);
    expect(await frame.$eval('.code-numbers', (numbers) => numbers.textContent?.startsWith('1\n2'))).toBe(true);
  });

  it('leaves the source of a diagram that makes no sense', async () => {
    const issue = app.gitlab.world.projects.flatMap(({ issues }) => issues).find(({ title }) => title === 'The plan of the north basin');
    issue!.description = '```mermaid\ngraph nonsense ((((\n```';
    issue!.updatedAt += 1;
    app.gitlab.world.projects.find(({ name }) => name === 'Berths')!.issues.push({ ...issue!, iid: 77 });
    const frame = await show('harbourlight/platform/berths/-/issues/77');
    await look(frame, '.diagram');
    await frame.waitForSelector('.diagram[data-drawn="false"]');
    expect(await frame.$('.diagram iframe')).toBeNull();
    expect(await frame.$eval('.diagram', (box) => (box as HTMLElement).innerText)).toContain('graph nonsense');
  });
});
