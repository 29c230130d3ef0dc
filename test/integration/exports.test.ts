import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LINKABLE, linkAs } from '../support/linked.js';
import { elementsOf } from '../support/well-formed.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const LINK = 'gitlab-for-confluence-link';
const INLINE = 'gitlab-for-confluence-inline';
const LIST = 'gitlab-for-confluence-list';
const PUBLIC = 'harbourlight/tideboard/-/issues/18';
/** Of a private project: Alice may see it, Bob may not. */
const PRIVATE = 'harbourlight/platform/berths/-/issues/3';
const PRIVATE_TITLE = 'Two boats can book the same berth';
const EVERY_KIND = [
  PUBLIC, 'harbourlight/tideboard/-/merge_requests/42', 'harbourlight/tideboard', 'harbourlight', 'harbourlight/tideboard/-/blob/main/src/tide.ts#L18-26',
  'harbourlight/tideboard/-/blob/main/README.md', 'harbourlight/tideboard/-/tree/main/src', 'harbourlight/tideboard/-/pipelines', 'harbourlight/tidebook/-/releases/v2.1',
  'harbourlight/tidebook/-/compare/v2.0...v2.1', 'harbourlight/tideboard/-/issues?state=all',
];

describe('what a page holds when it is exported', () => {
  let app: WholeApp;

  beforeAll(async () => {
    app = await startWholeApp(LINKABLE);
    await linkAs(app, 'dana', 'alice');
    await linkAs(app, 'ada', 'bob');
  });
  afterAll(() => app.close());

  async function exported(path: string, { viewer, key = LINK, mode = 'pdf', params = {} }: { viewer?: string; key?: string; mode?: 'pdf' | 'word' | 'email' | 'default'; params?: Record<string, string> } = {}) {
    const signed = app.confluence.signExportUrl({ ...(viewer === undefined ? {} : { viewer }), moduleKey: key, mode, params: { url: `${app.gitlab.url}/${path}`, ...params } });
    const response = await fetch(signed);
    const storage = await response.text();
    return { status: response.status, storage, headers: response.headers, elements: response.status === 200 ? elementsOf(storage) : [] };
  }

  it.each(EVERY_KIND)('is well-formed storage format with a time, and no script: %s', async (path) => {
    for (const mode of ['pdf', 'word', 'email', 'default'] as const) {
      const { status, storage, headers } = await exported(path, { mode });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain('text/html');
      expect(storage).toMatch(/as of \d+ \w+ \d{4}/);
    }
  });

  it('is everything of what is public, whoever asks and whatever the author chose', async () => {
    const { storage, headers } = await exported(PUBLIC);
    expect(storage).toContain('<ac:parameter ac:name="title">Open</ac:parameter>');
    expect(storage.length).toBeGreaterThan(500);
    expect(headers.get('cache-control')).toBe('public, max-age=60');
    expect((await exported(PUBLIC, { viewer: 'uma', params: { export: 'nothing' } })).storage.length).toBeGreaterThan(500);
  });

  it.each([
    ['a folder', 'harbourlight/tideboard/-/tree/main/src'], ['a branch', 'harbourlight/tidebook/-/branches/main'], ['a tag', 'harbourlight/tidebook/-/tags/v2.1'],
    ['a release', 'harbourlight/tidebook/-/releases/v2.1'],
  ])('names the commit of %s', async (_what, path) => {
    expect((await exported(path)).storage).toMatch(/as of [^<]*, commit [0-9a-f]{8}/);
  });

  it('shows lines of a file as code, with their numbers and the commit', async () => {
    const { storage, elements } = await exported('harbourlight/tideboard/-/blob/main/src/tide.ts', { params: { lines: '18-26' } });
    expect(elements).toContain('ac:plain-text-body');
    expect(storage).toContain('<ac:parameter ac:name="firstline">18</ac:parameter>');
    expect(storage).toMatch(/as of [^<]*, commit [0-9a-f]{8}/);
  });

  it.each([undefined, 'uma', 'anonymous', 'ada', 'dana'])('is the bare link of what is private, unless the author chose otherwise (asked by %s)', async (viewer) => {
    const { storage } = await exported(PRIVATE, viewer === undefined ? {} : { viewer });
    expect(storage).not.toContain(PRIVATE_TITLE);
    expect(storage).toContain(`href="${app.gitlab.url}/${PRIVATE}"`);
    expect(storage).toMatch(/as of \d+ \w+ \d{4}/);
  });

  it.each(['title', 'content'])('shows the %s of what is private to those who are named and may see it, and to nobody else', async (policy) => {
    const params = { export: policy };
    const own = await exported(PRIVATE, { viewer: 'dana', params });
    expect(own.storage).toContain(PRIVATE_TITLE);
    expect(own.headers.get('cache-control')).toBe('no-store');
    for (const viewer of [undefined, 'uma', 'anonymous', 'ada']) {
      const { storage } = await exported(PRIVATE, { ...(viewer === undefined ? {} : { viewer }), params });
      expect(storage).not.toContain(PRIVATE_TITLE);
      expect(storage).toContain(PRIVATE);
    }
    const whole = (await exported(PRIVATE, { viewer: 'dana', params: { export: 'content' } })).storage;
    const short = (await exported(PRIVATE, { viewer: 'dana', params: { export: 'title' } })).storage;
    expect(whole.length).toBeGreaterThan(short.length + 200);
  });

  it.each([LINK, INLINE])('tells an e-mail, which goes to others, nothing with the rights of whom its request names (%s)', async (key) => {
    const { storage } = await exported(PRIVATE, { viewer: 'dana', key, mode: 'email', params: { export: 'content' } });
    expect(storage).not.toContain(PRIVATE_TITLE);
    expect(storage).toContain(PRIVATE);
  });

  it('lets no answer for one person be kept', async () => {
    expect((await exported(PRIVATE, { viewer: 'ada', params: { export: 'content' } })).headers.get('cache-control')).toBe('no-store');
  });

  it('is nothing of what is private where the author wants that', async () => {
    expect((await exported(PRIVATE, { viewer: 'dana', params: { export: 'nothing' } })).storage).toBe('');
  });

  it('stays within a line for the macro of a sentence', async () => {
    const { storage, elements } = await exported(PUBLIC, { key: INLINE });
    expect(storage).toMatch(/^<a href=/);
    expect(elements).not.toContain('p');
    expect(storage).toContain('Open');
  });

  it('is a table of a list', async () => {
    const { elements, storage } = await exported('harbourlight/tideboard', { key: LIST, params: { kind: 'issues', state: 'all', columns: 'state,labels' } });
    expect(elements).toContain('table');
    expect(storage).toContain('Labels');
  });

  it('is the text of what is no link of GitLab', async () => {
    const signed = app.confluence.signExportUrl({ moduleKey: LINK, mode: 'word', params: { url: 'https://example.com/a?b=<c>&d' } });
    expect(await (await fetch(signed)).text()).toBe('<p><a href="https://example.com/a?b=%3Cc%3E&amp;d">https://example.com/a?b=&lt;c&gt;&amp;d</a></p>');
  });

  it('comes within 5 s as the bare link where GitLab does not answer', async () => {
    app.gitlab.switches.hang = true;
    try {
      const { status, storage, headers } = await exported('harbourlight/tideboard/-/issues/24', { viewer: 'dana', params: { export: 'content' } });
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(storage).toContain('GitLab did not answer');
    } finally {
      app.gitlab.switches.hang = false;
    }
  }, 5_000);

  it('is for Confluence alone: no browser, no other token, no changed address', async () => {
    const signed = app.confluence.signExportUrl({ moduleKey: LINK, mode: 'pdf', params: { url: `${app.gitlab.url}/${PUBLIC}` } });
    const status = async (url: string, init: RequestInit = {}) => (await fetch(url, init)).status;
    expect(await status(signed, { headers: { 'sec-fetch-dest': 'iframe' } })).toBe(403);
    expect(await status(signed, { headers: { 'sec-fetch-dest': 'document' } })).toBe(403);
    expect(await status(signed.replace('export=', 'export=content'))).toBe(401);
    expect(await status(signed.replace(/&jwt=.*/, ''))).toBe(401);
    expect(await status(signed.replace(/jwt=.*/, `jwt=${app.confluence.contextToken('dana')}`))).toBe(401);
  });
});
