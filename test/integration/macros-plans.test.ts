import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { macrosOf, type SitePage } from '../../demo/confluence/pages.js';
import { pipelinesPage, planningPage } from '../../demo/confluence/plan-pages.js';
import { linkAs, LINKABLE } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const LINK = 'gitlab-for-confluence-link';
const INLINE = 'gitlab-for-confluence-inline';
const BOARD = 'harbourlight/tideboard/-';

let app: WholeApp;
beforeAll(async () => {
  app = await startWholeApp(LINKABLE);
  await linkAs(app, 'dana', 'alice');
  await linkAs(app, 'ada', 'bob');
});
afterAll(() => app.close());

/** A frame as its page loads it. */
async function frame(viewer: string, path: string, moduleKey = LINK): Promise<{ outcome: string | undefined; html: string; title: string | undefined }> {
  const page: SitePage = { id: '900', title: 'Plans', version: 1, blocks: [] };
  const url = app.confluence.signFrameUrl({ viewer, moduleKey, page, macroId: 'm', params: { url: `${app.gitlab.url}/${path}` } });
  const html = await (await fetch(url, { headers: { 'sec-fetch-dest': 'iframe' } })).text();
  return { outcome: /data-outcome="([\w-]+)"/.exec(html)?.[1], html, title: /<title>([^<]*)/.exec(html)?.[1] };
}

const PAGES = [pipelinesPage, planningPage].map((make) => make((url) => ({ macro: LINK, url }), (url) => ({ macro: INLINE, url })));

test.each(PAGES.map((page) => [page.title, page] as const))('everything on the page “%s” shows to a member, each by its own title', async (_title, page) => {
  for (const use of macrosOf(page)) {
    const { outcome, title } = await frame('dana', use.url ?? '', use.macro);
    expect([use.url, outcome]).toEqual([use.url, 'shown']);
    expect(title).toMatch(/.+ – GitLab$/);
  }
});

describe('what GitLab shows to some only', () => {
  test('an internal comment and a log for debugging stay with them, also where others looked before and after', async () => {
    const note = `${BOARD}/issues/18#note_50182`;
    const job = `${BOARD}/jobs/880506`;
    for (const [viewer, sees] of [['ada', false], ['dana', true], ['ada', false]] as const) {
      const comment = await frame(viewer, note);
      expect([comment.outcome, comment.html.includes('Low Head pays')]).toEqual(['shown', sees]);
      const log = await frame(viewer, job);
      expect([log.outcome, log.html.includes('HARBOUR_KEY')]).toEqual(['shown', sees]);
    }
  });

  test('a private pipeline is nothing to an outsider, and a confidential epic to a member who doesn’t plan', async () => {
    const outcomes = await Promise.all(['dana', 'ada'].map(async (viewer) => (await frame(viewer, 'harbourlight/platform/berths/-/pipelines/70211')).outcome));
    expect(outcomes).toEqual(['shown', 'no-access']);
    expect((await frame('dana', 'groups/harbourlight/-/epics/6')).outcome).toBe('no-access');
  });
});
