import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { describeInChromium } from '../support/browser.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { chooseByMouse, draftOf, edit, insert, LINK, offered, pressButton, previewed, putMacros, save, saveByKeyboard, storedMacros, tabTo, write, type Parameters } from './authors.js';
import { faultsIn } from './axe.js';
import { press, pressConnect, signInAtGitLab } from './people.js';

const BOARD = 'harbourlight/tideboard';
const FILE = `${BOARD}/-/blob/main/src/tide.ts`;

describeInChromium('the editor of a link', (open) => {
  let app: WholeApp;
  let dana: Page;

  beforeAll(async () => {
    app = await startWholeApp(LINKABLE);
    await linkAs(app, 'dana', 'alice');
    dana = await open();
  });
  beforeEach(() => putMacros(app));
  afterAll(() => app.close());

  const at = (path: string) => `${app.gitlab.url}/${path}`;
  const put = (path: string, params: Parameters = {}) => putMacros(app, { macro: LINK, url: at(path), params });
  const valueOf = (frame: Frame, selector: string) => frame.$eval(selector, (field) => (field as HTMLInputElement | HTMLSelectElement).value);

  it('leads by the keyboard alone from nothing to lines of a file at a commit', async () => {
    await write(app, dana, 'dana');
    const frame = await insert(dana, LINK);
    await tabTo(dana, frame, '#finder-words');
    await offered(frame, 'Draw the tide as a ring');
    await dana.keyboard.type('tideb');
    await offered(frame, BOARD);
    await dana.keyboard.press('Enter');
    await offered(frame, 'Show the tide as a ring');
    await tabTo(dana, frame, '[name="part"]');
    await dana.keyboard.press('ArrowRight');
    await dana.keyboard.press('ArrowRight');
    await offered(frame, 'README.md');
    await tabTo(dana, frame, '#refs-words');
    await dana.keyboard.type('ring');
    await offered(frame, 'feature/rings');
    await dana.keyboard.press('Enter');
    await offered(frame, 'src');
    await dana.keyboard.type('src');
    await dana.keyboard.press('Enter');
    await offered(frame, 'rings.ts');
    // Nothing typed: one folder up, and down again.
    await dana.keyboard.press('Backspace');
    await frame.waitForFunction(() => ![...document.querySelectorAll('[role="option"]')].some(({ textContent }) => textContent === 'rings.ts'));
    await offered(frame, 'src');
    await dana.keyboard.type('src');
    await dana.keyboard.press('Enter');
    await offered(frame, 'rings.ts');
    await dana.keyboard.type('rings');
    await dana.keyboard.press('Enter');
    await previewed(frame, 'rings.ts');
    await tabTo(dana, frame, '#pick-lines');
    await dana.keyboard.press('Enter');
    await frame.waitForFunction(() => document.activeElement?.matches('.line-picker .code'));
    for (let line = 1; line <= 3; line += 1) await dana.keyboard.press('ArrowDown');
    await dana.keyboard.down('Shift');
    await dana.keyboard.press('ArrowDown');
    await dana.keyboard.press('ArrowDown');
    await dana.keyboard.up('Shift');
    expect(await frame.$eval('.line-picker output', (line) => line.textContent)).toBe('Lines 3-5');
    await dana.keyboard.press('Enter');
    expect(await frame.evaluate(() => document.activeElement?.id)).toBe('pick-lines');
    expect(await valueOf(frame, '#lines')).toBe('3-5');
    await tabTo(dana, frame, '[name="pin"]');
    await dana.keyboard.press('Space');
    await tabTo(dana, frame, '#export');
    await dana.keyboard.type('Title');
    await saveByKeyboard(dana);
    const [{ params: { pin = '' } = {} } = {}] = storedMacros(app);
    expect(pin).toMatch(/^[0-9a-f]{40}$/);
    expect(draftOf(app)).toBe(
      `<p>Before.</p><p>After.</p><ac:structured-macro ac:name="${LINK}" ac:schema-version="1"><ac:parameter ac:name="url"><ri:url ri:value="${at(`${BOARD}/-/blob/feature/rings/src/rings.ts`)}?ref_type=heads" /></ac:parameter>` +
        `<ac:parameter ac:name="pin">${pin}</ac:parameter><ac:parameter ac:name="lines">3-5</ac:parameter><ac:parameter ac:name="export">title</ac:parameter></ac:structured-macro>`,
    );
  });

  it('leads there by the mouse too, lines picked by pressing them', async () => {
    await write(app, dana, 'dana');
    const frame = await insert(dana, LINK);
    await frame.type('#finder-words', 'tideb');
    await chooseByMouse(frame, 'Harbourlight / Tideboard');
    await frame.click('[name="part"][value="files"]');
    await chooseByMouse(frame, 'src');
    await chooseByMouse(frame, 'tide.ts');
    await previewed(frame, 'turnsToShow');
    await pressButton(frame, 'Pick lines');
    await frame.waitForFunction(() => document.activeElement?.matches('.line-picker .code'));
    const pressLine = async (line: number) => {
      const box = await (await frame.$('.line-picker .code-numbers'))!.boundingBox();
      const count = await frame.$eval('.line-picker .code-numbers', ({ textContent }) => textContent?.split('\n').length ?? 0);
      await dana.mouse.click(box!.x + box!.width + 40, box!.y + (box!.height * (line - 0.5)) / count);
    };
    await pressLine(4);
    expect(await valueOf(frame, '#lines')).toBe('4');
    await pressLine(8);
    expect(await valueOf(frame, '#lines')).toBe('4-8');
    expect(await frame.$('.picked-lines')).not.toBeNull();
    await pressButton(frame, 'Done');
    await frame.waitForFunction(() => document.querySelector('.preview [data-preview]')?.textContent?.includes('readonly kind') && !document.querySelector('.preview [data-preview]')?.textContent?.includes('turnsToShow'));
    await frame.click('[name="collapsed"]');
    await save(dana);
    expect(storedMacros(app)).toEqual([{ macro: LINK, params: { url: at(FILE), lines: '4-8', collapsed: 'true' } }]);
  });

  it('offers the author’s own open work at once, and takes an issue by its number', async () => {
    await write(app, dana, 'dana');
    const frame = await insert(dana, LINK);
    await chooseByMouse(frame, 'Draw the tide as a ring');
    await previewed(frame, 'Draw the tide as a ring');
    await frame.click('[name="look"][value="card"]');
    await frame.waitForFunction(() => document.querySelector('[name="collapsed"]') === null);
    await save(dana);
    expect(storedMacros(app)).toEqual([{ macro: LINK, params: { url: at(`${BOARD}/-/merge_requests/42`), look: 'card' } }]);
    const again = await edit(dana);
    await pressButton(again, 'Find another');
    await again.type('#finder-words', 'tideb');
    await chooseByMouse(again, 'Harbourlight / Tideboard');
    await offered(again, 'Show the tide as a ring');
    await again.type('#finder-words', '#27');
    await chooseByMouse(again, 'Welsh place names lose their circumflex');
    await save(dana);
    expect(storedMacros(app)).toEqual([{ macro: LINK, params: { url: at(`${BOARD}/-/issues/27`), look: 'card' } }]);
  });

  it('opens with all that is stored, and stores the same again where nothing is changed', async () => {
    const params = { pin: '9f2c4e7b', lines: '18-26', collapsed: 'true', export: 'content', foreign: 'kept' };
    put(FILE, params);
    await write(app, dana, 'dana');
    const frame = await edit(dana);
    await frame.waitForSelector('[name="pin"]:checked');
    expect([await valueOf(frame, '#url'), await valueOf(frame, '#lines'), await valueOf(frame, '#export')]).toEqual([at(FILE), '18-26', 'content']);
    expect(await frame.$eval('[name="collapsed"]', (box) => (box as HTMLInputElement).checked)).toBe(true);
    await save(dana);
    expect(storedMacros(app)).toEqual([{ macro: LINK, params: { url: at(FILE), ...params } }]);
    expect(draftOf(app)).toMatch(/^<p>Before\.<\/p><ac:structured-macro.*<\/ac:structured-macro><p>After\.<\/p>$/);
  });

  it('takes a pasted address as it is, and stores by Enter', async () => {
    await write(app, dana, 'dana');
    const frame = await insert(dana, LINK);
    await tabTo(dana, frame, '#finder-words');
    await dana.keyboard.type(at(`${BOARD}/-/issues/18`));
    await offered(frame, 'Use this link');
    await dana.keyboard.press('Enter');
    await previewed(frame, 'Show the tide as a ring');
    await Promise.all([dana.waitForNavigation(), dana.keyboard.press('Enter')]);
    expect(storedMacros(app)).toEqual([{ macro: LINK, params: { url: at(`${BOARD}/-/issues/18`) } }]);
  });

  it('saves no lines that are none, and says how they are written', async () => {
    put(FILE);
    await write(app, dana, 'dana');
    const frame = await edit(dana);
    await frame.waitForSelector('#lines');
    await dana.waitForSelector('[data-button="submit"]:enabled');
    await frame.type('#lines', 'first');
    await dana.waitForSelector('[data-button="submit"]:disabled');
    expect(await frame.$eval('#lines-hint', (hint) => hint.textContent)).toContain('18-26');
  });

  it('lets somebody without a link connect, and go on where they were', async () => {
    const page = await open();
    await write(app, page, 'uma');
    const frame = await insert(page, LINK);
    await frame.type('#finder-words', 'tideb');
    const popup = await pressConnect(page, frame);
    await signInAtGitLab(popup, 'bob');
    await press(frame, 'confirm');
    await offered(frame, BOARD);
    expect(await valueOf(frame, '#finder-words')).toBe('tideb');
    await frame.focus('#finder-words');
    await page.keyboard.press('Enter');
    await chooseByMouse(frame, 'Welsh place names lose their circumflex');
    await save(page);
    expect(storedMacros(app)).toEqual([{ macro: LINK, params: { url: at(`${BOARD}/-/issues/27`) } }]);
  });

  it('lets an author whose link has ended connect again', async () => {
    const page = await open();
    await linkAs(app, 'ada', 'carol');
    app.gitlab.revokeAllTokens('carol');
    await write(app, page, 'ada');
    const frame = await insert(page, LINK);
    const popup = await pressConnect(page, frame);
    await signInAtGitLab(popup, 'carol');
    await press(frame, 'confirm');
    await frame.type('#finder-words', 'payroll');
    await offered(frame, 'harbourlight/office/payroll');
  });

  it('says that GitLab does not answer, and goes on by Try again', async () => {
    await write(app, dana, 'dana');
    app.gitlab.switches.status500 = true;
    const frame = await insert(dana, LINK);
    await frame.waitForFunction(() => document.querySelector('#finder-status')?.textContent?.includes('GitLab does not answer now'));
    app.gitlab.switches.status500 = false;
    await pressButton(frame, 'Try again');
    await offered(frame, BOARD);
  });

  it('clears words by Escape before the dialog closes', async () => {
    await write(app, dana, 'dana');
    const frame = await insert(dana, LINK);
    await tabTo(dana, frame, '#finder-words');
    await dana.keyboard.type('nothing like it');
    await frame.waitForFunction(() => document.querySelector('#finder-status')?.textContent === 'Nothing found.');
    await dana.keyboard.press('Escape');
    expect(await valueOf(frame, '#finder-words')).toBe('');
    expect(await dana.$('dialog.macro-editor')).not.toBeNull();
  });

  it.each(['light', 'dark'] as const)('can be read and used by everybody, %s', async (theme) => {
    put(FILE, { lines: '18-26' });
    await write(app, dana, 'dana', theme);
    const chosen = await edit(dana);
    await chosen.waitForSelector(`html[data-color-mode="${theme}"]`);
    await previewed(chosen, 'fullness');
    expect(await faultsIn(chosen)).toEqual([]);
    await pressButton(chosen, 'Pick lines');
    await chosen.waitForSelector('.picked-lines');
    expect(await faultsIn(chosen)).toEqual([]);
    for (const width of [300, 600]) {
      await dana.$eval('.macro-editor-frame', (place, pixels) => ((place as HTMLElement).style.width = `${pixels}px`), width);
      expect(await chosen.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
    }
    await write(app, dana, 'dana', theme);
    const finding = await insert(dana, LINK);
    await finding.waitForSelector(`html[data-color-mode="${theme}"]`);
    await finding.type('#finder-words', 'tideb');
    await chooseByMouse(finding, 'Harbourlight / Tideboard');
    await finding.click('[name="part"][value="files"]');
    await offered(finding, 'README.md');
    await finding.click('#refs-words');
    await offered(finding, 'feature/rings');
    expect(await faultsIn(finding)).toEqual([]);
    const page = await open();
    await write(app, page, 'gerda', theme);
    const closed = await insert(page, LINK);
    await closed.waitForSelector(`html[data-color-mode="${theme}"] [data-action="connect"]`);
    expect(await faultsIn(closed)).toEqual([]);
  });
});
