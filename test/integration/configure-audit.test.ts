import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AUDIT_ACTIONS } from '../../src/audit/entry.js';
import { createAudit, type Audit } from '../../src/audit/audit.js';
import type { AuditNote } from '../../src/audit/entry.js';
import { createLogger } from '../../src/logger.js';
import { createSealer } from '../../src/storage/sealing.js';
import { askConfigure, configureFile, doConfigure, type Answered } from '../support/configure.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { asOperator } from '../support/rows.js';

let app: WholeApp;
let audit: Audit;
const time = { now: 0 };
const START = Date.parse('2026-03-01T23:30:00Z');
const accountOf = (user: string) => app.confluence.users.find(({ key }) => key === user)?.accountId ?? '';

beforeAll(async () => {
  app = await startWholeApp({ environment: { AUDIT_DAYS: '90' } });
  // What it forgets by its own clock is old by that of these tests.
  await app.queue.close();
  audit = createAudit({ database: app.database, sealer: createSealer(app.settings.encryptionKeys), settings: app.settings, logger: createLogger('silent'), clock: () => time.now });
});
afterAll(async () => {
  await audit.stop();
  await app.close();
});
beforeEach(async () => {
  time.now = START;
  await asOperator(app.database).query('DELETE FROM audit_entries');
});

const write = (note: Partial<AuditNote>) =>
  app.database.ofAllTenants.write((transaction) => audit.write({ clientKey: app.confluence.installation().clientKey, action: 'linked', ...note }, transaction));
const show = (query = '', viewer = 'ada', language = 'en') => askConfigure(app, 'audit', query, viewer, language);
const actionsIn = ({ html }: Answered) => [...html.matchAll(/data-audit-action="([^"]+)"/g)].map(([, action]) => action);
const fileIn = ({ html }: Answered) => /data-admin-file="\/api\/configure\/([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';

describe('the tab of the audit log', () => {
  test('tells in words what was done, by whom, to whom and where, the newest first', async () => {
    await write({ action: 'linked', actor: accountOf('dana'), instanceId: 'default', details: { username: 'alice' } });
    time.now += 60_000;
    await write({ action: 'accounts-disconnected', actor: accountOf('ada'), subject: accountOf('dana'), details: { accounts: '1' } });
    time.now += 60_000;
    await write({ action: 'reconnect-needed', subject: 'erased person' });
    const shown = await show();
    expect(actionsIn(shown)).toEqual(['reconnect-needed', 'accounts-disconnected', 'linked']);
    for (const text of ['Account linked', 'Accounts disconnected by an administrator', 'Dana Developer', 'Ada Administrator', 'The app', 'An erased person', 'GitLab user: alice', 'Accounts: 1', 'kept for 90 days', 'datetime="2026-03-01T23:30:00.000Z"']) {
      expect(shown.html).toContain(text);
    }
    expect((await show('', 'ada', 'de')).html).toContain('GitLab-Benutzer: alice');
  });

  test('has a sentence for whatever is written down', async () => {
    for (const action of AUDIT_ACTIONS) await write({ action, actor: 'somebody' });
    const { html } = await show();
    expect(html.match(/data-audit-action=/g)).toHaveLength(AUDIT_ACTIONS.length);
    for (const action of AUDIT_ACTIONS) expect(html).not.toContain(`>${action}<`);
  });

  test('is filtered by what, by whom, by days of the reader and by words', async () => {
    await write({ action: 'linked', actor: accountOf('dana'), details: { username: 'alice' } });
    time.now += 86_400_000;
    await write({ action: 'policy-changed', actor: accountOf('ada'), details: { which: 'guests' } });
    time.now += 86_400_000;
    await write({ action: 'accounts-disconnected', actor: accountOf('ada'), subject: accountOf('dana') });
    const found = async (query: string) => actionsIn(await show(query));
    expect(await found('?action=linked')).toEqual(['linked']);
    expect(await found('?action=nothing')).toHaveLength(3);
    expect(await found('?who=dana%20dev')).toEqual(['accounts-disconnected', 'linked']);
    expect(await found(`?who=${encodeURIComponent(accountOf('ada'))}`)).toEqual(['accounts-disconnected', 'policy-changed']);
    expect(await found('?who=nobody')).toEqual([]);
    expect(await found('?words=GUESTS')).toEqual(['policy-changed']);
    expect(await found('?from=2026-03-02')).toEqual(['accounts-disconnected', 'policy-changed']);
    expect(await found('?to=2026-03-01')).toEqual(['linked']);
    expect(await found('?locale=de-DE&zone=Europe%2FBerlin&from=2026-03-02&to=2026-03-02')).toEqual(['linked']);
    expect((await show('?words=guests&action=policy-changed')).html).toContain('value="guests"');
  });

  test('goes page by page, with the filter that it was asked for by', async () => {
    for (let number = 0; number < 120; number += 1) await write({ actor: `person-${number}`, action: number % 2 === 0 ? 'linked' : 'unlinked', details: { tries: String(number) } });
    const sizes: number[] = [];
    const seen = new Set<string>();
    let query: string | undefined = '?action=linked';
    while (query !== undefined) {
      const page: Answered = await show(query);
      sizes.push(actionsIn(page).length);
      expect(actionsIn(page)).not.toContain('unlinked');
      for (const [, entry = ''] of page.html.matchAll(/data-entry="([^"]+)"/g)) seen.add(entry);
      query = page.more;
    }
    expect([sizes, seen.size]).toEqual([[50, 10], 60]);
    expect((await show('?before=nonsense')).status).toBe(200);
  });

  test('comes as a file with the same filter, in which no cell is a formula', async () => {
    await write({ action: 'linked', actor: accountOf('dana'), details: { username: 'alice' } });
    await write({ action: 'policy-changed', actor: accountOf('ada'), actorName: '=HYPERLINK("https://evil.example")', details: { to: '@SUM(1)' } });
    const all = await configureFile(app, fileIn(await show()));
    expect([all.status, all.type, all.text.split('\r\n').length]).toEqual([200, 'text/csv', 4]);
    expect(all.text).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
    const some = await configureFile(app, fileIn(await show('?action=linked&who=dana')));
    expect(some.text.trim().split('\r\n').slice(1)).toEqual([expect.stringContaining('username: alice')]);
  });

  test('shows what was written as text', async () => {
    await write({ actor: '"><script>alert(1)</script>', details: { '<i>which': '<img src=x onerror=alert(1)>' } });
    const { html } = await show();
    expect(html).not.toMatch(/<script|<img|<i>/);
    expect(html).toContain('&lt;img src=x onerror=alert(1)>');
  });

  test('is for nobody else, nor are its files', async () => {
    await write({});
    for (const viewer of ['dana', 'anonymous']) {
      expect((await show('', viewer)).status).toBe(403);
      const file = await configureFile(app, 'audit/entries.csv', viewer);
      expect([file.status, file.text]).toEqual([403, expect.not.stringContaining('linked')]);
    }
    expect((await configureFile(app, 'audit/others.csv')).status).toBe(404);
    expect((await configureFile(app, 'audit/constructor.csv')).status).toBe(404);
    expect((await doConfigure(app, 'audit/entries', {})).status).toBe(404);
  });
});
