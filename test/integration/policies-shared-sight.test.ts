import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { defaultSwitches } from '../../demo/confluence/switches.js';
import { ACCESS } from '../../demo/gitlab/world/model.js';
import { createAudit } from '../../src/audit/audit.js';
import { createLogger } from '../../src/logger.js';
import { createSealer } from '../../src/storage/sealing.js';
import { INLINE, LINK, LIST, outcomeOf, startPolicyWorld, type PolicyWorld } from '../support/policy-world.js';

const BERTHS = 'harbourlight/platform/berths';
const PAYROLL = 'harbourlight/office/payroll';
const TITLE = 'Two boats can book the same berth';
const SECRET = 'The marina at Port Isbel owes us';
const MARK = 'Shown by a shared token';

let world: PolicyWorld;
/** What the app's clock adds to the machine's. */
let later = 0;
let token: string;
beforeAll(async () => {
  world = await startPolicyWorld({ environment: { UNLINKED_CONTENT: 'none' }, clock: () => Date.now() + later });
  await world.save('unlinked', { unlinked: 'shared' });
});
afterAll(() => world.close());
beforeEach(async () => {
  Object.assign(world.app.confluence.switches, defaultSwitches());
  token = await share();
});

const day = (days: number) => new Date(Date.now() + days * 24 * 3_600_000).toISOString().slice(0, 10);
/** A token that sees all that planners do: what is confidential comes with it. */
async function share(more: Record<string, string> = {}, expiresOn = day(90)): Promise<string> {
  const made = world.app.gitlab.issueAccessToken({ group: 'harbourlight', role: ACCESS.developer }, { expiresOn });
  await world.save('set-token', { token: made, places: BERTHS, spaces: 'DEMO', ...more });
  return made;
}

async function uses() {
  const { database, settings } = world.app;
  const audit = createAudit({ database, sealer: createSealer(settings.encryptionKeys), settings, logger: createLogger('silent'), clock: Date.now });
  return (await audit.find(world.app.confluence.installation().clientKey, { action: 'shared-token-used' }, 200)).entries;
}

describe('a shared token', () => {
  test('shows what is named where it is named, marked, to members of the site', async () => {
    world.asked();
    const html = await world.frame(`${BERTHS}/-/issues/3`);
    expect([outcomeOf(html), html.includes(TITLE), html.includes(MARK)]).toEqual(['shown', true, true]);
    expect(new Set(world.asked().map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${token}`]));
    expect(html).not.toContain(token);
  });

  test.each([[LINK, {}], [INLINE, {}], [LINK, { look: 'card' }], [LINK, { collapsed: 'true' }]])('is marked in %s %o', async (key, params) => {
    const html = await world.frame(`${BERTHS}/-/issues/3`, { key, params });
    expect([outcomeOf(html), html.includes(TITLE), html.includes(MARK)]).toEqual(['shown', true, true]);
    expect(await world.frame(`${BERTHS}/-/issues/3`, { key, params, viewer: 'dana' })).not.toContain(MARK);
  });

  test.each([
    ['another project', { path: `${PAYROLL}/-/issues/1` }], ['the group above', { path: 'harbourlight/platform' }], ['a name that begins alike', { path: `${BERTHS}-archive/-/issues/3` }], ['another space', { space: 'OPS' }],
    ['people', { path: 'users/alice' }], ['a search', { path: 'search?search=berth&project_id=103' }], ['a comparison with another project', { path: `${BERTHS}/-/compare/main...main?from_project_id=104` }],
    ['a guest', { viewer: 'gil' }], ['somebody who is not signed in', { viewer: 'anonymous' }],
  ])('shows nothing to %s', async (_what, { path = `${BERTHS}/-/issues/3`, ...place }: { path?: string; space?: string; viewer?: string }) => {
    await world.frame(`${BERTHS}/-/issues/3`);
    world.asked();
    for (const key of [LINK, INLINE]) {
      const html = await world.frame(path, { ...place, key });
      expect(html).not.toContain(TITLE);
      expect(outcomeOf(html)).not.toBe('shown');
    }
    expect(world.asked()).toEqual([]);
  });

  test('shows to guests, to anonymous readers and in exports what each was ticked for, and only that', async () => {
    const seen = async () => [(await world.frame(`${BERTHS}/-/issues/3`, { viewer: 'gil' })).includes(TITLE), (await world.frame(`${BERTHS}/-/issues/3`, { viewer: 'anonymous' })).includes(TITLE), (await world.exported(`${BERTHS}/-/issues/3`, { viewer: 'uma' })).storage.includes(TITLE)];
    expect(await seen()).toEqual([false, false, false]);
    await share({ guests: 'yes' });
    expect(await seen()).toEqual([true, false, false]);
    await share({ anonymous: 'yes' });
    expect(await seen()).toEqual([false, true, false]);
    await share({ exports: 'yes' });
    expect(await seen()).toEqual([false, false, true]);
  });

  test('shows to nobody in an export what it does not show them in the page', async () => {
    const exported = async (viewer: string | undefined, mode: 'pdf' | 'email' = 'pdf') => (await world.exported(`${BERTHS}/-/issues/3`, { mode, ...(viewer ? { viewer } : {}) })).storage.includes(TITLE);
    const all = async () => [await exported('uma'), await exported('gil'), await exported(undefined), await exported('uma', 'email')];
    await share({ exports: 'yes' });
    expect(await all()).toEqual([true, false, false, false]);
    await share({ exports: 'yes', guests: 'yes' });
    expect(await all()).toEqual([true, true, false, false]);
    await share({ exports: 'yes', anonymous: 'yes' });
    expect(await all()).toEqual([true, false, true, true]);
    await share({ guests: 'yes', anonymous: 'yes' });
    expect(await all()).toEqual([false, false, false, false]);
  });

  test('takes everybody for a guest while Confluence does not say who they are', async () => {
    const { switches } = world.app.confluence;
    switches.answersTo = [{ call: /\/user\?/, answer: { status: 500, body: '' } }];
    expect(await world.frame(`${BERTHS}/-/issues/3`, { viewer: 'gerda' })).not.toContain(TITLE);
    later += 20_000;
    switches.answersTo = [{ call: /\/user\?/, answer: { status: 200, body: '{}' } }];
    expect(await world.frame(`${BERTHS}/-/issues/3`, { viewer: 'gerda' })).not.toContain(TITLE);
    Object.assign(switches, defaultSwitches());
    later += 20_000;
    expect(await world.frame(`${BERTHS}/-/issues/3`, { viewer: 'gerda' })).toContain(TITLE);
  });

  test('holds in exports no more than the author and the administrators chose, marked, kept by nobody', async () => {
    await share({ exports: 'yes' });
    const exported = (policy: string, key = LINK) => world.exported(`${BERTHS}/-/issues/3`, { viewer: 'uma', export: policy, key });
    for (const key of [LINK, INLINE]) {
      const { storage, cache } = await exported('content', key);
      expect([storage.includes(TITLE), storage.includes(MARK), cache]).toEqual([true, true, 'no-store']);
    }
    expect((await exported('title')).storage).toContain(MARK);
    expect((await exported('link')).storage).not.toContain(TITLE);
    expect((await exported('nothing')).storage).toBe('');
    await world.save('exports', { exports: 'link' });
    for (const viewer of [undefined, 'uma', 'dana']) {
      const { storage } = await world.exported(`${BERTHS}/-/issues/3`, { export: 'content', ...(viewer ? { viewer } : {}) });
      expect([viewer, storage.includes(TITLE), storage.includes(`${BERTHS}/-/issues/3`)]).toEqual([viewer, false, true]);
    }
    await world.save('exports', { exports: 'content' });
    expect((await world.exported(`${BERTHS}/-/issues/3`, { viewer: 'dana' })).storage).toContain(TITLE);
  });
});

describe('what is confidential', () => {
  test.each([LINK, INLINE])('is not shown by it in %s, while people with the right see it in the same moment', async (key) => {
    const path = `${BERTHS}/-/issues/4`;
    const pages = await Promise.all(['uma', 'dana', 'uma', 'ada'].map((viewer) => world.frame(path, { viewer, key })));
    expect(pages.map((html) => html.includes(SECRET))).toEqual([false, true, false, true]);
    expect(outcomeOf(pages[0]!)).toBe('connect');
    for (const html of [await world.frame(path, { key }), await world.fragment(path, { space: 'DEMO' })]) expect(html).not.toContain(SECRET);
    await share({ exports: 'yes' });
    expect((await world.exported(path, { viewer: 'uma', key })).storage).not.toContain(SECRET);
  });

  test('is left out of lists and of their counts, on every page of them', async () => {
    const place = { key: LIST, params: { kind: 'issues', state: 'all' } };
    const [umas, danas] = await Promise.all([world.frame(BERTHS, place), world.frame(BERTHS, { ...place, viewer: 'dana' })]);
    expect([umas.includes(TITLE), umas.includes(SECRET), umas.includes(MARK)]).toEqual([true, false, true]);
    expect([danas.includes(SECRET), danas.includes(MARK)]).toEqual([true, false]);
    for (let nth = 1; nth < 4; nth += 1) expect(await world.fragment(BERTHS, { space: 'DEMO', look: 'list', query: `&kind=issues&state=all&rows=1&nth=${nth}` })).not.toContain(SECRET);
    await share({ exports: 'yes' });
    const { storage, cache } = await world.exported(BERTHS, { viewer: 'uma', key: LIST, params: { kind: 'issues', state: 'all' } });
    expect([storage.includes(TITLE), storage.includes(SECRET), cache]).toEqual([true, false, 'no-store']);
  });

  test('is not told of by what is not: comments for members, and parents', async () => {
    const berths = world.app.gitlab.world.projects.find(({ fullPath }) => fullPath === BERTHS)!;
    const [first] = berths.issues;
    const author = first!.author;
    const comments = [{ id: 88_001, author, createdAt: Date.now(), body: 'A note for members only', internal: true }, { id: 88_002, author, createdAt: Date.now(), body: 'A note for all' }];
    berths.issues.push({ ...first!, id: 99_002, iid: 902, type: 'TASK', confidential: false, parent: 4, comments });
    const at = (note: string) => `${BERTHS}/-/issues/902${note}`;
    expect(await world.frame(at('#note_88002'))).toContain('A note for all');
    expect(await world.frame(at('#note_88001'))).not.toContain('members only');
    expect(await world.frame(at('#note_88001'), { viewer: 'dana' })).toContain('members only');
    expect(await world.frame(`${BERTHS}/-/work_items/902`)).not.toContain(SECRET);
    expect(await world.frame(`${BERTHS}/-/work_items/902`, { viewer: 'dana' })).toContain(SECRET);
    berths.issues.pop();
  });
});

describe('what a shared token showed', () => {
  test('shows no more once it is another one that sees less, or none', async () => {
    expect(await world.frame(`${BERTHS}/-/issues/3`)).toContain(TITLE);
    await share({ spaces: 'OPS' });
    expect(await world.frame(`${BERTHS}/-/issues/3`)).not.toContain(TITLE);
    expect(await world.frame(`${BERTHS}/-/issues/3`, { space: 'OPS' })).toContain(TITLE);
    await world.save('remove-token', {});
    for (const space of ['DEMO', 'OPS']) expect(await world.frame(`${BERTHS}/-/issues/3`, { space })).not.toContain(TITLE);
  });

  test('is asked for anew with another token, and not shown from what the last one has fetched', async () => {
    expect(await world.frame(`${BERTHS}/-/issues/3`)).toContain(TITLE);
    const bot = world.app.gitlab.world.groups.find(({ fullPath }) => fullPath === 'harbourlight')!;
    const another = await share();
    for (const name of Object.keys(bot.members).filter((member) => member.includes('_bot_'))) delete bot.members[name];
    world.asked();
    expect(await world.frame(`${BERTHS}/-/issues/3`)).not.toContain(TITLE);
    expect(new Set(world.asked().map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${another}`]));
  });

  test('shows no more when the policy is another one, and again when it is back', async () => {
    for (const [unlinked, shows] of [['operator', false], ['nothing', false], ['shared', true]] as const) {
      await world.save('unlinked', { unlinked });
      expect([unlinked, (await world.frame(`${BERTHS}/-/issues/3`)).includes(TITLE)]).toEqual([unlinked, shows]);
    }
  });

  test('shows no more after its last day, nor once GitLab has revoked it', async () => {
    await share({ anonymous: 'yes' }, day(3));
    const nobodys = () => world.frame(`${BERTHS}/-/issues/3`, { viewer: 'anonymous' });
    expect(await nobodys()).toContain(TITLE);
    later += 3 * 24 * 3_600_000;
    world.asked();
    expect(await nobodys()).not.toContain(TITLE);
    expect(world.asked()).toEqual([]);
    later -= 3 * 24 * 3_600_000;
    const revoked = await share();
    world.app.gitlab.revokeAllTokens(world.app.gitlab.world.users.findLast(({ bot }) => bot)!.username);
    expect(await world.frame(`${BERTHS}/-/issues/3`)).not.toContain(TITLE);
    expect(world.asked().some(({ authorization }) => authorization === `Bearer ${revoked}`)).toBe(true);
  });

  test('has no pictures: their addresses would show them without it', async () => {
    const html = await world.frame(`${BERTHS}/-/issues/9`);
    expect([outcomeOf(html), html.includes('/pictures?of=')]).toEqual(['shown', false]);
    expect(html).toContain('basin.png');
    expect(await world.frame(`${BERTHS}/-/issues/9`, { viewer: 'dana' })).toContain('/pictures?of=');
  });

  test('is written down once an hour for each space, and nobody with it', async () => {
    await share({ spaces: 'DEMO OPS' });
    for (const space of ['DEMO', 'OPS', 'DEMO']) await world.frame(`${BERTHS}/-/issues/3`, { space });
    const found = async () => (await uses()).map(({ details, actor, at }) => `${Math.floor(at.getTime() / 3_600_000)} ${details['space']} ${actor}`);
    for (let tries = 0; (await found()).filter((one) => one.includes('OPS')).length === 0; tries += 1) {
      if (tries > 100) throw new Error('It was not written down.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const all = await found();
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((one) => one.endsWith('undefined'))).toBe(true);
  });
});

describe('a picture', () => {
  test('has an address that ends with a change of the policies', async () => {
    const picture = async (viewer: string) => /src="(\/pictures\?of=[^"]+)"/.exec(await world.frame(`${BERTHS}/-/issues/9`, { viewer }))?.[1]?.replaceAll('&amp;', '&') ?? '';
    const before = await picture('dana');
    const load = (address: string) => request(world.app.url).get(address);
    await load(before).expect(200);
    expect(await picture('dana')).toBe(before);
    await world.save('places', { mode: 'named', addresses: `${world.app.gitlab.url}/harbourlight/tideboard` });
    await load(before).expect(403);
    await world.save('places', { mode: 'named', addresses: `${world.app.gitlab.url}/${BERTHS}` });
    const after = await picture('dana');
    expect(after).not.toBe(before);
    await load(after).expect(200);
    await load(before).expect(403);
    await world.save('places', { mode: 'all' });
  });
});
