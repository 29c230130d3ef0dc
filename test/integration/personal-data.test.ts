import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { QueryTypes } from 'sequelize';
import { recentsPlace } from '../../src/accounts/recents.js';
import { linkPlace } from '../../src/accounts/sealed-tokens.js';
import { createAudit } from '../../src/audit/audit.js';
import { createLogger } from '../../src/logger.js';
import { createSealer } from '../../src/storage/sealing.js';
import { eachDatabase, type TestDatabase } from '../support/databases.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { asOperator, readRows } from '../support/rows.js';
import { until } from '../support/until.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const machineNow = Date.now;
const sealer = createSealer([{ id: 'tests', key: Buffer.alloc(32, 7) }]);

eachDatabase('the report of personal data', (on) => {
  let app: WholeApp;
  let ahead = 0;
  let clientKey: string;
  const dana = () => accountOf('dana');
  const uma = () => accountOf('uma');

  beforeEach(async () => {
    ahead = 0;
    jest.spyOn(Date, 'now').mockImplementation(() => machineNow() + ahead);
    await empty(on);
    app = await startWholeApp({ environment: { ...LINKABLE.environment, DATABASE_URL: on.settings.dialect === 'sqlite' ? `sqlite:${on.settings.path}` : on.settings.url } });
    ({ clientKey } = app.confluence.installation());
  });
  afterEach(async () => {
    await app.close();
    jest.restoreAllMocks();
  });

  function accountOf(key: string): string {
    return app.confluence.users.find((user) => user.key === key)?.accountId ?? '';
  }
  const reports = () => app.confluence.reports;
  const named = (index: number) => (reports()[index]?.accounts ?? []).map(({ accountId }) => accountId);
  const state = async () => (await readRows(on.database, 'personal_data_reports'))[0] ?? {};
  /** In one look: nobody holds it, and it isn't due. */
  async function isSettled(): Promise<boolean> {
    const { lease_owner: owner, next_at: nextAt } = await state();
    return owner === null && new Date(String(nextAt)).getTime() > Date.now();
  }
  const nextDay = async () => Math.round((new Date(String((await state()).next_at)).getTime() - Date.now()) / DAY);
  const audit = () => createAudit({ database: on.database, sealer, settings: app.settings, logger: createLogger('silent'), clock: Date.now });

  /** What the next turn of the work in the background does by then. */
  async function pass(milliseconds: number): Promise<void> {
    ahead += milliseconds;
    const wasDue = await isDue(on, clientKey);
    await app.queue.send('report-personal-data', {});
    if (wasDue) await until(isSettled);
    await until(async () => (await app.queue.depth())['report-personal-data'].waiting === 0);
  }

  async function addPeople(count: number): Promise<void> {
    const owner = (number: number) => ({ clientKey, accountId: `712020:person-${number}`, instanceId: 'default' });
    const rows = Array.from({ length: count }, (_, number) => ({
      client_key: clientKey, account_id: owner(number).accountId, instance_id: 'default', instance_url: app.gitlab.url, version: `life-${number}`, cas: 0, status: 'linked',
      sealed_access_token: sealer.seal(`access-${number}`, linkPlace(owner(number), 'access_token')), sealed_refresh_token: null,
      expires_at: new Date(Date.now() + HOUR), gitlab_user_id: String(number), username: `person-${number}`, name: `Person ${number}`,
      lease_owner: null, lease_until: null, retry_at: null, lost_tries: 0, linked_at: new Date(Date.now()),
    }));
    await asOperator(on.database).bulkInsert('links', rows);
  }

  async function begin(viewer: string): Promise<void> {
    const headers = { 'content-type': 'application/json', authorization: `JWT ${app.confluence.contextToken(viewer)}` };
    expect((await fetch(`${app.url}/api/link/start`, { method: 'POST', headers, body: '{}' })).status).toBe(200);
  }

  /** Something of somebody in every table that can hold it. */
  async function leaveTraces(viewer: string, username: string): Promise<void> {
    await linkAs(app, viewer, username);
    const owner = { clientKey, accountId: accountOf(viewer), instanceId: 'default' };
    const things = sealer.seal(JSON.stringify([{ url: 'https://gitlab.example/x', at: Date.now() }]), recentsPlace(owner));
    await asOperator(on.database).bulkInsert('recents', [{ client_key: clientKey, account_id: owner.accountId, instance_id: 'default', sealed_things: things, seen_at: new Date(Date.now()) }]);
    await begin(viewer);
    await on.database.ofAllTenants.write((transaction) =>
      audit().write({ clientKey, action: 'policy-changed', actor: owner.accountId, actorName: `Name of ${viewer}`, details: { which: 'spaces' } }, transaction),
    );
    await on.database.ofAllTenants.write((transaction) => audit().write({ clientKey, action: 'linked', actor: owner.accountId, details: { username } }, transaction));
  }

  test('is made a day after the install and then once a week, and says since when what is kept is right', async () => {
    await linkAs(app, 'dana', 'alice');
    const linkedAt = Date.now();
    await pass(HOUR);
    expect(reports()).toEqual([]);
    await pass(DAY);
    expect(reports().map(({ accounts, status }) => [accounts.map(({ accountId }) => accountId), status])).toEqual([[[dana()], 204]]);
    expect(Math.abs(Date.parse(reports()[0]?.accounts[0]?.updatedAt ?? '') - linkedAt)).toBeLessThan(10_000);
    await pass(6 * DAY);
    expect(reports()).toHaveLength(1);
    await pass(DAY + HOUR);
    expect(reports()).toHaveLength(2);
    expect(app.confluence.calls.filter(({ url }) => url.endsWith('/report-accounts')).map(({ method, url, status }) => [method, url, status]))
      .toEqual(Array.from({ length: 2 }, () => ['POST', '/wiki/rest/atlassian-connect/latest/report-accounts', 204]));
    expect(app.log()).not.toContain(dana());
  }, 30_000);

  test('names 200 people in three calls of 90 at most, each once [T29a]', async () => {
    await addPeople(200);
    await pass(DAY + HOUR);
    expect(reports().map(({ accounts }) => accounts.length)).toEqual([90, 90, 20]);
    expect(new Set(reports().flatMap((_, index) => named(index))).size).toBe(200);
    expect(await nextDay()).toBe(7);
  }, 30_000);

  test('calls nobody where nothing is kept of anybody', async () => {
    await pass(DAY + HOUR);
    expect(reports()).toEqual([]);
    expect(await nextDay()).toBe(7);
  }, 30_000);

  test('erases who has closed their account, from every table, revokes their tokens, and leaves others alone [T29a]', async () => {
    await leaveTraces('dana', 'alice');
    await leaveTraces('uma', 'mira');
    app.confluence.switches.personalData.closed = [dana(), 'somebody:who-was-not-reported'];
    app.gitlab.calls.length = 0;
    await pass(DAY + HOUR);
    expect(reports()[0]?.status).toBe(200);
    await until(() => Promise.resolve(app.gitlab.calls.filter(({ path }) => path === '/oauth/revoke').length === 2));
    const all = JSON.stringify(await everyRow(on, clientKey));
    expect(all).not.toContain(dana());
    expect(all).not.toContain('Name of dana');
    expect(all).not.toContain('alice');
    for (const table of ['links', 'recents', 'audit_entries']) expect(JSON.stringify(await readRows(on.database, table))).toContain(uma());
    const find = async () => (await audit().find(clientKey, {}, 50)).entries;
    // What is noted in passing is written a little later.
    await until(async () => (await find()).some(({ action }) => action === 'personal-data-reported'));
    const entries = await find();
    expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining(['person-erased', 'policy-changed']));
    expect(entries.filter(({ actor }) => actor === 'erased person').map(({ action }) => action).sort()).toEqual(['linked', 'policy-changed']);
    expect(app.log()).not.toContain(dana());
    await pass(WEEK + HOUR);
    expect(named(1)).toEqual([uma()]);
  }, 30_000);

  test('asks anew for what is kept of a changed profile, or drops it, and says so in the next report [T29a]', async () => {
    await leaveTraces('dana', 'alice');
    await leaveTraces('uma', 'mira');
    app.confluence.switches.personalData.updated = [dana()];
    await pass(DAY + HOUR);
    const names = async () => Object.fromEntries((await audit().find(clientKey, { action: 'policy-changed' }, 50)).entries.map(({ actor, actorName }) => [actor, actorName]));
    expect(await names()).toEqual({ [dana()]: 'Dana Developer', [uma()]: 'Name of uma' });
    const refreshedAt = Date.now();
    app.confluence.switches.personalData.updated = [uma()];
    app.confluence.switches.appUserMayReadUsers = false;
    await pass(WEEK + HOUR);
    expect(await names()).toEqual({ [dana()]: 'Dana Developer', [uma()]: undefined });
    const told = reports()[1]?.accounts.find(({ accountId }) => accountId === dana());
    expect(Math.abs(Date.parse(told?.updatedAt ?? '') - refreshedAt)).toBeLessThan(20_000);
    expect((await readRows(on.database, 'links'))).toHaveLength(2);
  }, 30_000);

  test('waits as long as Atlassian asks for, and goes on from where it was', async () => {
    await addPeople(100);
    app.confluence.switches.personalData.refusal = { status: 429, retryAfter: '3600' };
    await pass(DAY + HOUR);
    expect(reports().map(({ status }) => status)).toEqual([429]);
    expect(await state()).toMatchObject({ failure: '429', tries: 1 });
    await pass(HOUR - 60_000);
    expect(reports()).toHaveLength(1);
    app.confluence.switches.personalData.refusal = undefined;
    await pass(2 * 60_000);
    expect(reports().map(({ status, accounts }) => [status, accounts.length])).toEqual([[429, 90], [204, 90], [204, 10]]);
    expect(await state()).toMatchObject({ failure: null, tries: 0 });
  }, 30_000);

  test('goes on with the part that was refused, without reporting the others again', async () => {
    await addPeople(100);
    let calls = 0;
    Object.defineProperty(app.confluence.switches.personalData, 'refusal', { configurable: true, get: () => ((calls += 1) === 2 ? { status: 500 } : undefined) });
    await pass(DAY + HOUR);
    await pass(16 * 60_000);
    expect(reports().map(({ status, accounts }) => [status, accounts.length])).toEqual([[204, 90], [500, 10], [204, 10]]);
    expect(await nextDay()).toBe(7);
  }, 30_000);

  test('is tried less and less often while it is refused, and at least once a day', async () => {
    await linkAs(app, 'dana', 'alice');
    app.confluence.switches.personalData.refusal = { status: 403 };
    await pass(DAY + HOUR);
    const waits: number[] = [];
    for (let tries = 0; tries < 8; tries += 1) {
      const wait = new Date(String((await state()).next_at)).getTime() - Date.now();
      waits.push(Math.round(wait / 60_000));
      await pass(wait + 1_000);
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960, 1440]);
    expect(app.log()).toContain('personal data could not be reported to Atlassian yet');
  }, 60_000);

  test.each([['14', 14], ['3 Days', 3], ['0', 1], ['400', 30], ['soon', 7]])('obeys a Cycle-Period of %j', async (text, days) => {
    await linkAs(app, 'dana', 'alice');
    app.confluence.switches.personalData.cyclePeriod = text;
    await pass(DAY + HOUR);
    expect(await nextDay()).toBe(days);
  }, 30_000);

  test('is made once by two processes, and by another one where one has died', async () => {
    await addPeople(200);
    ahead += DAY + HOUR;
    await Promise.all([app.beside(), app.beside()]);
    await Promise.all([1, 2, 3].map(() => app.queue.send('report-personal-data', {})));
    await until(isSettled);
    await until(async () => (await app.queue.depth())['report-personal-data'].waiting === 0);
    expect(reports()).toHaveLength(3);
    // As a process leaves it that has died after its first call of a new report.
    ahead += WEEK;
    const reportedTo = named(0).at(-1) ?? '';
    await asOperator(on.database).query('UPDATE personal_data_reports SET lease_owner = :owner, next_at = :nextAt, began_at = :began, reported_to = :reportedTo', {
      replacements: { owner: 'dead', nextAt: new Date(Date.now() + 4 * 60_000), began: new Date(Date.now()), reportedTo },
    });
    await pass(60_000);
    expect(reports()).toHaveLength(3);
    await pass(5 * 60_000);
    expect(reports().slice(3).map(({ accounts }) => accounts.length)).toEqual([90, 20]);
  }, 30_000);

  test('leaves nothing of a site that has removed the app, in any table [T29b]', async () => {
    await leaveTraces('dana', 'alice');
    app.confluence.switches.personalData.updated = [dana()];
    await pass(DAY + HOUR);
    await begin('dana');
    const before = await everyRow(on, clientKey);
    const filled = Object.entries(before).filter(([, rows]) => rows.length > 0).map(([table]) => table);
    expect(filled).toEqual(expect.arrayContaining(['audit_entries', 'link_flows', 'links', 'personal_data_reports', 'recents', 'refreshed_people', 'tenants']));
    ahead += 60_000;
    expect(await app.confluence.uninstall()).toBe(204);
    const after = await everyRow(on, clientKey);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const [table, rows] of Object.entries(after)) expect([table, rows]).toEqual([table, []]);
    await until(() => Promise.resolve(app.gitlab.calls.filter(({ path }) => path === '/oauth/revoke').length === 2));
  }, 30_000);

  test('is not made for a site that came by Forge alone, which is told in the log once', async () => {
    await linkAs(app, 'dana', 'alice');
    await asOperator(on.database).query('UPDATE tenants SET shared_secret = NULL');
    await pass(DAY + HOUR);
    await pass(WEEK + HOUR);
    expect(reports()).toEqual([]);
    expect(app.log().split('is not reported to Atlassian').length - 1).toBe(1);
    expect(await state()).toMatchObject({ failure: 'no-secret' });
  }, 30_000);
});

async function isDue({ database }: TestDatabase, clientKey: string): Promise<boolean> {
  const sql = `SELECT tenants.client_key FROM tenants LEFT JOIN personal_data_reports AS reports ON reports.client_key = tenants.client_key
    WHERE tenants.client_key = :clientKey AND (reports.next_at <= :now OR (reports.client_key IS NULL AND tenants.installed_at <= :dayAgo))`;
  const rows = await asOperator(database).query(sql, { type: QueryTypes.SELECT, replacements: { clientKey, now: new Date(Date.now()), dayAgo: new Date(Date.now() - DAY) } });
  return rows.length > 0;
}

/** The tables that know tenants, whichever there are. */
async function tablesOfTenants({ database, dialect }: TestDatabase): Promise<readonly string[]> {
  const sql = dialect === 'sqlite'
    ? "SELECT m.name AS name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND c.name = 'client_key' ORDER BY m.name"
    : "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name = 'client_key' ORDER BY table_name";
  return (await asOperator(database).query<{ name: string }>(sql, { type: QueryTypes.SELECT })).map(({ name }) => name);
}

async function everyRow(on: TestDatabase, clientKey: string): Promise<Readonly<Record<string, readonly object[]>>> {
  const tables = await tablesOfTenants(on);
  const rows = tables.map((table) => asOperator(on.database).query<object>(`SELECT * FROM "${table}" WHERE client_key = :clientKey`, { type: QueryTypes.SELECT, replacements: { clientKey } }));
  return Object.fromEntries((await Promise.all(rows)).map((found, index) => [tables[index] ?? '', found]));
}

async function empty(on: TestDatabase): Promise<void> {
  for (const table of [...(await tablesOfTenants(on)), 'revocations']) await asOperator(on.database).query(`DELETE FROM "${table}"`);
}
