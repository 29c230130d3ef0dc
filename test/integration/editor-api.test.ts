import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { signContextToken, signFrameToken } from '../../demo/confluence/tokens.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { createWords, type Tongue } from '../../views/words/words.js';

const BOARD = 'harbourlight/tideboard';
const PAYROLL = 'harbourlight/office/payroll';

let app: WholeApp;
beforeAll(async () => {
  app = await startWholeApp(LINKABLE);
  await linkAs(app, 'dana', 'alice');
});
afterAll(() => app.close());

type Query = Readonly<Record<string, string>>;

/** What an editor's script asks as somebody; nobody in particular where the viewer is undefined. */
async function ask(name: string, query: Query, viewer: string | undefined = 'dana') {
  const { clientKey, sharedSecret } = app.confluence.installation();
  const accountId = app.confluence.users.find(({ key }) => key === viewer)?.accountId;
  const token = signContextToken(sharedSecret, { clientKey, accountId, issuedAt: Math.floor(Date.now() / 1_000) }, {});
  const { status, body } = await request(app.url).get(`/api/editor/${name}`).query(query).set('Authorization', `JWT ${token}`);
  return { status, body: body as { readonly state?: string; readonly found?: readonly Record<string, unknown>[]; readonly retryAt?: number } & Record<string, unknown> };
}

const AT = { instance: 'default' };
/** Each question once, of a project that everybody may see. */
const QUESTIONS: readonly (readonly [string, Query])[] = [
  ['projects', { ...AT, words: 'tide' }],
  ['groups', { ...AT, words: 'harbour' }],
  ['recent', AT],
  ['things', { ...AT, project: BOARD, of: 'issues', words: 'tide' }],
  ['folder', { ...AT, project: BOARD }],
  ['refs', { ...AT, project: BOARD }],
  ['values', { ...AT, place: BOARD, of: 'labels' }],
  ['values', { ...AT, place: BOARD, of: 'milestones' }],
  ['values', { ...AT, place: BOARD, of: 'people' }],
];

describe('an author who looks for something', () => {
  test.each(QUESTIONS)('finds %s %o with their own rights', async (name, query) => {
    const { status, body } = await ask(name, query);
    expect([status, body.state]).toEqual([200, 'found']);
    expect(JSON.stringify(body.found)).not.toBe('[]');
    expect(JSON.stringify(body)).not.toMatch(/glpat|token/i);
  });

  test.each(QUESTIONS)('is invited to connect for %s %o, and GitLab is not asked', async (name, query) => {
    app.gitlab.calls.length = 0;
    expect(await ask(name, query, 'uma')).toEqual({ status: 200, body: { state: 'connect' } });
    expect(await ask(name, query, 'anonymous')).toEqual({ status: 200, body: { state: 'anonymous' } });
    expect(app.gitlab.calls).toEqual([]);
  });

  test('is told nothing of what they may not see', async () => {
    for (const [name, query] of [['things', { project: PAYROLL, of: 'issues' }], ['folder', { project: PAYROLL }], ['refs', { project: PAYROLL }], ['values', { place: PAYROLL, of: 'labels' }]] as const) {
      expect([name, await ask(name, { ...AT, ...query })]).toEqual([name, { status: 200, body: { state: 'absent' } }]);
    }
    expect((await ask('projects', { ...AT, words: 'payroll' })).body.found).toEqual([]);
    expect((await ask('groups', { ...AT, words: 'office' })).body.found).toEqual([]);
  });

  test.each([
    ['projects', { instance: 'elsewhere' }],
    ['projects', {}],
    ['projects', { ...AT, words: 'x'.repeat(201) }],
    ['groups', { words: 'a' }],
    ['recent', { instance: 'x'.repeat(101) }],
    ['things', { ...AT, project: BOARD, of: 'pipelines' }],
    ['things', { ...AT, of: 'issues' }],
    ['folder', { ...AT, project: BOARD, type: 'remotes' }],
    ['refs', { ...AT, project: '' }],
    ['values', { ...AT, place: BOARD, of: 'colours' }],
    ['values', { ...AT, of: 'labels' }],
  ] as readonly (readonly [string, Query])[])('is refused for %s %o', async (name, query) => {
    expect((await ask(name, query)).status).toBe(400);
  });

  test('is told when GitLab does not answer, and when to come back', async () => {
    app.gitlab.switches.status429 = { retryAfterSeconds: 40 };
    const { status, body } = await ask('groups', { ...AT, words: 'some other words' });
    app.gitlab.switches.status429 = undefined;
    expect([status, body.state]).toEqual([200, 'unavailable']);
    expect(body.retryAt).toBeGreaterThan(Date.now());
  });

  test('is asked to connect again once the link is dead', async () => {
    await linkAs(app, 'ada', 'carol');
    expect((await ask('refs', { ...AT, project: PAYROLL }, 'ada')).body.state).toBe('found');
    app.gitlab.revokeAllTokens('carol');
    expect(await ask('refs', { ...AT, project: PAYROLL }, 'ada')).toEqual({ status: 200, body: { state: 'reconnect' } });
  });

  test('finds by the link of the site that they are on, and by no other', async () => {
    const { clientKey } = app.confluence.installation();
    const accountId = app.confluence.users.find(({ key }) => key === 'dana')?.accountId;
    const token = signContextToken('another site’s secret, as long as one is', { clientKey: `${clientKey}-other`, accountId, issuedAt: Math.floor(Date.now() / 1_000) }, {});
    await request(app.url).get('/api/editor/groups').query(AT).set('Authorization', `JWT ${token}`).expect(401);
    await request(app.url).get('/api/editor/groups').query(AT).expect(401);
  });
});

describe('what an address means to a list', () => {
  const meaning = async (path: string, viewer?: string) => (await ask('list-meaning', { url: `${app.gitlab.url}/${path}` }, viewer)).body;

  test('is known for a project, a group and a list page, without asking GitLab', async () => {
    app.gitlab.calls.length = 0;
    expect(await meaning(BOARD, 'uma')).toEqual({ kind: 'place', place: { instance: 'default', fullPath: BOARD, level: 'project', url: `${app.gitlab.url}/${BOARD}` } });
    expect(await meaning('groups/harbourlight')).toMatchObject({ kind: 'place', place: { level: 'group', url: `${app.gitlab.url}/groups/harbourlight` } });
    expect(await meaning(`${BOARD}/-/merge_requests?state=merged&label_name[]=bug`)).toMatchObject({ kind: 'list', place: { fullPath: BOARD }, list: { of: 'merge_requests', filters: { state: 'merged', labels: 'bug' }, isWhole: true } });
    expect(app.gitlab.calls).toEqual([]);
  });

  test('says where filters are left that the macro has no parameter for', async () => {
    expect(await meaning(`${BOARD}/-/issues?my_reaction_emoji=thumbsup`)).toMatchObject({ kind: 'list', list: { isWhole: false } });
  });

  test('is nothing where no list can be of it', async () => {
    expect(await meaning(`${BOARD}/-/issues/18`)).toEqual({});
    expect((await ask('list-meaning', { url: 'https://example.org/a/b' })).body).toEqual({});
    expect((await ask('list-meaning', {})).body).toEqual({});
  });
});

describe('an editor’s page', () => {
  test.each(['link', 'inline', 'list'])('of %s is the frame of a dialog that fits no page to itself, in the reader’s language', async (name) => {
    const { clientKey, sharedSecret } = app.confluence.installation();
    const path = `/editor/${name}?loc=de_DE`;
    const accountId = app.confluence.users.find(({ key }) => key === 'gerda')?.accountId;
    const token = signFrameToken(sharedSecret, { clientKey, accountId, issuedAt: Math.floor(Date.now() / 1_000) }, app.url + path, app.url);
    const { text } = await request(app.url).get(`${path}&jwt=${token}`).set('Accept-Language', 'de').expect(200);
    expect(text).toContain('data-outcome="shown"');
    expect(text).toContain('Wird geöffnet');
    expect(text).toContain(`${name === 'list' ? 'list' : 'link'}-editor.js`);
    const { speech } = JSON.parse(/id="page-data">(.*?)<\/script>/s.exec(text)?.[1] ?? '') as { speech: Tongue };
    // What the dialog says before somebody has connected.
    expect(createWords(speech).say('linking.connectGitLab')).toBe('GitLab verbinden');
  });
});
