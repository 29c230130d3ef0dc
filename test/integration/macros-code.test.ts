import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { TIDEBOOK } from '../../demo/gitlab/world/tidebook.js';
import { linkAs, LINKABLE } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const BOOK = 'harbourlight/tidebook';
const PAGE = `${BOOK}/-/blob/main/src/page.ts`;

let app: WholeApp;

beforeAll(async () => {
  app = await startWholeApp(LINKABLE);
  await linkAs(app, 'dana', 'alice');
});
afterAll(() => app.close());

/** What a signed frame answers: its outcome, and its HTML. */
async function frame(path: string, params: Record<string, string> = {}, { viewer = 'uma', macro = 'link' } = {}) {
  const url = app.confluence.signFrameUrl({ viewer, moduleKey: `gitlab-for-confluence-${macro}`, params: { url: `${app.gitlab.url}/${path}`, ...params } });
  const { text } = await request(url).get('').expect(200);
  return { text, outcome: /data-outcome="([\w-]+)"/.exec(text)?.[1], title: titleIn(text) };
}

/** Where the content followed a skeleton, what the document is called from then on. */
function titleIn(html: string): string | undefined {
  return (/ data-title="([^"]*)" data-said/.exec(html) ?? /<title>([^<]*)/.exec(html))?.[1];
}

describe('what a page shows of code', () => {
  it.each([
    [`${BOOK}/-/tree/main/harbours`, 'harbours', 'zennor.yaml'],
    [`${BOOK}/-/commit/${TIDEBOOK.paper}`, 'Print heights with two decimals', 'nobody was amused'],
    [`${BOOK}/-/compare/v2.0...v2.1`, 'v2.0...v2.1', 'Give February its day'],
    [`${BOOK}/-/tags/v2.1`, 'v2.1', 'The one with the leap day'],
    [`${BOOK}/-/releases/permalink/latest`, 'Tidebook 2.1', 'tidebook-2.1.pdf'],
    [`${BOOK}/-/snippets/61`, 'Print one harbour', 'print.sh'],
    ['-/snippets/51', 'Knots to metres a second', 'metres_per_second'],
    [`${BOOK}/-/wikis/printing/paper`, 'Paper', '120 g'],
  ])('is there for somebody without a link where it is public: %s', async (path, title, words) => {
    const shown = await frame(path);
    expect([shown.outcome, shown.title]).toEqual(['shown', `${title} – GitLab`]);
    expect(shown.text).toContain(words);
    const chip = await frame(path, {}, { macro: 'inline' });
    expect([chip.outcome, chip.title]).toEqual(['shown', `${title} – GitLab`]);
  });

  it.each(['tree/main', 'commit/7c05b1e8', 'compare/main...feature%2Fone-statement', 'branches/main', 'tags/v0.9', 'releases/v0.9', 'snippets/71', 'wikis/on-call'])('is for members where it is private: %s', async (page) => {
    const path = `harbourlight/platform/berths/-/${page}`;
    expect((await frame(path, {}, { viewer: 'dana' })).outcome).toBe('shown');
    const closed = await frame(path);
    expect(closed.outcome).toBe('connect');
    expect(closed.text).not.toMatch(/one statement|Free a berth|harbour master|Berths 0\.9/i);
  });
});

describe('a pin', () => {
  it('shows the file as it was and says what has happened since, also when the frame renews itself', async () => {
    const pinned = await frame(PAGE, { pin: TIDEBOOK.v20 });
    expect(pinned.outcome).toBe('shown');
    expect(pinned.text).toContain('is 7 commits ahead; this file has changed since.');
    expect(pinned.text).toContain(`data-fragment="/api/macros/link?url=${encodeURIComponent(`${app.gitlab.url}/${PAGE}`)}&amp;pin=${TIDEBOOK.v20}"`);
    expect((await frame(PAGE)).text).not.toContain('Pinned to');
  });

  it('does not mix with another pin of the same file, nor with the file itself', async () => {
    const decimals = async (params: Record<string, string>) => /toFixed[^\d]*(\d)/.exec((await frame(PAGE, params)).text.replace(/<[^>]*>/g, ''))?.[1];
    expect([await decimals({ pin: TIDEBOOK.v20 }), await decimals({ pin: TIDEBOOK.v21 }), await decimals({}), await decimals({ pin: TIDEBOOK.v20.slice(0, 8).toUpperCase() })]).toEqual(['1', '2', '2', '1']);
  });

  it('that is no commit id is said, and GitLab is not asked', async () => {
    const before = app.gitlab.calls.length;
    const wrong = await frame(PAGE, { pin: 'main' });
    expect([wrong.outcome, wrong.text.includes('is not a commit id')]).toEqual(['unsupported', true]);
    const chip = await frame(PAGE, { pin: 'main' }, { macro: 'inline' });
    expect([chip.outcome, /class="chip-link"[^>]* title="[^"]*is not a commit id/.test(chip.text)]).toEqual(['unsupported', true]);
    expect(app.gitlab.calls.length).toBe(before);
  });

  it('is nothing to what is no file', async () => {
    expect((await frame(`${BOOK}/-/issues/1`, { pin: 'main' })).outcome).toBe('shown');
  });
});
