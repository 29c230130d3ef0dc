import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { lifecycleBody } from '../../demo/confluence/lifecycle.js';
import { signFrameToken, signLifecycleToken } from '../../demo/confluence/tokens.js';
import { findLoopbackHosts } from '../../demo/loopback-hosts.js';
import { ACCESS } from '../../demo/gitlab/world/model.js';
import { cardsIn, htmlOf } from '../support/configure.js';
import { APP_ID, forgeClaims, jwkOf, makeForgeKey, makeForgeSite, signForge, startForgeServers, SYSTEM_TOKEN, type ForgeServers } from '../support/forge-app.js';
import { APPLICATION, startWholeApp, type WholeApp } from '../support/whole-app.js';
import { createWitness, type Witness } from '../support/witness.js';
import { asOperator } from '../support/rows.js';
import { until } from '../support/until.js';

const KEY = Buffer.alloc(32, 'canary of a key ').toString('base64');
const PRIVATE = 'harbourlight/platform/berths';
const PUBLIC = 'harbourlight/tideboard';
const STARTED = 'the start of linking';
const SENT_OFF = 'the ticket';
const LINK = 'gitlab-for-confluence-link';

const forgeKey = makeForgeKey();
let forge: ForgeServers;
let app: WholeApp;
let witness: Witness;

beforeAll(async () => {
  forge = await startForgeServers();
  forge.keys.set = [jwkOf(forgeKey)];
});
afterAll(() => forge.close());
beforeEach(async () => {
  forge.keys.mood = 'up';
  const { gitlab } = await findLoopbackHosts();
  app = await startWholeApp({ environment: { GITLAB_PRIVATE_HOSTS: `${gitlab},127.0.0.1`, ENCRYPTION_KEYS: `k1:${KEY}`, AC_APP_ID: APP_ID, FORGE_JWKS_URL: forge.jwksUrl } });
  witness = createWitness();
  witness.keep('the encryption key', KEY);
  witness.keep('the client secret', APPLICATION.clientSecret);
  keepInstallation();
});
afterEach(() => app.close());

function keepInstallation(): void {
  witness.keep('a shared secret', app.confluence.installation().sharedSecret);
}

/** What went between the app and GitLab, and between the app and Confluence. */
function keepCalls(): void {
  for (const { authorization, body, path } of app.gitlab.calls) {
    if (authorization !== undefined) witness.keep('an access token', authorization.replace(/^Bearer /, ''));
    const fields = (path.startsWith('/oauth/') && body ? body : {}) as Record<string, string | undefined>;
    for (const name of ['code', 'code_verifier', 'refresh_token', 'token']) if (fields[name] !== undefined) witness.keep(`what was sent as ${name}`, fields[name]);
  }
  for (const { authorization } of app.confluence.calls) witness.keep('a token for Confluence', authorization?.replace(/^JWT /, ''));
}

function expectNothingLeaked(...kept: string[]): void {
  keepCalls();
  expect(witness.leaks(app.log())).toEqual([]);
  expect(witness.kept()).toEqual(expect.arrayContaining(kept));
  const inGitLab = app.gitlab.world.users.flatMap(({ username, name }) => [name, `${username}@harbourlight.example`]);
  const people = [...app.confluence.users.flatMap(({ accountId, displayName }) => [accountId, displayName]), ...inGitLab].filter((name) => name !== undefined);
  expect(people.length).toBeGreaterThan(4);
  expect(people.filter((name) => app.log().includes(name))).toEqual([]);
}

/** What Confluence, the frame and the popup send; every secret that goes over the wire is kept. */
function frame(what: string, path: string, moduleKey = LINK): Promise<Response> {
  const url = app.confluence.signFrameUrl({ viewer: 'dana', moduleKey, params: { url: `${app.gitlab.url}/${path}` } });
  witness.keep('a frame token', new URL(url).searchParams.get('jwt') ?? undefined);
  return witness.hear(what, request(url).get('').set('accept', 'text/html'));
}

function api(what: string, method: 'get' | 'post', path: string, flowSecret?: string, body?: object, viewer = 'dana'): Promise<Response> {
  const token = app.confluence.contextToken(viewer);
  witness.keep('a context token', token);
  const asked = request(app.url)[method](path).set('authorization', `JWT ${token}`);
  if (flowSecret !== undefined) asked.set('x-flow-secret', flowSecret);
  return witness.hear(what, body === undefined ? asked : asked.send(body));
}

interface Flow {
  readonly ticket: string;
  readonly ticket2: string;
  readonly flowSecret: string;
}

async function begin(): Promise<Flow> {
  const flow = (await api(STARTED, 'post', '/api/link/start', undefined, {})).body as Flow;
  for (const name of ['ticket', 'ticket2', 'flowSecret'] as const) witness.keep(`a ${name}`, flow[name], STARTED);
  return flow;
}

interface Sent {
  readonly cookie: string;
  readonly authorizeUrl: string;
}

async function handIn(ticket: string, agreed?: true): Promise<Sent> {
  const answer = await witness.hear(SENT_OFF, request(app.url).post('/oauth/start').set({ origin: app.url, 'sec-fetch-site': 'same-origin' }).send({ ticket, ...(agreed ? { agreed } : {}) }));
  if (answer.status !== 200) throw new Error(`The ticket was refused: ${answer.text}`);
  const { authorizeUrl } = answer.body as { authorizeUrl: string };
  const [cookie = ''] = String(answer.headers['set-cookie']).split(';');
  witness.keep('a cookie', cookie.split('=')[1], SENT_OFF);
  witness.keep('a state', new URL(authorizeUrl).searchParams.get('state') ?? undefined, SENT_OFF);
  return { cookie, authorizeUrl };
}

/** At GitLab: signs in as alice, presses a button of the form that asks, and resolves to the address that GitLab sends the browser to. */
async function decideAtGitLab(authorizeUrl: string, answer: 'authorize' | 'deny' = 'authorize'): Promise<string> {
  const signedIn = await fetch(`${app.gitlab.url}/users/sign_in`, { method: 'POST', body: new URLSearchParams({ username: 'alice' }), redirect: 'manual' });
  const headers = { cookie: (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  const page = await (await fetch(authorizeUrl, { headers })).text();
  const known = /window\.location = ("[^"]+")/.exec(page)?.[1];
  if (known !== undefined) return keepCode(JSON.parse(known) as string);
  const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as [string, string]);
  const body = new URLSearchParams(Object.fromEntries(fields.filter(([name]) => answer === 'deny' || name !== '_method')));
  const back = await fetch(`${app.gitlab.url}/oauth/authorize`, { method: 'POST', headers, body, redirect: 'manual' });
  return keepCode(back.headers.get('location') ?? '');
}

function keepCode(location: string): string {
  const code = new URL(location).searchParams.get('code');
  if (code !== null) witness.keep('a code', code);
  return location;
}

const comeBack = (what: string, location: string, cookie?: string): Promise<Response> => {
  const asked = request(location).get('').set('accept', 'text/html');
  return witness.hear(what, cookie === undefined ? asked : asked.set('cookie', cookie));
};

async function reachPending(): Promise<Flow> {
  const flow = await begin();
  const { cookie, authorizeUrl } = await handIn(flow.ticket);
  expect((await comeBack('the way back', await decideAtGitLab(authorizeUrl), cookie)).status).toBe(200);
  return flow;
}

async function link(): Promise<void> {
  const { flowSecret } = await reachPending();
  expect((await api('the question', 'get', '/api/link/status', flowSecret)).text).toContain('Confirm');
  expect((await api('Confirm', 'post', '/api/link/confirm', flowSecret, {})).status).toBe(200);
}

const outcomeOf = ({ text }: Response) => /<main[^>]*data-outcome="([^"]+)"/.exec(text)?.[1];
const sql = (text: string) => asOperator(app.database).query(text);
async function expireAccessToken(): Promise<void> {
  await sql("UPDATE links SET expires_at = '2020-01-01 00:00:00.000 +00:00'");
  await new Promise((done) => setTimeout(done, 2_100)); // the app remembers a link for 2 s
}

describe('no secret is logged or shown where it does not belong, at debug level, [T21a, T29d]', () => {
  it('when all goes well, from the install to the uninstall', async () => {
    expect(outcomeOf(await frame('a public thing', PUBLIC))).toBe('shown');
    expect(outcomeOf(await frame('a private thing', PRIVATE))).toBe('connect');
    await frame('a chip', PRIVATE, 'gitlab-for-confluence-inline');
    await witness.hear('the popup', request(app.url).get('/oauth/popup'));
    await link();
    expect(outcomeOf(await frame('a private thing, linked', PRIVATE))).toBe('shown');
    await frame('home', PUBLIC, 'gitlab-for-confluence-home');
    await api('a fragment', 'get', `/api/macros/link?url=${encodeURIComponent(`${app.gitlab.url}/${PRIVATE}`)}`);
    await expireAccessToken();
    expect(outcomeOf(await frame('a private thing, refreshed', PRIVATE))).toBe('shown');
    expect((await api('Disconnect', 'post', '/api/link/disconnect', undefined, {})).status).toBe(200);
    await link();
    await app.confluence.installFromDescriptor(app.descriptorUrl);
    keepInstallation();
    expect(await app.confluence.uninstall()).toBe(204);
    expect(app.log()).toContain('"msg":"uninstalled"');
    expectNothingLeaked('a code', 'a state', 'a cookie', 'an access token', 'what was sent as code_verifier', 'what was sent as refresh_token', 'what was sent as token', 'a token for Confluence');
  });

  it('when administrators, authors, exports and reports do their part', async () => {
    await link();
    for (const question of ['projects?instance=default&words=tide', 'recent?instance=default', `things?instance=default&project=${PUBLIC}&of=issues`, `meaning?url=${encodeURIComponent(`${app.gitlab.url}/${PRIVATE}`)}`]) {
      expect((await api(`an editor's ${question}`, 'get', `/api/editor/${question}`)).status).toBe(200);
    }
    await frame('an editor', PRIVATE, 'gitlab-for-confluence-list');
    for (const viewer of ['dana', undefined]) {
      const exported = app.confluence.signExportUrl({ ...(viewer && { viewer }), moduleKey: LINK, mode: 'pdf', params: { url: `${app.gitlab.url}/${PRIVATE}`, export: 'content' } });
      witness.keep('an export token', new URL(exported).searchParams.get('jwt') ?? undefined);
      expect((await witness.hear('an export', request(exported).get(''))).status).toBe(200);
    }
    await api('what is kept', 'get', '/api/home/mine');

    const configure = (action: string, body?: object) => api(`configure ${action}`, body ? 'post' : 'get', `/api/configure/${action}`, undefined, body, 'ada');
    expect((await configure('instances/add', { baseUrl: 'http://127.0.0.1:9' })).status).toBe(200);
    const added = cardsIn(htmlOf(await configure('instances'))).find(({ id }) => id !== 'default');
    const secret = { clientId: 'second-app', clientSecret: 'canary-of-a-second-client-secret' };
    witness.keep('the secret of an added instance', secret.clientSecret);
    expect((await configure('instances/edit', { id: added?.id, version: added?.version, baseUrl: 'http://127.0.0.1:9', ...secret })).status).toBe(200);
    expect((await configure('instances/check', { id: added?.id, ...secret, baseUrl: 'http://127.0.0.1:9' })).status).toBeLessThan(500);
    const shared = app.gitlab.issueAccessToken({ group: 'harbourlight', role: ACCESS.developer }, { expiresOn: new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10) });
    witness.keep('a shared token', shared);
    const seen = /name="seen" value="([^"]*)"/.exec(htmlOf(await configure('policies')))?.[1] ?? '';
    expect((await configure('policies/set-token', { instance: 'default', seen, token: shared, places: PRIVATE, spaces: 'DEMO' })).status).toBe(200);
    expect((await configure('policies/set-token', { instance: 'default', seen, token: 'glpat-canary-of-no-token', places: PRIVATE, spaces: 'DEMO' })).status).toBeGreaterThan(399);
    witness.keep('a token that GitLab does not know', 'glpat-canary-of-no-token');
    for (const section of ['accounts', 'audit', 'audit/audit.csv', 'stored', 'rights', 'embeds/file']) await configure(section);

    // The first report is made a day after the install.
    await sql("UPDATE tenants SET installed_at = '2020-01-01 00:00:00.000 +00:00'");
    await app.queue.send('report-personal-data', {});
    await until(async () => (await sql('SELECT 1')) && app.confluence.reports.length > 0);
    expectNothingLeaked('an export token', 'a shared token', 'the secret of an added instance', 'a token for Confluence', 'an access token');
    expect(await app.confluence.uninstall()).toBe(204);
    expectNothingLeaked();
  });

  it('when Forge calls', async () => {
    const site = makeForgeSite({ siteUrl: 'http://localhost:8090' });
    witness.keep('a system token', SYSTEM_TOKEN);
    const call = (what: string, method: 'get' | 'post', path: string, changes: object = {}) => {
      const token = signForge(forgeKey, { ...forgeClaims(site, forge.gatewayUrl, Date.now(), { principal: 'dana' }, {}, { accountId: 'dana' }), ...changes });
      witness.keep('an invocation token', token);
      return witness.hear(what, request(app.url)[method](path).set('authorization', `Bearer ${token}`).set('x-forge-oauth-system', SYSTEM_TOKEN));
    };
    const thing = `/api/macros/link?url=${encodeURIComponent(`${app.gitlab.url}/${PUBLIC}`)}`;
    expect((await call('a fragment by Forge', 'get', thing)).status).toBe(200);
    expect((await call('home by Forge', 'get', '/api/home')).status).toBe(200);
    const flow = (await call(STARTED, 'post', '/api/link/start')).body as Partial<Flow>;
    for (const name of ['ticket', 'flowSecret'] as const) witness.keep(`a ${name}`, flow[name], STARTED);
    expect((await call('an old token', 'get', thing, { exp: 1 })).status).toBe(401);
    expect((await call('another app’s token', 'get', thing, { aud: 'ari:cloud:ecosystem::app/0' })).status).toBe(401);
    forge.keys.mood = 'error';
    expect((await witness.hear('an unknown key', request(app.url).get(thing).set('authorization', `Bearer ${signForge({ ...forgeKey, kid: 'unknown' }, forgeClaims(site, forge.gatewayUrl, Date.now()))}`))).status).toBeGreaterThan(400);
    expect(forge.calls.length).toBeGreaterThan(0);
    expectNothingLeaked('a system token', 'an invocation token', 'a flowSecret');
  });

  it('when the popup has no opener and a code is typed', async () => {
    const { ticket2, flowSecret } = await begin();
    const ask = await witness.hear('the question before', request(app.url).post('/oauth/start').set({ origin: app.url, 'sec-fetch-site': 'same-origin' }).send({ ticket: ticket2 }));
    expect(ask.body).toHaveProperty('ask');
    const { cookie, authorizeUrl } = await handIn(ticket2, true);
    const shown = await comeBack('the code to type', await decideAtGitLab(authorizeUrl), cookie);
    const typed = /data-link-code[^>]*>([0-9A-Z]{4}-[0-9A-Z]{4})</.exec(shown.text)?.[1];
    witness.keep('a code to type', typed, 'the code to type');
    witness.keep('a code to type, without its dash', typed?.replace('-', ''));
    expect((await api('a wrong code', 'post', '/api/link/confirm', flowSecret, { code: '00000000' })).status).toBe(403);
    expect((await api('the right code', 'post', '/api/link/confirm', flowSecret, { code: typed })).status).toBe(200);
    expectNothingLeaked('a ticket2', 'a code to type');
  });

  it('when a browser, a stranger or a person gets in the way', async () => {
    const flow = await begin();
    const { cookie, authorizeUrl } = await handIn(flow.ticket);
    expect((await witness.hear('a ticket again', request(app.url).post('/oauth/start').set({ origin: app.url, 'sec-fetch-site': 'same-origin' }).send({ ticket: flow.ticket }))).status).toBe(409);
    expect((await witness.hear('a ticket from elsewhere', request(app.url).post('/oauth/start').send({ ticket: flow.ticket }))).status).toBe(403);
    const location = await decideAtGitLab(authorizeUrl);
    expect((await comeBack('no cookie', location)).status).toBe(400);
    expect((await comeBack('a state twice', `${location}&state=${new URL(location).searchParams.get('state') ?? ''}`, cookie)).status).toBe(400);
    expect((await comeBack('a changed state', location.replace('state=', 'state=x'), cookie)).status).toBe(400);
    expect((await comeBack('the way back', location, cookie)).status).toBe(200);
    expect((await comeBack('the way back again', location, cookie)).status).toBe(409);
    expect((await api('another secret', 'post', '/api/link/confirm', 'canary-of-a-flow-secret', {})).status).toBe(404);
    witness.keep('a made-up flow secret', 'canary-of-a-flow-secret');
    expect((await api('Not me', 'post', '/api/link/decline', flow.flowSecret, {})).status).toBe(200);
    // GitLab asks only whoever has no token of the app, and what was declined is revoked in the background.
    app.gitlab.revokeAllTokens('alice');
    const denied = await begin();
    const sent = await handIn(denied.ticket);
    expect((await comeBack('denied', await decideAtGitLab(sent.authorizeUrl, 'deny'), sent.cookie)).text).toContain('Not connected');
    await api('after it was denied', 'get', '/api/link/status', denied.flowSecret);
    expectNothingLeaked('a cookie', 'a state');
  });

  it('when GitLab fails', async () => {
    const { switches } = app.gitlab;
    for (const change of [{ status500: true }, { dropTokenResponse: true }, { status429: { retryAfterSeconds: 1 } }]) {
      const { ticket } = await begin();
      const { cookie, authorizeUrl } = await handIn(ticket);
      const location = await decideAtGitLab(authorizeUrl);
      const before = { ...switches };
      Object.assign(switches, change);
      expect((await comeBack(`the way back with ${Object.keys(change).join()}`, location, cookie)).status).toBeGreaterThan(499);
      Object.assign(switches, before);
    }
    await link();
    for (const change of [{ status500: true }, { status429: { retryAfterSeconds: 1 } }]) {
      Object.assign(switches, change);
      await frame(`a thing with ${Object.keys(change).join()}`, PRIVATE);
      Object.assign(switches, { status500: false, status429: undefined });
    }
    await expireAccessToken();
    app.gitlab.addApplication({ ...APPLICATION, clientSecret: 'another', redirectUris: [`${app.url}/oauth/callback`], scopes: ['read_api'] });
    await frame('a thing while the client secret is wrong', PRIVATE);
    expect(app.log()).toContain('GITLAB_CLIENT_SECRET');
    await sql('UPDATE links SET retry_at = NULL');
    app.gitlab.revokeAllTokens();
    await frame('a thing whose link is dead', PRIVATE);
    expectNothingLeaked('what was sent as refresh_token', 'an access token');
  });

  it('when Confluence or somebody in its place sends what is wrong', async () => {
    const { installKey } = app.confluence;
    const installation = app.confluence.installation();
    const made = { ...installation, sharedSecret: `canary-of-a-shared-secret-${'x'.repeat(40)}` };
    witness.keep('a shared secret that was not taken', made.sharedSecret);
    const site = { baseUrl: app.confluence.baseUrl, displayUrl: undefined, installKey };
    const subject = { clientKey: installation.clientKey, accountId: undefined, issuedAt: Math.floor(Date.now() / 1000) };
    const body = lifecycleBody(site, made, 'installed');
    const install = (what: string, token: string, sent: string | object, path = '/connect/installed') => {
      witness.keep('a lifecycle token', token);
      return witness.hear(what, request(app.url).post(path).set('authorization', `JWT ${token}`).set('content-type', 'application/json').send(typeof sent === 'string' ? sent : JSON.stringify(sent)));
    };
    const token = () => signLifecycleToken(installKey, subject, `${app.url}/connect/installed`, app.url);
    expect((await install('another address', signLifecycleToken(installKey, subject, `${app.url}/elsewhere`, app.url), body)).status).toBe(401);
    expect((await install('a changed signature', `${token().slice(0, -8)}AAAAAAAA`, body)).status).toBe(401);
    expect((await install('a frame token', signFrameToken(installation.sharedSecret, subject, `${app.url}/connect/installed`, app.url), body)).status).toBe(401);
    expect((await install('broken JSON', token(), JSON.stringify(body).slice(0, -3))).status).toBe(400);
    expect((await install('another host', token(), { ...body, baseUrl: 'http://127.0.0.3/wiki' })).status).toBe(403);
    expect((await install('no address', token(), { ...body, baseUrl: 5 })).status).toBe(400);
    expect((await install('another app', token(), { ...body, key: 'another' })).status).toBeGreaterThan(399);
    expect((await install('no token', 'none-that-is-one', body)).status).toBe(401);
    app.confluence.switches.keyServer = 'error';
    const unknown = { ...installKey, kid: randomUUID() };
    expect((await install('a key server that fails', signLifecycleToken(unknown, subject, `${app.url}/connect/installed`, app.url), body)).status).toBe(503);
    const frameToken = signFrameToken(installation.sharedSecret, subject, `${app.url}/home`, app.url);
    witness.keep('a frame token', frameToken);
    for (const path of [`/macros/link?jwt=${frameToken}`, `/home?jwt=${frameToken}x`, `/${frameToken}`, `/home?acpt=${frameToken}`]) {
      await witness.hear(path.slice(0, 12), request(app.url).get(path).set('accept', 'text/html'));
    }
    await witness.hear('a token in a body', request(app.url).post('/api/link/start').send({ jwt: frameToken }));
    for (const change of [{ status500: true }, { answer: { status: 200, body: '<html>' } }, { answer: { status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' } }]) {
      Object.assign(app.confluence.switches, { keyServer: 'up', status500: false, answer: undefined }, change);
      const { flowSecret } = await reachPending();
      expect((await api(`the question with ${JSON.stringify(change)}`, 'get', '/api/link/status', flowSecret)).status).toBe(200);
    }
    expectNothingLeaked('a lifecycle token', 'a token for Confluence');
  });

  it('when the database breaks', async () => {
    const { flowSecret } = await reachPending();
    await sql('ALTER TABLE links RENAME TO gone');
    expect((await api('Confirm', 'post', '/api/link/confirm', flowSecret, {})).status).toBe(500);
    expect((await frame('a thing', PRIVATE)).status).toBe(500);
    await sql('ALTER TABLE link_flows RENAME TO gone_too');
    expect((await api('a start', 'post', '/api/link/start', undefined, {})).status).toBe(500);
    await sql('ALTER TABLE tenants RENAME TO gone_as_well');
    expect((await app.confluence.installFromDescriptor(app.descriptorUrl)).ok).toBe(false);
    keepInstallation();
    expect(app.log()).toContain('no such table');
    expectNothingLeaked('an access token', 'a flowSecret');
  });
});
