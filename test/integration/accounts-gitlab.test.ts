import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import { createGitLab, type GitLab } from '../../src/gitlab/gitlab.js';
import type { GitLabInstance } from '../../src/gitlab/instance.js';
import { createLogger } from '../../src/logger.js';
import { onSqlite } from '../support/databases.js';
import { testSettings } from '../support/settings.js';
import { until } from '../support/until.js';
import { BASE, comeBack, cookieOf, createWorld, emptyTables, oauthStart, person, rowsOf, type AtGitLab, type World } from './accounts-world.js';

const HOUR = 3_600_000;
const application = { clientId: 'accounts-test', clientSecret: 'accounts-test-secret', redirectUris: [`${BASE}/oauth/callback`], scopes: ['read_api'], trusted: true };

describe.each([['at the root of its host', ''], ['below a path', '/gitlab']])('accounts, with a GitLab that speaks OAuth, %s', (_where, relativeRoot) => {
  const on = onSqlite();
  const time = { now: Date.now() };
  let standIn: StandInGitLab;
  let gitlab: GitLab;
  let instance: GitLabInstance;
  let world: World;

  beforeEach(async () => {
    await emptyTables(on.database);
    standIn = await startGitLab({ relativeRoot, clock: () => time.now });
    standIn.addApplication(application);
    const { host } = new URL(standIn.url);
    const settings = testSettings({ gitlab: { url: standIn.url, clientId: application.clientId, clientSecret: application.clientSecret, privateHosts: [host] } });
    gitlab = createGitLab({ settings, logger: createLogger('silent'), clock: () => time.now });
    instance = gitlab.preset;
    world = createWorld(on.database, { gitlab, time });
  });
  afterEach(async () => {
    await world.close();
    await gitlab.close();
    await standIn.close();
  });

  /** What the person's browser does at GitLab: sign in, and be sent back. */
  async function passThroughGitLab(authorizeUrl: string): Promise<Record<string, string>> {
    const signedIn = await fetch(`${standIn.url}/users/sign_in`, { method: 'POST', body: new URLSearchParams({ username: 'alice' }), redirect: 'manual' });
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const page = await (await fetch(authorizeUrl, { headers: { cookie } })).text();
    const target = /window\.location = ("[^"]+")/.exec(page)?.[1];
    return Object.fromEntries(new URL(JSON.parse(target ?? '""') as string).searchParams);
  }

  async function link(): Promise<void> {
    const { ticket, flowSecret } = await person(world).start();
    const answer = await oauthStart(world, { ticket }).expect(200);
    const { code, state } = await passThroughGitLab((answer.body as { authorizeUrl: string }).authorizeUrl);
    const there: AtGitLab = { cookie: cookieOf(answer), state: state ?? '' };
    await comeBack(world, there, { code: code ?? '' }).expect(200);
    await person(world).confirm(flowSecret).expect(200);
  }

  const look = () => world.accounts.viewerOf(world.caller('alice'), instance, AbortSignal.timeout(10_000));
  const tokenCalls = () => standIn.calls.filter(({ path }) => path.endsWith('/oauth/token')).length;
  const whoHas = (token: string) => fetch(`${standIn.url}/api/v4/user`, { headers: { authorization: `Bearer ${token}` } });

  test('links the account of whoever signed in there, refreshes it and takes it back', async () => {
    await link();
    const first = await look();
    if (first.state !== 'linked') throw new Error('linked');
    expect((await whoHas(first.accessToken)).status).toBe(200);
    expect(await world.accounts.accountOf(world.caller('alice'), instance)).toMatchObject({ username: 'alice', state: 'linked' });

    time.now += 2 * HOUR;
    const second = await look();
    if (second.state !== 'linked') throw new Error('linked');
    expect(second.accessToken).not.toBe(first.accessToken);
    expect((await whoHas(second.accessToken)).status).toBe(200);

    await person(world).disconnect().expect(200);
    await until(async () => (await rowsOf(on.database, 'revocations')).length === 0);
    expect((await whoHas(second.accessToken)).status).toBe(401);
  });

  test('refreshes once for fifty readers, though GitLab is slow', async () => {
    await link();
    time.now += 2 * HOUR;
    standIn.switches.tokenLatencyMs = 100;
    const before = tokenCalls();
    const viewers = await Promise.all(Array.from({ length: 50 }, look));
    expect(new Set(viewers.map((viewer) => JSON.stringify(viewer))).size).toBe(1);
    expect(viewers[0]).toMatchObject({ state: 'linked' });
    expect(tokenCalls()).toBe(before + 1);
  });

  test('a refresh whose answer is dropped ends in reconnect after one more try', async () => {
    await link();
    time.now += 2 * HOUR;
    const before = tokenCalls();
    standIn.switches.dropTokenResponse = true;
    expect(await look()).toEqual({ state: 'reconnect' });
    expect(tokenCalls()).toBe(before + 2);
    standIn.switches.dropTokenResponse = false;
    expect(await look()).toEqual({ state: 'reconnect' });
    expect(tokenCalls()).toBe(before + 2);
  });

  test('an authorisation that the person took back at GitLab ends in reconnect, and can be given again', async () => {
    await link();
    const viewer = await look();
    standIn.revokeAllTokens('alice');
    if (viewer.state !== 'linked') throw new Error('linked');
    expect(await world.accounts.refused(world.caller('alice'), instance, viewer.accessToken, AbortSignal.timeout(10_000))).toEqual({ state: 'reconnect' });
    await link();
    expect(await look()).toMatchObject({ state: 'linked' });
  });

  test('a secret that the operator has to renew unlinks nobody', async () => {
    await link();
    time.now += 2 * HOUR;
    standIn.addApplication({ ...application, clientSecret: 'another' });
    await expect(look()).rejects.toMatchObject({ failure: 'unavailable' });
    standIn.addApplication(application);
    time.now += 60_000;
    expect(await look()).toMatchObject({ state: 'linked' });
  });
});
