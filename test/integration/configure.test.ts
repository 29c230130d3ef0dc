import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { defaultSwitches } from '../../demo/confluence/switches.js';
import { DEMO_USERS } from '../../demo/confluence/users.js';
import { startForgeWorld } from '../support/forge-world.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const CONFIGURE = 'gitlab-for-confluence-configure';
const accountOf = (user: string) => DEMO_USERS.find(({ key }) => key === user)?.accountId ?? '';

let app: WholeApp;
beforeAll(async () => {
  app = await startWholeApp({ environment: { ADMIN_ACCOUNT_IDS: accountOf('uma') } });
});
afterAll(() => app.close());
beforeEach(() => {
  Object.assign(app.confluence.switches, defaultSwitches());
});

const page = async (viewer: string) => (await request(app.url).get(app.confluence.signFrameUrl({ viewer, moduleKey: CONFIGURE }).slice(app.url.length)).expect(200)).text;
const fragment = (viewer: string) => request(app.url).get('/api/configure').set('authorization', `JWT ${app.confluence.contextToken(viewer)}`);
const toldOf = (html: string) => [/data-outcome="([\w-]+)"/.exec(html)?.[1], /data-known-by="(\w+)"/.exec(html)?.[1]];

describe('the configure page', () => {
  test('says to an administrator in which way it knows them', async () => {
    const html = await page('ada');
    expect(toldOf(html)).toEqual(['shown', 'operations']);
    expect(html).toContain('You administer this Confluence: it lists that among what your account may do.');
    app.confluence.switches.answersTo = [{ call: /expand=operations/, answer: { status: 403, body: '{}' } }];
    expect(toldOf(await page('ada'))).toEqual(['shown', 'permission']);
  });

  test.each(['dana', 'anonymous'])('says to %s that it is for administrators, and no more', async (viewer) => {
    const html = await page(viewer);
    expect(toldOf(html)).toEqual(['no-access', undefined]);
    expect(html).toContain('Only administrators of this Confluence may configure the app.');
  });

  test('lets in whom the operator has named, and says that it was them', async () => {
    const html = await page('uma');
    expect(toldOf(html)).toEqual(['shown', 'operator']);
    expect(html).toContain('whoever runs its server has named you');
  });

  test('is for nobody while Confluence fails, and for nobody longer than it says', async () => {
    app.confluence.switches.status500 = true;
    expect(toldOf(await page('ada'))).toEqual(['no-access', undefined]);
    app.confluence.switches.status500 = false;
    expect(toldOf((await fragment('ada').expect(200)).text)).toEqual(['shown', 'operations']);
    app.confluence.switches.answer = { status: 200, body: '' };
    expect(toldOf((await fragment('ada').expect(200)).text)).toEqual(['no-access', undefined]);
  });

  test('speaks the language of its reader', async () => {
    const { text } = await fragment('ada').set('accept-language', 'de').expect(200);
    expect(text).toContain('Als Administrator bekannt');
  });
});

describe('the way to it', () => {
  const site = (viewer: string, path: string) => request(app.confluence.url).get(`${path}?viewer=${viewer}`);
  const configure = `/wiki/plugins/servlet/ac/gitlab-for-confluence/${CONFIGURE}`;

  test('is a button on the page of installed apps, which administrators alone see', async () => {
    expect((await site('ada', '/wiki/admin/apps').expect(200)).text).toContain(`href="${configure}"`);
    expect((await site('dana', '/wiki/admin/apps').expect(200)).text).not.toContain(CONFIGURE + '"');
    await site('ada', configure).expect(200);
    await site('dana', configure).expect(404);
  });
});

describe('the configure page under Forge', () => {
  test('is there for administrators, whose calls bring their own token', async () => {
    const world = await startForgeWorld();
    const invoke = async (viewer: string) => {
      const call = { path: '/api/configure', headers: { accept: 'application/json' } };
      const cookie = `stand-in-confluence-viewer=${viewer}`;
      const { body } = await request(world.forge.url).post('/forge/invoke').set('cookie', cookie).send({ place: { moduleKey: CONFIGURE }, call }).expect(200);
      return toldOf((body as { payload: { body: { html: string } } }).payload.body.html);
    };
    expect(await invoke('ada')).toEqual(['shown', 'operations']);
    expect(await invoke('dana')).toEqual(['no-access', undefined]);
    await request(world.forge.url).get(`/wiki/apps/${CONFIGURE}?viewer=ada`).expect(200);
    await request(world.forge.url).get(`/wiki/apps/${CONFIGURE}?viewer=dana`).expect(404);
    await world.close();
  });
});
