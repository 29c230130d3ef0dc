import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { SitePage } from '../../demo/confluence/pages.js';
import { linkAs, LINKABLE } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { FLEET_PATHS } from '../../demo/gitlab/world/fleet.js';

const LINK = 'gitlab-for-confluence-link';
const PATHS = FLEET_PATHS.flat();

let app: WholeApp;

beforeAll(async () => {
  app = await startWholeApp(LINKABLE);
  await linkAs(app, 'dana', 'alice');
  await linkAs(app, 'uma', 'carol');
});
afterAll(() => app.close());

/** What nobody has looked at yet. */
let used = 0;
const nextPaths = (count: number) => PATHS.slice(used, (used += count));

let pages = 900;
function addPage(paths: readonly string[]): SitePage {
  const page = { id: String((pages += 1)), title: 'Plans', version: 1, blocks: paths.map((path) => ({ macro: LINK, url: `${app.gitlab.url}/${path}` })) };
  app.confluence.pages.set(page.id, page);
  return page;
}

async function frame(viewer: string, page: SitePage, path: string): Promise<string> {
  const url = app.confluence.signFrameUrl({ viewer, moduleKey: LINK, page, macroId: 'm', params: { url: `${app.gitlab.url}/${path}` } });
  return (await request(url).get('').expect(200)).text;
}

const fragmentIn = (html: string) => (/data-fragment="([^"]+)"/.exec(html)?.[1] ?? '').replaceAll('&amp;', '&');
const api = (viewer: string, path: string) => request(app.url).get(path).set('authorization', `JWT ${app.confluence.contextToken(viewer)}`).expect(200);

/** How often GitLab was asked meanwhile. */
async function asked(work: () => Promise<unknown>): Promise<number> {
  app.gitlab.calls.length = 0;
  await work();
  return app.gitlab.calls.length;
}

const about = (path: string) => `/api/macros/link?url=${encodeURIComponent(`${app.gitlab.url}/${path}`)}`;

describe('what a page shows', () => {
  it.each(['', '&proof=x', `&proof=${'A'.repeat(43)}`])('is fetched for nobody who only names the page, so that nobody finds it out by how soon it is there: %s', async (proof) => {
    const [theirs = '', others = '', own = ''] = nextPaths(3);
    const page = addPage([theirs, others]);
    await frame('dana', page, theirs);
    await api('uma', `${about(own)}&page=${page.id}&version=1${proof}`);
    expect(await asked(() => api('uma', about(others)))).toBeGreaterThan(0);
  });

  it('is not fetched by an address that another page’s frame was given', async () => {
    const [theirs = '', others = '', own = '', mine = ''] = nextPaths(4);
    const page = addPage([theirs, others]);
    await frame('dana', page, theirs);
    const ours = addPage([own]);
    const [, rest = ''] = /(&page=.*)$/.exec(fragmentIn(await frame('uma', ours, own))) ?? [];
    expect(rest).toMatch(new RegExp(`^&page=${ours.id}&version=1&space=DEMO&proof=.{43}$`));
    await api('uma', about(mine) + rest.replace(ours.id, page.id));
    expect(await asked(() => api('uma', about(others)))).toBeGreaterThan(0);
  });

  it('is fetched along by an address that a frame of it was given', async () => {
    const [theirs = '', others = '', own = ''] = nextPaths(3);
    const page = addPage([theirs, others]);
    const [, rest = ''] = /(&page=.*)$/.exec(fragmentIn(await frame('dana', page, theirs))) ?? [];
    await api('uma', about(own) + rest);
    expect(await asked(() => api('uma', about(others)))).toBe(0);
  });
});
