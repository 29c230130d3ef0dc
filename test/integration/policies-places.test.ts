import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { HOME, INLINE, LINK, LIST, outcomeOf, startPolicyWorld, type PolicyWorld } from '../support/policy-world.js';

const BERTHS = 'harbourlight/platform/berths';
const BOARD = 'harbourlight/tideboard';
const BERTHS_TITLE = 'Two boats can book the same berth';
let world: PolicyWorld;
beforeAll(async () => {
  world = await startPolicyWorld();
});
afterAll(() => world.close());

const named = (...paths: string[]) => world.save('places', { mode: 'named', addresses: paths.map((path) => `${world.app.gitlab.url}/${path}`).join('\n') });
const everything = () => world.save('places', { mode: 'all' });

describe('a space that is not named', () => {
  beforeAll(() => world.save('spaces', { mode: 'named', keys: 'OPS' }));
  afterAll(() => world.save('spaces', { mode: 'all' }));

  test.each([[LINK, {}], [INLINE, {}], [LIST, { kind: 'issues' }]])('shows the plain link in %s, and asks GitLab nothing', async (key, params) => {
    const path = key === LIST ? BOARD : `${BOARD}/-/issues/18`;
    for (const viewer of ['dana', 'uma', 'anonymous']) {
      world.asked();
      const html = await world.frame(path, { viewer, key, params });
      expect(outcomeOf(html)).toBe('unsupported');
      expect(html).toContain(`${world.app.gitlab.url}/${path}`);
      expect(world.asked()).toEqual([]);
      expect(outcomeOf(await world.frame(path, { viewer, key, params, space: 'OPS' }))).toBe('shown');
    }
  });

  test.each([[LINK, {}], [INLINE, {}], [LIST, { kind: 'issues' }]])('holds the plain link in exports of %s', async (key, params) => {
    const path = key === LIST ? BOARD : `${BOARD}/-/issues/18`;
    world.asked();
    const { storage } = await world.exported(path, { viewer: 'dana', key, params });
    expect(storage.replace(/<[^>]*>/g, '')).toBe(`${world.app.gitlab.url}/${path}`);
    expect(world.asked()).toEqual([]);
    expect((await world.exported(path, { viewer: 'dana', key, params, space: 'OPS' })).storage).toMatch(/as of|Stand/);
  });

  test('can not be left by a fragment: neither by its query nor without a page', async () => {
    const path = `${BOARD}/-/issues/18`;
    for (const look of ['link', 'inline', 'list']) {
      for (const query of ['', '&space=OPS', '&page=5001&version=1&space=OPS', '&page=5001&version=1&space=OPS&proof=x']) {
        world.asked();
        const of = look === 'list' ? BOARD : path;
        expect([look, query, outcomeOf(await world.fragment(of, { viewer: 'dana', space: 'DEMO', look, query: `${query}${look === 'list' ? '&kind=issues' : ''}` }))]).toEqual([look, query, 'unsupported']);
        expect(outcomeOf(await world.fragment(of, { viewer: 'dana', look, query }))).toBe('unsupported');
        expect(world.asked()).toEqual([]);
      }
    }
    expect(outcomeOf(await world.fragment(path, { viewer: 'dana', space: 'OPS' }))).toBe('shown');
  });

  test('is proven by the address that its frame was given, and by no other space’s', async () => {
    const html = await world.frame(`${BOARD}/-/issues/18`, { viewer: 'dana', space: 'OPS' });
    const query = /(&(?:amp;)?page=[^"]*)/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(query).toContain('space=OPS');
    expect(outcomeOf(await world.fragment(`${BOARD}/-/issues/18`, { viewer: 'dana', query }))).toBe('shown');
    const refused = await world.frame(`${BOARD}/-/issues/18`, { viewer: 'dana' });
    const own = /(&(?:amp;)?page=[^"]*)/.exec(refused)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(own).toContain('space=DEMO');
    expect(outcomeOf(await world.fragment(`${BOARD}/-/issues/18`, { viewer: 'dana', query: own.replace('space=DEMO', 'space=OPS') }))).toBe('unsupported');
  });
});

describe('a group or project that is not named', () => {
  afterEach(everything);

  test('shows to nobody, linked or not, and GitLab is not asked for it', async () => {
    await named(BOARD);
    for (const viewer of ['dana', 'uma', 'anonymous']) {
      for (const [key, path, params] of [[LINK, `${BERTHS}/-/issues/3`, {}], [INLINE, BERTHS, {}], [LIST, BERTHS, { kind: 'issues' }]] as const) {
        world.asked();
        expect(outcomeOf(await world.frame(path, { viewer, key, params }))).toBe('unsupported');
        expect((await world.exported(path, { viewer, key, params })).storage).not.toContain(BERTHS_TITLE);
        expect(world.asked()).toEqual([]);
      }
    }
    expect(outcomeOf(await world.frame(`${BOARD}/-/issues/18`, { viewer: 'dana' }))).toBe('shown');
    await named(BERTHS);
    expect(await world.frame(`${BERTHS}/-/issues/3`, { viewer: 'dana' })).toContain(BERTHS_TITLE);
  });

  test.each([
    'harbourlight-secret/x/-/issues/1', 'harbourlight/tideboard2', 'harbourlight/tideboard-old/-/issues/1', 'harbourlight', 'groups/harbourlight', 'groups/harbourlight/-/issues',
    'harbourlight%2Ftideboard%2F..%2Fplatform%2Fberths/-/issues/3', 'harbourlight/tideboard%2F..%2Fplatform%2Fberths/-/issues/3', 'harbourlight/tideboard/../platform/berths/-/issues/3',
    'harbourlight/platform/berths/issues/3', 'harbourlight/platform/berths.git', 'harbourlight/platform/berths/-/issues/3#harbourlight/tideboard', 'harbourlight/platform/berths/-/issues/3?x=/harbourlight/tideboard',
    'projects/103', '-/project/103', 'search?search=berth&project_id=103', 'search?search=berth&group_id=51', 'search?search=berth', 'groups/harbourlight/-/boards', 'groups/harbourlight/platform/-/epics',
    'harbourlight/tideboard/-/compare/main...main?from_project_id=103', 'alice', 'users/alice', '-/snippets/53', 'snippets/53', 'harbourlight/platform/berths/-/snippets/71', 'harbourlight./tideboard', 'harbourlight/platform/berths/builds/1',
  ])('is not reached by %s', async (path) => {
    await named(BOARD);
    world.asked();
    const html = await world.frame(path, { viewer: 'ada' });
    expect(outcomeOf(html)).toBe('unsupported');
    expect(html).not.toMatch(/Two boats can book|Alice Arden|Shopping for the boat|Where the boats lie/);
    expect(world.asked()).toEqual([]);
  });

  test.each([`${BOARD.toUpperCase()}/-/issues/18`, `${BOARD}/issues/18`, `${BOARD}/`, `${BOARD}/-/boards`, `${BOARD}/-/compare/main...main`, BOARD])('but what is named is reached by %s', async (path) => {
    await named(BOARD);
    expect(outcomeOf(await world.frame(path, { viewer: 'dana' }))).not.toBe('unsupported');
  });

  test('is judged by where a project is now', async () => {
    const berths = world.app.gitlab.world.projects.find(({ fullPath }) => fullPath === BERTHS)!;
    berths.formerPaths.push('harbourlight/tideboard-berths');
    await named('harbourlight/tideboard-berths');
    const html = await world.frame('harbourlight/tideboard-berths', { viewer: 'ada' });
    expect([outcomeOf(html), html.includes('Knows people and their boats')]).toEqual(['unsupported', false]);
    const issue = await world.frame('harbourlight/tideboard-berths/-/issues/3', { viewer: 'ada' });
    expect([outcomeOf(issue), issue.includes(BERTHS_TITLE)]).toEqual(['unsupported', false]);
    berths.formerPaths.pop();
    await named(BERTHS);
    expect(await world.frame(`${BERTHS}/-/issues/3`, { viewer: 'ada' })).toContain(BERTHS_TITLE);
  });

  test('is not told of by what is named: neither as a parent nor as where something was moved', async () => {
    await named(BERTHS);
    const berths = world.app.gitlab.world.projects.find(({ fullPath }) => fullPath === BERTHS)!;
    const moved = { ...berths.issues[0]!, id: 99_001, iid: 901, movedTo: { fullPath: BOARD, iid: 18 } };
    berths.issues.push(moved);
    const within = await world.frame(`${BERTHS}/-/issues/901`, { viewer: 'ada' });
    expect([outcomeOf(within), within.includes(`${BOARD}#18`)]).toEqual(['shown', false]);
    await everything();
    expect(await world.frame(`${BERTHS}/-/issues/901`, { viewer: 'ada' })).toContain(`${BOARD}#18`);
    berths.issues.pop();
  });

  test('is not found by the editor, nor listed on the GitLab page', async () => {
    const ask = async (name: string, query: Record<string, string>) => (await request(world.app.url).get(`/api/editor/${name}`).query({ instance: 'default', ...query }).set('authorization', `JWT ${world.app.confluence.contextToken('dana')}`)).text;
    const home = () => world.frame('', { viewer: 'dana', key: HOME });
    expect(await home()).toContain(BERTHS_TITLE);
    await named(BOARD);
    for (const [name, query] of [['projects', { words: '' }], ['projects', { words: 'berths' }], ['groups', { words: 'platform' }], ['recent', {}]] as const) expect(await ask(name, query)).not.toMatch(/berths|harbourlight\/platform/);
    expect(await ask('projects', { words: 'tideboard' })).toContain(BOARD);
    for (const [name, query] of [
      ['things', { project: BERTHS, of: 'issues' }], ['folder', { project: BERTHS }], ['refs', { project: BERTHS }], ['values', { place: BERTHS, of: 'labels' }], ['things', { project: '103', of: 'issues' }],
      ['refs', { project: `${BOARD}/../platform/berths` }], ['folder', { project: `${BOARD}/../103` }], ['values', { place: 'harbourlight', of: 'people' }],
    ] as const) {
      world.asked();
      expect([name, query, JSON.parse(await ask(name, query))]).toEqual([name, query, { state: 'absent' }]);
      expect(world.asked()).toEqual([]);
    }
    expect(await ask('things', { project: BOARD, of: 'issues' })).toContain('"state":"found"');
    world.asked();
    const listed = await home();
    expect(listed).toContain('The debug page shows the key of the gauge');
    expect(listed).not.toContain(BERTHS_TITLE);
    expect(listed).not.toContain(BERTHS);
  });

  test('is not fetched along with what else a page shows', async () => {
    const at = (path: string) => `${world.app.gitlab.url}/${path}/-/issues`;
    const uses = [`${at(BERTHS)}/9`, `${at(BOARD)}/12`, `${at(BOARD)}/24`].map((url) => ({ macro: LINK, url }));
    world.app.confluence.pages.set('6001', { id: '6001', title: 'Plans', version: 1, blocks: uses });
    await named(BOARD);
    world.asked();
    expect(outcomeOf(await world.frame(`${BOARD}/-/issues/24`, { viewer: 'dana', page: '6001' }))).toBe('shown');
    const texts = () => world.asked().map(({ text }) => text).join(' ');
    const first = texts();
    expect([first.includes('"12"'), first.includes('berths')]).toEqual([true, false]);
    await everything();
    await world.frame(`${BOARD}/-/issues/25`, { viewer: 'dana', page: '6001' });
    expect(texts()).toContain('berths');
  });
});
