import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultSwitches } from '../../demo/confluence/switches.js';
import { AUTHOR_CALLS, CONFLUENCE_CALLS, PERSON_CALLS } from '../../src/connect/confluence-calls.js';
import { KEEPING } from '../../src/keeping.js';
import { askConfigure, doConfigure, type Answered } from '../support/configure.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const PAGE = { id: '7', title: 'Tides', version: 1, author: 'Dana', blocks: [] };
let app: WholeApp;
beforeAll(async () => {
  app = await startWholeApp({ environment: { ...LINKABLE.environment, AUDIT_DAYS: '33' }, pages: [PAGE] });
});
afterAll(() => app.close());
beforeEach(() => {
  Object.assign(app.confluence.switches, defaultSwitches());
});

const check = (page = '', viewer = 'ada') => doConfigure(app, 'rights/check', { page }, viewer);
const resultsIn = ({ html }: Answered) => Object.fromEntries([...html.matchAll(/data-right="(\w+)"(?: data-result="(\w+)")?/g)].map(([, name, result]) => [name, result]));

describe('the tab of what the app may do', () => {
  test('lists every call by the scope that allows it, with what it is for', async () => {
    const { html } = await askConfigure(app, 'rights');
    expect(Object.keys(resultsIn({ html } as Answered)).sort()).toEqual(Object.keys({ ...CONFLUENCE_CALLS, ...PERSON_CALLS, ...AUTHOR_CALLS }).sort());
    expect([...html.matchAll(/id="scope-(\w+)"/g)].map(([, scope]) => scope)).toEqual(['READ', 'WRITE']);
    expect(html).toContain('<code>GET /rest/api/user</code>');
    expect(html).toContain('The server never writes.');
    expect(html).not.toContain('data-result');
  });

  test('tries the calls of the app’s own and says which work', async () => {
    const done = await check('7');
    expect(resultsIn(done)).toMatchObject({ readUser: 'works', listSpaces: 'works', readPage: 'works', reportAccounts: 'unknown', writeOwnPage: 'unknown', readOwnOperations: 'unknown' });
    expect(done.html).toContain('Status 200');
    expect(done.say).toMatch(/^\d+ calls work, none is refused; of \d+ it can’t be told\.$/);
    expect(resultsIn(await check(`${app.confluence.baseUrl}/spaces/DEMO/pages/7/Tides`)).readPage).toBe('works');
    expect(resultsIn(await check()).readPage).toBe('unknown');
  });

  test('says of what is refused which permission to grant', async () => {
    app.confluence.switches.answersTo = [
      { call: /\/group\/picker/, answer: { status: 403, body: '{}' } },
      { call: /\/api\/v2\/spaces/, answer: { status: 404, body: '{}' } },
      { call: /memberof/, answer: { status: 500, body: '{}' } },
    ];
    const done = await check('7');
    expect(resultsIn(done)).toMatchObject({ findGroups: 'refused', listSpaces: 'refused', readSpacePermissions: 'unknown', readGroupsOf: 'unknown', readUser: 'works' });
    expect(done.html).toContain('Status 403');
    expect(done.html).toContain('let it see people and groups');
    expect(done.html).toContain('the permission to view the spaces');
    expect(done.say).toContain('2 are refused');
  });

  test('is for nobody else', async () => {
    for (const viewer of ['dana', 'anonymous']) {
      expect((await askConfigure(app, 'rights', '', viewer)).status).toBe(403);
      app.confluence.calls.length = 0;
      expect((await check('7', viewer)).status).toBe(403);
      expect(app.confluence.calls.some(({ url }) => url.includes('/api/v2/'))).toBe(false);
    }
    expect((await doConfigure(app, 'rights/check', { page: 'x'.repeat(3_000) })).status).toBe(400);
  });
});

describe('the tab of what is stored', () => {
  test('says what is kept for how long, as the app does it, with how much there is', async () => {
    await linkAs(app, 'dana', 'alice');
    const { html } = await askConfigure(app, 'stored');
    for (const text of ['Linked accounts: 1 now', '33 days, and no longer', `at most ${KEEPING.recentDays} days`, 'In a SQLite database', 'in the memory of the app’s server alone', 'is removed at once', `${KEEPING.revocationDays} days`]) expect(html).toContain(text);
    expect((await askConfigure(app, 'stored', '', 'ada', 'de')).html).toContain('Verbundene Konten: derzeit 1');
  });

  test('says what stays for a while where the operator has set that', async () => {
    const other = await startWholeApp({ environment: { UNINSTALL_GRACE_HOURS: '48' } });
    const { html } = await askConfigure(other, 'stored');
    expect(html).toContain('stays for 48 hours');
    expect(html).not.toContain('is listed here is removed at once');
    await other.close();
  });

  test('is for nobody else', async () => {
    expect((await askConfigure(app, 'stored', '', 'dana')).status).toBe(403);
    expect((await doConfigure(app, 'stored/anything', {})).status).toBe(404);
  });
});
