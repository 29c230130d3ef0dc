import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SITE_GROUPS } from '../../demo/confluence/groups.js';
import { defaultSwitches } from '../../demo/confluence/switches.js';
import { DEMO_USERS, GUEST } from '../../demo/confluence/users.js';
import { createAppRights } from '../../src/connect/app-rights.js';
import { AUTHOR_CALLS, CONFLUENCE_CALLS, PERSON_CALLS } from '../../src/connect/confluence-calls.js';
import { startSiteWorld, type SiteWorld } from '../support/site-world.js';

const PILOTS = SITE_GROUPS.find(({ name }) => name === 'pilots')?.id ?? '';
const PAGE = { id: '7', title: 'Tides', version: 1, author: 'Dana', blocks: [] };

let world: SiteWorld;
beforeAll(async () => {
  world = await startSiteWorld({ users: [...DEMO_USERS.map((user) => (user.key === 'dana' ? { ...user, groups: [PILOTS] } : user)), GUEST], pages: [PAGE] });
});
afterAll(() => world.close());
beforeEach(() => {
  Object.assign(world.site.switches, defaultSwitches());
  world.site.calls.length = 0;
});
const soon = () => AbortSignal.timeout(20_000);
const answer = (call: RegExp, body: unknown, status = 200) => {
  world.site.switches.answersTo = [{ call, answer: { status, body: JSON.stringify(body) } }];
};

describe('a person', () => {
  const person = (user: string) => world.confluence.person(world.tenant, world.accountOf(user), soon());

  test('is a guest where Confluence says so, by either of its words', async () => {
    expect(await person('dana')).toEqual({ isGuest: false });
    expect(await person('gil')).toEqual({ isGuest: true });
    const accountId = world.accountOf('dana');
    answer(/user/, { accountId, isGuest: false, isExternalCollaborator: true });
    expect(await person('dana')).toEqual({ isGuest: true });
  });

  test('is unknown where Confluence says neither, or tells of another', async () => {
    answer(/user/, { accountId: world.accountOf('dana') });
    expect(await person('dana')).toBeUndefined();
    answer(/user/, { accountId: world.accountOf('gil'), isGuest: false });
    expect(await person('dana')).toBeUndefined();
    answer(/user/, {}, 500);
    expect(await person('dana')).toBeUndefined();
  });
});

describe('the groups of a person', () => {
  const groupsOf = (user: string) => world.confluence.groupsOf(world.tenant, world.accountOf(user), soon());

  test('are those that they are in', async () => {
    expect((await groupsOf('dana'))?.map(({ name }) => name)).toEqual(['confluence-users-harbourlight', 'pilots']);
    expect((await groupsOf('gil'))?.map(({ name }) => name)).toEqual(['confluence-guests-harbourlight']);
  });

  test('are read page by page', async () => {
    const many = (from: number, count: number) => Array.from({ length: count }, (_, index) => ({ id: `g${from + index}`, name: `group ${from + index}` }));
    const page = (call: RegExp, results: unknown, links = {}) => ({ call, answer: { status: 200, body: JSON.stringify({ results, _links: links }) } });
    const next = { next: '/rest/api/user/memberof?start=9' };
    world.site.switches.answersTo = [page(/start=0&/, many(0, 3), next), page(/start=3&/, many(3, 2))];
    expect((await groupsOf('dana'))?.map(({ id }) => id)).toEqual(['g0', 'g1', 'g2', 'g3', 'g4']);
    expect(world.site.calls).toHaveLength(2);
  });

  test('are unknown where there is no end to them', async () => {
    answer(/memberof/, { results: [{ id: 'g', name: 'again' }], _links: { next: '/more' } });
    expect(await groupsOf('dana')).toBeUndefined();
    expect(world.site.calls).toHaveLength(5);
  });

  test('can be looked for by their names', async () => {
    expect((await world.confluence.groups(world.tenant, ' pilo', soon()))?.map(({ name }) => name)).toEqual(['pilots']);
    expect(await world.confluence.groups(world.tenant, '  ', soon())).toEqual([]);
    answer(/picker/, {}, 403);
    expect(await world.confluence.groups(world.tenant, 'pilo', soon())).toBeUndefined();
  });
});

describe('the spaces of a site', () => {
  const spaces = (keys?: readonly string[]) => world.confluence.spaces(world.tenant, keys ? { keys } : {}, soon());

  test('are listed, all or those that are named', async () => {
    const [demo, ops] = [{ id: '65537', key: 'DEMO', name: 'Harbourlight' }, { id: '65538', key: 'OPS', name: 'Operations' }];
    expect(await spaces()).toEqual({ spaces: [demo, ops], more: false });
    expect(await spaces(['OPS', 'NONE', '~x&y=1'])).toEqual({ spaces: [ops], more: false });
    expect(await spaces([])).toEqual({ spaces: [], more: false });
  });

  test('are read page by page, and no further than to 1000', async () => {
    const before = [...world.site.spaces];
    for (let id = 1; id <= 1_100; id += 1) world.site.spaces.push({ id: String(id), key: `S${id}`, name: `Space ${id}`, permissions: [] });
    const found = await spaces();
    world.site.spaces.splice(0, world.site.spaces.length, ...before);
    expect([found?.spaces.length, new Set(found?.spaces.map(({ id }) => id)).size, found?.more]).toEqual([1_000, 1_000, true]);
    expect(world.site.calls).toHaveLength(4);
  });

  test('are unknown where Confluence doesn’t tell', async () => {
    for (const body of [{}, { results: [{ id: '1' }] }, { results: [], _links: { next: '/wiki/api/v2/spaces' } }]) {
      answer(/spaces/, body);
      expect(await spaces()).toBeUndefined();
    }
  });

  test('are followed within the site alone, whatever Confluence says is next', async () => {
    answer(/limit=250$/, { results: [], _links: { next: 'https://evil.example/steal?cursor=MA' } });
    expect(await spaces()).toMatchObject({ more: false });
    expect(world.site.calls.map(({ url }) => url)).toEqual(['/wiki/api/v2/spaces?limit=250', '/wiki/api/v2/spaces?limit=250&cursor=MA']);
  });
});

describe('whether somebody administers a space', () => {
  const administers = (user: string, key: string) => world.confluence.administersSpace(world.tenant, world.accountOf(user), key, soon());

  test('goes by their own permissions and those of their groups', async () => {
    expect(await administers('ada', 'DEMO')).toBe(true);
    expect(await administers('dana', 'DEMO')).toBe(false);
    expect(await administers('dana', 'OPS')).toBe(true);
    expect(await administers('uma', 'OPS')).toBe(false);
    const space = { id: '9', key: 'OWN', name: 'Own', permissions: [{ principal: { type: 'user', id: world.accountOf('uma') }, operation: { key: 'administer', targetType: 'space' } }] } as const;
    world.site.spaces.push(space);
    expect([await administers('uma', 'OWN'), await administers('dana', 'OWN')]).toEqual([true, false]);
    world.site.spaces.pop();
  });

  test.each([
    ['there is no such space', 'NONE', undefined],
    ['no key is named', '', undefined],
    ['the spaces are not told', 'OPS', /spaces\?/],
    ['the permissions are not told', 'OPS', /permissions/],
    ['the person’s groups are not told', 'OPS', /memberof/],
  ])('is no where %s', async (_, key, call) => {
    if (call) answer(call, {}, 500);
    expect(await administers('dana', key)).toBe(false);
  });

  test('is no by a right to something in the space, or of a role with the id of a group', async () => {
    const item = (type: string, operation: object) => ({ id: '1', principal: { type, id: type === 'user' ? world.accountOf('dana') : PILOTS }, operation });
    answer(/permissions/, { results: [item('user', { key: 'administer', targetType: 'page' }), item('user', { key: 'read', targetType: 'space' }), item('role', { key: 'administer', targetType: 'space' })] });
    expect(await administers('dana', 'OPS')).toBe(false);
  });
});

describe('what the app may do', () => {
  const rights = () => createAppRights({ ask: world.ask, logger: world.logger });
  const check = async (pageId?: string) =>
    Object.fromEntries((await rights().check(world.tenant, { accountId: world.accountOf('ada'), ...(pageId === undefined ? {} : { pageId }) }, soon())).map(({ right, result, status, grant }) => [right.name, [result, status, grant]]));

  test('is every call that there is, each with its scope and what it is for', () => {
    expect(rights().list.map(({ name }) => name)).toEqual([CONFLUENCE_CALLS, PERSON_CALLS, AUTHOR_CALLS].flatMap(Object.keys));
    expect(rights().list.find(({ name }) => name === 'readPage')).toEqual({ name: 'readPage', scope: 'READ', method: 'GET', path: '/api/v2/pages/{id}', by: 'app', purpose: 'rights.readPage' });
    expect(new Set(rights().list.map(({ purpose }) => purpose)).size).toBe(rights().list.length);
  });

  test('works where scopes and permissions are there; nothing is tried but to read', async () => {
    const checked = await check(PAGE.id);
    const tried = Object.keys(CONFLUENCE_CALLS).filter((name) => name !== 'reportAccounts');
    for (const name of tried) expect([name, checked[name]]).toEqual([name, ['works', 200, undefined]]);
    expect(checked['reportAccounts']).toEqual(['unknown', undefined, undefined]);
    for (const name of Object.keys({ ...PERSON_CALLS, ...AUTHOR_CALLS })) expect([name, checked[name]]).toEqual([name, ['unknown', undefined, undefined]]);
    expect(new Set(world.site.calls.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  test('is refused where the app’s user lacks a permission, with the one to give', async () => {
    world.site.switches.appUserMayReadUsers = false;
    expect(await check('8')).toMatchObject({
      readUser: ['refused', 403, 'rights.grantPeople'],
      readOperations: ['refused', 403, 'rights.grantPeople'],
      readGroupsOf: ['refused', 403, 'rights.grantPeople'],
      readPage: ['refused', 404, 'rights.grantPages'],
      listSpaces: ['works', 200, undefined],
    });
  });

  test('is unknown where Confluence doesn’t answer, or there is nothing to try it on', async () => {
    world.site.switches.status500 = true;
    for (const [result] of Object.values(await check())) expect(result).toBe('unknown');
    world.site.switches.status500 = false;
    expect((await check())['readPage']).toEqual(['unknown', undefined, undefined]);
  });
});
