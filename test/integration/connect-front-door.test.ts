import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contextClaims, frameClaims, frameUrl, sign, withToken, type Signer } from '../support/caller-tokens.js';
import { ask, expectRefused, installTenant, ROUTES, TOKEN_KINDS, tokenFor, UNAUTHORIZED, type Route } from '../support/front-door.js';
import { sendRaw, type RawAnswer } from '../support/raw-request.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

let app: WholeApp;
let tenant: Signer;
let other: Signer;

beforeAll(async () => {
  app = await startWholeApp();
  tenant = app.confluence.installation();
  other = await installTenant(app);
});
afterAll(() => app.close());

const get = (target: string, headers: Record<string, string> = {}, method = 'GET') => sendRaw(app.url, target.replace(app.url, ''), { headers, method });
const frameRoutes = ROUTES.filter(({ kind }) => kind === 'frame');
const contextRoutes = ROUTES.filter(({ kind }) => kind === 'context');

function expectSafe({ status, headers, milliseconds }: RawAnswer): void {
  expect(status).toBeLessThan(500);
  expect(milliseconds).toBeLessThan(2_000);
  expect(headers).not.toHaveProperty('x-acpt');
  expect(headers).not.toHaveProperty('etag');
  expect(headers).not.toHaveProperty('x-powered-by');
}

describe('a valid token', () => {
  test.each(frameRoutes)('of a frame opens $target', async (route) => {
    const answer = await ask(app, route, 'query', tokenFor('frame', route, app, tenant, other));
    expectSafe(answer);
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(answer.body).toContain('<main');
    expect(answer.headers['content-security-policy']).toContain(`frame-ancestors ${app.confluence.url}`);
  });

  test.each(contextRoutes.filter(({ method, target }) => method === 'GET' && target !== '/api/link/status'))("of a frame's script opens $target", async (route) => {
    const answer = await ask(app, route, 'header', tokenFor('context', route, app, tenant, other));
    expectSafe(answer);
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(answer.body).toContain('<main');
  });

  test('that the stand-in Confluence signs opens its frame and its API', async () => {
    const url = app.confluence.signFrameUrl({ viewer: 'dana', moduleKey: 'gitlab-for-confluence-home' });
    expect((await get(url)).status).toBe(200);
    expect((await get('/api/home', { authorization: `JWT ${app.confluence.contextToken('dana')}` })).status).toBe(200);
  });

  test('of somebody anonymous opens a frame too', async () => {
    expect((await get(frameUrl(tenant, app.url, '/home', { sub: undefined }))).status).toBe(200);
  });
});

describe.each(TOKEN_KINDS)('of all routes, a token of the kind "%s"', (kind) => {
  const opens = (route: Route) => route.kind === 'public' || route.kind === kind;

  test.each(ROUTES.filter((route) => !opens(route)))('does not open $method $target, wherever it is put [T4a]', async (route) => {
    const token = tokenFor(kind, route, app, tenant, other);
    const places = token === undefined ? (['nowhere'] as const) : (['query', 'header'] as const);
    for (const place of places) expectRefused(await ask(app, route, place, token), token);
  });

  test.each(ROUTES.filter((route) => opens(route) && route.kind !== 'lifecycle'))('opens $method $target', async (route) => {
    const token = tokenFor(kind, route, app, tenant, other);
    const answer = await ask(app, route, token === undefined ? 'nowhere' : route.kind === 'frame' ? 'query' : 'header', token);
    expectSafe(answer);
    expect(answer.status).not.toBe(401);
  });
});

describe('the right token', () => {
  const guarded = ROUTES.filter(({ kind }) => kind !== 'public');
  const tokenOf = (route: Route) => (route.kind === 'public' ? '' : (tokenFor(route.kind, route, app, tenant, other) ?? ''));
  const wrong = ({ kind }: Route) => (kind === 'frame' ? 'header' : 'query');

  test.each(guarded)('in the wrong place does not open $method $target [T4a]', async (route) => {
    expectRefused(await ask(app, route, wrong(route), tokenOf(route)));
  });

  test.each(guarded)('in two places does not open $method $target [T4b]', async (route) => {
    const token = tokenOf(route);
    const target = withToken(`${app.url}${route.target}`, token).slice(app.url.length);
    expectRefused(await ask(app, { ...route, target }, 'header', token), token);
  });
});

test('a lifecycle token opens its own route for its own tenant', async () => {
  const late = await installTenant(app);
  expect((await get(frameUrl(late, app.url, '/home'))).status).toBe(200);
});

describe('the refusal', () => {
  test('is the same for a tenant that nobody knows and for a signature that is wrong [T5d]', async () => {
    const url = `${app.url}/home`;
    const unknown = { clientKey: 'nobody-knows-me', sharedSecret: tenant.sharedSecret };
    const answers = [await get(frameUrl(unknown, app.url, '/home')), await get(withToken(url, sign(frameClaims(tenant, url, app.url), other)))];
    const [first, second] = answers.map(({ status, headers, body }) => ({ status, type: headers['content-type'], length: headers['content-length'], csp: headers['content-security-policy'], body: JSON.parse(body) }));
    expect(first).toEqual({ ...second, body: UNAUTHORIZED });
    expect(first?.body.error.reference).not.toBe(second?.body.error.reference);
  });

  test('has its reference in the log, which holds no token', async () => {
    const token = sign(contextClaims(tenant), other);
    const { body } = await get('/api/home', { authorization: `JWT ${token}` });
    expect(app.log()).toContain(JSON.parse(body).error.reference);
    expect(app.log()).not.toContain(token.split('.')[1]);
    expect(app.log()).not.toContain(tenant.sharedSecret);
  });

  test.each(['image/png', '*/*', 'application/xml', 'nonsense'])('is JSON for someone who accepts %s', async (accept) => {
    expectRefused(await get('/home?jwt=x', { accept }));
    expectRefused(await get('/api/home', { accept }));
  });

  test('is a page for someone who accepts HTML, with the same words and nothing else', async () => {
    const answer = await get('/home?jwt=x.y.z', { accept: 'text/html' });
    expectSafe(answer);
    expect(answer.status).toBe(401);
    expect(answer.body).toContain(UNAUTHORIZED.error.message);
    expect(answer.body).not.toContain('x.y.z');
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });
});

describe('a module page', () => {
  test.each(['document', 'frame', 'embed', 'object', 'empty', 'IFRAME '])('is forbidden to a browser that loads it as %p [L8a]', async (destination) => {
    for (const accept of ['*/*', 'text/html']) {
      const answer = await get(frameUrl(tenant, app.url, '/home'), { 'sec-fetch-dest': destination, accept });
      expectSafe(answer);
      expect(answer.status).toBe(403);
      expect(answer.body).not.toContain('data-outcome');
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
  });

  test('shows in an iframe, and to a browser that does not say', async () => {
    expect((await get(frameUrl(tenant, app.url, '/home'), { 'sec-fetch-dest': 'iframe' })).status).toBe(200);
    expect((await get(frameUrl(tenant, app.url, '/home'))).status).toBe(200);
  });

  test.each(frameRoutes)('answers HEAD and other methods at $target with a refusal', async ({ target }) => {
    for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await sendRaw(app.url, new URL(frameUrl(tenant, app.url, target)).href.slice(app.url.length), { method });
      expectSafe(answer);
      expect([method, [401, 404, 405].includes(answer.status)]).toEqual([method, true]);
    }
  });
});

describe('odd requests', () => {
  const signed = () => new URL(frameUrl(tenant, app.url, '/home')).href.slice(app.url.length);
  test.each<[string, () => string]>([
    ['the path spelled with a capital', () => signed().replace('/home', '/Home')],
    ['two slashes', () => `/${signed()}`],
    ['an encoded letter', () => signed().replace('/home', '/%68ome')],
    ['a backslash', () => signed().replace('/home', '/\\home')],
    ['dots', () => signed().replace('/home', '/x/../home')],
    ['encoded dots', () => signed().replace('/home', '/x/%2e%2e/home')],
    ['a semicolon', () => signed().replace('/home', '/home;x=1')],
    ['a broken escape', () => signed().replace('/home', '/home%')],
    ['a null byte', () => signed().replace('/home', '/home%00')],
  ])('with %s open nothing [T3e]', async (_, target) => {
    const answer = await get(target());
    expectSafe(answer);
    expect([400, 401, 404]).toContain(answer.status);
  });

  test.each(['http://[::1/home', 'http://a:99999999/home', 'http://%/home', '//', '*', 'http:', '/home#jwt=x'])('with the target %s are refused [T3e]', async (target) => {
    const answer = await get(target);
    expectSafe(answer);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  test('are refused when they are longer than any address of ours [T17c]', async () => {
    const answer = await get(`/home?jwt=${'a'.repeat(9_000)}`);
    expectSafe(answer);
    expect(answer.status).toBe(414);
  });
});

describe('bodies of a script with a valid token', () => {
  const send = (body: string, headers: Record<string, string> = {}) =>
    sendRaw(app.url, '/api/link/start', { method: 'POST', body, headers: { 'content-type': 'application/json', authorization: `JWT ${sign(contextClaims(tenant), tenant)}`, ...headers } });

  test.each([
    ['with a lone surrogate as a name', '{"\\ud800":1}'],
    ['with a lone surrogate as a value', '{"instance":"\\udfff"}'],
    ['that are no object', '[[]]'],
    ['that are a number', '7'],
    ['that are not JSON', '{"instance":'],
    ['nested deeply', `${'['.repeat(7_000)}${']'.repeat(7_000)}`],
    ['that are too large', JSON.stringify({ instance: 'x'.repeat(20_000) })],
    ['that reach for prototypes', '{"__proto__":{"jwt":"x"},"constructor":{"prototype":{}}}'],
    ['with a token of ACE', '{"acpt":"x.y.z","X-acpt":"x.y.z"}'],
  ])('%s are answered soon and without a fault [T3e, T17b]', async (_, body) => {
    expectSafe(await send(body));
  });

  test.each([
    ['application/json; charset=nonsense', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
    ['application/x-www-form-urlencoded', {}],
    ['text/plain', {}],
  ])('of the type %s %j are answered soon and without a fault', async (type, headers) => {
    expectSafe(await send('{"instance":"default"}', { 'content-type': type, ...headers }));
  });
});

describe('a token is never read', () => {
  const context = () => sign(contextClaims(tenant), tenant);
  const post = (body: object, headers: Record<string, string> = {}, target = '/api/link/start') =>
    sendRaw(app.url, target, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });

  test('from a body [T7a]', async () => {
    expectRefused(await post({ jwt: context() }), context());
    expectRefused(await post({ acpt: context() }), context());
    // Nor does a token in the header make one in the body harmless.
    expectRefused(await post({ jwt: context() }, { authorization: `JWT ${context()}` }));
    expectRefused(await post({ acpt: 'x' }, { authorization: `JWT ${context()}` }));
  });

  test('from `acpt`, in the query or as a header [T7a]', async () => {
    for (const target of ['/api/home', '/home']) {
      expectRefused(await get(`${target}?acpt=${context()}`));
      expectRefused(await get(target, { 'x-acpt': context() }));
    }
    expectRefused(await get('/api/home?acpt=x', { authorization: `JWT ${context()}` }));
    expectRefused(await get('/api/home', { 'x-acpt': 'x', authorization: `JWT ${context()}` }));
    expectRefused(await get(`${frameUrl(tenant, app.url, '/home?acpt=x')}`));
    expectRefused(await get(frameUrl(tenant, app.url, '/home'), { 'x-acpt': 'x' }));
  });

  test('from a cookie, another scheme or a second header [T7a]', async () => {
    expectRefused(await get('/api/home', { cookie: `jwt=${context()}` }));
    for (const scheme of ['Bearer ', 'jwt ', 'JWT  ', 'JWT\t', '']) expectRefused(await get('/api/home', { authorization: `${scheme}${context()}` }));
    const twice = { Authorization: [`JWT ${context()}`, `JWT ${context()}`] };
    expectRefused(await sendRaw(app.url, '/api/home', { headers: twice }));
  });
});
