import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { LINKABLE, linkAs, spoilAccessToken } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { asOperator } from '../support/rows.js';
import { until } from '../support/until.js';

const HOME = 'gitlab-for-confluence-home';
const PRIVATE = 'harbourlight/platform/berths/-/issues/3';

let app: WholeApp;
let token: string;
beforeAll(async () => {
  app = await startWholeApp(LINKABLE);
  token = await linkAs(app, 'dana', 'alice');
  await linkAs(app, 'ada', 'carol');
  await linkAs(app, 'gerda', 'bob');
});
afterAll(() => app.close());
beforeEach(() => {
  app.gitlab.calls.length = 0;
});
afterEach(() => {
  app.gitlab.switches.status500 = false;
});

/** The page's first response. */
async function page(viewer: string, url = app.url): Promise<string> {
  return (await request(url).get(app.confluence.signFrameUrl({ viewer, moduleKey: HOME }).slice(app.url.length)).expect(200)).text;
}
const asScript = (viewer: string) => `JWT ${app.confluence.contextToken(viewer)}`;
const fragment = async (viewer: string, language = 'en') => (await request(app.url).get('/api/home').set('authorization', asScript(viewer)).set('accept-language', language).expect(200)).text;
const look = (viewer: string, path: string) => request(app.url).get(`/api/macros/link?url=${encodeURIComponent(`${app.gitlab.url}/${path}`)}`).set('authorization', asScript(viewer)).expect(200);

const outcomeOf = (html: string) => /data-outcome="([\w-]+)"/.exec(html)?.[1];
const countOf = (html: string, tab: string) => new RegExp(`data-tab="${tab}".*?data-count="([^"]*)"`).exec(html)?.[1];
const panelOf = (html: string, tab: string) => html.slice(html.indexOf(`id="panel-${tab}"`)).split('role="tabpanel"').slice(0, 2).join('');
const titlesOf = (html: string) => [...html.matchAll(/data-title(?:="[^"]*")?>(?:<a [^>]*>)?([^<]*)/g)].map(([, title]) => title);
const asked = () => app.gitlab.calls.filter(({ path }) => path.includes('/api/'));

describe('the GitLab page', () => {
  test('lists what waits for its viewer, with counts, in one question to GitLab', async () => {
    const html = await page('dana');
    expect(outcomeOf(html)).toBe('shown');
    expect(asked().map(({ path }) => path)).toEqual(['/api/graphql']);
    expect([countOf(html, 'todos'), countOf(html, 'reviews')]).toEqual(['5', '1']);
    expect(titlesOf(panelOf(html, 'todos'))).toContain('The debug page shows the key of the gauge');
    expect(panelOf(html, 'todos')).toContain('Carol Quay assigned it to you');
    expect(titlesOf(panelOf(html, 'issues'))).toContain('Two boats can book the same berth');
    expect(titlesOf(panelOf(html, 'mergeRequests'))).toContain('Draw the tide as a ring');
    expect(titlesOf(panelOf(html, 'reviews'))).toEqual(['Translate the board into Breton']);
    const open = app.gitlab.world.projects.flatMap(({ issues }) => issues).filter(({ state, assignees }) => state === 'opened' && assignees.some(({ username }) => username === 'alice'));
    expect(countOf(html, 'issues')).toBe(String(open.length));
  });

  test('is somebody else’s for each viewer: nothing of one shows to another', async () => {
    const [danas, adas, gerdas] = await Promise.all(['dana', 'ada', 'gerda'].map((viewer) => page(viewer)));
    expect(titlesOf(panelOf(adas!, 'reviews'))).toContain('Start without a pressure sensor');
    expect(countOf(gerdas!, 'todos')).toBe('0');
    expect(gerdas).toContain('Nothing waits for you.');
    expect(gerdas).not.toContain('Two boats can book the same berth');
    expect(danas).not.toContain('@carol');
  });

  test('invites who has no link, tells who is nobody to sign in, and asks GitLab nothing for them', async () => {
    const uma = await page('uma');
    expect([outcomeOf(uma), uma.includes('role="tab"'), uma.includes('>Connect GitLab</button>')]).toEqual(['connect', false, true]);
    const anonymous = await page('anonymous');
    expect(anonymous).toContain('Sign in to Confluence');
    expect(anonymous).not.toContain('data-own-data');
    expect(asked()).toEqual([]);
  });

  test('says everything of its own in German where that is asked for', async () => {
    const html = await fragment('dana', 'de');
    expect(html).toContain('Zugewiesene Issues');
    expect(html).toContain('Zugewiesen von Carol Quay');
    expect(html).not.toMatch(/Assigned issues|Copy as macro|Looked at lately|Disconnect</);
  });

  test('leads to the whole lists, and says where a thing can become a macro', async () => {
    const html = await page('dana');
    expect(panelOf(html, 'todos')).toContain(`href="${app.gitlab.url}/dashboard/todos"`);
    expect(panelOf(html, 'reviews')).toContain('reviewer_username=alice');
    expect(panelOf(html, 'reviews').match(/data-action="copy-macro"/g)).toHaveLength(1);
  });

  test('renews a token that GitLab refuses, once, and asks for Reconnect where that can’t be', async () => {
    await spoilAccessToken(app, 'gerda');
    // A process that remembers nothing of the link.
    const url = await app.beside();
    expect(outcomeOf(await page('gerda', url))).toBe('shown');
    expect(app.gitlab.calls.filter(({ path }) => path.endsWith('/oauth/token'))).toHaveLength(1);
    app.gitlab.revokeAllTokens('bob');
    const html = await page('gerda', url);
    expect([outcomeOf(html), html.includes('>Reconnect GitLab</button>'), html.includes('role="tab"')]).toEqual(['reconnect', true, false]);
  });

  test('tells a GitLab that is away apart, with the viewer’s own last copy, and offers to try again', async () => {
    await page('dana');
    app.gitlab.switches.status500 = true;
    const html = await fragment('dana');
    expect(outcomeOf(html)).toBe('unavailable');
    expect(html).toMatch(/data-retry-after="\d+"/);
    expect(html).toContain('does not answer now');
    expect(titlesOf(panelOf(html, 'reviews'))).toEqual(['Translate the board into Breton']);
    expect(html).toContain('data-action="disconnect"');
  });
});

describe('what somebody looked at lately', () => {
  test('is listed with its title of now, asked for in the same question, and for nobody else', async () => {
    await look('dana', PRIVATE);
    await look('dana', 'harbourlight/tideboard/-/merge_requests/42#note_1');
    await look('dana', 'harbourlight/tideboard/-/blob/main/src/tide.ts#L18-26');
    await look('dana', 'groups/harbourlight/-/epics/5');
    await look('uma', 'harbourlight/tideboard/-/issues/18');
    app.gitlab.calls.length = 0;
    const html = await page('dana');
    expect(asked()).toHaveLength(1);
    expect(titlesOf(panelOf(html, 'recent'))).toEqual(['Boards one can read from the pier', 'main/src/tide.ts', 'Draw the tide as a ring', 'Two boats can book the same berth']);
    expect(titlesOf(panelOf(await page('ada'), 'recent'))).toEqual([]);
  });

  test('is hidden as soon as GitLab hides it from them', async () => {
    await look('dana', PRIVATE);
    const group = app.gitlab.world.groups.find(({ fullPath }) => fullPath === 'harbourlight/platform')!;
    const role = group.members.alice!;
    delete group.members.alice;
    try {
      expect(titlesOf(panelOf(await page('dana'), 'recent'))).not.toContain('Two boats can book the same berth');
    } finally {
      group.members.alice = role;
    }
    expect(titlesOf(panelOf(await page('dana'), 'recent'))).toContain('Two boats can book the same berth');
  });
});

describe('a person’s own data', () => {
  const mine = async (viewer: string) => (await request(app.url).get('/api/home/mine').set('authorization', asScript(viewer)).expect(200)).body as { atlassianAccountId: string; linkedAccounts: { username: string; lookedAt: { url: string }[] }[] };

  test('comes as a file to that person alone, and holds no token [T29c]', async () => {
    await look('dana', PRIVATE);
    const own = await mine('dana');
    expect(own).toMatchObject({ atlassianAccountId: app.confluence.users.find(({ key }) => key === 'dana')?.accountId, linkedAccounts: [{ username: 'alice', state: 'linked' }] });
    expect(own.linkedAccounts[0]?.lookedAt.map(({ url }) => url)).toContain(`${app.gitlab.url}/${PRIVATE}`);
    expect(JSON.stringify(own)).not.toContain(token);
    expect(JSON.stringify(await mine('ada'))).not.toMatch(/alice|berths/);
    expect((await mine('uma')).linkedAccounts).toEqual([]);
    await request(app.url).get('/api/home/mine').set('authorization', asScript('anonymous')).expect(401);
  });

  test('says which language and time zone are remembered, and has them forgotten for good once they are erased', async () => {
    const inHers = 'locale=de_DE&zone=Europe%2FBerlin';
    const home = async () => (await request(app.url).get(`/api/home?${inHers}`).set('authorization', asScript('uma')).expect(200)).text;
    const told = 'Sprache und Zeitzone, nur im Arbeitsspeicher';
    await request(app.url).get(`/api/macros/link?url=${encodeURIComponent(`${app.gitlab.url}/${PRIVATE}`)}&${inHers}`).set('authorization', asScript('uma')).expect(200);
    expect(await home()).toContain(told);
    expect(await mine('uma')).toMatchObject({ readsIn: { locale: 'de_DE', timeZone: 'Europe/Berlin' } });
    await request(app.url).post(`/api/home/erase?${inHers}`).set('authorization', asScript('uma')).send({}).expect(200);
    expect(await home()).not.toContain(told);
    expect(await mine('uma')).toMatchObject({ readsIn: null });
    expect(await page('uma')).toContain('lang="en"');
  });

  test('is gone from every table once they erase it, and GitLab takes the tokens back', async () => {
    await look('dana', PRIVATE);
    await page('dana');
    await request(app.url).post('/api/home/erase').set('authorization', asScript('dana')).send({}).expect(200, { status: 'erased' });
    const accountId = app.confluence.users.find(({ key }) => key === 'dana')!.accountId!;
    const [names] = await asOperator(app.database).query("SELECT name FROM sqlite_master WHERE type = 'table'");
    for (const { name } of names as { name: string }[]) {
      const [rows] = await asOperator(app.database).query(`SELECT * FROM "${name}"`);
      expect([name, JSON.stringify(rows).includes(accountId)]).toEqual([name, false]);
    }
    await until(() => app.gitlab.calls.some(({ path }) => path.endsWith('/oauth/revoke')));
    app.gitlab.switches.status500 = true;
    const html = await fragment('dana');
    expect([outcomeOf(html), html.includes('Two boats')]).toEqual(['connect', false]);
    app.gitlab.switches.status500 = false;
    expect(outcomeOf(await fragment('ada'))).toBe('shown');
  });
});
