import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { DEMO_USERS, GUEST } from '../../demo/confluence/users.js';
import { findLoopbackHosts } from '../../demo/loopback-hosts.js';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import { cardsIn, configureAs, htmlOf } from '../support/configure.js';
import { linkingAs } from '../support/linking.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { asOperator } from '../support/rows.js';

const PRIVATE = 'harbourlight/platform/berths/-/issues/3';
const PUBLIC = 'harbourlight/tideboard';
const SECRET = 'secret-canary-of-the-second-4711';
const APPLICATION = { clientId: 'second-app', clientSecret: SECRET };
const PAGE = { id: '77', title: 'Plan', version: 3 };

let app: WholeApp;
let second: StandInGitLab;

beforeEach(async () => {
  const hosts = await findLoopbackHosts();
  second = await startGitLab({ relativeRoot: '/gitlab' });
  app = await startWholeApp({ environment: { GITLAB_PRIVATE_HOSTS: `${hosts.gitlab},127.0.0.1` } });
});
afterEach(async () => {
  await app.close();
  await second.close();
});

const outcomeOf = (html: string) => /<main[^>]*data-outcome="([^"]+)"/.exec(html)?.[1];
async function look(viewer: string, url: string): Promise<string> {
  const frame = app.confluence.signFrameUrl({ viewer, moduleKey: 'gitlab-for-confluence-link', page: PAGE, params: { url } });
  return (await request(frame).get('').set('accept', 'text/html').expect(200)).text;
}
const outcome = async (viewer: string, url: string) => outcomeOf(await look(viewer, url));
const cards = async () => cardsIn(htmlOf(await configureAs(app).show('instances').expect(200)));
const cardOf = async (id: string) => (await cards()).find((card) => card.id === id) ?? { id, version: '', redirectUri: undefined, html: '' };

async function addSecond(): Promise<string> {
  await configureAs(app).act('instances', 'add', { baseUrl: `${second.url}/` }).expect(200);
  return (await cards())[1]?.id ?? '';
}

/** Registers the app at the second GitLab as its page says, and tells the app of it. */
async function setUpSecond(): Promise<string> {
  const id = await addSecond();
  const { version, redirectUri = '' } = await cardOf(id);
  second.addApplication({ ...APPLICATION, redirectUris: [redirectUri], scopes: ['read_api'] });
  await configureAs(app).act('instances', 'edit', { id, version, baseUrl: second.url, ...APPLICATION }).expect(200);
  return id;
}

const linkToSecond = (id: string, viewer = 'dana') => linkingAs(app, viewer, { instance: id, gitlabUrl: second.url });
const links = async () => (await asOperator(app.database).query<{ instance_id: string }>('SELECT instance_id FROM links ORDER BY instance_id', { type: 'SELECT' as never })) as unknown as { instance_id: string }[];
const revoked = () => second.calls.filter(({ path }) => path.endsWith('/oauth/revoke')).length;
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 100; tries += 1) await new Promise((done) => setTimeout(done, 50));
  expect(holds()).toBe(true);
}

describe('a second GitLab that an administrator adds', () => {
  test('shows what is public at once, and private things once people link there, each by the account of that instance', async () => {
    expect(await outcome('dana', `${second.url}/${PUBLIC}`)).toBe('unsupported');
    const id = await setUpSecond();
    expect(await outcome('dana', `${second.url}/${PRIVATE}`)).toBe('connect');
    await linkToSecond(id).link('alice');
    expect(await outcome('dana', `${second.url}/${PRIVATE}`)).toBe('shown');
    expect(await outcome('dana', `${app.gitlab.url}/${PRIVATE}`)).toBe('connect');
    expect(await outcome('uma', `${second.url}/${PRIVATE}`)).toBe('connect');
    await linkingAs(app, 'dana').link('alice');
    // Two instances on one page, for one person.
    expect(await Promise.all([outcome('dana', `${app.gitlab.url}/${PRIVATE}`), outcome('dana', `${second.url}/${PRIVATE}`)])).toEqual(['shown', 'shown']);
    expect(await links()).toHaveLength(2);
    const home = await request(app.confluence.signFrameUrl({ viewer: 'dana', moduleKey: 'gitlab-for-confluence-home' })).get('').set('accept', 'text/html').expect(200);
    for (const { host } of [new URL(app.gitlab.url), new URL(second.url)]) expect(home.text).toContain(host);
  });

  test('never tells its secret, and keeps it sealed [T22a, T28c]', async () => {
    const id = await setUpSecond();
    const shown = [(await configureAs(app).page()).text, JSON.stringify((await configureAs(app).show('instances')).body), app.log()];
    for (const text of shown) expect(text).not.toContain(SECRET);
    const rows = JSON.stringify(await asOperator(app.database).query('SELECT * FROM gitlab_instances'));
    expect(rows).toContain(id);
    expect(rows).not.toContain(SECRET);
    expect(JSON.stringify(await asOperator(app.database).query('SELECT * FROM audit_entries'))).not.toContain(SECRET);
  });

  test('keeps a secret whose field was left empty, but not for another application', async () => {
    const id = await setUpSecond();
    const edit = async (body: object) => configureAs(app).act('instances', 'edit', { id, version: (await cardOf(id)).version, baseUrl: second.url, ...body });
    expect((await edit({ clientId: APPLICATION.clientId })).status).toBe(200);
    await linkToSecond(id).link('alice');
    expect((await edit({ clientId: 'another', sure: 'yes' })).status).toBe(200);
    const [row] = (await asOperator(app.database).query('SELECT client_id, sealed_client_secret FROM gitlab_instances'))[0] as [{ client_id: string; sealed_client_secret: string | null }];
    expect(row).toEqual({ client_id: 'another', sealed_client_secret: null });
  });

  test('gives its secret to no other host: another address has to be told it anew', async () => {
    const id = await setUpSecond();
    const other = await startGitLab();
    try {
      await configureAs(app).act('instances', 'edit', { id, version: (await cardOf(id)).version, baseUrl: other.url, clientId: APPLICATION.clientId }).expect(200);
      await configureAs(app).act('instances', 'check', { id }).expect(200);
      expect(JSON.stringify(other.calls)).not.toContain(SECRET);
      expect((await asOperator(app.database).query('SELECT sealed_client_secret FROM gitlab_instances'))[0]).toEqual([{ sealed_client_secret: null }]);
    } finally {
      await other.close();
    }
  });

  test('keeps its links where a change of its address is refused', async () => {
    const id = await setUpSecond();
    await linkToSecond(id).link('alice');
    const other = await startGitLab();
    try {
      await configureAs(app).act('instances', 'add', { baseUrl: other.url }).expect(200);
      const change = { id, version: (await cardOf(id)).version, baseUrl: other.url, ...APPLICATION, sure: 'yes' };
      expect((await configureAs(app).act('instances', 'edit', change)).status).toBe(409);
      expect(await links()).toHaveLength(1);
      expect(await outcome('dana', `${second.url}/${PRIVATE}`)).toBe('shown');
    } finally {
      await other.close();
    }
  });

  test('is checked sixty times in ten minutes at most', async () => {
    const id = await addSecond();
    const statuses = [];
    for (let times = 0; times < 61; times += 1) statuses.push((await configureAs(app).act('instances', 'check', { id })).status);
    expect(statuses).toEqual([...Array.from({ length: 60 }, () => 200), 429]);
  });

  test('ends its links when its address or application changes, which has to be known before, and revokes them at the GitLab that issued them', async () => {
    const id = await setUpSecond();
    await linkToSecond(id).link('alice');
    const { version, html } = await cardOf(id);
    expect(html).toContain('1 linked account');
    const other = await startGitLab();
    try {
      const change = { id, version, baseUrl: other.url, ...APPLICATION };
      expect((await configureAs(app).act('instances', 'edit', change)).status).toBe(400);
      expect(await outcome('dana', `${second.url}/${PRIVATE}`)).toBe('shown');
      await configureAs(app).act('instances', 'edit', { ...change, sure: 'yes' }).expect(200);
      expect(await links()).toEqual([]);
      await until(() => revoked() > 0);
      expect(other.calls.filter(({ path }) => path.startsWith('/oauth'))).toEqual([]);
      expect(await outcome('dana', `${second.url}/${PRIVATE}`)).toBe('unsupported');
      expect(await outcome('dana', `${other.url}/${PRIVATE}`)).toBe('connect');
    } finally {
      await other.close();
    }
  });

  test('shows nothing while it is off, and its links are there again when it is on', async () => {
    const id = await setUpSecond();
    await linkToSecond(id).link('alice');
    await configureAs(app).act('instances', 'switch', { id, version: (await cardOf(id)).version, enabled: 'no' }).expect(200);
    expect(await outcome('dana', `${second.url}/${PRIVATE}`)).toBe('unsupported');
    expect((await linkToSecond(id).start()).status).toBe(404);
    await configureAs(app).act('instances', 'switch', { id, version: (await cardOf(id)).version, enabled: 'yes' }).expect(200);
    expect(await outcome('dana', `${second.url}/${PRIVATE}`)).toBe('shown');
  });

  test('leaves nothing half done when it is removed in the middle of a link', async () => {
    for (const stage of ['started', 'at GitLab', 'pending'] as const) {
      const id = await setUpSecond();
      const person = linkToSecond(id);
      const flow = (await person.start().expect(200)).body as { ticket: string; flowSecret: string };
      const sent = stage === 'started' ? undefined : await person.sendOff(flow.ticket);
      const back = sent && (await person.authorize(sent.authorizeUrl, 'alice'));
      if (stage === 'pending' && sent && back) expect((await person.comeBack(back, sent.cookie)).status).toBe(200);
      const before = revoked();
      await configureAs(app).act('instances', 'remove', { id, version: (await cardOf(id)).version, sure: 'yes' }).expect(200);
      if (stage === 'at GitLab' && sent && back) expect((await person.comeBack(back, sent.cookie)).status).toBe(409);
      expect((await person.confirm(flow.flowSecret)).status).toBe(410);
      expect(await links()).toEqual([]);
      expect(await cards()).toHaveLength(1);
      if (stage === 'pending') await until(() => revoked() > before);
    }
  });

  test('revokes what a refresh brings that was under way when it was removed', async () => {
    const id = await setUpSecond();
    await linkToSecond(id).link('alice');
    await asOperator(app.database).query("UPDATE links SET expires_at = '2020-01-01 00:00:00.000 +00:00'");
    await new Promise((done) => setTimeout(done, 2_100)); // the app remembers a link for 2 s
    second.switches.tokenLatencyMs = 1_500;
    const looking = look('dana', `${second.url}/${PRIVATE}`);
    await until(() => second.calls.some(({ path, body }) => path.endsWith('/oauth/token') && JSON.stringify(body).includes('refresh_token')));
    await configureAs(app).act('instances', 'remove', { id, version: (await cardOf(id)).version, sure: 'yes' }).expect(200);
    await looking;
    expect(await links()).toEqual([]);
    // The pair of before, and the one that the refresh brought: of each, both tokens.
    await until(() => revoked() >= 4);
    const tokens = second.calls.filter(({ path }) => path.endsWith('/oauth/revoke')).map(({ body }) => (body as { token: string }).token);
    expect(new Set(tokens).size).toBe(4);
  });

  test.each(['http://gitlab.example.com', 'https://user:pass@gitlab.example.com', 'https://127.0.0.77', 'https://gitlab.example.com:22', 'https://localhost', 'https://[::1]', 'javascript:alert(1)', ''])('is refused at the address %s', async (baseUrl) => {
    expect((await configureAs(app).act('instances', 'add', { baseUrl })).status).toBe(400);
    expect(await cards()).toHaveLength(1);
  });

  test('is refused a second time, and where it is the operator’s', async () => {
    await addSecond();
    expect((await configureAs(app).act('instances', 'add', { baseUrl: second.url.toUpperCase().replace('/GITLAB', '/gitlab') })).status).toBe(409);
    expect((await configureAs(app).act('instances', 'add', { baseUrl: app.gitlab.url })).status).toBe(409);
  });

  test('is checked step by step', async () => {
    const id = await setUpSecond();
    const checked = htmlOf(await configureAs(app).act('instances', 'check', { id }).expect(200));
    expect([...checked.matchAll(/data-result="(\w+)"/g)].map(([, result]) => result)).toEqual(['ok', 'ok', 'ok', expect.stringMatching(/ok|unknown/), 'ok', 'ok', 'ok', 'skipped']);
  });

  test('gets an answer for its own address of return alone', async () => {
    const id = await setUpSecond();
    const person = linkToSecond(id);
    const flow = (await person.start().expect(200)).body as { ticket: string };
    const { cookie, authorizeUrl } = await person.sendOff(flow.ticket);
    const back = await person.authorize(authorizeUrl, 'alice');
    expect((await person.comeBack(back.replace(`/oauth/callback/${id}`, '/oauth/callback'), cookie)).status).toBe(400);
    expect((await person.comeBack(back.replace(id, 'somebody-else'), cookie)).status).toBe(400);
    expect(second.calls.filter(({ path }) => path.endsWith('/oauth/token'))).toEqual([]);
  });

  test('belongs to its site alone, and goes with it [T5b]', async () => {
    const id = await setUpSecond();
    await linkToSecond(id).link('alice');
    await look('dana', `${second.url}/${PUBLIC}`);
    await configureAs(app).act('policies', 'exports', { version: '', exports: 'link' }).expect(200);
    const { clientKey } = app.confluence.installation();
    await asOperator(app.database).query("INSERT INTO shared_tokens (client_key, instance_id, instance_url, sealed_token, about, version, set_at) VALUES (:clientKey, :id, 'x', 'x', '{}', 'v', :now)", { replacements: { clientKey, id, now: new Date() } });
    expect(await app.confluence.uninstall()).toBe(204);
    await until(() => revoked() > 0);
    for (const table of ['gitlab_instances', 'site_settings', 'shared_tokens', 'links', 'link_flows', 'audit_entries', 'embeds', 'known_pages', 'recents']) expect((await asOperator(app.database).query(`SELECT * FROM ${table}`))[0]).toEqual([]);
    // Confluence signs by whole seconds: within one, two calls can't be told apart.
    const now = Math.floor(Date.now() / 1_000);
    await until(() => Math.floor(Date.now() / 1_000) > now);
    const result = await app.confluence.installFromDescriptor(app.descriptorUrl);
    expect(result).toMatchObject({ ok: true });
    expect(await cards()).toHaveLength(1);
  });
});

describe('the operator’s GitLab', () => {
  test('is there without set-up, and can be switched off and on', async () => {
    expect(await outcome('dana', `${app.gitlab.url}/${PUBLIC}`)).toBe('shown');
    const off = await cardOf('default');
    await configureAs(app).act('instances', 'switch', { id: 'default', version: off.version, enabled: 'no' }).expect(200);
    expect(await outcome('dana', `${app.gitlab.url}/${PUBLIC}`)).toBe('unsupported');
    expect((await linkingAs(app, 'dana').start()).status).toBe(404);
    await configureAs(app).act('instances', 'switch', { id: 'default', version: (await cardOf('default')).version, enabled: 'yes' }).expect(200);
    expect(await outcome('dana', `${app.gitlab.url}/${PUBLIC}`)).toBe('shown');
  });

  test('can’t be edited or removed from a site', async () => {
    const { version } = await cardOf('default');
    for (const action of ['edit', 'remove']) expect((await configureAs(app).act('instances', action, { id: 'default', version, baseUrl: second.url, sure: 'yes' })).status).toBe(404);
  });
});

describe('a change', () => {
  test('is for administrators alone, asked of Confluence each time [T28a]', async () => {
    const id = await addSecond();
    const { version } = await cardOf(id);
    const bodies: [string, object][] = [['add', { baseUrl: 'https://gitlab.example.com' }], ['edit', { id, version, baseUrl: second.url }], ['switch', { id, version, enabled: 'no' }], ['remove', { id, version, sure: 'yes' }], ['check', { id }]];
    for (const viewer of ['dana', 'uma']) for (const [action, body] of bodies) expect((await configureAs(app, viewer).act('instances', action, body)).status).toBe(403);
    app.confluence.switches.status500 = true;
    for (const [action, body] of bodies) expect((await configureAs(app).act('instances', action, body)).status).toBe(403);
    app.confluence.switches.status500 = false;
    expect((await cardOf(id)).version).toBe(version);
  });

  test('by an older state of the page is refused', async () => {
    const id = await addSecond();
    const { version } = await cardOf(id);
    await configureAs(app).act('instances', 'switch', { id, version, enabled: 'no' }).expect(200);
    expect((await configureAs(app).act('instances', 'switch', { id, version, enabled: 'no' })).status).toBe(409);
    expect((await configureAs(app).act('instances', 'remove', { id, version, sure: 'yes' })).status).toBe(409);
  });

  test('is written down with who made it', async () => {
    const id = await setUpSecond();
    await configureAs(app).act('instances', 'remove', { id, version: (await cardOf(id)).version, sure: 'yes' }).expect(200);
    const entries = (await asOperator(app.database).query('SELECT action, actor, instance_id FROM audit_entries ORDER BY at, action'))[0] as { action: string; actor: string; instance_id: string }[];
    const ada = app.confluence.users.find(({ key }) => key === 'ada')?.accountId;
    expect(entries.map(({ action }) => action).sort()).toEqual(['instance-added', 'instance-changed', 'instance-removed']);
    for (const entry of entries) expect(entry).toMatchObject({ actor: ada, instance_id: id });
  });
});

describe('who may link', () => {
  const ofSite = (policies: object) => asOperator(app.database).query("INSERT INTO site_settings (client_key, default_enabled, policies, version, changed_at) VALUES (:clientKey, :on, :policies, 'v', :now)", { replacements: { clientKey: app.confluence.installation().clientKey, on: true, policies: JSON.stringify(policies), now: new Date() } });

  test('are members of chosen groups, where there are such', async () => {
    await ofSite({ linkingGroups: [{ id: 'no-such-group', name: 'nobody' }] });
    expect((await linkingAs(app, 'dana').start()).status).toBe(403);
    const dana = app.confluence.users.find(({ key }) => key === 'dana');
    expect((await asOperator(app.database).query("SELECT actor FROM audit_entries WHERE action = 'link-refused'"))[0]).toEqual([{ actor: dana?.accountId }]);
  });

  test('are no guests, unless they are let', async () => {
    const guests = await startWholeApp({ users: [...DEMO_USERS, GUEST] });
    try {
      const gil = linkingAs(guests, 'gil');
      expect((await gil.start()).status).toBe(403);
      const shown = await configureAs(guests).show('policies').expect(200);
      const version = /name="version" value="([^"]*)"/.exec(htmlOf(shown))?.[1] ?? '';
      await configureAs(guests).act('policies', 'linking', { version, mode: 'all', guests: 'yes' }).expect(200);
      const flow = await gil.reachPending('bob');
      await configureAs(guests).act('policies', 'linking', { version: /name="version" value="([^"]*)"/.exec(htmlOf(await configureAs(guests).show('policies')))?.[1] ?? '', mode: 'all' }).expect(200);
      // Not allowed any more by the time that he confirms.
      expect((await gil.confirm(flow.flowSecret)).status).toBe(403);
      expect((await asOperator(guests.database).query('SELECT * FROM links'))[0]).toEqual([]);
    } finally {
      await guests.close();
    }
  });

  test('do so without a code where codes are off', async () => {
    await ofSite({ codeFallback: false });
    const flow = (await linkingAs(app, 'dana').start().expect(200)).body as { ticket2: string | null };
    expect(flow.ticket2).toBeNull();
    await linkingAs(app, 'dana').link('alice');
  });
});
