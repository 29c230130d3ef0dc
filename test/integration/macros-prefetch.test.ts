import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SitePage } from '../../demo/confluence/pages.js';
import { signContextToken } from '../../demo/confluence/tokens.js';
import { defaultSwitches } from '../../demo/confluence/switches.js';
import { FLEET_PATHS } from '../../demo/gitlab/world/fleet.js';
import { linkPlace } from '../../src/accounts/sealed-tokens.js';
import { loadSettings } from '../../src/settings.js';
import { createSealer } from '../../src/storage/sealing.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { asOperator } from '../support/rows.js';

const LINK = 'gitlab-for-confluence-link';
const INLINE = 'gitlab-for-confluence-inline';
const PATHS = FLEET_PATHS.flat().slice(0, 20);
const KEYS = `test:${Buffer.alloc(32, 9).toString('base64')}`;

let app: WholeApp;
let number = 100;

beforeAll(async () => {
  app = await startWholeApp({ environment: { ENCRYPTION_KEYS: KEYS } });
  await link('dana', 'alice');
  await link('ada', 'bob');
});
afterAll(() => app.close());
beforeEach(() => {
  app.gitlab.calls.length = 0;
  app.confluence.calls.length = 0;
});
afterEach(() => {
  Object.assign(app.confluence.switches, defaultSwitches());
});

/** A page that nobody has seen, with some of these macros. */
function addPage(paths: readonly string[] = PATHS, more: Partial<SitePage> = {}): SitePage {
  const page = { id: String((number += 1)), title: 'Fleet', version: 1, blocks: paths.map((path, index) => ({ macro: index % 2 ? INLINE : LINK, url: `${app.gitlab.url}/${path}` })), ...more };
  app.confluence.pages.set(page.id, page);
  return page;
}

/** The outcome of a frame of the page, as the site's page loads it. */
async function frame(viewer: string, page: SitePage, path: string): Promise<string | undefined> {
  const url = app.confluence.signFrameUrl({ viewer, moduleKey: LINK, page, macroId: 'm', params: { url: `${app.gitlab.url}/${path}` } });
  const response = await fetch(url, { headers: { 'sec-fetch-dest': 'iframe' } });
  return /data-outcome="([\w-]+)"/.exec(await response.text())?.[1];
}

/** The outcome of what a frame's script asks for. */
async function fragment(viewer: string, path: string): Promise<string | undefined> {
  const { clientKey, sharedSecret } = app.confluence.installation();
  const accountId = app.confluence.users.find(({ key }) => key === viewer)?.accountId;
  const token = signContextToken(sharedSecret, { clientKey, accountId, issuedAt: Math.floor(Date.now() / 1_000) }, {});
  const response = await fetch(app.url + path, { headers: { authorization: `JWT ${token}` } });
  return /data-outcome="([\w-]+)"/.exec(await response.text())?.[1];
}

async function frames(viewer: string, page: SitePage, paths: readonly string[]): Promise<(string | undefined)[]> {
  return Promise.all(paths.map((path) => frame(viewer, page, path)));
}

/** Links a person as if they had confirmed, once: who is linked is remembered for a moment. */
async function link(viewer: string, username: string): Promise<void> {
  const { accountId = '' } = app.confluence.users.find(({ key }) => key === viewer) ?? {};
  const { clientKey } = app.confluence.installation();
  const owner = { clientKey, accountId, instanceId: 'default' };
  const { accessToken, refreshToken } = app.gitlab.issueToken(username);
  const sealer = createSealer(loadSettings({ ENCRYPTION_KEYS: KEYS, NODE_ENV: 'test' }, '/').encryptionKeys);
  const row = {
    client_key: clientKey, account_id: accountId, instance_id: 'default', instance_url: app.gitlab.url, version: `v-${accessToken.slice(0, 8)}`, cas: 0, status: 'linked',
    sealed_access_token: sealer.seal(accessToken, linkPlace(owner, 'access_token')), sealed_refresh_token: sealer.seal(refreshToken, linkPlace(owner, 'refresh_token')),
    expires_at: new Date(Date.now() + 7_200_000), gitlab_user_id: '1', username, name: username, lease_owner: null, lease_until: null, retry_at: null, lost_tries: 0, linked_at: new Date(),
  };
  await asOperator(app.database).bulkInsert('links', [row]);
}

const apiCalls = () => app.gitlab.calls.filter(({ path }) => path.startsWith('/api/'));
const pageReads = () => app.confluence.calls.filter(({ url }) => url.startsWith('/wiki/api/v2/pages/')).map(({ url }) => /pages\/(\d+)/.exec(url)?.[1]);
const shown = (count: number) => Array.from({ length: count }, () => 'shown');

describe('the first frame of a page that the app user may read', () => {
  it('fetches for all its frames, which ask GitLab nothing any more', async () => {
    const page = addPage();
    expect(await frame('dana', page, PATHS[0] ?? '')).toBe('shown');
    const first = apiCalls();
    expect(first.length).toBeLessThanOrEqual(2);
    expect(first.every(({ authorization }) => authorization !== undefined)).toBe(true);
    expect(await frames('dana', page, PATHS)).toEqual(shown(PATHS.length));
    expect(apiCalls()).toHaveLength(first.length);
    expect(pageReads()).toEqual([page.id]);
  });

  it('does so for anybody of the site who has no account, once for all of them and without a token', async () => {
    const page = addPage(FLEET_PATHS.flat().slice(20, 30));
    const paths = FLEET_PATHS.flat().slice(20, 30);
    expect(await frame('anonymous', page, paths[0] ?? '')).toBe('shown');
    expect(await frames('anonymous', page, paths)).toEqual(shown(paths.length));
    expect(await frames('uma', page, paths)).toEqual(shown(paths.length));
    expect(apiCalls().length).toBeLessThanOrEqual(2);
    expect(apiCalls().every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('brings nobody anything that GitLab hides from them', async () => {
    const secret = 'harbourlight/platform/berths/-/issues/3';
    const page = addPage([FLEET_PATHS[4]?.[0] ?? '', secret]);
    expect(await frames('dana', page, [FLEET_PATHS[4]?.[0] ?? '', secret])).toEqual(['shown', 'shown']);
    expect(await frames('ada', page, [FLEET_PATHS[4]?.[0] ?? '', secret])).toEqual(['shown', 'no-access']);
    expect(await frame('anonymous', page, secret)).toBe('connect');
  });

  it('does so again for what a new version brings', async () => {
    const [one = '', two = '', three = ''] = FLEET_PATHS[3] ?? [];
    const page = addPage([one]);
    await frame('dana', page, one);
    const next = addPage([one, two, three], { id: page.id, version: 2 });
    expect(await frames('dana', next, [one, two])).toEqual(['shown', 'shown']);
    const asked = apiCalls().length;
    expect(await frame('dana', next, three)).toBe('shown');
    expect(apiCalls()).toHaveLength(asked);
    expect(pageReads()).toEqual([page.id, page.id]);
  });
});

describe('a page that the app user may not read', () => {
  it('is learned from its frames, for the next viewer', async () => {
    const page = addPage(PATHS, { restricted: true });
    expect(await frames('dana', page, PATHS)).toEqual(shown(PATHS.length));
    await link('uma', 'carol');
    app.gitlab.calls.length = 0;
    expect(await frame('uma', page, PATHS[3] ?? '')).toBe('shown');
    const asked = apiCalls().length;
    expect(await frames('uma', page, PATHS)).toEqual(shown(PATHS.length));
    expect([asked <= 2, apiCalls().length]).toEqual([true, asked]);
    expect(pageReads()).toEqual([page.id]);
  });

  it('shows as ever while Confluence does not answer', async () => {
    app.confluence.switches.hang = true;
    const page = addPage(PATHS.slice(0, 6));
    const started = performance.now();
    expect(await frames('dana', page, PATHS.slice(0, 6))).toEqual(shown(6));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('a page whose things fail', () => {
  // Nobody has seen these here before.
  const paths = FLEET_PATHS.flat().slice(30, 40);

  it('asks for them once, not with every frame, and again for a person who tries again', async () => {
    // A file that is not there is looked for under the other refs that its address may mean.
    const gone = paths.filter((path) => !path.includes('/blob/')).map((path, index) => path.replace(/\d+$/, String(99_000 + index)));
    const page = addPage(gone);
    expect(await frame('dana', page, gone[0] ?? '')).toBe('no-access');
    const asked = apiCalls().length;
    expect(await frames('dana', page, gone)).toEqual(gone.map(() => 'no-access'));
    expect(apiCalls()).toHaveLength(asked);
    const address = `/api/macros/link?url=${encodeURIComponent(`${app.gitlab.url}/${gone[0]}`)}`;
    for (const cause of ['first', 'news']) expect(await fragment('dana', `${address}&cause=${cause}`)).toBe('no-access');
    expect(apiCalls()).toHaveLength(asked);
    expect(await fragment('dana', address)).toBe('no-access');
    expect(apiCalls().length).toBeGreaterThan(asked);
  });

  it('leaves a GitLab that is down alone for some seconds, whichever frame comes', async () => {
    app.gitlab.switches.status500 = true;
    try {
      const page = addPage(paths);
      expect(await frame('anonymous', page, paths[0] ?? '')).toBe('unavailable');
      const asked = apiCalls().length;
      expect(await frames('anonymous', page, paths)).toEqual(paths.map(() => 'unavailable'));
      expect([asked <= 3, apiCalls().length]).toEqual([true, asked]);
    } finally {
      app.gitlab.switches.status500 = false;
    }
  });
});
