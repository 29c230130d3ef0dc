import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { SITE_GROUPS } from '../../demo/confluence/groups.js';
import { DEMO_USERS } from '../../demo/confluence/users.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { readRows } from '../support/rows.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const PILOTS = SITE_GROUPS.find(({ name }) => name === 'pilots')?.id ?? '';
const LINK = 'gitlab-for-confluence-link';
const LIST = 'gitlab-for-confluence-list';
const PAGE = { id: '7', title: 'Tides', version: 1, author: 'Dana', blocks: [] };
const OTHER = { ...PAGE, id: '8' };
const OPS = { id: '65538', key: 'OPS' };
const PRIVATE = 'harbourlight/platform/berths/-/issues/3';
const HIDDEN = 'harbourlight/platform/berths/-/issues/1';
const MOVED = 'harbourlight/tideboard/-/issues/18';

let app: WholeApp;
let asked: number;
let watched: string;
let looking: string;
beforeAll(async () => {
  app = await startWholeApp({ ...LINKABLE, users: DEMO_USERS.map((user) => (user.key === 'dana' ? { ...user, groups: [PILOTS] } : user)), pages: [PAGE, OTHER] });
  await linkAs(app, 'dana', 'alice');
  await linkAs(app, 'gerda', 'bob');
  const project = app.gitlab.world.projects.find(({ fullPath }) => fullPath === 'harbourlight/tideboard')!;
  project.issues.find(({ iid }) => iid === 18)!.movedTo = { fullPath: 'harbourlight/tideboard', iid: project.issues.find(({ iid }) => iid !== 18)!.iid };
  looking = await app.beside();
  watched = await frame('dana', PRIVATE);
  await frame('uma', PRIVATE);
  await frame('dana', MOVED);
  await frame('gerda', HIDDEN, { page: OTHER });
  await frame('dana', 'harbourlight/harbour-bell', { page: OTHER, space: OPS });
  await frame('dana', 'dashboard/nothing of ours', { page: OTHER, space: OPS });
  await frame('dana', 'harbourlight/tideboard', { page: undefined });
  await frame('dana', 'harbourlight/tideboard', { page: OTHER, module: LIST });
  await frame('dana', 'harbourlight/tideboard', { page: OTHER, module: LIST, kind: 'nonsense' });
  await request(looking).get(`/api/macros/link?url=${encodeURIComponent(`${app.gitlab.url}/harbourlight/forecast`)}&page=7&version=1`).set('authorization', token('dana')).expect(200);
  // What a process has seen is written when it ends, at the latest.
  await app.endOthers();
});
afterAll(() => app.close());
beforeEach(() => {
  asked = app.confluence.calls.length;
});

const token = (viewer: string) => `JWT ${app.confluence.contextToken(viewer)}`;
async function frame(viewer: string, path: string, { module = LINK, kind = '', ...place }: { page?: typeof PAGE | undefined; space?: typeof OPS; module?: string; kind?: string } = {}): Promise<string> {
  const signed = app.confluence.signFrameUrl({ viewer, moduleKey: module, page: PAGE, ...place, params: { url: `${app.gitlab.url}/${path}`, kind } });
  return /data-outcome="([\w-]+)"/.exec((await request(looking).get(signed.slice(app.url.length)).expect(200)).text)?.[1] ?? '';
}
const get = (viewer: string, query: string, status = 200) => request(app.url).get(`/api/home/embeds${query}`).set('authorization', token(viewer)).expect(status);
const html = async (viewer: string, query: string) => ((await get(viewer, query)).body as { html: string }).html;
const addressesIn = (text: string) => [...text.matchAll(/class="work-title"[^>]*>(?:<a [^>]*>)?([^<]*)/g)].map(([, url]) => url?.replace(`${app.gitlab.url}/`, '')).sort();
const spacesIn = (text: string) => [...text.matchAll(/<option value="(\w+)">([^<]*)\(/g)].map(([, key]) => key).sort();

describe('what pages show', () => {
  test('is kept of frames whose page Confluence signed, and of no others', async () => {
    expect(watched).toBe('shown');
    const rows = await readRows(app.database, 'embeds');
    expect(rows.map(({ page_id, space_key, kind, outcome }) => `${page_id} ${space_key} ${kind} ${outcome}`).sort()).toEqual(['7 DEMO issue connect', '7 DEMO issue shown', '8 DEMO issue no-access', '8 DEMO list shown', '8 DEMO null unsupported', '8 OPS null unsupported', '8 OPS project shown']);
    const accounts = app.confluence.users.flatMap(({ accountId }) => accountId ?? []);
    expect(accounts.filter((accountId) => JSON.stringify(rows).includes(accountId))).toEqual([]);
    expect(JSON.stringify(rows)).not.toMatch(/harbourlight|berths/);
  });

  test('is told to the administrators of a space, with its health', async () => {
    const text = await html('ada', '?space=DEMO');
    expect(addressesIn(text)).toEqual([HIDDEN, PRIVATE, MOVED, 'harbourlight/tideboard', 'harbourlight/tideboard'].sort());
    expect(text).toContain(`${app.confluence.baseUrl}/pages/viewpage.action?pageId=7`);
    expect(addressesIn(await html('ada', '?space=DEMO&health=moved&rows=1'))).toEqual([MOVED]);
    expect(addressesIn(await html('ada', '?space=DEMO&health=unreadable&rows=1'))).toEqual([HIDDEN]);
    expect(addressesIn(await html('ada', '?space=DEMO&health=shown&rows=1'))).toEqual([PRIVATE, 'harbourlight/tideboard']);
    expect(addressesIn(await html('ada', '?space=DEMO&health=unsupported&rows=1'))).toEqual(['harbourlight/tideboard']);
    expect(addressesIn(await html('ada', '?space=OPS&health=archived&rows=1'))).toEqual(['harbourlight/harbour-bell']);
    expect(addressesIn(await html('ada', '?space=OPS&words=nothing&rows=1'))).toEqual(['dashboard/nothing of ours']);
    expect(await html('ada', '?space=OPS&words=nothing&rows=1')).not.toContain('<form');
  });

  test('of a space is for its administrators alone', async () => {
    expect(addressesIn(await html('dana', '?space=OPS'))).toHaveLength(2);
    for (const [viewer, space] of [['dana', 'DEMO'], ['uma', 'OPS'], ['uma', 'DEMO'], ['ada', 'NONE'], ['dana', 'OPS,DEMO'], ['anonymous', 'DEMO']] as const) {
      const refused = await get(viewer, `?space=${space}`, 403);
      expect(refused.body).toMatchObject({ error: { code: 'forbidden', message: 'Only administrators of this space may see this.' } });
      await get(viewer, `/file?space=${space}`, 403);
      await get(viewer, `?space=${space}&rows=1`, 403);
    }
    await get('ada', '/file', 403);
    await get('anonymous', '', 403);
  });

  test('can be chosen among the spaces that the viewer administers, and nothing of others shows', async () => {
    expect(spacesIn(await html('ada', ''))).toEqual(['DEMO', 'OPS']);
    const danas = await html('dana', '');
    expect([spacesIn(danas), addressesIn(danas).length]).toEqual([['OPS'], 2]);
    const umas = await html('uma', '');
    expect([umas.includes('<form'), addressesIn(umas), umas.includes('You administer no space')]).toEqual([false, [], true]);
    expect(umas).not.toContain('Moved:');
  });

  test('is told to nobody while Confluence does not say who they are', async () => {
    app.confluence.switches.status500 = true;
    try {
      await get('ada', '?space=DEMO', 403);
      expect(addressesIn(await html('ada', ''))).toEqual([]);
    } finally {
      app.confluence.switches.status500 = false;
    }
    expect(addressesIn(await html('ada', '?space=DEMO'))).toHaveLength(5);
  });

  test('comes as a file of the space', async () => {
    const { body } = await get('ada', '/file?space=DEMO&health=moved');
    expect(body).toMatchObject({ name: 'gitlab-for-confluence-embeds.csv', cut: false });
    const [header, ...lines] = (body as { csv: string }).csv.trim().split('\r\n');
    expect(header).toMatch(/^space,page_id,/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`DEMO,7,${app.confluence.baseUrl}/pages/viewpage.action?pageId=7,${app.gitlab.url}/${MOVED},issue,moved,shown,`);
  });

  test('is refused where the question is none of ours', async () => {
    await get('ada', '?space=DEMO&health=splendid', 400);
    await get('ada', `?space=${'x'.repeat(300)}`, 400);
  });

  test('has a place on the GitLab page for whoever has signed in, which asks nothing until it is opened', async () => {
    const page = async (viewer: string) => (await request(app.url).get(app.confluence.signFrameUrl({ viewer, moduleKey: 'gitlab-for-confluence-home' }).slice(app.url.length)).expect(200)).text;
    expect(await page('uma')).toContain('data-embeds-open="/api/home/embeds"');
    expect(await page('anonymous')).not.toContain('data-embeds');
    expect(app.confluence.calls.length).toBe(asked);
  });

  test('goes when the site uninstalls', async () => {
    await app.confluence.uninstall();
    expect(await readRows(app.database, 'embeds')).toEqual([]);
  });
});
