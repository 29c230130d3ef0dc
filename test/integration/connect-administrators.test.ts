import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SITE_GROUPS } from '../../demo/confluence/groups.js';
import { defaultSwitches, type ConfluenceSwitches } from '../../demo/confluence/switches.js';
import { DEMO_USERS, GUEST } from '../../demo/confluence/users.js';
import { createAdministrators } from '../../src/connect/administrators.js';
import { startSiteWorld, type SiteWorld } from '../support/site-world.js';

type Answer = ConfluenceSwitches['answersTo'][number]['answer'];

const OPERATIONS = /expand=operations/;
const GROUPS = /\/rest\/api\/group\?/;
const ADMIN_GROUPS = /accessType=admin/;
const MEMBER_OF = /memberof/;

let world: SiteWorld;
beforeAll(async () => {
  // A pilot is in a group like Ada, and administers nothing but a space.
  const pilots = SITE_GROUPS.find(({ name }) => name === 'pilots')?.id ?? '';
  const users = [...DEMO_USERS.map((user) => (user.key === 'dana' ? { ...user, groups: [pilots] } : user)), GUEST];
  world = await startSiteWorld({ users });
});
afterAll(() => world.close());
beforeEach(() => {
  Object.assign(world.site.switches, defaultSwitches());
  world.site.calls.length = 0;
});

const json = (body: unknown, status = 200): Answer => ({ status, body: JSON.stringify(body) });
const answer = (...answers: readonly (readonly [RegExp, Answer])[]) => {
  world.site.switches.answersTo = answers.map(([call, scripted]) => ({ call, answer: scripted }));
};
const administrators = (adminAccountIds: readonly string[] = []) => createAdministrators({ ask: world.ask, groupsOf: world.confluence.groupsOf, adminAccountIds, logger: world.logger });
const askAbout = (user: string, operatorNames: readonly string[] = [], signal = AbortSignal.timeout(20_000)) =>
  administrators(operatorNames.map((name) => world.accountOf(name))).ask({ tenant: world.tenant, accountId: user === 'anonymous' ? undefined : world.accountOf(user) }, signal);
const says = (user: string, operations: unknown) => json({ accountId: world.accountOf(user), operations });
const refused = json({ statusCode: 403 }, 403);
const someGroups = (...names: readonly string[]) => ({ results: names.map((name) => ({ id: SITE_GROUPS.find((group) => group.name === name)?.id ?? name, name })) });
const ADMINISTER = [{ operation: 'administer', targetType: 'application' }];

/** What answers in place of one that can be believed. */
const ODD: readonly (readonly [string, Answer])[] = [
  ['nothing at all', { status: 200, body: '' }],
  ['an empty object', json({})],
  ['null', json(null)],
  ['a list', json([])],
  ['broken JSON', { status: 200, body: '{"operations":[{"operation":"administer"' }],
  ['HTML', { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>administer</html>' }],
  ['400', json({}, 400)],
  ['401', json({}, 401)],
  ['403', json({}, 403)],
  ['404', json({}, 404)],
  ['410', json({ message: 'gone' }, 410)],
  ['429', json({}, 429)],
  ['500', { status: 500, body: '' }],
  ['503', { status: 503, body: '' }],
  ['a redirect', { status: 302, headers: { Location: 'https://example.com/' }, body: '' }],
];

describe('an administrator of Confluence', () => {
  test('is known by their operations, by one call', async () => {
    expect(await askAbout('ada')).toEqual({ by: 'operations' });
    expect(world.site.calls.map(({ method, url, status }) => [method, url.replace(/accountId=[^&]+/, 'accountId=…'), status])).toEqual([['GET', '/wiki/rest/api/user?accountId=…&expand=operations', 200]]);
  });

  test('is asked about for each request anew', async () => {
    expect(await askAbout('ada')).toEqual({ by: 'operations' });
    answer([OPERATIONS, says('ada', [])], [GROUPS, refused]);
    expect(await askAbout('ada')).toBeUndefined();
  });

  test.each(ODD)('is known by the permission of a group where the operations are answered by %s', async (_, odd) => {
    answer([OPERATIONS, odd]);
    expect(await askAbout('ada')).toEqual({ by: 'permission' });
  });

  test.each(ODD)('is not known where everything is answered by %s [T28b]', async (_, odd) => {
    world.site.switches.answer = odd === 'hangs' ? undefined : odd;
    expect(await askAbout('ada')).toBeUndefined();
  });

  test('is known to the operator when Confluence tells nothing, and the log says that it was them', async () => {
    world.site.switches.status500 = true;
    expect(await askAbout('ada', ['dana', 'ada'])).toEqual({ by: 'operator' });
    expect(world.log().split('\n').filter((line) => line.includes('ADMIN_ACCOUNT_IDS')).map((line) => (JSON.parse(line) as { level: unknown }).level)).toHaveLength(1);
    expect(world.log()).not.toContain(world.accountOf('ada'));
  });

  test('is known within 5 s when Confluence never answers, and the operator has named them', async () => {
    world.site.switches.hang = true;
    const before = Date.now();
    expect(await askAbout('ada', ['ada'])).toEqual({ by: 'operator' });
    expect(Date.now() - before).toBeLessThan(5_500);
  }, 15_000);

  test('is known by the next way when the first one never answers', async () => {
    answer([OPERATIONS, 'hangs']);
    expect(await askAbout('ada')).toEqual({ by: 'permission' });
  }, 15_000);
});

describe('somebody else', () => {
  test.each(['dana', 'uma', 'gil'])('is no administrator: %s', async (user) => {
    expect(await askAbout(user)).toBeUndefined();
  });

  test('is not asked about without an account, nor named by the operator', async () => {
    expect(await askAbout('anonymous', ['ada'])).toBeUndefined();
    expect(world.site.calls).toEqual([]);
  });

  test('is none by being like one whom the operator names', async () => {
    const ask = administrators([world.accountOf('ada').toUpperCase(), `${world.accountOf('dana')}0`, world.accountOf('dana').slice(0, -1)]);
    expect(await ask.ask({ tenant: world.tenant, accountId: world.accountOf('dana') }, AbortSignal.timeout(20_000))).toBeUndefined();
  });

  test.each([
    ['another’s operations', () => says('ada', ADMINISTER)],
    ['nobody’s operations', () => json({ operations: ADMINISTER })],
    ['the right to administer a space', () => says('dana', [{ operation: 'administer', targetType: 'space' }])],
    ['another right on the application', () => says('dana', [{ operation: 'use', targetType: 'application' }])],
    ['parts of two rights', () => says('dana', [{ operation: 'administer', targetType: 'page' }, { operation: 'use', targetType: 'application' }])],
    ['words in another case', () => says('dana', [{ operation: 'Administer', targetType: 'Application' }])],
    ['operations that are text', () => says('dana', 'administer application')],
    ['operations by name', () => says('dana', { administer: 'application' })],
  ])('is none by %s [T28b]', async (_, scripted) => {
    answer([OPERATIONS, scripted()]);
    expect(await askAbout('dana')).toBeUndefined();
  });

  test('is none where the filter for administrators’ groups has gone, and all groups come back', async () => {
    answer([ADMIN_GROUPS, json(someGroups(...SITE_GROUPS.map(({ name }) => name)))]);
    expect(await askAbout('dana')).toBeUndefined();
  });

  test('is none where administrators’ groups go on for more than a page', async () => {
    answer([OPERATIONS, refused], [ADMIN_GROUPS, json({ ...someGroups('confluence-admins-harbourlight'), _links: { next: '/rest/api/group?start=1' } })]);
    expect(await askAbout('ada')).toBeUndefined();
  });

  test('is none by a group that is only called like one of administrators’', async () => {
    answer([MEMBER_OF, json({ results: [{ id: 'of-my-own', name: 'confluence-admins-harbourlight' }] })]);
    expect(await askAbout('dana')).toBeUndefined();
  });

  test.each(ODD)('is none where their groups, or which administer, are answered by %s', async (_, odd) => {
    for (const call of [MEMBER_OF, ADMIN_GROUPS, GROUPS]) {
      answer([OPERATIONS, refused], [call, odd]);
      expect(await askAbout('ada')).toBeUndefined();
    }
  });
});

test('nobody is an administrator for a reader who has gone, and Confluence is asked nothing', async () => {
  expect(await askAbout('ada', [], AbortSignal.abort())).toBeUndefined();
  expect(world.site.calls).toEqual([]);
});

test('of an app without scopes nobody is an administrator', async () => {
  const bare = await startSiteWorld({ scopes: [] });
  const ask = createAdministrators({ ask: bare.ask, groupsOf: bare.confluence.groupsOf, adminAccountIds: [], logger: bare.logger });
  expect(await ask.ask({ tenant: bare.tenant, accountId: bare.accountOf('ada') }, AbortSignal.timeout(20_000))).toBeUndefined();
  await bare.close();
});
