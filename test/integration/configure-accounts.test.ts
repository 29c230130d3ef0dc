import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { defaultSwitches } from '../../demo/confluence/switches.js';
import { askConfigure, configureFile, doConfigure, entriesOf, type Answered } from '../support/configure.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { asOperator } from '../support/rows.js';
import { until } from '../support/until.js';

let app: WholeApp;
const accountOf = (user: string) => app.confluence.users.find(({ key }) => key === user)?.accountId ?? '';

beforeAll(async () => {
  app = await startWholeApp(LINKABLE);
});
afterAll(() => app.close());
beforeEach(async () => {
  Object.assign(app.confluence.switches, defaultSwitches());
  for (const table of ['links', 'audit_entries']) await asOperator(app.database).query(`DELETE FROM ${table}`);
});

const show = (query = '', viewer = 'ada') => askConfigure(app, 'accounts', query, viewer);
const act = (action: string, body: object, viewer = 'ada') => doConfigure(app, `accounts/${action}`, body, viewer);
const linksOf = async () => (await asOperator(app.database).query('SELECT account_id FROM links'))[0].length;
const rowsIn = ({ html }: Answered) => [...html.matchAll(/<tr data-account="([^"]+)"/g)].map(([, account]) => account);

/** Resolves once GitLab has taken the token back; the test's own time limit ends the wait. */
async function revoked(token: string): Promise<void> {
  await until(async () => (await fetch(`${app.gitlab.url}/api/v4/user`, { headers: { authorization: `Bearer ${token}` } })).status === 401);
}

async function addLinks(count: number): Promise<void> {
  const { clientKey } = app.confluence.installation();
  await asOperator(app.database).bulkInsert('links', Array.from({ length: count }, (_, number) => ({
    client_key: clientKey, account_id: `person-${String(number).padStart(3, '0')}`, instance_id: 'default', instance_url: app.gitlab.url, version: `v${number}`, cas: 0, status: number === 0 ? 'reconnect' : 'linked',
    sealed_access_token: null, sealed_refresh_token: null, expires_at: new Date(), gitlab_user_id: String(number), username: `user${number}`, name: number === 0 ? '<b>=HYPERLINK()</b>' : `User ${number}`,
    lease_owner: null, lease_until: null, retry_at: null, lost_tries: 0, linked_at: new Date(),
  })));
}

describe('the tab of linked accounts', () => {
  test('tells an administrator who has linked what, by the names that Confluence tells, and how many', async () => {
    await linkAs(app, 'dana', 'alice');
    const { html } = await show();
    expect(html).toContain('1 linked account');
    expect(html).toContain('Dana Developer');
    expect(html).toContain('@alice');
    expect(html).not.toMatch(/v1\.|sealed_/);
  });

  test('names an account by its id where Confluence tells no name', async () => {
    await linkAs(app, 'dana', 'alice');
    app.confluence.switches.answersTo = [{ call: /\/user\?accountId=[^&]+$/, answer: { status: 403, body: '{}' } }];
    const { html } = await show();
    expect(html).toContain(`<code>${accountOf('dana')}</code>`);
    expect(html).not.toContain('Dana Developer');
  });

  test('goes page by page, by words and by instance, and shows what people are called as text', async () => {
    await addLinks(45);
    const seen: (string | undefined)[] = [];
    let query: string | undefined = '';
    while (query !== undefined) {
      const page = await show(query);
      seen.push(...rowsIn(page));
      query = page.more;
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_, number) => `person-${String(number).padStart(3, '0')}`));
    const { html } = await show('?words=user0');
    expect(html).toContain('&lt;b>=HYPERLINK()&lt;/b>');
    expect(rowsIn(await show('?words=USER%2044'))).toEqual(['person-044']);
    expect(rowsIn(await show('?instance=elsewhere'))).toEqual([]);
    expect(rowsIn(await show(`?after=nonsense&words=${'x'.repeat(300)}`))).toHaveLength(20);
    const more = (await show('?words=user')).more ?? '';
    expect(new URLSearchParams(more).get('words')).toBe('user');
  });

  test('ends one account: its owner has none, GitLab revokes its tokens, and it is written down of whom and by whom', async () => {
    const token = await linkAs(app, 'dana', 'alice');
    await linkAs(app, 'uma', 'carol');
    const done = await act('disconnect', { accountId: accountOf('dana'), instanceId: 'default' });
    expect(done.say).toContain('The account is disconnected');
    expect(rowsIn(done)).toEqual([accountOf('uma')]);
    await revoked(token);
    expect(await entriesOf(app, 'accounts-disconnected')).toEqual([{ actor: accountOf('ada'), subject: accountOf('dana'), instance_id: 'default' }]);
    expect((await act('disconnect', { accountId: accountOf('dana'), instanceId: 'default' })).say).toContain('not linked any more');
    expect(await entriesOf(app, 'accounts-disconnected')).toHaveLength(1);
  });

  test('ends all accounts once that was asked twice, and writes down how many', async () => {
    const token = await linkAs(app, 'dana', 'alice');
    await addLinks(3);
    const refused = await act('disconnect-all', { instance: '' });
    expect([refused.status, refused.message, await linksOf()]).toEqual([400, expect.stringContaining('Tick that you know it'), 4]);
    expect((await act('disconnect-all', { instance: 'elsewhere', sure: 'yes' })).say).toContain('no account');
    expect([await linksOf(), await entriesOf(app, 'accounts-disconnected')]).toEqual([4, []]);
    const done = await act('disconnect-all', { instance: 'default', sure: 'yes' });
    expect(done.say).toContain('4 accounts are disconnected');
    expect(await linksOf()).toBe(0);
    await revoked(token);
    const log = await askConfigure(app, 'audit', '');
    expect(log.html).toContain('Accounts: 4');
  });

  test('tells how the server stands to each GitLab, and how the report of personal data does', async () => {
    const { html } = await show();
    expect(html).toContain('Not limited');
    expect(html).toContain('at most 28 times in a second, and 100 times more in 60 seconds');
    expect(html).toContain('Nothing was reported yet');
    const clientKey = app.confluence.installation().clientKey;
    await asOperator(app.database).bulkInsert('personal_data_reports', [{ client_key: clientKey, next_at: new Date('2026-05-01T10:00:00Z'), lease_owner: null, began_at: null, reported_to: null, finished_at: null, cycle_days: 7, tries: 1, failure: '403' }]);
    expect((await show()).html).toContain('Atlassian answered with status 403');
    await asOperator(app.database).query('DELETE FROM personal_data_reports');
  });

  test('is for nobody else, nor is anything that it does [T28a]', async () => {
    await linkAs(app, 'dana', 'alice');
    for (const viewer of ['dana', 'uma']) {
      expect((await show('', viewer)).status).toBe(403);
      expect((await act('disconnect', { accountId: accountOf('dana'), instanceId: 'default' }, viewer)).status).toBe(403);
      expect((await act('disconnect-all', { sure: 'yes' }, viewer)).status).toBe(403);
    }
    expect((await show('', 'anonymous')).status).toBe(403);
    await request(app.url).get('/api/configure/accounts').expect(401);
    expect((await configureFile(app, 'accounts/rows.csv')).status).toBe(404);
    expect(await linksOf()).toBe(1);
  });

  test.each([{}, { accountId: '', instanceId: 'default' }, { accountId: ['a'], instanceId: 'default' }, { accountId: 'a'.repeat(300), instanceId: 'default' }])('refuses a form that is none: %j', async (body) => {
    expect((await act('disconnect', body)).status).toBe(400);
    expect((await act('constructor', body)).status).toBe(404);
  });
});
