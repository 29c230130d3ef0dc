import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { contextClaims, frameClaims, frameUrl, sign, withToken } from '../support/caller-tokens.js';
import { ask, expectRefused, ROUTES, tokenFor } from '../support/front-door.js';
import { startGuardedApp, tenantOf } from '../support/guarded-app.js';
import { sendRaw } from '../support/raw-request.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const machineNow = Date.now;
let app: WholeApp;
let ahead = 0;

beforeAll(async () => {
  jest.spyOn(Date, 'now').mockImplementation(() => machineNow() + ahead);
  app = await startWholeApp({ basePath: '/app' });
});
afterAll(async () => {
  await app.close();
  jest.restoreAllMocks();
});

const tenant = () => app.confluence.installation();
const script = () => ({ authorization: `JWT ${sign(contextClaims(tenant()), tenant())}` });
const origin = () => new URL(app.url).origin;
const get = (target: string, headers: Record<string, string> = {}) => sendRaw(origin(), target.replace(origin(), ''), { headers });

/** Lifecycle tokens of one second are the same token, which counts once. */
function nextSecond(): void {
  ahead += 1_000;
}

/** Whatever a page loads, links to or sends a form to. */
const addressesIn = (html: string) => [...html.matchAll(/\s(?:src|href|action)="([^"]*)"/g)].map(([, address = '']) => address).filter((address) => !/^(https?:|#|data:)/.test(address));

test('the descriptor names the base URL with its path', async () => {
  const { status, body } = await get('/app/atlassian-connect.json');
  expect([status, JSON.parse(body)]).toMatchObject([200, { baseUrl: app.url, links: { self: app.descriptorUrl } }]);
  expect((await get('/atlassian-connect.json')).status).toBe(404);
});

describe('below the base path', () => {
  test.each(ROUTES.filter(({ kind }) => kind !== 'lifecycle'))('the right token opens $method $target', async (route) => {
    const token = route.kind === 'public' ? undefined : tokenFor(route.kind, route, app, tenant(), tenant());
    const answer = await ask(app, route, token === undefined ? 'nowhere' : route.kind === 'frame' ? 'query' : 'header', token);
    expect([401, 404, 500]).not.toContain(answer.status);
  });

  test('a token that was signed as if there were no path opens nothing', async () => {
    const url = `${app.url}/home`;
    expectRefused(await get(withToken(url, sign(frameClaims(tenant(), url, origin()), tenant()))));
  });

  test('a new install, an uninstall and the first frame work', async () => {
    expect(await app.confluence.uninstall()).toBe(204);
    nextSecond();
    expect(await app.confluence.installFromDescriptor(app.descriptorUrl)).toMatchObject({ ok: true });
    expect((await get(app.confluence.signFrameUrl({ viewer: 'dana', moduleKey: 'gitlab-for-confluence-home' }))).status).toBe(200);
  });
});

test.each(['/app/oauth/popup', '/app/home', '/app/macros/link?url=https%3A%2F%2Fnot.gitlab.example%2Fa', '/app/macros/inline?url=x', '/app/macros/link?url=GITLAB'])(
  'every address within %s is below the base path, and is there',
  async (page) => {
    const target = page.slice('/app'.length).replace('GITLAB', encodeURIComponent(`${app.gitlab.url}/nobody/nothing`));
    const { status, body } = await get(target === '/oauth/popup' ? page : frameUrl(tenant(), app.url, target));
    expect(status).toBe(200);
    expect(body).toMatch(/<body[^>]* data-base="\/app"/);
    const addresses = addressesIn(body);
    expect(addresses.length).toBeGreaterThan(1);
    for (const address of addresses) {
      expect(address).toMatch(/^\/app\//);
      expect([address, (await get(address)).status]).toEqual([address, 200]);
    }
    // A frame's script fetches its content anew from below the base path.
    const fragment = /data-fragment="(\/[^"]+)"/.exec(body)?.[1]?.replaceAll('&amp;', '&');
    expect(fragment === undefined).toBe(target === '/oauth/popup');
    if (fragment !== undefined) expect((await get(`/app${fragment}`, script())).status).toBe(200);
  },
);

describe('what only begins like the base path', () => {
  test.each(['/appx', '/appx/home', '/apphome', '/app%2Fhome', '/APP/home', '/home', '/', '/app2/atlassian-connect.json', '/app/../home', '/appmacros/link', '/api/home', '/appapi/home'])('does not hold %s', async (path) => {
    const url = `${origin()}${path}`;
    const answers = [await get(withToken(url, sign(frameClaims(tenant(), url, app.url), tenant()))), await get(path, script())];
    for (const { status } of answers) expect([400, 401, 404]).toContain(status);
  });

  test('is refused by the guards themselves: a token for /x does not open /appx', async () => {
    const guarded = await startGuardedApp({ baseUrl: 'https://host.example/app', everything: 'frame' });
    try {
      const site = { clientKey: 'acme', sharedSecret: 's'.repeat(64) };
      guarded.tenants.set(site.clientKey, tenantOf(site));
      const token = sign(frameClaims(site, 'https://host.example/app/x', guarded.baseUrl), site);
      expect((await sendRaw(guarded.origin, withToken('/app/x', token))).status).toBe(200);
      for (const target of ['/appx', '/app', '/x', '/APP/x', '//app/x', '/app/app/x']) expect([target, (await sendRaw(guarded.origin, withToken(target, token))).status]).toEqual([target, 401]);
    } finally {
      await guarded.close();
    }
  });
});
