import { beforeAll, expect, test } from '@jest/globals';
import request from 'supertest';
import { findLoopbackHosts } from '../../demo/loopback-hosts.js';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import { closeAfterAll } from '../support/closing.js';
import { askConfigure, cardsIn, configureFile, doConfigure } from '../support/configure.js';
import { onPostgres } from '../support/databases.js';
import { linkingAs } from '../support/linking.js';
import { readRows } from '../support/rows.js';
import { startPolicyWorld, type PolicyWorld } from '../support/policy-world.js';
import type { WholeApp } from '../support/whole-app.js';

const PAGE = { id: '77', title: 'Plan', version: 3 };
const SITE_TABLES = ['gitlab_instances', 'site_settings', 'shared_tokens', 'links', 'link_flows', 'audit_entries', 'embeds', 'known_pages', 'recents', 'personal_data_reports', 'refreshed_people'];

/** Every feature once, where the database keeps tenants apart: whatever a tenant's work may not do there fails here. */
onPostgres('the app, whose database binds each tenant', (on) => {
  let world: PolicyWorld;
  let app: WholeApp;
  let second: StandInGitLab;
  const later = closeAfterAll();
  beforeAll(async () => {
    if (on.settings.dialect !== 'postgres') throw new Error('this is for PostgreSQL');
    const hosts = await findLoopbackHosts();
    second = await startGitLab({ relativeRoot: '/gitlab' });
    later(second.close);
    world = await startPolicyWorld({ environment: { DATABASE_URL: on.settings.url, GITLAB_PRIVATE_HOSTS: `${hosts.gitlab},127.0.0.1` } });
    ({ app } = world);
    later(app.close);
  }, 60_000);

  const as = (viewer: string, method: 'get' | 'post', path: string) => request(app.url)[method](path).set('authorization', `JWT ${app.confluence.contextToken(viewer)}`);
  const frame = (viewer: string, moduleKey: string, params = {}) =>
    request(app.confluence.signFrameUrl({ viewer, moduleKey: `gitlab-for-confluence-${moduleKey}`, page: PAGE, params })).get('').set('accept', 'text/html').expect(200);
  const outcome = async (viewer: string, url: string) => [...(await frame(viewer, 'link', { url })).text.matchAll(/data-outcome="([^"]+)"/g)].at(-1)?.[1];
  const cards = async () => cardsIn((await askConfigure(app, 'instances')).html);
  const problems = () => app.log().split('\n').filter((line) => /"level":"?(error|50)/.test(line) || /row-level security|permission denied/.test(line));

  test('lets administrators set what they may, and people link, look and leave', async () => {
    await doConfigure(app, 'instances/add', { baseUrl: `${second.url}/` });
    const [, added] = await cards();
    if (!added) throw new Error('no second instance');
    second.addApplication({ clientId: 'second', clientSecret: 'second-secret', redirectUris: [added.redirectUri ?? ''], scopes: ['read_api'] });
    expect(await doConfigure(app, 'instances/edit', { id: added.id, version: added.version, baseUrl: second.url, clientId: 'second', clientSecret: 'second-secret' })).toMatchObject({ status: 200 });
    expect(await doConfigure(app, 'policies/exports', { version: '', exports: 'link' })).toMatchObject({ status: 200 });

    expect(await outcome('uma', `${app.gitlab.url}/harbourlight/platform/berths/-/issues/3`)).toBe('connect');
    await linkingAs(app, 'uma').link('alice');
    await linkingAs(app, 'uma', { instance: added.id, gitlabUrl: second.url }).link('alice');
    for (const { url } of [app.gitlab, second]) expect(await outcome('uma', `${url}/harbourlight/platform/berths/-/issues/3`)).toBe('shown');
    await as('uma', 'get', '/api/home/mine').expect(200);
    expect((await frame('uma', 'home')).text).toContain('alice');

    for (const section of ['accounts', 'audit', 'embeds', 'rights', 'stored', 'policies']) expect([section, (await askConfigure(app, section)).status]).toEqual([section, 200]);
    expect(await configureFile(app, 'audit/entries.csv')).toMatchObject({ status: 200 });
    await as('uma', 'post', '/api/link/disconnect').send({}).expect(200);
    expect(await readRows(app.database, 'links')).toHaveLength(3);
    await as('uma', 'post', '/api/home/erase').send({}).expect(200);
    expect(await readRows(app.database, 'links')).toHaveLength(2);
    expect(problems()).toEqual([]);
  });

  test('shares a token where it was set, and takes it back', async () => {
    await world.save('unlinked', { unlinked: 'shared' });
    await world.share({ places: 'harbourlight/platform' });
    expect(await world.frame('harbourlight/platform/berths/-/issues/3')).toContain('data-outcome="shown"');
    await world.save('remove-token', {});
    expect(await readRows(app.database, 'shared_tokens')).toEqual([]);
    expect(problems()).toEqual([]);
  });

  test('keeps nothing of a site that has gone [T29b]', async () => {
    const { clientKey } = app.confluence.installation();
    expect(await app.confluence.uninstall()).toBe(204);
    for (const table of SITE_TABLES) expect([table, await readRows(app.database, table)]).toEqual([table, []]);
    for (const table of ['revocations', 'install_tokens', 'tenants']) expect(JSON.stringify(await readRows(app.database, table))).not.toContain(clientKey);
    expect(problems()).toEqual([]);
  });

  test('never writes the password of the database down [T21a]', () => {
    const password = on.settings.dialect === 'postgres' ? new URL(on.settings.url).password : '';
    expect(password.length).toBeGreaterThan(20);
    expect(app.log().length).toBeGreaterThan(10_000);
    expect(app.log()).not.toContain(password);
  });
});
