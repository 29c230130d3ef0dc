import { describe, expect, test } from '@jest/globals';
import type { Response } from 'express';
import type { LinkedAccount, Viewer } from '../../src/accounts/viewer.js';
import type { ConnectCaller, ConnectHandler } from '../../src/connect/caller.js';
import type { GitLabClient } from '../../src/gitlab/calls/client.js';
import { GitLabError } from '../../src/gitlab/errors.js';
import { createFinder, type Finder } from '../../src/gitlab/finding/finder.js';
import type { OwnWork } from '../../src/gitlab/finding/own-work.js';
import type { GitLabInstance } from '../../src/gitlab/instance.js';
import { createHome } from '../../src/home/home.js';
import type { Fragment } from '../../src/http/pages.js';
import { createLogger } from '../../src/logger.js';
import { createInvalidation } from '../../src/storage/invalidation.js';
import { LINK_ENDED } from '../../src/accounts/viewer.js';
import { createLanguages } from '../../src/words/languages.js';
import { callerOf } from '../support/macro-world.js';
import { instance } from '../support/things.js';
import { inEnglish } from '../support/words.js';
import { sitesWith } from '../support/sites.js';

const inner: GitLabInstance = { ...instance, id: 'inner', baseUrl: 'https://code.example.com' };
const none = { rows: [], total: 0 };

function workOf({ id, baseUrl }: GitLabInstance): OwnWork {
  const issue = { kind: 'issue', title: `Issue of ${id}`, reference: 'a/b#1', state: 'opened', confidential: false, webUrl: `${baseUrl}/a/b/-/issues/1`, updatedAt: '2026-11-22T12:00:00Z' } as const;
  return { todos: undefined, issues: { rows: [issue], total: 25 }, mergeRequests: none, reviews: none, seen: [] };
}

/** The page for ann, who is linked to two instances; `ownWork` is what they answer. */
function world(ownWork: Finder['ownWork']) {
  const invalidation = createInvalidation({ redis: undefined, logger: createLogger('silent') });
  const linkTo = (instanceId: string) => ({ clientKey: 'tenant-1', accountId: 'ann', instanceId, version: '1' });
  const account = (of: GitLabInstance): LinkedAccount => ({ gitlabUserId: '7', username: 'ann', name: 'Ann', state: 'linked', linkedAt: new Date(0), lastUsedAt: undefined, scopes: undefined, link: linkTo(of.id) });
  const viewers = {
    viewerOf: async (_caller: ConnectCaller, of: GitLabInstance): Promise<Viewer> => ({ state: 'linked', accessToken: 't', username: 'ann', link: linkTo(of.id) }),
    refused: async (): Promise<Viewer> => ({ state: 'reconnect' }),
    accountOf: async (_caller: ConnectCaller, of: GitLabInstance) => account(of),
  };
  const time = { now: Date.parse('2026-11-23T12:00:00Z') };
  let html = '';
  const pages = { frame: () => undefined, fragment: (_res: unknown, { main }: Fragment) => void (html = 'html' in main ? main.html.toString('utf8') : inEnglish(main)) };
  const home = createHome({
    gitlab: { finder: { ...createFinder({} as GitLabClient, Date.now), ownWork } },
    sites: sitesWith(() => [instance, inner]), viewers, seenLately: { recent: async () => [] }, ownData: { kept: async () => ({ links: [], attempts: [], audit: [] }), erase: async () => undefined },
    languages: createLanguages(), invalidation, pages, clock: () => time.now,
  });
  const call = home.fragment as (caller: ConnectCaller, req: object, res: object) => ReturnType<ConnectHandler>;
  const show = async () => {
    await call(callerOf('ann'), { query: {}, headers: {} }, {} as Response);
    return html;
  };
  return { show, time, end: (id: string) => invalidation.announce(LINK_ENDED, `tenant-1 ann ${id}`) };
}

const away = () => {
  throw new GitLabError('unavailable', 'said the test');
};

describe('the GitLab page of somebody with two GitLabs', () => {
  test('puts both together, names where each row is from, and says which could not tell', async () => {
    const html = await world(async ({ instance: of }) => workOf(of)).show();
    expect(html).toContain('data-outcome="shown"');
    expect(html).toContain('Issue of default');
    expect(html).toContain('Issue of inner');
    expect(html).toMatch(/data-tab="issues".*?data-count="50"/);
    expect(html).toContain('code.example.com could not tell this list now.');
    expect(html).toContain('The first 2 of 50.');
  });

  test('shows one of them while the other is away, and says so of that one alone', async () => {
    const html = await world(async ({ instance: of }) => (of.id === 'inner' ? away() : workOf(of))).show();
    expect(html).toContain('data-outcome="shown"');
    expect(html).toContain('Issue of default');
    expect(html).toContain('code.example.com does not answer now.');
    expect(html).not.toContain('gitlab.example.com does not answer now.');
  });

  test('shows a last copy with its age for four hours, and not after the link has ended', async () => {
    let isAway = false;
    const { show, time, end } = world(async ({ instance: of }) => (isAway ? away() : workOf(of)));
    await show();
    isAway = true;
    time.now += 10 * 60_000;
    const copy = await show();
    expect(copy).toContain('data-outcome="unavailable"');
    expect(copy).toContain('Issue of inner');
    expect(copy).toContain('10 minutes ago');
    end('inner');
    const ended = await show();
    expect([ended.includes('Issue of default'), ended.includes('Issue of inner')]).toEqual([true, false]);
    time.now += 4 * 3_600_000;
    expect(await show()).not.toContain('Issue of');
  });
});
