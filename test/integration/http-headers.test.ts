import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response, type Test } from 'supertest';
import { createApp, type App } from '../../src/app.js';
import { createLogger } from '../../src/logger.js';
import { onSqlite } from '../support/databases.js';
import { testSettings } from '../support/settings.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { asOperator } from '../support/rows.js';

const CDN = 'https://connect-cdn.atl-paas.net';
const CUSTOM_DOMAIN = 'http://wiki.localhost:8080';
const LINK = 'gitlab-for-confluence-link';

let app: WholeApp;

beforeAll(async () => {
  app = await startWholeApp({ displayUrl: `${CUSTOM_DOMAIN}/wiki` });
});
afterAll(() => app.close());

function policyOf(answer: Response): Record<string, string[]> {
  const header = answer.headers['content-security-policy'] ?? '';
  return Object.fromEntries(header.split('; ').map((directive) => [directive.split(' ')[0] ?? '', directive.split(' ').slice(1)]));
}

function nonceOf(answer: Response): string {
  return /'nonce-([^']+)'/.exec(answer.headers['content-security-policy'] ?? '')?.[1] ?? '';
}

function frameUrl(moduleKey = LINK): string {
  return app.confluence.signFrameUrl({ viewer: 'dana', moduleKey, params: { url: `${app.gitlab.url}/harbourlight/tideboard` } }).slice(app.url.length);
}

const get = (path: string) => request(app.url).get(path);
const withContext = (path: string) => get(path).set('authorization', `JWT ${app.confluence.contextToken('dana')}`);
const flowOf = (path: string) => withContext(path).set('x-flow-secret', 'not-one');

/** Every kind of answer, with its status. The first load nothing; the others are pages. */
const CLOSED: readonly (readonly [string, () => Test, number])[] = [
  ['the descriptor', () => get('/atlassian-connect.json'), 200],
  ['the health of the process', () => get('/healthz'), 200],
  ['the readiness', () => get('/readyz'), 200],
  ['the way to the descriptor', () => get('/'), 302],
  ['a fragment', () => withContext(`/api/macros/link?url=${encodeURIComponent(app.gitlab.url)}`), 200],
  ['the fragment of the home page', () => withContext('/api/home'), 200],
  ['an answer of the API to a caller', () => flowOf('/api/link/status'), 404],
  ['a refused frame, as a page', () => get('/macros/link').set('accept', 'text/html'), 401],
  ['a refused frame, as JSON', () => get('/macros/link'), 401],
  ['a refused call of the API', () => get('/api/link/status'), 401],
  ['a module page that is opened by itself', () => get(frameUrl()).set('sec-fetch-dest', 'document'), 403],
  ['a refused install', () => request(app.url).post('/connect/installed').send({}), 401],
  ['a ticket from elsewhere', () => request(app.url).post('/oauth/start').send({ ticket: 'x' }), 403],
  ['nothing there, as a page', () => get('/nothing').set('accept', 'text/html'), 404],
  ['nothing there, as JSON', () => get('/nothing'), 404],
  ['a method that is not used', () => request(app.url).delete('/home'), 404],
  ['a body that is too large', () => request(app.url).post('/oauth/start').send({ ticket: 'x'.repeat(20_000) }), 413],
  ['an address that is too long', () => get(`/home?x=${'x'.repeat(9_000)}`), 414],
];
const FRAMES: readonly (readonly [string, () => Test, number])[] = [
  ['a block', () => get(frameUrl()), 200],
  ['a chip', () => get(frameUrl('gitlab-for-confluence-inline')), 200],
  ['the home page', () => get(frameUrl('gitlab-for-confluence-home')), 200],
];
const POPUPS: readonly (readonly [string, () => Test, number])[] = [
  ['the popup', () => get('/oauth/popup'), 200],
  ['the way back from GitLab, when it is refused', () => get('/oauth/callback?code=a&state=b'), 400],
];

describe('every answer', () => {
  it.each([...CLOSED, ...FRAMES, ...POPUPS])('of %s has the headers of all [T6c, T7c, T12a]', async (_what, ask, status) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    const unwanted = ['x-powered-by', 'x-acpt', 'etag', 'last-modified', 'strict-transport-security', 'cross-origin-opener-policy', 'cross-origin-embedder-policy', 'x-frame-options', 'access-control-allow-origin'];
    expect(unwanted.filter((name) => name in answer.headers)).toEqual([]);
    expect(policyOf(answer)).toMatchObject({ 'default-src': ["'none'"], 'object-src': ["'none'"], 'base-uri': ["'none'"], 'form-action': ["'self'"] });
    expect(answer.headers['content-security-policy']).not.toMatch(/unsafe|\*|data:|blob:| https?:(?!\/\/)/);
  });

  it.each(CLOSED)('of %s loads nothing but our styles, and nobody frames it [T12b]', async (_what, ask) => {
    const policy = policyOf(await ask());
    expect(policy).toMatchObject({ 'script-src': ["'none'"], 'connect-src': ["'none'"], 'style-src': ["'self'"], 'frame-ancestors': ["'none'"] });
  });

  it.each(FRAMES)('of %s runs its own scripts and the bridge, and the site at both its addresses frames it [T12a, T12b]', async (_what, ask) => {
    const answer = await ask();
    expect(policyOf(answer)).toMatchObject({
      'script-src': [`'nonce-${nonceOf(answer)}'`, CDN, app.confluence.url],
      'style-src': ["'self'", CDN, app.confluence.url],
      'connect-src': ["'self'"],
      'frame-ancestors': [app.confluence.url, CUSTOM_DOMAIN],
    });
  });

  it.each(POPUPS)('of %s runs its own scripts alone, and nobody frames it [T12a, T12b]', async (_what, ask) => {
    const answer = await ask();
    expect(policyOf(answer)).toMatchObject({
      'script-src': [`'nonce-${nonceOf(answer)}'`],
      'style-src': ["'self'"],
      'connect-src': ["'self'"],
      'frame-ancestors': ["'none'"],
    });
  });

  it.each([...FRAMES, ...POPUPS])('of %s has a nonce of its own on each of its scripts [T12c]', async (_what, ask) => {
    const [first, second] = [await ask(), await ask()];
    expect(nonceOf(first)).toMatch(/^[A-Za-z0-9+/]{24}$/);
    expect(nonceOf(second)).not.toBe(nonceOf(first));
    const scripts = first.text.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonceOf(first)}"`))).toEqual([]);
    expect(first.text).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
  });
});

describe('a page that fails after its caller was let in', () => {
  it('shows in the site’s frame, without scripts', async () => {
    const url = frameUrl('gitlab-for-confluence-home');
    await asOperator(app.database).query('ALTER TABLE links RENAME TO away');
    const answer = await get(url).set('accept', 'text/html').expect(500);
    await asOperator(app.database).query('ALTER TABLE away RENAME TO links');
    expect(policyOf(answer)).toMatchObject({ 'script-src': ["'none'"], 'frame-ancestors': [app.confluence.url, CUSTOM_DOMAIN] });
    expect(answer.text).toMatch(/Something went wrong on our side\.[^]*<code>[0-9a-f]{16}<\/code>/);
  });
});

describe('styles and scripts', () => {
  it('are kept for ever under an address that says which version they are', async () => {
    const page = await get(frameUrl());
    const [style] = page.text.match(/\/assets\/[0-9a-f]{16}\/frame\.css/) ?? [];
    const answer = await get(style ?? '').expect(200);
    expect(answer.headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff' });
    expect(answer.headers).not.toHaveProperty('etag');
    expect(answer.headers['content-type']).toMatch(/^text\/css/);
    const script = await get((style ?? '').replace('frame.css', 'frame.js')).expect(200);
    expect(script.headers['content-type']).toMatch(/^(text|application)\/javascript/);
  });

  it.each(['/assets/0000000000000000/frame.css', '/assets/', '/assets/frame.css'])('are not at %s, and that is not kept', async (path) => {
    const answer = await get(path).expect(404);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('are all that is served from their folder', async () => {
    const page = await get(frameUrl());
    const [folder] = page.text.match(/\/assets\/[0-9a-f]{16}\//) ?? [];
    for (const name of ['', '..%2fsrc%2fserver.js', '../src/server.js', '.tsbuildinfo', '%00', '%ff', 'frame.css/', 'FRAME.CSS']) {
      const answer = await get(`${folder}${name}`);
      expect([400, 403, 404]).toContain(answer.status);
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  });

  it('have an icon that a Confluence page may show', async () => {
    const answer = await get('/icon.svg').expect(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cross-origin-resource-policy': 'cross-origin', 'cache-control': 'public, max-age=86400' });
    expect(answer.headers['content-security-policy']).toContain("script-src 'none'");
  });
});

describe('an app on https below a path', () => {
  const on = onSqlite();
  let served: App;
  beforeAll(() => {
    const settings = testSettings({ baseUrl: 'https://gitlab-app.example.com/app', loopback: false });
    served = createApp({ settings, logger: createLogger('silent'), database: on.database, assetsFolder: join(import.meta.dirname, '../../public') });
  });
  afterAll(() => served.close());

  it.each(['/app/atlassian-connect.json', '/app/oauth/popup', '/app/macros/link', '/nothing'])('asks browsers at %s to stay on https', async (path) => {
    const answer = await request(served.express).get(path);
    expect(answer.headers['strict-transport-security']).toBe('max-age=63072000');
  });

  it('names Atlassian’s bridge alone', async () => {
    const answer = await request(served.express).get('/app/oauth/popup').expect(200);
    expect(answer.headers['content-security-policy']).not.toContain('http:');
    expect(answer.text).toContain('data-start="https://gitlab-app.example.com/app/oauth/start"');
  });

  it.each(['/app', '/app/'])('leads from %s to its descriptor', async (path) => {
    const answer = await request(served.express).get(path).expect(302);
    expect(answer.headers.location).toBe('/app/atlassian-connect.json');
  });

  it.each(['/', '/healthz', '/appx', '/appx/healthz', '/APP/healthz', '/app/healthz/', '/app/HEALTHZ', '//app/healthz', '/app%2fhealthz'])('has nothing at %s', async (path) => {
    await request(served.express).get(path).expect(404);
  });
});
