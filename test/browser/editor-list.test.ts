import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Frame, Page } from 'puppeteer-core';
import { describeInChromium } from '../support/browser.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { chooseByMouse, draftOf, edit, insert, LIST, offered, previewed, pressButton, putMacros, save, saveByKeyboard, storedMacros, tabTo, write, type Parameters } from './authors.js';
import { faultsIn } from './axe.js';
import { press, pressConnect, signInAtGitLab } from './people.js';

const BOARD = 'harbourlight/tideboard';

describeInChromium('the editor of a list', (open) => {
  let app: WholeApp;
  let dana: Page;

  beforeAll(async () => {
    app = await startWholeApp(LINKABLE);
    await linkAs(app, 'dana', 'alice');
    dana = await open();
  });
  beforeEach(() => putMacros(app));
  afterAll(() => app.close());

  const board = () => `${app.gitlab.url}/${BOARD}`;
  const put = (params: Parameters) => putMacros(app, { macro: LIST, url: board(), params });
  const valueOf = (frame: Frame, selector: string) => frame.$eval(selector, (field) => (field as HTMLInputElement | HTMLSelectElement).value);
  const columnsShown = (frame: Frame) => frame.$$eval('[data-column][aria-pressed="true"]', (buttons) => buttons.map((button) => button.getAttribute('data-column')));

  it('leads by the keyboard alone from nothing to a stored list', async () => {
    await write(app, dana, 'dana');
    const frame = await insert(dana, LIST);
    await tabTo(dana, frame, '#place-words');
    await dana.keyboard.type('tideb');
    await offered(frame, BOARD);
    await dana.keyboard.press('Enter');
    await previewed(frame, 'Open issues in harbourlight/tideboard');
    await tabTo(dana, frame, '[name="kind"]');
    await dana.keyboard.press('ArrowRight');
    await previewed(frame, 'Open merge requests in harbourlight/tideboard');
    await tabTo(dana, frame, '[name="state"]');
    await dana.keyboard.type('All');
    await tabTo(dana, frame, '#labels-words');
    await dana.keyboard.type('bu');
    await offered(frame, 'bug');
    await dana.keyboard.press('Enter');
    await tabTo(dana, frame, '#milestone-words');
    await dana.keyboard.press('ArrowDown');
    await offered(frame, '1.5 Winter tides');
    await dana.keyboard.type('winter t');
    await offered(frame, '1.5 Winter tides');
    await dana.keyboard.press('Enter');
    await tabTo(dana, frame, '#author-words');
    await dana.keyboard.type('@m');
    await offered(frame, '@me');
    // What is typed and left alone chooses as well.
    await dana.keyboard.press('Tab');
    expect(await valueOf(frame, '#author-words')).toBe('@me');
    await tabTo(dana, frame, '[data-column="author"]');
    await dana.keyboard.press('ArrowLeft');
    expect(await columnsShown(frame)).toEqual(['state', 'author', 'pipeline', 'reviewers', 'updated_at']);
    expect(await frame.evaluate(() => document.activeElement?.getAttribute('data-column'))).toBe('author');
    expect(await frame.$eval('.list-columns [role="status"]', (line) => line.textContent)).toBe('Author is column 2 of 5.');
    await tabTo(dana, frame, '[data-column="pipeline"]');
    await dana.keyboard.press('Space');
    await tabTo(dana, frame, '#count');
    await dana.keyboard.type('5');
    await previewed(frame, 'Start without a pressure sensor');
    await saveByKeyboard(dana);
    expect(draftOf(app)).toBe(
      `<p>Before.</p><p>After.</p><ac:structured-macro ac:name="${LIST}" ac:schema-version="1"><ac:parameter ac:name="url"><ri:url ri:value="${board()}" /></ac:parameter>` +
        '<ac:parameter ac:name="kind">merge_requests</ac:parameter><ac:parameter ac:name="state">all</ac:parameter><ac:parameter ac:name="labels">bug</ac:parameter><ac:parameter ac:name="milestone">1.5 Winter tides</ac:parameter>' +
        '<ac:parameter ac:name="author">@me</ac:parameter><ac:parameter ac:name="columns">state,author,reviewers,updated_at</ac:parameter><ac:parameter ac:name="count">5</ac:parameter></ac:structured-macro>',
    );
  });

  it('leads there by the mouse too, in a group', async () => {
    await write(app, dana, 'dana');
    const frame = await insert(dana, LIST);
    await frame.type('#place-words', 'platform');
    await chooseByMouse(frame, 'Harbourlight / Platform');
    await previewed(frame, 'Open issues in harbourlight/platform');
    expect(await frame.$$eval('[name="kind"]:disabled', (fields) => fields.map((field) => (field as HTMLInputElement).value))).toEqual(['pipelines', 'commits']);
    await frame.click('#assignee-words');
    await chooseByMouse(frame, 'Alice Arden');
    await pressButton(frame, 'Assignees');
    await frame.click('[data-move="updated_at -1"]');
    await frame.select('[name="sort"]', 'updated_desc');
    await frame.select('#export', 'nothing');
    await save(dana);
    expect(storedMacros(app)).toEqual([
      { macro: LIST, params: { url: `${app.gitlab.url}/groups/harbourlight/platform`, assignee: 'alice', sort: 'updated_desc', columns: 'state,updated_at,labels', export: 'nothing' } },
    ]);
  });

  it('takes in what the address of a list page filters by', async () => {
    await write(app, dana, 'dana');
    const frame = await insert(dana, LIST);
    await tabTo(dana, frame, '#place-words');
    await dana.keyboard.type(`${board()}/-/merge_requests?state=merged&label_name[]=bug&author_username=alice`);
    await dana.keyboard.press('Enter');
    await previewed(frame, 'Merged merge requests in harbourlight/tideboard');
    expect([await valueOf(frame, '#url'), await valueOf(frame, '[name="state"]'), await valueOf(frame, '#author-words')]).toEqual([board(), 'merged', 'alice']);
    expect(await frame.$$eval('.chosen-labels span', (labels) => labels.map(({ textContent }) => textContent))).toEqual(['bug']);
    await save(dana);
    expect(storedMacros(app)).toEqual([{ macro: LIST, params: { url: board(), kind: 'merge_requests', state: 'merged', labels: 'bug', author: 'alice' } }]);
  });

  it('opens with all that is stored, and stores the same again where nothing is changed', async () => {
    const params = { kind: 'commits', author: 'Carol Quay', ref: 'main', created_after: '2026-01-01', columns: 'sha,author', count: '7', export: 'title', foreign: 'kept' };
    put(params);
    await write(app, dana, 'dana');
    const frame = await edit(dana);
    await previewed(frame, 'Commits');
    const fields = ['#url', '[name="kind"]:checked', '#author-words', '#ref-words', '[name="created_after"]', '#count', '#export'];
    expect(await Promise.all(fields.map((field) => valueOf(frame, field)))).toEqual([board(), 'commits', 'Carol Quay', 'main', '2026-01-01', '7', 'title']);
    expect(await columnsShown(frame)).toEqual(['sha', 'author']);
    await save(dana);
    expect(storedMacros(app)).toEqual([{ macro: LIST, params: { url: board(), ...params } }]);
    expect(draftOf(app)).toMatch(/^<p>Before\.<\/p><ac:structured-macro.*<\/ac:structured-macro><p>After\.<\/p>$/);
  });

  it('leaves a list page that the macro has already as it is, until somebody sets its filters below', async () => {
    const url = `${board()}/-/issues?state=closed`;
    putMacros(app, { macro: LIST, url });
    await write(app, dana, 'dana');
    const frame = await edit(dana);
    await previewed(frame, 'Closed issues in harbourlight/tideboard');
    await save(dana);
    expect(storedMacros(app)).toEqual([{ macro: LIST, params: { url } }]);
    const again = await edit(dana);
    await pressButton(again, 'Set them below');
    await again.waitForFunction((place) => document.querySelector<HTMLInputElement>('#url')?.value === place, {}, board());
    await save(dana);
    expect(storedMacros(app)).toEqual([{ macro: LIST, params: { url: board(), state: 'closed' } }]);
  });

  it('saves nothing that can’t be listed, and says why', async () => {
    put({});
    await write(app, dana, 'dana');
    const frame = await edit(dana);
    await dana.waitForSelector('[data-button="submit"]:enabled');
    await frame.type('#count', '500');
    await dana.waitForSelector('[data-button="submit"]:disabled');
    expect(await frame.$eval('#count-wrong', (hint) => hint.textContent)).toBe('1 to 100');
    await frame.$eval('#count', (field) => (field as HTMLInputElement).select());
    await frame.type('#count', '50');
    await dana.waitForSelector('[data-button="submit"]:enabled');
    await frame.$eval('#url', (field) => (field as HTMLInputElement).select());
    await frame.type('#url', `${board()}/-/issues/18`);
    await dana.waitForSelector('[data-button="submit"]:disabled');
    await frame.waitForFunction(() => document.querySelector('#url-hint.wrong')?.textContent?.includes('no project, group or list page'));
  });

  it('lets somebody without a link connect, and go on where they were', async () => {
    const page = await open();
    await write(app, page, 'uma');
    const frame = await insert(page, LIST);
    await frame.type('#place-words', 'tideb');
    const popup = await pressConnect(page, frame);
    await signInAtGitLab(popup, 'bob');
    await press(frame, 'confirm');
    await offered(frame, BOARD);
    expect(await valueOf(frame, '#place-words')).toBe('tideb');
    await frame.focus('#place-words');
    await page.keyboard.press('Enter');
    await previewed(frame, 'Open issues in harbourlight/tideboard');
    await save(page);
    expect(storedMacros(app)).toEqual([{ macro: LIST, params: { url: board() } }]);
  });

  it('takes what is typed where nothing can be suggested', async () => {
    const page = await open();
    put({});
    await write(app, page, 'ada');
    const frame = await edit(page);
    await tabTo(page, frame, '#assignee-words');
    await page.keyboard.type('carol');
    await frame.waitForFunction(() => document.querySelector('#assignee-status')?.textContent?.includes('without a connected GitLab account'));
    await page.keyboard.press('Enter');
    await previewed(frame, 'assigned to @carol');
    await save(page);
    expect(storedMacros(app)).toEqual([{ macro: LIST, params: { url: board(), assignee: 'carol' } }]);
  });

  it('says that GitLab does not answer, and goes on by Try again', async () => {
    await write(app, dana, 'dana');
    app.gitlab.switches.status500 = true;
    const frame = await insert(dana, LIST);
    await frame.waitForFunction(() => document.querySelector('#place-status')?.textContent?.includes('GitLab does not answer now'));
    app.gitlab.switches.status500 = false;
    await pressButton(frame, 'Try again');
    await offered(frame, BOARD);
  });

  it('closes a list of suggestions by Escape, and nothing else', async () => {
    put({});
    await write(app, dana, 'dana');
    const frame = await edit(dana);
    await tabTo(dana, frame, '#milestone-words');
    await dana.keyboard.press('ArrowDown');
    await offered(frame, 'Upcoming');
    await dana.keyboard.press('Escape');
    expect(await frame.$eval('#milestone-words', (field) => field.getAttribute('aria-expanded'))).toBe('false');
    expect(await dana.$('dialog.macro-editor')).not.toBeNull();
  });

  it.each(['light', 'dark'] as const)('can be read and used by everybody, %s', async (theme) => {
    put({ labels: 'bug,feature', created_after: '2026-01-01' });
    await write(app, dana, 'dana', theme);
    const chosen = await edit(dana);
    await chosen.waitForSelector(`html[data-color-mode="${theme}"]`);
    await previewed(chosen, 'Open issues');
    await chosen.click('#milestone-words');
    await offered(chosen, 'Upcoming');
    expect(await faultsIn(chosen)).toEqual([]);
    for (const width of [300, 600]) {
      await dana.$eval('.macro-editor-frame', (place, pixels) => ((place as HTMLElement).style.width = `${pixels}px`), width);
      expect(await chosen.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
    }
    await dana.keyboard.press('Escape');
    await write(app, dana, 'dana', theme);
    const finding = await insert(dana, LIST);
    await finding.waitForSelector(`html[data-color-mode="${theme}"]`);
    await offered(finding, BOARD);
    expect(await faultsIn(finding)).toEqual([]);
  });
});
