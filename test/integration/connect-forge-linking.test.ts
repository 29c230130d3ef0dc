import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request, { type Test } from 'supertest';
import { APP_ID, forgeClaims, jwkOf, makeForgeKey, makeForgeSite, signForge, startForgeServers, SYSTEM_TOKEN, type ForgeServers } from '../support/forge-app.js';
import { readRows } from '../support/rows.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const PRIVATE = 'harbourlight/platform/berths/-/issues/9';
const PUBLIC = 'harbourlight/tideboard/-/issues/18';
const key = makeForgeKey();
const site = makeForgeSite();
let forge: ForgeServers;
let app: WholeApp;
let site2: typeof site;

beforeAll(async () => {
  forge = await startForgeServers();
  forge.keys.set = [jwkOf(key)];
  const settings = { AC_APP_ID: APP_ID, FORGE_JWKS_URL: forge.jwksUrl, AC_HOST_WHITELIST: 'localhost', UNINSTALL_GRACE_HOURS: '0' };
  app = await startWholeApp({ install: false, environment: settings });
  Object.assign(site, { siteUrl: 'http://localhost:8090' });
  site2 = makeForgeSite({ siteUrl: site.siteUrl });
  forge.answers.set('/rest/api/user?accountId=dana', { displayName: 'Dana of the site' });
});
afterAll(async () => {
  await app.close();
  await forge.close();
});

/** A call of a frame on the site, as Forge carries it. */
function call(method: 'get' | 'post', path: string, viewer: string | null = 'dana', on = site): Test {
  const token = signForge(key, forgeClaims(on, forge.gatewayUrl, Date.now(), { principal: viewer }, {}, { accountId: viewer }));
  return request(app.url)[method](path).set('authorization', `Bearer ${token}`).set('x-forge-oauth-system', SYSTEM_TOKEN);
}

const macro = (path: string, look = 'link') => `/api/macros/${look}?url=${encodeURIComponent(`${app.gitlab.url}/${path}`)}`;

interface Piece {
  readonly title: string;
  readonly outcome: string;
  readonly html: string;
}
const show = async (path: string, viewer?: string | null, look?: string) => (await call('get', macro(path, look), viewer).expect(200).expect('content-type', /^application\/json/)).body as Piece;

/** What the window does that the frame's link opens: our own page asks first, then GitLab, which sends back with a code to type. */
async function followLink(ticket: string): Promise<string> {
  const start = (body: object) => request(app.url).post('/oauth/start').set('origin', new URL(app.url).origin).set('sec-fetch-site', 'same-origin').send(body);
  expect((await start({ ticket }).expect(200)).body).toEqual({ ask: { user: 'Dana of the site', site: new URL(site.siteUrl).host, gitlab: new URL(app.gitlab.url).host } });
  const started = await start({ ticket, agreed: true }).expect(200);
  const [cookie = ''] = (started.get('Set-Cookie')?.[0] ?? '').split(';');
  const back = await authorize((started.body as { authorizeUrl: string }).authorizeUrl);
  const page = await request(back).get('').set({ cookie, accept: 'text/html' }).expect(200);
  return /data-link-code[^>]*>([^<]+)</.exec(page.text)?.[1] ?? '';
}

/** At GitLab: signs in as alice and presses Authorize; resolves to the address that GitLab sends the browser to. */
async function authorize(url: string): Promise<string> {
  const signedIn = await fetch(`${app.gitlab.url}/users/sign_in`, { method: 'POST', body: new URLSearchParams({ username: 'alice' }), redirect: 'manual' });
  const headers = { cookie: (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  const page = await (await fetch(url, { headers })).text();
  const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const).filter(([name]) => name !== '_method');
  const back = await fetch(`${app.gitlab.url}/oauth/authorize`, { method: 'POST', headers, body: new URLSearchParams(Object.fromEntries(fields)), redirect: 'manual' });
  return back.headers.get('location') ?? '';
}

describe('under Forge', () => {
  test('a reader links an account by the code, and sees what that account may see', async () => {
    expect(await show(PRIVATE)).toMatchObject({ outcome: 'connect' });
    const started = (await call('post', '/api/link/start').send({}).expect(200)).body as { ticket2: string; flowSecret: string };
    const withSecret = (test: Test) => test.set('x-flow-secret', started.flowSecret);
    const code = await followLink(started.ticket2);
    const status = (await withSecret(call('get', '/api/link/status')).expect(200)).body as { status: string; html: string };
    expect([status.status, status.html]).toEqual(['pending', expect.stringContaining('Dana of the site')]);
    await withSecret(call('post', '/api/link/confirm')).send({}).expect(403);
    await withSecret(call('post', '/api/link/confirm', 'uma')).send({ code }).expect(404);
    await withSecret(call('post', '/api/link/confirm', 'dana', site2)).send({ code }).expect(404);
    await withSecret(call('post', '/api/link/confirm')).send({ code }).expect(200, { status: 'linked' });
    expect(await show(PRIVATE)).toMatchObject({ outcome: 'shown', title: expect.stringMatching(/\S/) as unknown });
    expect(await show(PRIVATE, 'uma')).toMatchObject({ outcome: 'connect' });
    expect((await readRows(app.database, 'links')).map(({ client_key, account_id }) => [client_key, account_id])).toEqual([[`forge:${site.cloudId}:aa911f10-c54b-4b93-9e27-dd2947840b9e`, 'dana']]);
  });

  test('no flow gets on without the link that asks first, and so without the code', async () => {
    const { ticket } = (await call('post', '/api/link/start', 'uma').send({}).expect(200)).body as { ticket: string };
    const answer = await request(app.url).post('/oauth/start').set('origin', new URL(app.url).origin).set('sec-fetch-site', 'same-origin').send({ ticket }).expect(410);
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });

  test('somebody who has not signed in can link nothing', async () => {
    for (const nobody of [null, 'unidentified']) {
      const { outcome, html } = await show(PRIVATE, nobody);
      expect([outcome, html]).toEqual(['connect', expect.stringContaining('Sign in to Confluence')]);
      await call('post', '/api/link/start', nobody).send({}).expect(401);
    }
  });

  test('every fragment says its title and outcome beside its HTML, in JSON', async () => {
    expect(await show(PUBLIC)).toEqual({ title: expect.stringContaining('Show the tide') as unknown, outcome: 'shown', html: expect.stringMatching(/^<main [^>]*data-outcome="shown" data-fragment="\/api\/macros\/link\?/) as unknown });
    expect(await show(PUBLIC, 'dana', 'inline')).toMatchObject({ outcome: 'shown', html: expect.stringContaining('data-fragment="/api/macros/inline?') as unknown });
    expect(await show('harbourlight/tideboard', 'dana', 'list')).toMatchObject({ outcome: 'shown', html: expect.stringContaining('data-fragment="/api/macros/list?') as unknown });
    expect(await show('harbourlight/tideboard&state=nonsense', 'dana', 'list')).toMatchObject({ outcome: expect.any(String) as unknown });
    expect((await call('get', '/api/macros/link?url=https%3A%2F%2Felsewhere.example%2Fa').expect(200)).body).toMatchObject({ outcome: 'unsupported' });
    expect((await call('get', '/api/home').expect(200)).body).toMatchObject({ title: 'GitLab', outcome: 'shown', html: expect.stringContaining('<main') as unknown });
    const answer = await call('get', '/api/home');
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('a picture has a whole address that loads on pages of another origin, for its viewer', async () => {
    const { html } = await show(PRIVATE);
    const address = /<img class="picture" src="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(address).toMatch(new RegExp(`^${app.url}/pictures\\?of=[\\w-]+$`));
    expect([...html.matchAll(/\s(?:src|href|data-diagram)="([^"]*)"/g)].map(([, url = '']) => url).filter((url) => !/^(https?:|#)/.test(url))).toEqual([]);
    const load = (site: string) => request(app.url).get(address.slice(app.url.length)).set('sec-fetch-dest', 'image').set('sec-fetch-site', site);
    const answer = await load('cross-site').expect(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'image/png', 'cross-origin-resource-policy': 'cross-origin', 'cache-control': expect.stringMatching(/^private, max-age=(1[5-7]\d\d|1800)$/) as unknown });
    await load('same-origin').expect(200);
    await load('cross-site').set('sec-fetch-dest', 'document').expect(403);
  });

  test('a diagram’s page may be framed by Forge’s frames', async () => {
    const { html } = await show(PRIVATE);
    const address = /data-diagram="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(address.startsWith(`${app.url}/diagram?for=`)).toBe(true);
    const policy = (await request(app.url).get(address.slice(app.url.length)).expect(200)).headers['content-security-policy'] ?? '';
    expect(policy).toMatch(/frame-ancestors 'self' http:\/\/localhost:8090 https:\/\/\*\.cdn\.prod\.atlassian-dev\.net( |$)/);
  });

  test('an uninstall ends the links, the pictures and everything else', async () => {
    const { html } = await show(PRIVATE);
    const picture = /<img class="picture" src="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const token = signForge(key, forgeClaims(site, forge.gatewayUrl, Date.now(), { principal: undefined }, { module: { type: 'core:endpoint', key: 'before-uninstall' } }, { accountId: undefined }));
    await request(app.url).post('/forge/lifecycle').set('authorization', `Bearer ${token}`).send({ context: {}, contextToken: 'x' }).expect(204);
    await call('get', '/api/home').expect(401);
    await request(app.url).get(picture.slice(app.url.length)).expect(403);
    expect(await readRows(app.database, 'links')).toEqual([]);
    expect(app.log()).not.toContain(SYSTEM_TOKEN);
  });
});
