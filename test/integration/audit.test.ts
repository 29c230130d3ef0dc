import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createAudit, type Audit } from '../../src/audit/audit.js';
import { ERASED_PERSON, LINKING_ACTIONS, type AuditFilter, type AuditNote } from '../../src/audit/entry.js';
import { createLogger } from '../../src/logger.js';
import { createSealer } from '../../src/storage/sealing.js';
import { eachDatabase } from '../support/databases.js';
import { asOperator, readRows } from '../support/rows.js';
import { testSettings } from '../support/settings.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

eachDatabase('the audit log', (on) => {
  let audit: Audit;
  const time = { now: 0 };
  const clock = () => time.now;
  const make = (database = on.database) =>
    createAudit({ database, sealer: createSealer(testSettings().encryptionKeys), settings: { auditDays: 180 }, logger: createLogger('silent'), clock });

  beforeEach(async () => {
    for (const table of ['audit_entries', 'tenants']) await asOperator(on.database).query(`DELETE FROM ${table}`);
    for (const clientKey of ['one', 'two']) await install(clientKey);
    time.now = Date.parse('2026-03-01T09:00:00Z');
    audit = make();
  });
  afterEach(() => audit.stop());

  const install = (client_key: string, uninstalled_at: Date | null = null) =>
    asOperator(on.database).bulkInsert('tenants', [{
      client_key, base_url: 'https://site.example/wiki', product_type: 'confluence', shared_secret: null, epoch: 1, installed_at: new Date(0), uninstalled_at,
      created_at: new Date(0), updated_at: new Date(0),
    }]);
  const write = (note: Partial<AuditNote>, of = audit) => on.database.ofAllTenants.write((transaction) => of.write({ clientKey: 'one', action: 'linked', ...note }, transaction));
  const found = async (filter: AuditFilter = {}, clientKey = 'one') => (await audit.find(clientKey, filter, 100)).entries;
  const csv = async (filter: AuditFilter = {}) => {
    const lines: string[] = [];
    for await (const line of audit.csv('one', filter)) lines.push(line);
    return lines;
  };

  test('tells what was done, by whom, to whom and where, the newest first, to its own site alone', async () => {
    await write({ action: 'policy-changed', actor: 'ada', actorName: 'Ada Admin', details: { which: 'spaces', from: 'everywhere', to: 'DEMO' } });
    time.now += 1_000;
    await write({ action: 'accounts-disconnected', actor: 'ada', subject: 'bert', instanceId: 'default' });
    await write({ clientKey: 'two', action: 'break-glass', actor: 'eve' });
    const entries = await found();
    expect(entries).toEqual([
      { id: expect.any(String), at: new Date(time.now), action: 'accounts-disconnected', actor: 'ada', actorName: undefined, subject: 'bert', instanceId: 'default', details: {} },
      { id: expect.any(String), at: new Date(time.now - 1_000), action: 'policy-changed', actor: 'ada', actorName: 'Ada Admin', subject: undefined, instanceId: undefined, details: { which: 'spaces', from: 'everywhere', to: 'DEMO' } },
    ]);
    expect((await found({}, 'two')).map(({ action }) => action)).toEqual(['break-glass']);
    expect(JSON.stringify(await readRows(on.database, 'audit_entries'))).not.toContain('everywhere');
  });

  test('is gone through page by page, each entry once, also where many are of one moment', async () => {
    for (let number = 0; number < 25; number += 1) {
      if (number % 10 === 0) time.now += 1_000;
      await write({ details: { number: String(number) } });
    }
    const numbers: string[] = [];
    let before: string | undefined;
    let pages = 0;
    do {
      const page = await audit.find('one', { before }, 7);
      numbers.push(...page.entries.map(({ details }) => details.number ?? ''));
      before = page.next;
      pages += 1;
    } while (before !== undefined);
    expect(pages).toBe(4);
    expect([...numbers].sort((left, right) => Number(left) - Number(right))).toEqual(Array.from({ length: 25 }, (_, number) => String(number)));
    expect(numbers.slice(0, 5).every((number) => Number(number) >= 20)).toBe(true);
    expect((await audit.find('one', { before: 'nonsense\'; --' }, 7)).entries).toHaveLength(7);
  });

  test('is filtered by action, person, time and words, also such as are sealed', async () => {
    await write({ action: 'linked', actor: 'alice', details: { username: 'alice.gl' } });
    time.now += DAY;
    await write({ action: 'unlinked', actor: 'alice' });
    time.now += DAY;
    await write({ action: 'policy-changed', actor: 'ada', actorName: 'Ada Admin', details: { which: 'Guests' } });
    const actions = async (filter: AuditFilter) => (await found(filter)).map(({ action }) => action);
    expect(await actions({ action: 'unlinked' })).toEqual(['unlinked']);
    expect(await actions({ actor: 'alice' })).toEqual(['unlinked', 'linked']);
    expect(await actions({ from: new Date(time.now - DAY) })).toEqual(['policy-changed', 'unlinked']);
    expect(await actions({ to: new Date(time.now - DAY) })).toEqual(['linked']);
    expect(await actions({ words: 'ADMIN guest' })).toEqual(['policy-changed']);
    expect(await actions({ words: 'ALICE.gl' })).toEqual(['linked']);
    expect(await actions({ words: 'nowhere' })).toEqual([]);
  });

  test('knows whom it names, and is filtered by any of them', async () => {
    await write({ action: 'linked', actor: 'alice' });
    time.now += 1_000;
    await write({ action: 'accounts-disconnected', actor: 'ada', actorName: 'Ada Admin', subject: 'bert' });
    await write({ action: 'person-erased', subject: ERASED_PERSON });
    await write({ clientKey: 'two', actor: 'eve' });
    expect(await audit.people('one')).toEqual([{ accountId: 'ada', name: 'Ada Admin' }, { accountId: 'alice', name: undefined }, { accountId: 'bert', name: undefined }]);
    expect([await audit.count('one'), await audit.count('two')]).toEqual([3, 1]);
    const actions = async (people: readonly string[]) => (await found({ people })).map(({ action }) => action);
    expect(await actions(['bert'])).toEqual(['accounts-disconnected']);
    expect(await actions(['alice', 'ada'])).toEqual(['accounts-disconnected', 'linked']);
    expect([await actions([]), await actions(['eve'])]).toEqual([[], []]);
  });

  test('comes as CSV in which no cell is a formula', async () => {
    await write({ action: 'policy-changed', actor: 'ada', actorName: '=HYPERLINK("https://evil.example")', details: { to: 'a, "b"\nc' } });
    time.now += 1_000;
    for (const sign of ['+', '-', '@', '\t', '\r']) await write({ actorName: `${sign}1` });
    const [head, ...lines] = await csv();
    expect(head).toBe('at,action,actor,actorName,subject,instance,details\r\n');
    expect(lines.at(-1)).toBe(`2026-03-01T09:00:00.000Z,policy-changed,ada,"'=HYPERLINK(""https://evil.example"")",,,"to: a, ""b""\nc"\r\n`);
    expect(lines.slice(0, -1).map((line) => /linked,,("?'[^])/.exec(line)?.[1]?.replace('"', '')).sort()).toEqual(["'\t", "'\r", "'+", "'-", "'@"].sort());
  });

  test('takes note in passing, and has written all of it when it stops', async () => {
    for (let number = 0; number < 450; number += 1) audit.note({ clientKey: 'one', action: 'confirm-failed', actor: `person-${number}` });
    await audit.stop();
    expect(await readRows(on.database, 'audit_entries')).toHaveLength(450);
  });

  test('keeps what is noted while the database is away', async () => {
    const handle = await on.open();
    const other = make(handle);
    let away = true;
    const noting = make({ ...handle, ofTenant: (clientKey) => (away ? { ...handle.ofTenant(clientKey), write: () => Promise.reject(new Error('away')) } : handle.ofTenant(clientKey)) });
    noting.note({ clientKey: 'one', action: 'unlinked', actor: 'alice' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await found()).toEqual([]);
    away = false;
    noting.note({ clientKey: 'one', action: 'unlinked', actor: 'bert' });
    await noting.stop();
    await other.stop();
    expect((await found()).map(({ actor }) => actor).sort()).toEqual(['alice', 'bert']);
    await handle.close();
  });

  test('writes once an hour what is used all the time, whichever process notes it', async () => {
    const handle = await on.open();
    const processes = [audit, make(handle)];
    const use = (space: string) => processes.forEach((one) => one.note({ clientKey: 'one', action: 'shared-token-used', instanceId: 'default', details: { space }, oncePerHour: space }));
    for (let minute = 0; minute < 59; minute += 10) {
      time.now = Date.parse('2026-03-01T09:00:00Z') + minute * 60_000;
      use('DEMO');
    }
    use('DOCS');
    time.now = Date.parse('2026-03-01T10:00:00Z');
    use('DEMO');
    for (const one of processes) await one.stop();
    await handle.close();
    expect((await found()).map(({ details }) => details.space).sort()).toEqual(['DEMO', 'DEMO', 'DOCS']);
  });

  test('names somebody no more who is erased, and tells all the same that something happened', async () => {
    await write({ action: 'policy-changed', actor: 'ada', actorName: 'Ada Admin', details: { which: 'spaces' } });
    await write({ action: 'linked', actor: 'ada', instanceId: 'default', details: { username: 'ada.gl' } });
    await write({ action: 'accounts-disconnected', actor: 'bert', actorName: 'Bert', subject: 'ada', details: { username: 'ada.gl', why: 'left' } });
    await write({ action: 'accounts-disconnected', actor: 'ada', actorName: 'Ada Admin', subject: 'bert', details: { username: 'bert.gl' } });
    await write({ clientKey: 'two', action: 'linked', actor: 'ada' });
    await on.database.ofAllTenants.write((transaction) => audit.erasePerson('one', 'ada', transaction));
    const entries = await found();
    expect(JSON.stringify(entries)).not.toMatch(/"ada|Ada/);
    const told = entries.map(({ action, actor, actorName, subject, details }) => JSON.stringify([action, actor, actorName ?? '', subject ?? '', details])).sort();
    expect(told).toEqual([
      JSON.stringify(['accounts-disconnected', 'bert', 'Bert', ERASED_PERSON, { why: 'left' }]),
      JSON.stringify(['accounts-disconnected', ERASED_PERSON, '', 'bert', { username: 'bert.gl' }]),
      JSON.stringify(['linked', ERASED_PERSON, '', '', {}]),
      JSON.stringify(['policy-changed', ERASED_PERSON, '', '', { which: 'spaces' }]),
    ].sort());
    expect((await found({}, 'two'))[0]?.actor).toBe('ada');
  });

  test('goes on naming who changed something for all where people erase themselves', async () => {
    await write({ action: 'policy-changed', actor: 'ada', actorName: 'Ada Admin' });
    await write({ action: 'linked', actor: 'ada' });
    audit.note({ clientKey: 'one', action: 'unlinked', actor: 'ada' });
    await on.database.ofAllTenants.write((transaction) => audit.erasePerson('one', 'ada', transaction, LINKING_ACTIONS));
    await audit.stop();
    const byAction = Object.fromEntries((await found()).map(({ action, actor }) => [action, actor]));
    expect(byAction).toMatchObject({ 'policy-changed': 'ada', linked: ERASED_PERSON });
  });

  test('gives a person the name that they have now, or none', async () => {
    await write({ actor: 'ada', actorName: 'Ada' });
    await write({ actor: 'ada' });
    await write({ actor: 'bert', actorName: 'Bert' });
    expect([await audit.holdsName('one', 'ada'), await audit.holdsName('two', 'ada'), await audit.holdsName('one', 'carol')]).toEqual([true, false, false]);
    await on.database.ofAllTenants.write((transaction) => audit.rename('one', 'ada', 'Ada Lovelace', transaction));
    expect((await found()).map(({ actorName }) => actorName ?? '').sort()).toEqual(['', 'Ada Lovelace', 'Bert']);
    await on.database.ofAllTenants.write((transaction) => audit.rename('one', 'ada', undefined, transaction));
    expect(await audit.holdsName('one', 'ada')).toBe(false);
  });

  test('keeps entries for so many days as the setting says', async () => {
    await write({ actor: 'old' });
    time.now += 180 * DAY - 1_000;
    await write({ actor: 'new' });
    await audit.forgetOld();
    expect(await found()).toHaveLength(2);
    time.now += 2_000;
    await audit.forgetOld();
    expect((await found()).map(({ actor }) => actor)).toEqual(['new']);
  });

  test('goes with its site, and nothing is written of one that is gone', async () => {
    await write({ actor: 'alice' });
    await write({ clientKey: 'two', actor: 'bert' });
    await audit.purgeTenant('one');
    expect(await found()).toHaveLength(1);
    await asOperator(on.database).query("DELETE FROM tenants WHERE client_key = 'one'");
    await install('one', new Date(1));
    await audit.purgeTenant('one');
    audit.note({ clientKey: 'one', action: 'unlinked', actor: 'alice' });
    audit.note({ clientKey: 'two', action: 'unlinked', actor: 'bert' });
    await audit.stop();
    expect(await found()).toEqual([]);
    expect(await found({}, 'two')).toHaveLength(2);
  });

  test('leaves out details that do not open, and tells the rest', async () => {
    await write({ actor: 'ada', details: { which: 'spaces' } });
    await asOperator(on.database).query("UPDATE audit_entries SET id = 'another'");
    expect(await found()).toMatchObject([{ actor: 'ada', details: {} }]);
  });
});
