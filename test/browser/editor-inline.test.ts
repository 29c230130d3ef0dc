import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { describeInChromium } from '../support/browser.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { chooseByMouse, draftOf, edit, INLINE, insert, offered, previewed, putMacros, save, saveByKeyboard, storedMacros, tabTo, write } from './authors.js';
import { faultsIn } from './axe.js';

const BOARD = 'harbourlight/tideboard';

describeInChromium('the editor of a chip', (open) => {
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

  it('leads by the keyboard alone from nothing to a chip in a paragraph', async () => {
    await write(app, dana, 'dana');
    const frame = await insert(dana, INLINE);
    await tabTo(dana, frame, '#finder-words');
    await dana.keyboard.type('tideb');
    await offered(frame, BOARD);
    await dana.keyboard.press('Enter');
    await offered(frame, 'Welsh place names');
    await dana.keyboard.type('welsh');
    await frame.waitForFunction(() => document.querySelectorAll('[role="option"]').length === 1);
    await dana.keyboard.press('Enter');
    await previewed(frame, 'Welsh place names');
    expect(await frame.$('.preview .inline .chip')).not.toBeNull();
    await tabTo(dana, frame, '#export');
    await dana.keyboard.type('Noth');
    await saveByKeyboard(dana);
    expect(draftOf(app)).toBe(
      `<p>Before.</p><p>After.</p><p><ac:structured-macro ac:name="${INLINE}" ac:schema-version="1"><ac:parameter ac:name="url"><ri:url ri:value="${at(`${BOARD}/-/issues/27`)}" /></ac:parameter><ac:parameter ac:name="export">nothing</ac:parameter></ac:structured-macro></p>`,
    );
  });

  it('leads there by the mouse too', async () => {
    await write(app, dana, 'dana');
    const frame = await insert(dana, INLINE);
    await chooseByMouse(frame, 'Draw the tide as a ring');
    await previewed(frame, 'Draw the tide as a ring');
    await save(dana);
    expect(storedMacros(app)).toEqual([{ macro: INLINE, params: { url: at(`${BOARD}/-/merge_requests/42`) } }]);
  });

  it('has nothing to choose that a chip can’t show', async () => {
    putMacros(app, { macro: INLINE, url: at(`${BOARD}/-/blob/main/src/tide.ts`) });
    await write(app, dana, 'dana');
    const frame = await edit(dana);
    await frame.waitForSelector('[name="pin"]');
    expect(await frame.$$('[name="look"], [name="collapsed"], #lines')).toEqual([]);
  });

  it('opens with all that is stored, and stores the same again where nothing is changed', async () => {
    const params = { pin: '9f2c4e7b', export: 'title', foreign: 'kept' };
    putMacros(app, { macro: INLINE, url: at(`${BOARD}/-/blob/main/src/tide.ts`), params });
    await write(app, dana, 'dana');
    const frame = await edit(dana);
    await frame.waitForSelector('[name="pin"]:checked');
    await save(dana);
    expect(storedMacros(app)).toEqual([{ macro: INLINE, params: { url: at(`${BOARD}/-/blob/main/src/tide.ts`), ...params } }]);
  });

  it.each(['light', 'dark'] as const)('can be read and used by everybody, %s', async (theme) => {
    putMacros(app, { macro: INLINE, url: at(`${BOARD}/-/issues/27`) });
    await write(app, dana, 'dana', theme);
    const frame = await edit(dana);
    await frame.waitForSelector(`html[data-color-mode="${theme}"]`);
    await previewed(frame, 'Welsh place names');
    expect(await faultsIn(frame)).toEqual([]);
  });
});
