import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response, type Test } from 'supertest';
import { lifecycleBody } from '../../demo/confluence/lifecycle.js';
import { signContextToken, signFrameToken, signLifecycleToken } from '../../demo/confluence/tokens.js';
import { APP_ID, forgeClaims, jwkOf, makeForgeKey, makeForgeSite, signForge, startForgeServers, SYSTEM_TOKEN, type ForgeServers } from '../support/forge-app.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

type Guard = 'public' | 'frame' | 'rendering' | 'context' | 'administrator' | 'lifecycle' | 'forge';
interface Route {
  readonly method: 'get' | 'post';
  readonly path: string;
}

/** Every URL of the app and who may call it. Whatever the router has besides these fails here. */
const ROUTES: Readonly<Record<string, Guard>> = {
  'get /': 'public',
  'get /atlassian-connect.json': 'public',
  'get /healthz': 'public',
  'get /readyz': 'public',
  'get /icon.svg': 'public',
  'get /i18n/de_DE.json': 'public',
  'get /i18n/en_US.json': 'public',
  'post /connect/installed': 'lifecycle',
  'post /connect/uninstalled': 'lifecycle',
  'post /forge/lifecycle': 'forge',
  'get /macros/link': 'frame',
  'get /macros/inline': 'frame',
  'get /macros/list': 'frame',
  'get /macros/link/export': 'rendering',
  'get /macros/inline/export': 'rendering',
  'get /macros/list/export': 'rendering',
  'get /editor/link': 'frame',
  'get /editor/inline': 'frame',
  'get /editor/list': 'frame',
  'get /home': 'frame',
  'get /configure': 'frame',
  'get /pictures': 'public',
  'get /diagram': 'public',
  'get /api/macros/link': 'context',
  'get /api/macros/inline': 'context',
  'get /api/macros/list': 'context',
  'get /api/home': 'context',
  'get /api/home/mine': 'context',
  'get /api/home/embeds': 'context',
  'get /api/home/embeds/file': 'context',
  'post /api/home/erase': 'context',
  'get /api/configure': 'context',
  'get /api/configure/:section': 'administrator',
  'get /api/configure/embeds/file': 'administrator',
  'get /api/configure/:section/:file.csv': 'administrator',
  'post /api/configure/:section/:action': 'administrator',
  'get /api/editor/projects': 'context',
  'get /api/editor/recent': 'context',
  'get /api/editor/things': 'context',
  'get /api/editor/folder': 'context',
  'get /api/editor/refs': 'context',
  'get /api/editor/groups': 'context',
  'get /api/editor/values': 'context',
  'get /api/editor/meaning': 'context',
  'post /api/editor/meanings': 'context',
  'get /api/editor/list-meaning': 'context',
  'post /api/link/start': 'context',
  'get /api/link/status': 'context',
  'post /api/link/confirm': 'context',
  'post /api/link/decline': 'context',
  'post /api/link/disconnect': 'context',
  'get /oauth/popup': 'public',
  'post /oauth/start': 'public',
  'get /oauth/callback': 'public',
  'get /oauth/callback/:instanceId': 'public',
};
/** Besides routes: the folder of styles and scripts. */
const MOUNTED = ['/assets/'];

const routesOf = (...guards: Guard[]) =>
  Object.entries(ROUTES).filter(([, guard]) => guards.includes(guard)).map(([name, guard]) => {
    const [method, path] = name.split(' ') as [Route['method'], string];
    return { name, guard, method, path };
  });

/** What Express 4 keeps of a router; its types leave it out. */
interface Layer {
  readonly regexp: RegExp;
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
}

let app: WholeApp;

let forge: ForgeServers;
const forgeKey = makeForgeKey();
const site = makeForgeSite({ siteUrl: 'http://localhost:8090' });

beforeAll(async () => {
  forge = await startForgeServers();
  forge.keys.set = [jwkOf(forgeKey)];
  app = await startWholeApp({ basePath: '/app', environment: { AC_APP_ID: APP_ID, FORGE_JWKS_URL: forge.jwksUrl } });
});
afterAll(async () => {
  await app.close();
  await forge.close();
});

/** A call as Forge carries it from that module. */
function callByForge({ method, path }: Route, module: object): Test {
  const token = signForge(forgeKey, forgeClaims(site, forge.gatewayUrl, Date.now(), {}, { module }));
  return request(app.url)[method](path).set({ authorization: `Bearer ${token}`, 'x-forge-oauth-system': SYSTEM_TOKEN });
}
const MACRO = { type: 'xen:macro', key: 'gitlab-for-confluence-link' };
const UNINSTALL = { type: 'core:endpoint', key: 'before-uninstall' };

type Kind = 'frame' | 'context' | 'lifecycle' | 'own call to Confluence' | 'frame of another address' | 'frame of another site';
type Place = 'query' | 'header' | 'x-acpt' | 'body';
const KINDS: readonly Kind[] = ['frame', 'context', 'lifecycle', 'own call to Confluence', 'frame of another address', 'frame of another site'];
const PLACES: readonly Place[] = ['query', 'header', 'x-acpt', 'body'];

/** A token of the kind, good for that address as far as its kind goes. */
function tokenFor(kind: Kind, { path }: Route): string {
  const { clientKey, sharedSecret } = app.confluence.installation();
  const subject = { clientKey, accountId: app.confluence.users[0]?.accountId, issuedAt: Math.floor(Date.now() / 1000) };
  const url = app.url + path;
  switch (kind) {
    case 'frame':
      return signFrameToken(sharedSecret, subject, url, app.url);
    case 'context':
      return signContextToken(sharedSecret, subject, {});
    case 'lifecycle':
      return signLifecycleToken(app.confluence.installKey, subject, url, app.url);
    case 'own call to Confluence':
      return signFrameToken(sharedSecret, { ...subject, clientKey: 'gitlab-for-confluence' }, url, app.url);
    case 'frame of another address':
      return signFrameToken(sharedSecret, subject, `${app.url}/healthz`, app.url);
    case 'frame of another site':
      return signFrameToken('x'.repeat(64), subject, url, app.url);
  }
}

async function call({ method, path }: Route, token?: string, place: Place = 'header', body: object = {}): Promise<Response> {
  const asked = request(app.url)[method](path);
  if (token === undefined) return method === 'post' ? asked.send(body) : asked;
  if (place === 'query') asked.query({ jwt: token });
  if (place === 'header') asked.set('authorization', `JWT ${token}`);
  if (place === 'x-acpt') asked.set('x-acpt', token);
  if (place === 'body') return asked.send({ ...body, jwt: token });
  return method === 'post' ? asked.send(body) : asked;
}

describe('the routes', () => {
  it('are these and no others', () => {
    const { stack: layers } = (app.express as unknown as { readonly _router: { readonly stack: readonly Layer[] } })._router;
    const routers = layers.filter(({ handle }) => handle.stack);
    expect(routers).toHaveLength(1);
    // Only routers and routes answer by path; what is left at the top runs for every request.
    expect(layers.filter(({ route }) => route)).toEqual([]);
    const inside = routers[0]?.handle.stack ?? [];
    const names = inside.flatMap(({ route }) => (route ? Object.keys(route.methods).filter((method) => route.methods[method]).map((method) => `${method} ${route.path}`) : []));
    expect(names.sort()).toEqual(Object.keys(ROUTES).sort());
    const mounted = inside.filter(({ route }) => !route);
    expect(mounted).toHaveLength(MOUNTED.length);
    for (const [index, path] of MOUNTED.entries()) expect(mounted[index]?.regexp.source).toContain(path.replaceAll('/', '\\/'));
  });

  it('take no event of GitLab’s, wherever it is sent [T19a]', async () => {
    const event = { object_kind: 'issue', event_type: 'issue', project: { id: 103 }, object_attributes: { iid: 1, action: 'close' } };
    const sent = { 'x-gitlab-event': 'Issue Hook', 'x-gitlab-token': 'a secret', 'webhook-id': 'one', 'idempotency-key': 'one' };
    const asked = app.gitlab.calls.length;
    const paths = [...new Set([...Object.keys(ROUTES).map((name) => name.split(' ')[1] ?? ''), '/webhooks/gitlab', '/gitlab/webhook', '/hooks'])];
    for (const path of paths) {
      const { status } = await request(app.url).post(path).set(sent).send(event);
      expect([path, [401, 403, 404].includes(status)]).toEqual([path, true]);
    }
    expect(app.gitlab.calls).toHaveLength(asked);
  });

  it.each(routesOf('frame', 'rendering', 'context', 'administrator', 'lifecycle', 'forge'))('$name answers 401 to whom shows no token', async (route) => {
    expect((await call(route)).status).toBe(401);
  });

  it.each(routesOf('public'))('$name asks nobody for a token', async (route) => {
    expect([200, 302, 400, 403]).toContain((await call(route)).status);
  });

  it.each(routesOf('frame', 'rendering'))('$name lets in a frame token in its query, and nothing else anywhere else [T4a]', async (route) => {
    await expectOnly(route, 'frame', 'query');
  });

  it.each(routesOf('administrator'))('$name turns away whoever is no administrator of the site [T28a]', async (route) => {
    expect((await call(route, tokenFor('context', route))).status).toBe(403);
  });

  it.each(routesOf('context', 'administrator'))('$name lets in a context token in its header, and nothing else anywhere else [T4a, L7a]', async (route) => {
    await expectOnly(route, 'context', 'header');
  });

  it.each(routesOf('lifecycle'))('$name lets in a lifecycle token in its header, and nothing else anywhere else [T4a]', async (route) => {
    await expectOnly(route, 'lifecycle', 'header');
  });

  it.each(routesOf('forge'))('$name lets in no token of Connect’s [T4c]', async (route) => {
    for (const kind of KINDS) for (const place of PLACES) expect((await call(route, tokenFor(kind, route), place)).status).toBe(401);
  });

  it.each(routesOf('frame', 'rendering', 'lifecycle'))('$name lets in no token of Forge’s [T4c]', async (route) => {
    for (const module of [MACRO, UNINSTALL]) expect((await callByForge(route, module)).status).toBe(401);
  });

  it.each(routesOf('context', 'administrator'))('$name lets in a token of Forge’s in its header', async (route) => {
    expect((await callByForge(route, MACRO)).status).not.toBe(401);
  });

  it.each(routesOf('forge'))('$name lets in a token of Forge’s for one module alone [T4c]', async (route) => {
    expect((await callByForge(route, MACRO)).status).toBe(401);
    expect((await callByForge(route, UNINSTALL)).status).toBe(204);
  });
});

async function expectOnly(route: Route & { readonly guard: Guard }, wanted: Kind, where: Place): Promise<void> {
  const event = route.path.endsWith('uninstalled') ? 'uninstalled' : 'installed';
  const confluence = { baseUrl: app.confluence.baseUrl, displayUrl: undefined, installKey: app.confluence.installKey };
  const body = route.guard === 'lifecycle' ? lifecycleBody(confluence, app.confluence.installation(), event) : {};
  for (const kind of KINDS) {
    for (const place of PLACES) {
      if (kind === wanted && place === where) continue;
      expect([kind, place, (await call(route, tokenFor(kind, route), place, body)).status]).toEqual([kind, place, 401]);
    }
  }
  const right = tokenFor(wanted, route);
  const twice = await request(app.url)[route.method](route.path).query({ jwt: right }).set('authorization', `JWT ${right}`).send(route.method === 'post' ? body : undefined);
  expect(twice.status).toBe(401);
  const admitted = await call(route, right, where, body);
  // 403: the flow secret, which some want besides, is not there.
  expect([200, 204, 400, 403, 404]).toContain(admitted.status);
  if (event === 'uninstalled') await app.confluence.installFromDescriptor(app.descriptorUrl);
}
