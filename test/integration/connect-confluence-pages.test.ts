import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startConfluence, type StandInConfluence } from '../../demo/confluence/confluence.js';
import type { SitePage } from '../../demo/confluence/pages.js';
import { defaultSwitches } from '../../demo/confluence/switches.js';
import { createAddon } from '../../src/connect/addon.js';
import type { Tenant } from '../../src/connect/caller.js';
import { createConfluence, type Confluence } from '../../src/connect/confluence.js';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import { createStoreAdapter } from '../../src/connect/store-adapter.js';
import { createLogger } from '../../src/logger.js';
import { macrosInStorage } from '../../src/macros/page-knowledge/storage-format.js';
import { tenantOf } from '../support/guarded-app.js';
import { testSettings } from '../support/settings.js';
import { startFakeApp, type FakeApp } from './stand-in-confluence-fake-app.js';

const ISSUE = 'https://gitlab.example.com/a/b/-/issues/1?x=1&y="<>"';
const PAGE: SitePage = {
  id: '42',
  title: 'Plan',
  version: 7,
  blocks: [
    { html: '<h2>First &amp; last</h2>' },
    { macro: 'gitlab-for-confluence-link', url: ISSUE },
    { paragraph: ['1 < 2 & ', { macro: 'gitlab-for-confluence-inline', url: `${ISSUE}2` }, { macro: 'gitlab-for-confluence-list', params: { of: 'issues', labels: 'a & b' } }] },
  ],
};

let site: StandInConfluence;
let installer: FakeApp;
let confluence: Confluence;
let tenant: Tenant;

beforeAll(async () => {
  site = await startConfluence({ pages: [PAGE, { ...PAGE, id: '43', restricted: true }] });
  installer = await startFakeApp();
});
beforeEach(async () => {
  Object.assign(site.switches, defaultSwitches());
  site.calls.length = 0;
  await install(['READ']);
});
afterAll(async () => {
  await site.close();
  await installer.close();
});

async function install(scopes: readonly string[]): Promise<void> {
  const settings = testSettings();
  const descriptor = makeDescriptor(settings);
  installer.descriptor = { ...descriptor, baseUrl: installer.baseUrl, scopes, lifecycle: { installed: '/installed', uninstalled: '/uninstalled' } };
  const result = await site.installFromDescriptor(installer.descriptorUrl);
  if (!result.ok) throw new Error(result.problems.join('; '));
  tenant = { ...tenantOf(site.installation()).tenant, baseUrl: site.baseUrl };
  const logger = createLogger('silent');
  const store = createStoreAdapter({ findWithSecret: () => Promise.resolve({ tenant, installedAt: 0, sharedSecret: site.installation().sharedSecret }) }, descriptor.key);
  confluence = createConfluence({ addon: createAddon({ settings, logger, descriptor, store }), logger });
}

const read = (pageId = '42', signal = AbortSignal.timeout(20_000)) => confluence.pageStorage(tenant, pageId, signal);

describe('a page', () => {
  test('is read as the app user, in a call that is signed for itself', async () => {
    const page = await read();
    expect(page?.version).toBe(7);
    expect(await macrosInStorage(page?.storage ?? '')).toEqual([
      { macro: 'link', parameters: { url: ISSUE } },
      { macro: 'link', parameters: { url: `${ISSUE}2` } },
      { macro: 'list', parameters: { of: 'issues', labels: 'a & b' } },
    ]);
    expect(site.calls.map(({ url, status }) => [url, status])).toEqual([['/wiki/api/v2/pages/42?body-format=storage', 200]]);
  });

  test.each([
    ['the app user may not view', '43', ['READ'], 404],
    ['is not there', '44', ['READ'], 404],
    ['the app has no scope for', '42', ['NONE'], 403],
  ])('that %s is as good as none', async (_name, pageId, scopes, status) => {
    await install(scopes);
    expect(await read(pageId)).toBeUndefined();
    expect(site.calls.map((call) => call.status)).toEqual([status]);
  });

  test.each(['../42', '42/children', '42?x=1', '42#x', '', '%2e%2e'])('with the id %j is asked for by that id and nothing else', async (pageId) => {
    await read(pageId).catch(() => undefined);
    const asked = site.calls.map(({ url }) => new URL(url, site.url));
    expect(asked.map(({ pathname, search }) => [decodeURIComponent(pathname), search])).toEqual([[`/wiki/api/v2/pages/${pageId}`, '?body-format=storage']]);
  });

  const body = (change: object) => JSON.stringify({ id: '42', status: 'current', title: 'Plan', version: { number: 7 }, body: { storage: { value: '<p/>', representation: 'storage' } }, ...change });
  test.each<[string, { status: number; body: string; headers?: Record<string, string> }]>([
    ['401', { status: 401, body: '{}' }],
    ['429', { status: 429, body: '{}', headers: { 'Retry-After': '60' } }],
    ['500', { status: 500, body: '{}' }],
    ['a redirect', { status: 302, body: '', headers: { Location: 'http://127.0.0.1:9/' } }],
    ['HTML', { status: 200, body: body({}), headers: { 'Content-Type': 'text/html' } }],
    ['another page', { status: 200, body: body({ id: '43' }) }],
    ['a page in the trash', { status: 200, body: body({ status: 'trashed' }) }],
    ['no version', { status: 200, body: body({ version: undefined }) }],
    ['a version that is no number', { status: 200, body: body({ version: { number: '7' } }) }],
    ['no body', { status: 200, body: body({ body: {} }) }],
    ['six megabytes', { status: 200, body: body({ body: { storage: { value: 'x'.repeat(6 * 1024 * 1024) } } }) }],
  ])('is not known when Confluence answers with %s', async (_name, answer) => {
    site.switches.answer = answer;
    await expect(read()).rejects.toThrow();
  });

  test('of four megabytes is read', async () => {
    site.switches.answer = { status: 200, body: body({ body: { storage: { value: 'x'.repeat(4 * 1024 * 1024) } } }) };
    expect((await read())?.storage).toHaveLength(4 * 1024 * 1024);
  });

  test('is waited for 3 s and no longer', async () => {
    site.switches.hang = true;
    const started = performance.now();
    await expect(read()).rejects.toThrow('in time');
    await expect(read('42', AbortSignal.timeout(50))).rejects.toThrow('stopped waiting');
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
