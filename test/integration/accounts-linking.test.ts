import { afterEach, beforeEach, expect, test } from '@jest/globals';
import request from 'supertest';
import { eachDatabase } from '../support/databases.js';
import { comeBack, cookieOf, createWorld, emptyTables, goToGitLab, INSTANCE, linkAccount, oauthStart, person, reachPending, rowsOf, type World } from './accounts-world.js';

eachDatabase('linking an account', (on) => {
  let world: World;
  beforeEach(async () => {
    await emptyTables(on.database);
    world = createWorld(on.database);
  });
  afterEach(() => world.close());

  const statusOf = async (secret: string) => ((await person(world).status(secret).expect(200)).body as { status: string }).status;

  test('goes from the click to a link that Confirm alone stores', async () => {
    const alice = person(world);
    const { ticket, flowSecret } = await alice.start();
    expect(await statusOf(flowSecret)).toBe('new');
    const there = await goToGitLab(world, ticket);
    expect(await statusOf(flowSecret)).toBe('started');
    const page = await comeBack(world, there).expect(200);
    expect(page.text).toContain('Return to Confluence');
    expect(page.text).toContain('@alice.gl');
    const { status, html } = (await alice.status(flowSecret).expect(200)).body as { status: string; html: string };
    expect(status).toBe('pending');
    expect(html).toContain('@alice.gl');
    expect(html).toContain('Alice Adams');
    expect(html).toContain('site-one.atlassian.net');
    expect(html).toContain('gitlab.example');
    expect(await rowsOf(on.database, 'links')).toHaveLength(0);
    expect(await world.accounts.viewerOf(world.caller('alice'), INSTANCE, AbortSignal.timeout(5_000))).toEqual({ state: 'unlinked' });

    await alice.confirm(flowSecret).expect(200, { status: 'linked' });
    const viewer = await world.accounts.viewerOf(world.caller('alice'), INSTANCE, AbortSignal.timeout(5_000));
    expect(viewer).toMatchObject({ state: 'linked', accessToken: 'access-1', link: { clientKey: 'site-one', accountId: 'alice', instanceId: 'default' } });
    expect(await world.accounts.accountOf(world.caller('alice'), INSTANCE)).toMatchObject({ username: 'alice.gl', gitlabUserId: '7', state: 'linked' });
    expect(await statusOf(flowSecret)).toBe('linked');
  });

  test('keeps hashes and sealed texts only [T22a]', async () => {
    const { ticket, ticket2, flowSecret } = await person(world).start();
    const { cookie, state } = await goToGitLab(world, ticket);
    const started = JSON.stringify(await rowsOf(on.database, 'link_flows'));
    await comeBack(world, { cookie, state }).expect(200);
    const pending = JSON.stringify(await rowsOf(on.database, 'link_flows'));
    await person(world).confirm(flowSecret).expect(200);
    const linked = JSON.stringify([await rowsOf(on.database, 'link_flows'), await rowsOf(on.database, 'links')]);
    for (const secret of [ticket, ticket2, flowSecret, state, cookie.split('=')[1] ?? '', 'access-1', 'refresh-1', 'code-1']) {
      expect(started + pending + linked).not.toContain(secret);
    }
    expect(await rowsOf(on.database, 'link_flows')).toMatchObject([{ status: 'linked', sealed_access_token: null, sealed_refresh_token: null, sealed_verifier: null }]);
  });

  test.each([
    ['a form of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example', 'content-type': 'application/json' }],
    ['another origin', { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example', 'content-type': 'application/json' }],
    ['no Sec-Fetch-Site', { origin: 'http://localhost:3000', 'content-type': 'application/json' }],
    ['no Origin', { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }],
    ['a type that a form can send', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:3000', 'content-type': 'text/plain' }],
  ])('starts nothing for a request with %s [L1a]', async (_what, headers: Record<string, string>) => {
    const { ticket, flowSecret } = await person(world).start();
    const answer = await oauthStart(world, { ticket }, headers).expect(403);
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(await statusOf(flowSecret)).toBe('new');
  });

  test('takes no ticket by GET [L1a]', async () => {
    const { ticket } = await person(world).start();
    await request(world.app).get('/oauth/start').query({ ticket }).expect(404);
  });

  test('takes a ticket once [L2a]', async () => {
    const { ticket, ticket2 } = await person(world).start();
    await oauthStart(world, { ticket }).expect(200);
    await oauthStart(world, { ticket }).expect(409);
    await oauthStart(world, { ticket: ticket2, agreed: true }).expect(409);
  });

  test('takes a ticket once when two processes get it at the same moment [L2b]', async () => {
    const handle = await on.open();
    const other = createWorld(handle, world);
    const { ticket } = await person(world).start();
    const answers = await Promise.all([world, other, world, other].map((at) => oauthStart(at, { ticket })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    await other.close();
    await handle.close();
  });

  test('binds the flow to the browser of its popup [L3a]', async () => {
    const { ticket } = await person(world).start();
    const answer = await oauthStart(world, { ticket }).expect(200);
    expect((answer.headers as Record<string, unknown>)['set-cookie']).toEqual([expect.stringMatching(/^__Host-glf_[\w-]{8}=[\w-]{43}; Max-Age=600; Path=\/; Secure; HttpOnly; SameSite=Lax$/)]);
    const { authorizeUrl } = answer.body as { authorizeUrl: string };
    const state = new URL(authorizeUrl).searchParams.get('state') ?? '';
    await comeBack(world, { cookie: '', state }).expect(400);
    await comeBack(world, { cookie: 'a=b', state }).expect(400);
    const [name] = cookieOf(answer).split('=');
    await comeBack(world, { cookie: `${name}=${'x'.repeat(43)}`, state }).expect(400);
    expect(world.oauth.calls).toEqual([]);
  });

  test("refuses another person's authorisation in a browser that is in a flow of its own [L4a]", async () => {
    const attacker = await goToGitLab(world, (await person(world, 'mallory').start()).ticket);
    const victim = await goToGitLab(world, (await person(world, 'alice').start()).ticket);
    await comeBack(world, { state: attacker.state, cookie: victim.cookie }).expect(400);
    expect(world.oauth.calls).toEqual([]);
  });

  test('lets a browser come back once, and exchanges the code once [L5a]', async () => {
    const { ticket } = await person(world).start();
    const there = await goToGitLab(world, ticket);
    const answers = await Promise.all([comeBack(world, there), comeBack(world, there), comeBack(world, there)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await comeBack(world, there).expect(409);
    expect(world.oauth.count('exchange')).toBe(1);
  });

  test('asks GitLab nothing for a state that is missing, repeated, forged, of another kind or another instance [L6a]', async () => {
    const { ticket, ticket2 } = await person(world).start();
    const there = await goToGitLab(world, ticket);
    const { app } = world;
    const back = (query: string) => request(app).get(`/oauth/callback?${query}`).set('cookie', there.cookie);
    await back('code=c').expect(400);
    await back('code=c&state=').expect(400);
    await back(`code=c&state=${there.state}&state=${there.state}`).expect(400);
    await back(`code=c&state=${there.state}x`).expect(400);
    await back(`code=c&state=${ticket2}`).expect(400);
    await comeBack(world, there, { code: 'c' }, '/oauth/callback/other').expect(400);
    await comeBack(world, there, { code: 'c', iss: 'https://other.example' }).expect(400);
    await comeBack(world, there, {}).expect(400);
    expect(world.oauth.calls).toEqual([]);
    await comeBack(world, there, { code: 'c', iss: 'https://gitlab.example/' }).expect(200);
  });

  test('says so when the person said no at GitLab, and lets them start again', async () => {
    const { ticket, flowSecret } = await person(world).start();
    const page = await comeBack(world, await goToGitLab(world, ticket), { error: 'access_denied', error_description: 'no' }).expect(200);
    expect(page.text).toContain('return to Confluence and press Connect GitLab');
    expect(world.oauth.calls).toEqual([]);
    const { status, html } = (await person(world).status(flowSecret).expect(200)).body as { status: string; html: string };
    expect(status).toBe('failed');
    expect(html).toContain('Connect GitLab');
    await linkAccount(world);
  });

  test('tells an error of GitLab from a no', async () => {
    const { ticket, flowSecret } = await person(world).start();
    const page = await comeBack(world, await goToGitLab(world, ticket), { error: 'server_error' }).expect(502);
    expect(page.text).toContain('GitLab refused to finish');
    expect((await person(world).status(flowSecret).expect(200)).body).toMatchObject({ status: 'failed' });
  });

  test('ends the flow that a person started before', async () => {
    const first = await person(world).start();
    const there = await goToGitLab(world, first.ticket);
    const second = await person(world).start();
    await comeBack(world, there).expect(410);
    expect(await statusOf(first.flowSecret)).toBe('failed');
    await oauthStart(world, { ticket: second.ticket }).expect(200);
    expect(world.oauth.calls).toEqual([]);
  });

  test('revokes the tokens of a flow that a newer one ends before Confirm', async () => {
    const first = await reachPending(world);
    await person(world).start();
    await person(world).confirm(first.flowSecret).expect(410);
    await world.oauth.revoked('access-1', 'refresh-1');
  });

  test('lets nobody else decide [L7a, T5b]', async () => {
    const { flowSecret, flow } = await reachPending(world);
    await person(world, 'mallory').confirm(flowSecret).expect(404);
    await person(world, 'alice', 'site-two').confirm(flowSecret).expect(404);
    await person(world, 'mallory').decline(flowSecret).expect(404);
    await person(world, 'mallory').status(flowSecret).expect(404);
    await person(world).confirm(undefined).expect(403);
    await person(world).confirm(flow).expect(404);
    await request(world.app).post('/api/link/confirm').set({ 'x-tenant': 'site-one', 'x-flow-secret': flowSecret }).send({}).expect(401);
    expect(await rowsOf(on.database, 'links')).toEqual([]);
    await person(world).confirm(flowSecret).expect(200);
  });

  test('confirms once', async () => {
    const { flowSecret } = await reachPending(world);
    const answers = await Promise.all([1, 2, 3].map(() => person(world).confirm(flowSecret)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await person(world).decline(flowSecret).expect(409);
  });

  test('"Not me" revokes what came and leaves no link [L17a]', async () => {
    const { flowSecret } = await reachPending(world);
    await person(world).decline(flowSecret).expect(200, { status: 'declined' });
    await world.oauth.revoked('access-1', 'refresh-1');
    expect(await rowsOf(on.database, 'links')).toEqual([]);
    await person(world).confirm(flowSecret).expect(410);
  });

  test('"Not me" while GitLab is answering revokes what comes [L17a]', async () => {
    const { ticket, flowSecret } = await person(world).start();
    const there = await goToGitLab(world, ticket);
    world.oauth.next.exchange.push('hold');
    const back = comeBack(world, there).then(({ status }) => status);
    await world.oauth.held();
    await person(world).decline(flowSecret).expect(200);
    world.oauth.release();
    expect(await back).toBe(410);
    await world.oauth.revoked('access-1', 'refresh-1');
  });

  test('linking again replaces the link, and the old tokens are revoked', async () => {
    await linkAccount(world);
    const before = await world.accounts.viewerOf(world.caller('alice'), INSTANCE, AbortSignal.timeout(5_000));
    Object.assign(world.oauth.user, { id: '8', username: 'alice.work' });
    const { flowSecret } = await reachPending(world);
    const { html } = (await person(world).status(flowSecret)).body as { html: string };
    expect(html).toContain('replaces your connection to @alice.gl');
    await person(world).confirm(flowSecret).expect(200);
    await world.oauth.revoked('access-1', 'refresh-1');
    const after = await world.accounts.viewerOf(world.caller('alice'), INSTANCE, AbortSignal.timeout(5_000));
    expect(after).toMatchObject({ state: 'linked', accessToken: 'access-2' });
    if (before.state !== 'linked' || after.state !== 'linked') throw new Error('linked both times');
    expect(after.link.version).not.toBe(before.link.version);
    expect(await rowsOf(on.database, 'links')).toHaveLength(1);
  });

  test('tells that somebody else of the site uses the same GitLab account', async () => {
    await linkAccount(world, 'bob');
    const { flowSecret } = await reachPending(world);
    expect(((await person(world).status(flowSecret)).body as { html: string }).html).toContain('Another Confluence account of this site');
  });

  test('names site and account id where Confluence does not tell the name', async () => {
    const { flowSecret } = await reachPending(world, 'carol');
    const { html } = (await person(world, 'carol').status(flowSecret)).body as { html: string };
    expect(html).toContain('account carol');
    expect(html).toContain('site-one.atlassian.net');
  });

  test('refuses anonymous readers, unknown instances, bad bodies and a sixth start in ten minutes [T27b]', async () => {
    await person(world, undefined).startRaw();
    await request(world.app).post('/api/link/start').set('x-tenant', 'site-one').send({}).expect(401);
    await person(world).startRaw({ instance: 'nowhere' }).expect(404);
    await person(world).startRaw({ instance: ['default'] }).expect(400);
    const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(() => person(world, 'dave').startRaw()));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(Number(answers.find(({ status }) => status === 429)?.get('retry-after'))).toBeGreaterThan(0);
    await person(world, 'erin').startRaw().expect(200);
    world.time.now += 10 * 60_000 + 1;
    await person(world, 'dave').startRaw().expect(200);
  });

  test('counts the starts of a person over all processes [T27b]', async () => {
    const handle = await on.open();
    const other = createWorld(handle, world);
    const answers = await Promise.all([world, other, world, other, world, other, world, other].map((at) => person(at, 'dave').startRaw()));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    await person(other, 'erin').startRaw().expect(200);
    await other.close();
    await handle.close();
  });

  test('is not offered where the operator has no OAuth application', async () => {
    world.instances.set('default', { ...INSTANCE, oauth: undefined });
    await person(world).startRaw().expect(404);
    expect(await world.accounts.viewerOf(world.caller('alice'), { ...INSTANCE, oauth: undefined }, AbortSignal.timeout(5_000))).toEqual({ state: 'unlinked' });
  });

  test('sends nothing to a GitLab whose address changed on the way', async () => {
    const there = await goToGitLab(world, (await person(world).start()).ticket);
    world.instances.set('default', { ...INSTANCE, baseUrl: 'https://moved.example' });
    await comeBack(world, there).expect(410);
    expect(world.oauth.calls).toEqual([]);
  });

  test('popup pages let their opener be, and nobody frame them [L16a]', async () => {
    const popup = await request(world.app).get('/oauth/popup').expect(200);
    const back = await comeBack(world, await goToGitLab(world, (await person(world).start()).ticket)).expect(200);
    for (const page of [popup, back]) {
      expect(page.get('cross-origin-opener-policy')).toBeUndefined();
      expect(page.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(page.get('referrer-policy')).toBe('no-referrer');
      expect(page.get('cache-control')).toBe('no-store');
    }
  });
});
