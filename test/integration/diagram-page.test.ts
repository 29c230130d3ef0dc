import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { linkAs, LINKABLE } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

let app: WholeApp;
let address: string;

beforeAll(async () => {
  app = await startWholeApp({ ...LINKABLE, displayUrl: 'http://wiki.localhost:8080/wiki' });
  await linkAs(app, 'dana', 'alice');
  address = /data-diagram="([^"]+)"/.exec((await frame('harbourlight/platform/berths/-/issues/9')).text)?.[1] ?? '';
});
afterAll(() => app.close());

function frame(path: string) {
  const url = app.confluence.signFrameUrl({ viewer: 'dana', moduleKey: 'gitlab-for-confluence-link', params: { url: `${app.gitlab.url}/${path}` } });
  return request(url).get('').expect(200);
}

describe('the page that draws diagrams', () => {
  it('may run our script and have styles, and nothing else; the site of the frame alone frames it [T10c]', async () => {
    const answer = await request(app.url).get(address).set('sec-fetch-dest', 'iframe').expect(200);
    const policy = answer.headers['content-security-policy'] ?? '';
    expect(policy).toMatch(/^default-src 'none'; img-src 'none'; font-src 'none'; connect-src 'none'; base-uri 'none'; object-src 'none'; form-action 'none'; script-src 'nonce-[^']+'; style-src 'unsafe-inline'; sandbox allow-scripts; frame-ancestors 'self' /);
    expect(policy.split("'self' ")[1]).toBe(`${new URL(app.confluence.baseUrl).origin} http://wiki.localhost:8080`);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    const scripts = answer.text.match(/<script[^>]*>/g) ?? [];
    expect(scripts).toHaveLength(2);
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('knows nothing of who looks, or at what [T10c]', async () => {
    const { text } = await request(app.url).get(address).expect(200);
    expect(text.replace(/nonce="[^"]+"/g, '').length).toBeLessThan(400);
    expect(text).not.toMatch(/graph LR|Skipper|alice/);
  });

  it('is at no address of somebody else’s making', async () => {
    const [origins = '', signature = ''] = address.split('for=')[1]?.split('.') ?? [];
    const forged = Buffer.from('["https://evil.example"]').toString('base64url');
    for (const made of ['', origins, `${origins}.`, `${forged}.${signature}`, `${origins}.${'A'.repeat(43)}`, `${forged}.`]) await request(app.url).get(`/diagram?for=${made}`).expect(403);
    await request(app.url).get(`${address}&for=x`).expect(403);
    await request(app.url).get(address).set('sec-fetch-dest', 'document').expect(403);
  });

  it('is all that a frame may frame [T10c]', async () => {
    const { headers } = await frame('harbourlight/tideboard');
    expect(headers['content-security-policy']).toContain(`; frame-src ${app.url}/diagram;`);
  });

  it('finds its scripts, though it has another origin than they', async () => {
    const { text } = await request(app.url).get(address);
    for (const [, src = ''] of text.matchAll(/src="([^"]+)"/g)) {
      expect((await request(app.url).get(src).expect(200)).headers['cross-origin-resource-policy']).toBe('cross-origin');
    }
    expect((await request(app.url).get(text.match(/src="([^"]+)diagram\.js"/)?.[1] + 'frame.js').expect(200)).headers['cross-origin-resource-policy']).toBe('same-origin');
  });
});
