import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import express from 'express';
import type { Page } from 'puppeteer-core';
import { openAssets } from '../../src/http/assets.js';
import { createPages } from '../../src/http/pages.js';
import { securityHeaders } from '../../src/http/security-headers.js';
import { renderBlock } from '../../src/macros/drawing/block.js';
import { renderInline } from '../../src/macros/drawing/inline.js';
import type { Thing } from '../../src/gitlab/things/things.js';
import { describeInChromium } from '../support/browser.js';
import { VECTORS } from '../support/script-vectors.js';
import { testSettings } from '../support/settings.js';
import { file, instance, issue, mergeRequest, project } from '../support/things.js';
import { english, inEnglish, languages } from '../support/words.js';

/** Things of every shape with the vector wherever people, or a GitLab that lies, put text. */
function thingsWith(vector: string): Thing[] {
  const person = { name: vector, username: vector, webUrl: vector };
  const everywhere = { title: vector, descriptionHtml: vector, reference: vector, fullPath: vector, labels: [{ title: vector, color: '#112233' }], author: person, assignees: [person], milestone: { title: vector, webUrl: vector } };
  const web = 'https://gitlab.example.com/acme/orbit/-/blob/main/README.md';
  return [
    issue({ ...everywhere, type: vector }),
    issue({ descriptionHtml: `<p>before ${vector} after</p>` }),
    mergeRequest({ ...everywhere, sourceBranch: vector, targetBranch: vector, sourceProject: vector, pipeline: { status: vector, label: vector, webUrl: vector } }),
    file({ path: `${vector}.md`, name: vector, ref: vector, fullPath: vector, text: vector, lines: undefined, webUrl: web }),
    file({ path: 'page.html', text: vector, language: vector }),
    project({ nameWithNamespace: vector, topics: [vector], descriptionHtml: vector, defaultBranch: vector, readme: { path: 'README.md', webUrl: web, markdown: vector } }),
  ];
}

describeInChromium('hostile text on a page of ours', (open) => {
  let server: Server;
  let origin: string;
  let page: Page;
  const seen: string[] = [];

  beforeAll(async () => {
    const app = express();
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const settings = testSettings({ baseUrl: origin, hostScriptUrl: `${origin}/bridge.js` });
    const assets = openAssets(join(import.meta.dirname, '../../dist/public'), '');
    const pages = createPages({ settings, assets, languages: languages.names });
    const addresses = { pictures: (url: string) => `/pictures?of=${encodeURIComponent(url)}`, diagrams: '/diagram' };
    app.use(securityHeaders(settings)).use(assets.mountPath, assets.serve);
    const resultOf = (thing: Thing) => ({ outcome: 'shown', subject: { reference: { kind: 'project', instance: 'default', fullPath: 'a/b' }, instance }, thing, takenAt: Date.now(), seenAs: 'ann', addresses, drawings: undefined } as const);
    const setting = { instances: [instance], words: english, fragment: '/api/x', now: Date.now() };
    app.get('/page/:index', (req, res) => {
      const results = thingsWith(VECTORS[Number(req.params.index)] ?? '').map(resultOf);
      const html = results.flatMap((result) => [renderBlock(result, setting), renderInline(result, setting)]).map(inEnglish).join('');
      pages.frame(res, { baseUrl: origin, displayUrl: undefined }, { title: 'x', main: { html: Buffer.from(html) }, words: english, scripts: ['frame.js'] });
    });
    page = await open();
    page.on('dialog', (dialog) => void (seen.push('a dialog'), dialog.dismiss()));
    page.on('request', (request) => void (request.url().startsWith(origin) || seen.push(`a request to ${request.url()}`)));
    await page.evaluateOnNewDocument(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => Object.assign(window, { violation: `${violatedDirective} ${blockedURI}` }));
    });
  });
  afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  /** What must not be in any document of ours, looked for in the one that the browser made of it. */
  const findings = () => page.evaluate(() => {
    const found: string[] = [];
    const own = new Set(['SCRIPT', 'LINK', 'META', 'BASE', 'STYLE']);
    for (const element of document.querySelectorAll('*')) {
      const inBody = element.closest('main') !== null;
      if (inBody && (own.has(element.tagName) || ['IFRAME', 'OBJECT', 'EMBED', 'FORM', 'TEMPLATE', 'VIDEO', 'AUDIO', 'SELECT'].includes(element.tagName) && !element.closest('.diagram'))) found.push(element.tagName);
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name) || name === 'style' || name === 'srcdoc' || name === 'ping' || name === 'formaction') found.push(`${element.tagName} ${name}`);
        if (['href', 'src', 'xlink:href', 'action', 'data'].includes(name) && inBody && !/^(https?:|mailto:|\/pictures\?|\/diagram$|#note-)/.test(value)) found.push(`${element.tagName} ${name}=${value}`);
        if (inBody && name === 'data-action' && value !== 'disconnect' && value !== 'retry') found.push(`data-action=${value}`);
        if (inBody && name === 'data-diagram' && value !== '/diagram') found.push(`data-diagram=${value}`);
      }
    }
    const mains = [...document.querySelectorAll('main')];
    if (mains.length !== 12 || document.querySelectorAll('[data-outcome]').length !== 12 || mains.some(({ parentElement }) => parentElement?.className !== 'ac-content')) found.push('a main that broke out');
    if ('violation' in window) found.push(`blocked: ${String(window.violation)}`);
    return found;
  });

  it.each(VECTORS.map((vector, index) => [index, JSON.stringify(vector.slice(0, 60))] as const))('stays text: %d %s [T9c]', async (index) => {
    seen.length = 0;
    await page.goto(`${origin}/page/${index}`);
    expect([...seen, ...(await findings())]).toEqual([]);
  });
});
