import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import atlassianJwt from 'atlassian-jwt';
import { existsSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { startConfluence, type StandInConfluence } from '../../demo/confluence/confluence.js';
import { canonicalRequest, queryHash } from '../../demo/confluence/query-hash.js';
import { startFakeApp, type FakeApp } from './stand-in-confluence-fake-app.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const SECOND = NOW / 1000;
const URL_WITH_EVERYTHING = "https://gitlab.example/a b/-/issues/1?q=x&y=ü+%2B('*')#note_1";
const page = { id: '4711', title: 'Release notes', version: 3, blocks: [] };
let confluence: StandInConfluence;
let app: FakeApp;

beforeEach(async () => {
  confluence = await startConfluence({ clock: () => NOW, pages: [page] });
  app = await startFakeApp();
  await confluence.installFromDescriptor(app.descriptorUrl);
});
afterEach(async () => {
  await confluence.close();
  await app.close();
});

const claimsOf = (token: string) =>
  atlassianJwt.decodeSymmetric(token, confluence.installation().sharedSecret, atlassianJwt.SymmetricAlgorithm.HS256) as Record<string, unknown>;

describe('the URL of a frame', () => {
  const sign = (viewer: string) =>
    new URL(confluence.signFrameUrl({ viewer, moduleKey: 'example-card', page, macroId: 'm-1', params: { url: URL_WITH_EVERYTHING, secret: 'not declared' } }));

  test("fills in the module's variables and adds what Confluence adds", () => {
    const url = sign('dana');
    expect(url.href.startsWith(`${app.baseUrl}/macro?url=`)).toBe(true);
    const { jwt, xdm_c, ...query } = Object.fromEntries(url.searchParams);
    expect(query).toEqual({
      url: URL_WITH_EVERYTHING,
      page: '4711',
      version: '3',
      xdm_e: confluence.url,
      cp: '/wiki',
      xdm_deprecated_addon_key_do_not_use: 'example-app',
      lic: 'none',
      cv: expect.any(String),
    });
    expect(xdm_c).toMatch(/^channel-example-app__example-card/);
    expect(jwt).toBeDefined();
  });

  test("carries a token for exactly this request, relative to the app's base URL", () => {
    const url = sign('dana');
    const expected = atlassianJwt.createQueryStringHash({
      method: 'GET',
      pathname: '/macro',
      query: Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'jwt')),
    } as Parameters<typeof atlassianJwt.createQueryStringHash>[0]);
    expect(claimsOf(url.searchParams.get('jwt') ?? '')).toEqual({
      iss: confluence.installation().clientKey,
      sub: confluence.users[0]?.accountId,
      iat: SECOND,
      exp: SECOND + 180,
      qsh: expected,
    });
  });

  test('names nobody for an anonymous reader', () => {
    expect(claimsOf(sign('anonymous').searchParams.get('jwt') ?? '')).not.toHaveProperty('sub');
  });

  test('is refused for a viewer or a module that the site does not have', () => {
    expect(() => confluence.signFrameUrl({ viewer: 'eve', moduleKey: 'example-card' })).toThrow('eve');
    expect(() => confluence.signFrameUrl({ viewer: 'dana', moduleKey: 'nothing' })).toThrow('nothing');
  });
});

test('a context token is bound to no request and says where the frame is', () => {
  expect(claimsOf(confluence.contextToken('uma', { page, macroId: 'm-1' }))).toEqual({
    iss: confluence.installation().clientKey,
    sub: confluence.users[1]?.accountId,
    iat: SECOND,
    exp: SECOND + 900,
    qsh: 'context-qsh',
    context: {
      confluence: {
        content: { id: '4711', type: 'page', version: '3' },
        space: { key: 'DEMO', id: expect.any(String) },
        macro: { id: 'm-1', hash: 'm-1', outputType: 'display' },
      },
    },
  });
});

test('a macro that a page uses twice gets a frame and an id for each use', async () => {
  const use = { macro: 'example-card', url: 'https://example.com/1' };
  confluence.pages.set('2', { id: '2', title: 'Twice', version: 1, blocks: [use, { paragraph: ['and ', use] }, { macro: 'gone' }] });
  const html = await (await fetch(confluence.pageUrl('2'))).text();
  const ids = [...html.matchAll(/&quot;macroId&quot;:&quot;([0-9a-f-]{36})&quot;/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(2);
  expect(html).toContain('Unknown macro: gone');
});

describe('a request in canonical form', () => {
  test('stays inside the base path by whole segments', () => {
    expect(canonicalRequest('get', 'https://host/app/macro?a=1', '/app')).toBe('GET&/macro&a=1');
    expect(canonicalRequest('get', 'https://host/appx/macro?a=1', '/app')).toBe('GET&/appx/macro&a=1');
    expect(canonicalRequest('get', 'https://host/app', '/app')).toBe('GET&/&');
  });

  const vectorsFile = new URL('../../../shared/vectors/qsh.json', import.meta.url);
  const withVectors = existsSync(vectorsFile) ? test : test.skip;
  withVectors("equals Atlassian's own for every published vector", () => {
    interface Vector { name: string; canonicalUrl: string; signedUrl: string; addonBaseUrl?: string }
    const { tests } = JSON.parse(readFileSync(vectorsFile, 'utf8')) as { tests: Vector[] };
    expect(tests.length).toBeGreaterThan(70);
    for (const { name, canonicalUrl, signedUrl, addonBaseUrl } of tests) {
      expect([name, canonicalRequest('GET', signedUrl, addonBaseUrl)]).toEqual([name, canonicalUrl]);
      const token = new URL(signedUrl).searchParams.get('jwt') ?? '';
      const { qsh } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { qsh: string };
      expect([name, queryHash('GET', signedUrl, addonBaseUrl)]).toEqual([name, qsh]);
      expect(qsh).toBe(createHash('sha256').update(canonicalUrl).digest('hex'));
    }
  });
});
