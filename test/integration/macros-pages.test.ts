import { beforeEach, describe, expect, it } from '@jest/globals';
import express, { type Express, type RequestHandler } from 'express';
import { join } from 'node:path';
import request from 'supertest';
import type { ConnectHandler } from '../../src/connect/caller.js';
import type { GitLabClient } from '../../src/gitlab/calls/client.js';
import { createFinder } from '../../src/gitlab/finding/finder.js';
import { createHome } from '../../src/home/home.js';
import { openAssets } from '../../src/http/assets.js';
import { handle } from '../../src/http/handle.js';
import { createPages } from '../../src/http/pages.js';
import { securityHeaders } from '../../src/http/security-headers.js';
import { createLogger } from '../../src/logger.js';
import { createMacros } from '../../src/macros/macros.js';
import { createInvalidation } from '../../src/storage/invalidation.js';
import { createSealer } from '../../src/storage/sealing.js';
import { callerOf, ISSUE, linkedAs } from '../support/macro-world.js';
import { testSettings } from '../support/settings.js';
import { instance, issue } from '../support/things.js';
import { languages } from '../support/words.js';
import { sitesWith } from '../support/sites.js';

const logger = createLogger('silent');
const settings = testSettings({ baseUrl: 'https://app.example.com/base' });

/** The macros and the home page as HTTP answers, for one caller whom nobody checks. */
function createSite(accountId: string | undefined, linked: boolean): Express {
  const pages = createPages({ settings, assets: openAssets(join(import.meta.dirname, '../../public'), '/base'), languages: languages.names });
  const account = { gitlabUserId: '1', username: 'alice', name: 'Alice', state: 'linked', linkedAt: new Date('2026-11-01'), lastUsedAt: undefined, scopes: 'read_api', link: { clientKey: 'tenant-1', accountId: 'ann', instanceId: 'default', version: '1' } } as const;
  const viewers = {
    known: () => undefined,
    viewerOf: async () => (linked ? linkedAs('ann') : ({ state: accountId === undefined ? 'anonymous' : 'unlinked' } as const)),
    refused: async () => ({ state: 'reconnect' }) as const,
    accountOf: async () => (linked ? account : undefined),
  };
  const none = { rows: [], total: 0 };
  const ownWork = async () => ({ todos: none, issues: none, mergeRequests: none, reviews: none, seen: [] });
  const finder = { ...createFinder({} as GitLabClient, Date.now), ownWork };
  const closed = { ...instance, unlinkedContent: 'none' } as const;
  const gitlab = { load: async () => issue(), finder };
  const sites = sitesWith(() => [closed]);
  const macros = createMacros({
    languages, isGuest: async () => false, gitlab, sites, viewers, pages, logger, sealer: createSealer(settings.encryptionKeys), invalidation: createInvalidation({ redis: undefined, logger }), redis: undefined, knowledge: undefined });
  const ownData = { kept: async () => ({ links: [], attempts: [], audit: [] }), erase: async () => undefined };
  const seenLately = { recent: async () => [] };
  const home = createHome({ gitlab, sites, viewers, seenLately, ownData, languages, invalidation: createInvalidation({ redis: undefined, logger }), pages, clock: () => Date.parse('2026-11-23T12:00:00Z') });
  const by = (handler: ConnectHandler): RequestHandler => handle((req, res) => handler(callerOf(accountId), req, res));
  const app = express();
  app.set('query parser', 'simple').use(securityHeaders(settings));
  app.get('/link', by(macros.link)).get('/inline', by(macros.inline)).get('/home', by(home.page));
  app.get('/api/link', by(macros.linkFragment)).get('/api/inline', by(macros.inlineFragment)).get('/api/home', by(home.fragment));
  return app;
}

const at = (path: string) => `${path}?url=${encodeURIComponent(ISSUE)}`;

describe.each(['/link', '/inline', '/home'])('the page at %s', (path) => {
  let site: Express;
  beforeEach(() => {
    site = createSite('ann', true);
  });

  it('holds the content in its first response, which nobody may keep', async () => {
    const { text, headers } = await request(site).get(at(path)).expect(200);
    expect(text).toMatch(/^<!doctype html><html lang="en"/);
    expect(text.match(/<main /g)).toHaveLength(1);
    expect(text).toContain('data-outcome="shown"');
    expect(headers['cache-control']).toBe('no-store');
  });

  it('runs only scripts with the nonce of its policy, and has no styles of its own', async () => {
    const { text, headers } = await request(site).get(at(path));
    const nonce = /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1];
    const scripts = text.match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThanOrEqual(4);
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
    expect(text).not.toMatch(/\sstyle=|<style|\son\w+=/);
  });

  it('lets the site of the caller frame it, and no other', async () => {
    const { headers } = await request(site).get(at(path));
    expect(headers['content-security-policy']).toMatch(/; frame-ancestors https:\/\/one\.atlassian\.net$/);
  });

  it('can be renewed by itself, at the address that it names', async () => {
    const page = await request(site).get(at(path));
    const fragment = /data-fragment="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(fragment).toMatch(/^\/api\//);
    const { text } = await request(site).get(fragment.replace('/api/macros/', '/api/')).expect(200);
    expect(text).toMatch(/^<main /);
    expect(page.text).toContain(text);
  });
});

describe('frames', () => {
  it('know the app’s base path', async () => {
    expect((await request(createSite('ann', true)).get(at('/link'))).text).toContain('<body data-base="/base">');
  });

  it('are resized by the bridge, but for the one in a sentence', async () => {
    const site = createSite('ann', true);
    expect((await request(site).get(at('/link'))).text).toContain('data-options="resize:true"');
    expect((await request(site).get(at('/home'))).text).toContain('data-options="resize:true"');
    expect((await request(site).get(at('/inline'))).text).toContain('data-options="resize:false"');
  });

  it.each(['/link', '/inline', '/home'])('invite to connect where nobody is linked: %s', async (path) => {
    const { text } = await request(createSite('ann', false)).get(at(path)).expect(200);
    expect(text).toContain('data-outcome="connect"');
    expect(text).toMatch(/<button[^>]*data-action="connect"[^>]*>Connect GitLab<\/button>/);
    const anonymous = await request(createSite(undefined, false)).get(at(path)).expect(200);
    expect(anonymous.text).toContain('Sign in to Confluence');
    expect(anonymous.text).not.toContain('<button');
  });

  it('without an address, or with two, say what is supported', async () => {
    const site = createSite('ann', true);
    for (const query of ['', '?url=', '?url=a&url=b']) {
      expect((await request(site).get(`/link${query}`).expect(200)).text).toContain('data-outcome="unsupported"');
    }
  });
});
